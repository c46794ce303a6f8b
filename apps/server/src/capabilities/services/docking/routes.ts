import * as contract from '@civitas/contract'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { findInForceByCode, listAllInForce } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { enqueue, findSystem } from '../systems/store.ts'
import { reconcile, reconcileAll, toReconciliation } from './reconcile.ts'
import { reportUpward } from './report.ts'
import * as store from './store.ts'

/** Binds the docking with the levels above and below (SOC-015). */
export function bindDocking(parts: ServicesParts): void {
  const { http, db, clock, jobs } = parts.kernel
  reportUpward(parts)
  http.bind(contract.listItemMappings, async ({ query }) => {
    const { items, total } = await store.listMappings(db, query)
    return { items: items.map(toMapping), total }
  })
  http.bind(contract.saveItemMapping, ({ params, body }) => saveMapping(parts, params, body))
  http.bind(contract.pushItemDirectory, async ({ params }) => {
    const system = await findSystem(db, { id: params.id })
    if (system?.kind !== 'lower') throw conflict('not-lower', '目录只下发给下级平台。')
    const items = await listAllInForce(db, dayOf(clock.now()))
    await db.transaction(async (tx) => {
      for (const { code, content } of items)
        await enqueue(
          tx,
          {
            ...{ systemId: system.id, kind: 'item', objectId: code, reference: content.title },
            content: { code, title: content.title },
          },
          clock.now(),
        )
    })
    return { items: items.length }
  })
  http.bind(contract.reconcileWithSystem, ({ params, body }) =>
    reconcile(parts, params.id, body.day, body.kind ?? 'case'),
  )
  http.bind(contract.listSystemReconciliations, async ({ query }) => {
    const { items, total } = await store.listReconciliations(db, query)
    return { items: items.map(toReconciliation), total }
  })
  http.bind(contract.listReported, async ({ query }) => {
    const { items, total } = await store.listReported(db, query)
    return { items: items.map(toReported), total }
  })
  jobs.every('services-reconcile-upward', '20 2 * * *', () =>
    reconcileAll(parts, dayOf(new Date(clock.now().getTime() - 86_400_000))),
  )
}

async function saveMapping(
  parts: ServicesParts,
  { id, code }: { id: string; code: string },
  body: { localCode: string | null; remoteTitle?: string },
): Promise<contract.ItemMapping> {
  const { db, clock } = parts.kernel
  const system = await findSystem(db, { id })
  if (system?.kind !== 'upper') throw notFound('上级平台', id)
  const day = dayOf(clock.now())
  if (body.localCode && !(await findInForceByCode(db, body.localCode, day)))
    throw invalid('/body/localCode', '本级没有这个事项编码')
  const known = (await store.listMappings(db, { system: id, code })).items[0]
  await db.transaction(async (tx) => {
    if (body.localCode) await store.freeLocal(tx, id, body.localCode)
    await store.saveMapping(
      tx,
      {
        ...{ system_id: id, remote_code: code, local_code: body.localCode },
        remote_title: body.remoteTitle ?? known?.remote_title ?? code,
        state: body.localCode ? 'adopted' : 'not-here',
      },
      clock.now(),
    )
  })
  return toMapping((await store.listMappings(db, { system: id, code })).items[0] as store.MappingRow)
}

function toMapping(row: store.MappingRow): contract.ItemMapping {
  return {
    ...{ systemId: row.system_id, systemName: row.system_name, remoteCode: row.remote_code },
    ...{ remoteTitle: row.remote_title, localCode: row.local_code, state: row.state },
    changedTime: row.changed_time.toISOString(),
  }
}

function toReported(row: store.ReportedRow & { system_name: string }) {
  const text = (name: string) => (row.content[name] == null ? null : String(row.content[name]))
  return {
    ...{ systemName: row.system_name, kind: row.kind, objectId: row.object_id, day: row.day },
    ...{ number: text('number'), itemCode: text('itemCode'), itemTitle: text('itemTitle') },
    ...{ state: text('state'), grade: Number(text('grade')) || null },
    time: row.time.toISOString(),
  }
}
