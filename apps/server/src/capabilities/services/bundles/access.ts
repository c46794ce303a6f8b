import type { Principal } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { requirePower } from '../applications/start.ts'
import type { ServicesParts } from '../services-parts.ts'
import { getResolved } from './resolve.ts'
import { findBundle } from './store.ts'

/** Refuses everyone but those the case is of; a bounded power has to reach every item of it. */
export async function requireOwnBundle(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<void> {
  const acting = await requireActing(parts, principal)
  const row = await findBundle(parts.kernel.db, id)
  if (!row || (row.subject_id !== acting.subject.id && row.subject_id !== acting.by.id))
    throw notFound('一件事', id)
  if (acting.scenes === null || row.subject_id === acting.by.id) return
  const { members } = await getResolved(parts, row.bundle_id)
  for (const { version } of members) requirePower(acting, version)
}
