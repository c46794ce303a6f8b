import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { Actor, CasesParts } from '../publish-case.ts'
import { type CaseRow, findCase } from '../store.ts'
import { requireVersion } from '../versions.ts'

/** Who acts on which case, and the version they have seen. */
export interface CaseAct {
  id: string
  by: Principal
  actor: Actor
  version?: number
}

/** Locks a case of the caller’s scope; refuses an act on an older version. */
export async function holdCase(parts: CasesParts, tx: Transaction, act: CaseAct): Promise<CaseRow> {
  const row = await findCase(tx, act.id, { scope: act.by.scope, lock: true })
  if (!row) throw notFound('案件', act.id)
  await requireVersion(parts, tx, row, { seen: act.version, now: row.version }, act.actor)
  return row
}
