import * as contract from '@civitas/contract'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import type { ServicesParts } from '../services-parts.ts'
import { makeHandover, takeHandover } from './handovers.ts'
import * as kiosks from './kiosks.ts'
import * as partners from './partners.ts'
import { metresBetween } from './rules.ts'
import * as store from './store.ts'

/** Binds self-service machines, partners and the hand-over of drafts between channels (SOC-014, SOC-019). */
export function bindKiosks(parts: ServicesParts): { stop(): Promise<void> } {
  const { http, db } = parts.kernel
  http.bind(contract.listKiosks, async ({ query }) => {
    const { items, total } = await store.listKiosks(db, query, kiosks.aliveSince(parts))
    return { items: items.map((row) => kiosks.toKiosk(parts, row)), total }
  })
  http.bind(contract.registerKiosk, ({ body }) => kiosks.registerKiosk(parts, body))
  http.bind(contract.retireKiosk, async ({ params }) => {
    const { id } = await kiosks.getKiosk(parts, params.id)
    await store.retireKiosk(db, id)
    return kiosks.getKiosk(parts, id)
  })
  http.bind(contract.beatKiosk, async ({ body }) => {
    await kiosks.beatKiosk(parts, body)
    return { done: true as const }
  })
  http.bind(contract.closeKioskFault, ({ params, body }) => kiosks.closeFault(parts, params.id, body.remedy))
  http.bind(contract.listOutlets, async ({ query }) => {
    const { items, total } = await store.listOutlets(db, query, kiosks.aliveSince(parts))
    return { items: items.map((row) => toOutlet(row, query)), total }
  })
  http.bind(contract.makeHandover, ({ params, body }, { principal }) =>
    makeHandover(parts, principal, params.id, body.channel),
  )
  http.bind(contract.takeHandover, ({ body }, { principal }) => takeHandover(parts, principal, body.code))
  bindPartners(parts)
  return startWorkQueue(parts.kernel, 'services-kiosks', (tx) => kiosks.noticeSilent(parts, tx))
}

function toOutlet(row: store.KioskRow, from: { lon?: number; lat?: number }) {
  const position: [number, number] | null = row.lon === null || row.lat === null ? null : [row.lon, row.lat]
  const isAsked = from.lon !== undefined && from.lat !== undefined
  return {
    ...{ code: row.code, name: row.name, place: row.place, hours: row.hours, position },
    metres: position && isAsked ? metresBetween([from.lon as number, from.lat as number], position) : null,
  }
}

function bindPartners(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listPartners, async ({ query }) => {
    const { items, total } = await store.listPartners(db, query, partners.today(parts))
    return { items: items.map(partners.toPartner), total }
  })
  http.bind(contract.registerPartner, ({ body }) => partners.registerPartner(parts, body))
  http.bind(contract.changePartner, ({ params, body }) => partners.changePartner(parts, params.id, body))
  http.bind(contract.callAsPartner, ({ body }) => partners.callAsPartner(parts, body))
  http.bind(contract.listPartnerCalls, async ({ query }) => {
    const { items, total } = await store.listCalls(db, query)
    return { items: items.map(partners.toCall), total }
  })
}
