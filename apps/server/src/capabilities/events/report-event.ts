import type { CityEvent, WarningLevel } from '@civitas/contract'
import type { EventType } from '@civitas/domain-kit'
import { isInScope, type Principal, requireInScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { invalid } from '../../kernel/problem.ts'
import type { EntityRow } from '../entities/index.ts'
import { refreshAggregates } from './merge-events.ts'
import { type EventsParts, note, publishEvent } from './publish-event.ts'
import { metresBetween, worstLevel } from './rules.ts'
import * as store from './store.ts'

export interface EventReport {
  type: string
  title: string
  description?: string
  position: [number, number]
  level?: WarningLevel
  entityId?: string
}

/**
 * A person reports an event. It joins an open one of its type about the same entity, or near and fresh enough
 * (`mergeWithin`), when the reporter may see that one; what was written stays in the timeline.
 */
export async function reportEvent(
  parts: EventsParts,
  report: EventReport,
  by: Principal,
): Promise<CityEvent> {
  const type = parts.domains.findEventType(report.type)
  if (!type) throw invalid('/body/type', `没有“${report.type}”这种事件类型`)
  const divisionCode = parts.territory.findDivisionAt(report.position[0], report.position[1])
  if (!divisionCode) throw invalid('/body/position', '位置不在本市范围内')
  // Citizens have no division of their own and report wherever they are; they still see nothing of other reports.
  if (by.scope.divisions.length > 0) requireInScope(divisionCode, by.scope)
  return parts.kernel.db.transaction(async (tx) => {
    const entity = await findReported(parts, tx, report, by)
    await store.lockType(tx, type.id)
    const open = await findOpen(parts, tx, type, report, by)
    if (open) return join(parts, tx, open, report, by)
    return raise(parts, tx, type, { ...report, divisionCode }, entity, by)
  })
}

async function findReported(
  { entities }: EventsParts,
  tx: Transaction,
  report: EventReport,
  by: Principal,
): Promise<EntityRow | undefined> {
  if (!report.entityId) return undefined
  const entity = await entities.find(tx, report.entityId)
  if (!entity || !isInScope(entity.division_code, by.scope)) throw invalid('/body/entityId', '没有这个实体')
  return entity
}

async function findOpen(
  { kernel }: EventsParts,
  tx: Transaction,
  type: EventType,
  report: EventReport,
  by: Principal,
): Promise<store.EventRow | undefined> {
  const about = report.entityId ? await store.findEventAbout(tx, type.id, report.entityId) : undefined
  if (about && isInScope(about.division_code, by.scope)) return about
  const { metres, minutes } = type.mergeWithin
  const since = new Date(kernel.clock.now().getTime() - minutes * 60_000)
  const { position } = report
  const around = await store.listOpenAround(tx, { type: type.id, position, metres, since }, by.scope)
  return around.find((one) => metresBetween([one.lon as number, one.lat as number], position) <= metres)
}

async function join(
  parts: EventsParts,
  tx: Transaction,
  row: store.EventRow,
  report: EventReport,
  by: Principal,
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
  const level = worstLevel([row.own_level, report.level ?? null])
  const changed = await store.updateEvent(tx, row, {
    own_level: level,
    own_highest_level: worstLevel([row.own_highest_level, level]),
    own_reports: row.own_reports + 1,
    reported_time: now,
    changed_time: now,
  })
  const { title, description = '', position } = report
  await note(parts, tx, {
    eventId: row.id,
    act: 'reported',
    userId: by.userId,
    userName: by.name,
    text: [title, description].filter(Boolean).join('。'),
    detail: { position, level: report.level ?? null, entityId: report.entityId ?? null },
  })
  const chain = await refreshAggregates(tx, changed)
  const events: CityEvent[] = []
  for (const one of chain) events.push(await publishEvent(parts, tx, 'level-changed', one))
  return events[0] as CityEvent
}

async function raise(
  parts: EventsParts,
  tx: Transaction,
  type: EventType,
  report: EventReport & { divisionCode: string },
  entity: EntityRow | undefined,
  by: Principal,
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
  const automatic = type.verification === 'automatic'
  const row = await store.insertEvent(tx, {
    reference: await store.takeReference(tx, now),
    type: type.id,
    title: report.title,
    description: report.description ?? '',
    own_level: report.level ?? type.defaultLevel,
    own_active: true,
    state: automatic ? 'verified' : 'raised',
    source: 'person',
    entity_id: entity?.id ?? null,
    entity_name: entity?.name ?? null,
    division_code: report.divisionCode,
    lon: report.position[0],
    lat: report.position[1],
    value: null,
    unit: null,
    raised_time: now,
  })
  const who = { eventId: row.id, userId: by.userId, userName: by.name }
  await note(parts, tx, { ...who, act: 'raised', text: report.description ?? '' })
  if (automatic) await note(parts, tx, { eventId: row.id, act: 'verified', text: '此类事件上报即视为属实' })
  if (entity) {
    await parts.kernel.trace.link(tx, [
      { fromKind: 'entity', fromId: entity.id, toKind: 'event', toId: row.id, note: 'reported' },
    ])
  }
  return publishEvent(parts, tx, 'raised', row)
}
