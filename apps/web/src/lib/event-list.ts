import type { CityEvent, Page } from '@civitas/sdk'
import type { Level } from '@civitas/ui'

/** What the live channel says about an event. */
export interface EventNews {
  act: string
  event: CityEvent
}

/** Reads a message of topic `events`; nothing when it is not one. */
export function toEventNews(body: unknown): EventNews | null {
  if (!body || typeof body !== 'object' || !('event' in body)) return null
  const { act, event } = body as { act?: unknown; event: CityEvent }
  return event?.id ? { act: String(act ?? ''), event } : null
}

/** A list with an event put in, or taken out when `keep` refuses it; `total` follows. */
export function putEvent(
  page: Page<CityEvent>,
  event: CityEvent,
  keep: (event: CityEvent) => boolean,
  limit: number,
): Page<CityEvent> {
  const others = page.items.filter((each) => each.id !== event.id)
  const was = others.length < page.items.length
  const stays = keep(event)
  const total = page.total + (stays ? 1 : 0) - (was ? 1 : 0)
  return { ...page, items: stays ? [event, ...others].slice(0, limit) : others, total }
}

const rank: Record<Level, number> = { red: 4, orange: 3, yellow: 2, blue: 1 }

/** Whether a warning is in force: its condition holds and nobody closed, merged or dismissed it. */
export function isInForce(event: CityEvent): boolean {
  return event.active && event.level !== null && (event.state === 'raised' || event.state === 'verified')
}

/** Worst level first; within a level those with a case before others, then the newest. */
export function byLevel(a: CityEvent, b: CityEvent): number {
  const gap = (b.level ? rank[b.level] : 0) - (a.level ? rank[a.level] : 0)
  const work = Number(b.caseId !== null) - Number(a.caseId !== null)
  return gap || work || b.raisedTime.localeCompare(a.raisedTime)
}

/** Newest change first. */
export function byChange(a: CityEvent, b: CityEvent): number {
  return b.changedTime.localeCompare(a.changedTime)
}

/** How many warnings of each level are in force. */
export function countLevels(events: CityEvent[]): Record<Level, number> {
  const counts: Record<Level, number> = { blue: 0, yellow: 0, orange: 0, red: 0 }
  for (const event of events) if (event.level) counts[event.level]++
  return counts
}
