import * as contract from '@civitas/contract'
import type { Principal } from '../../kernel/access.ts'
import { invalid, notFound } from '../../kernel/problem.ts'
import { closeEvent, verifyEvent } from './close-event.ts'
import { mergeEvent, unmergeEvent } from './merge-events.ts'
import type { EventsParts } from './publish-event.ts'
import { reportEvent } from './report-event.ts'
import { isOpen, metresBetween } from './rules.ts'
import * as store from './store.ts'

export function bindRoutes(parts: EventsParts): void {
  const { kernel, toEvent } = parts
  const { http, db } = kernel
  http.bind(contract.listEventTypes, () => listTypes(parts))
  http.bind(contract.listEvents, async ({ query }, { principal }) => {
    const page = await store.listEvents(db, { ...query, bbox: toBox(query.bbox) }, principal.scope)
    return { items: page.items.map(toEvent), total: page.total }
  })
  http.bind(contract.getEvent, ({ params }, { principal }) => getEvent(parts, params.id, principal))
  http.bind(contract.reportEvent, ({ body }, { principal }) => reportEvent(parts, body, principal))
  http.bind(contract.verifyEvent, ({ params, body }, { principal }) =>
    verifyEvent(parts, params.id, body, principal),
  )
  http.bind(contract.mergeEvent, ({ params, body }, { principal }) =>
    mergeEvent(parts, { id: params.id, ...body }, principal),
  )
  http.bind(contract.unmergeEvent, ({ params }, { principal }) => unmergeEvent(parts, params.id, principal))
  http.bind(contract.closeEvent, ({ params, body }, { principal }) =>
    closeEvent(parts, params.id, body.comment, principal),
  )
}

function listTypes({ domains }: EventsParts): contract.EventTypeInfo[] {
  return domains.list('eventTypes').map(({ id, title, verification, icon, reportable }) => ({
    id,
    domain: id.split('.')[0] as string,
    title,
    verification,
    icon,
    reportable: reportable ?? true,
  }))
}

async function getEvent(parts: EventsParts, id: string, { scope }: Principal) {
  const { db } = parts.kernel
  const row = await store.findEvent(db, id, { scope })
  if (!row) throw notFound('事件', id)
  const [entries, merged, similar] = await Promise.all([
    store.listEntries(db, id),
    store.listMerged(db, id, scope),
    listSimilar(parts, row, scope),
  ])
  return { event: parts.toEvent(row), entries, merged: merged.map(parts.toEvent), similar }
}

/** Open events of the same type a person may want to merge: up to five times the merging distance, 500 m at least. */
async function listSimilar(
  { kernel, domains, toEvent }: EventsParts,
  row: store.EventRow,
  scope: Principal['scope'],
): Promise<contract.CityEvent[]> {
  if (!isOpen(row.state) || row.lon === null || row.lat === null) return []
  const metres = Math.max(500, 5 * (domains.findEventType(row.type)?.mergeWithin.metres ?? 0))
  const position = [row.lon, row.lat] as const
  const around = await store.listOpenAround(
    kernel.db,
    { type: row.type, position, metres, exceptId: row.id },
    scope,
  )
  return around
    .map((one) => ({ one, distance: metresBetween([one.lon as number, one.lat as number], position) }))
    .filter(({ distance }) => distance <= metres)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 10)
    .map(({ one }) => toEvent(one))
}

function toBox(text: string | undefined): number[] | undefined {
  if (!text) return undefined
  const numbers = text.split(',').map(Number)
  if (numbers.some((n) => !Number.isFinite(n))) throw invalid('/query/bbox', '应为以逗号分隔的四个数字')
  return numbers
}
