import type { CityEvent } from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { lockEvent, refreshAggregates } from '../merge-events.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import { isOpen } from '../rules.ts'
import * as store from '../store.ts'
import * as reports from './store.ts'

/** Takes a report out of the event it had joined, into an event of its own: the undoing of a joining by rule. */
export async function splitReport(
  parts: EventsParts,
  id: string,
  comment: string,
  by: Principal,
): Promise<CityEvent> {
  return parts.kernel.db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    const report = await reports.findReport(tx, id, true)
    if (!report) throw notFound('上报', id)
    const from = await lockEvent(tx, report.event_id, by.scope)
    if (!isOpen(from.state) && from.state !== 'merged')
      throw conflict('not-open', `事件 ${from.reference} 已不在办理中，不能拆出。`)
    if ((await reports.countReports(tx, from.id)) < 2)
      throw conflict('only-report', '这是该事件唯一的一条上报，不能拆出。')
    const position = report.lon === null || report.lat === null ? null : ([report.lon, report.lat] as const)
    const type = parts.domains.findEventType(from.type)
    const made = await store.insertEvent(tx, {
      reference: await store.takeReference(tx, now),
      type: from.type,
      title: report.title,
      description: report.body,
      own_level: report.level ?? type?.defaultLevel ?? from.own_level,
      own_active: true,
      state: 'raised',
      source: report.channel,
      standard_class: from.standard_class,
      address: report.address,
      entity_id: null,
      entity_name: null,
      division_code: position ? parts.territory.findDivisionAt(...position) : from.division_code,
      lon: position?.[0] ?? null,
      lat: position?.[1] ?? null,
      value: null,
      unit: null,
      raised_time: report.reported_time,
    })
    await reports.moveReport(tx, id, made.id)
    const who = { userId: by.userId, userName: by.name }
    const detail = { reportId: id, fromId: from.id, intoId: made.id }
    note(parts, tx, { ...who, eventId: from.id, act: 'split-off', text: comment, detail })
    note(parts, tx, { ...who, eventId: made.id, act: 'raised', text: comment, detail })
    const fewer = await store.updateEvent(tx, from, { own_reports: from.own_reports - 1, changed_time: now })
    for (const one of await refreshAggregates(tx, fewer)) await publishEvent(parts, tx, 'level-changed', one)
    const split = await store.findEvent(tx, made.id, { scope: wholeScope })
    return publishEvent(parts, tx, 'raised', split as store.EventRow)
  })
}
