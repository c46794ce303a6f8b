import type { CityEvent } from '@civitas/contract'
import type { EventType, RecurrencePolicy } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import { lockIntake } from '../locks-store.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import * as events from '../store.ts'
import { daysOf, findRecurrences, type Occurrence } from './rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000
/** The night run is at two o’clock, China Standard Time. */
const nightMs = (8 - 2) * 3_600_000

type Recurring = EventType & { readonly recurs: RecurrencePolicy }

function listRecurring({ domains }: EventsParts): Recurring[] {
  return domains.list('eventTypes').filter((type): type is Recurring => type.recurs !== undefined)
}

/** Looks through one event type that was not looked through since last night; false when all were. */
export async function lookThroughNext(parts: EventsParts, tx: Transaction): Promise<boolean> {
  const day = new Date(parts.kernel.clock.now().getTime() + nightMs).toISOString().slice(0, 10)
  for (const type of listRecurring(parts))
    if (await store.takeDay(tx, type.id, day)) {
      await raiseOf(parts, tx, type)
      return true
    }
  return false
}

/** Looks through all event types now, and gives what was raised. */
export function lookThroughAll(parts: EventsParts): Promise<CityEvent[]> {
  return parts.kernel.db.transaction(async (tx) => {
    const raised: CityEvent[] = []
    for (const type of listRecurring(parts)) raised.push(...(await raiseOf(parts, tx, type)))
    return raised
  })
}

async function raiseOf(parts: EventsParts, tx: Transaction, type: Recurring): Promise<CityEvent[]> {
  const raises = parts.domains.get('eventTypes', type.recurs.raises)
  await lockIntake(tx, raises.id)
  const now = parts.kernel.clock.now()
  const since = new Date(now.getTime() - daysOf(type.recurs) * dayMs)
  const groups = findRecurrences(type.recurs, await store.listOccurrences(tx, type.id, since), now)
  const raised: CityEvent[] = []
  for (const group of groups) raised.push(await raiseOne(parts, tx, type, raises, group))
  return raised
}

async function raiseOne(
  parts: EventsParts,
  tx: Transaction,
  { title, recurs }: Recurring,
  raises: EventType,
  group: readonly Occurrence[],
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
  const first = group[0] as Occurrence
  const references = group.map((one) => one.reference)
  const where = whereOf(recurs, first)
  const row = await events.insertEvent(tx, {
    reference: await events.takeReference(tx, now),
    type: raises.id,
    title: `${raises.title.zh}：${recurs.days} 日内 ${group.length} 起${title.zh}`,
    description: `${where} ${recurs.days} 日内发生 ${group.length} 起${title.zh}：${references.join('、')}`,
    own_level: raises.defaultLevel,
    own_active: true,
    state: raises.verification === 'automatic' ? 'verified' : 'raised',
    source: 'system',
    entity_id: first.entityId,
    entity_name: first.entityName,
    division_code: first.divisionCode,
    lon: first.lon,
    lat: first.lat,
    value: group.length,
    unit: null,
    raised_time: now,
  })
  const memberIds = group.map((one) => one.id)
  await store.insertMembers(tx, row.id, memberIds)
  note(parts, tx, { eventId: row.id, act: 'raised', text: row.description, detail: { memberIds } })
  return publishEvent(parts, tx, 'raised', row)
}

/** Why they are one matter, in words. */
function whereOf(recurs: RecurrencePolicy, first: Occurrence): string {
  if (recurs.by === 'place') return `同一地点（${recurs.withinMetres} 米内）`
  if (recurs.by === 'parties') return '相同当事人之间'
  if (recurs.by === 'entity') return `同一对象（${first.entityName ?? '未登记名称'}）`
  return `同一街镇，超过前四个同样时段平均数的 ${recurs.factor} 倍，`
}
