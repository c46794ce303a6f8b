import type { OperationOutput } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { notFound, Problem } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import { judgeRecognition } from '../recognition/rules.ts'
import { findForCode, findRecognition, listRecognitions } from '../recognition/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { ask } from '../systems/send.ts'
import { findSystem, readActive, type SystemRow } from '../systems/store.ts'
import { fileCase, supplementCase } from './file-case.ts'
import { tellProgress } from './progress.ts'
import * as store from './store.ts'
import { handOver, tellTicketEnds, toTicket } from './tickets.ts'

/** Days what was collected for another city stays after the end. */
const keepDays = 90

/** Binds 跨区域通办 and 12345 between cities (SOC-121). */
export function bindCrossRegion(parts: ServicesParts): void {
  const { http, db, clock, jobs } = parts.kernel
  tellProgress(parts)
  tellTicketEnds(parts)
  bindItems(parts)
  const show = async (id: string) => toCross((await store.findCross(db, { id })) as store.CrossRow)
  http.bind(contract.fileCrossCase, async ({ body }, { principal }) =>
    show(await fileCase(parts, principal, body)),
  )
  http.bind(contract.supplementCrossCase, async ({ params, body }) => {
    await supplementCase(parts, params.id, body)
    return show(params.id)
  })
  http.bind(contract.listCrossCases, async ({ query }, { principal }) => {
    const { items, total } = await store.listCross(db, query, principal.scope)
    return { items: items.map(toCross), total }
  })
  http.bind(contract.listCrossCities, async () => ({
    items: (await readActive(db, 'city')).map(({ id, name }) => ({ id, name })),
  }))
  http.bind(contract.handOverTicket, async ({ body }, { principal }) => {
    const id = await handOver(parts, principal, body)
    return toTicket((await store.findTicket(db, { id })) as store.TicketRow)
  })
  http.bind(contract.listCrossTickets, async ({ query }) => {
    const { items, total } = await store.listTickets(db, query)
    return { items: items.map(toTicket), total }
  })
  jobs.every('services-forget-cross', '41 3 * * *', () => {
    const now = clock.now()
    return store.forgetSent(db, new Date(now.getTime() - keepDays * 86_400_000), now)
  })
}

function bindItems(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCrossItems, async ({ query }) => {
    const day = dayOf(clock.now())
    const { items, total } = await listRecognitions(db, { ...query, day, kind: 'item', state: 'active' })
    return {
      items: items.map((row) => ({
        ...{ recognitionId: row.id, systemId: row.system_id, systemName: row.system_name },
        ...{ itemCode: row.foreign_code, itemTitle: row.foreign_title, limits: row.limits },
      })),
      total,
    }
  })
  http.bind(contract.getCrossItem, async ({ params }) => {
    const row = await findRecognition(db, params.id)
    if (row?.kind !== 'item') throw notFound('跨区域事项', params.id)
    const system = (await findSystem(db, { id: row.system_id })) as SystemRow
    const content = { itemCode: row.foreign_code }
    const message = { id: newId(), kind: 'item-form', objectId: row.id, content }
    const receipt = await ask(parts, system, message).catch((error: Error) => {
      throw new Problem('unavailable', 'partner-away', `${system.name}暂时无法连接：${error.message}`)
    })
    if (receipt.outcome === 'refused')
      throw new Problem(
        ...(['conflict', 'not-offered', receipt.faults.map((one) => one.message).join('；')] as const),
      )
    const form = receipt.result as unknown as Omit<Form, 'materials'> & { materials: TheirMaterial[] }
    return { ...form, materials: await withLocal(parts, system.id, form.materials) }
  })
}

type Form = OperationOutput<typeof contract.getCrossItem>
type TheirMaterial = Omit<Form['materials'][number], 'local'>

/** Materials of the other city with the code each has here, where both have signed that they are the same. */
async function withLocal(
  { kernel: { db, clock } }: ServicesParts,
  systemId: string,
  theirs: TheirMaterial[],
) {
  const day = dayOf(clock.now())
  const found = []
  for (const one of theirs) {
    const row = await findForCode(db, { systemId, kinds: ['material'], foreign: [one.material] })
    const isInForce = judgeRecognition(row, null, day).outcome === 'passed'
    found.push({ ...one, local: row && isInForce ? row.local_code : null })
  }
  return found
}

function toCross(row: store.CrossRow): contract.CrossCase {
  const { sent_time: sent, received_time: received } = row
  return {
    ...{ id: row.id, systemId: row.system_id, systemName: row.system_name, role: row.role },
    ...{ applicationId: row.application_id, itemCode: row.item_code, itemTitle: row.item_title },
    ...{ subjectName: row.subject_name, source: row.source, state: row.state, faults: row.faults },
    ...{ progress: row.progress, sentTime: sent.toISOString() },
    receivedTime: received?.toISOString() ?? null,
    transferSeconds: received ? Math.max(0, Math.round((received.getTime() - sent.getTime()) / 1000)) : null,
  }
}
