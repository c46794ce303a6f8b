import type { SystemReconciliation } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound, Problem } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { ask } from '../systems/send.ts'
import { findSystem, readActive } from '../systems/store.ts'
import * as store from './store.ts'
import { digestOf } from './take-reports.ts'

/** Compares a day with the level above, object by object: what is missing there, and what is another there. */
export async function reconcile(
  parts: ServicesParts,
  systemId: string,
  day: string,
  kind: store.ReportKind,
): Promise<SystemReconciliation> {
  const { db, clock } = parts.kernel
  const system = await findSystem(db, { id: systemId })
  if (!system) throw notFound('对接系统', systemId)
  if (system.kind !== 'upper') throw conflict('not-upper', '只与上级平台对账。')
  const message = { id: newId(), kind: 'reconcile', objectId: `${kind} ${day}`, content: { day, kind } }
  const receipt = await ask(parts, system, message).catch((error: Error) => {
    throw new Problem('unavailable', 'partner-away', `${system.name}暂时无法连接：${error.message}`)
  })
  const { count = 0, digests = {} } = (receipt.result ?? {}) as {
    count?: number
    digests?: Record<string, string>
  }
  const sent = await store.listSent(db, system.id, kind, day)
  const differences = sent.flatMap((row) => differenceOf(row, digests))
  const row = {
    ...{ id: newId(), system_id: system.id, kind, day, local: sent.length, accepted: count, differences },
    ...{ digests_agree: differences.length === 0 && count === sent.length, time: clock.now() },
  }
  await store.insertReconciliation(db, row)
  return toReconciliation({ ...row, system_name: system.name })
}

function differenceOf(
  row: store.SentRow,
  digests: Readonly<Record<string, string>>,
): SystemReconciliation['differences'] {
  const told = (reason: string) => [
    {
      ...{ messageId: row.id, objectId: row.object_id, reference: row.reference, reason },
      fields: row.faults.map((one) => one.path.replace('/content/', '')),
    },
  ]
  if (row.state === 'refused') return told(row.faults.map((one) => one.message).join('；'))
  const there = digests[row.object_id]
  if (row.state === 'waiting') return told('尚未送达')
  if (!there) return told('上级平台没有此办件')
  return there === digestOf(row.content) ? [] : told('内容摘要不一致')
}

export function toReconciliation(
  row: store.ReconciliationRow & { system_name: string },
): SystemReconciliation {
  return {
    ...{ id: row.id, systemId: row.system_id, systemName: row.system_name, kind: row.kind, day: row.day },
    ...{ local: row.local, accepted: row.accepted, digestsAgree: row.digests_agree },
    ...{ differences: row.differences, time: row.time.toISOString() },
  }
}

/** Compares yesterday with every level above. */
export async function reconcileAll(parts: ServicesParts, day: string): Promise<void> {
  const { db, log } = parts.kernel
  for (const system of await readActive(db, 'upper'))
    for (const kind of ['case', 'rating', 'licence'] as const)
      await reconcile(parts, system.id, day, kind).catch((error: Error) =>
        log.warn({ system: system.code, error: error.message }, 'could not reconcile'),
      )
}
