import { wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { lockIntake } from '../locks-store.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import * as events from '../store.ts'
import { areaOf, burstLevel, isBurst, type Watch } from './rules.ts'
import * as store from './store.ts'

const hourMs = 3_600_000

/** Draws the area of a topic anew and opens its event, once, when it has burst; true when it has just burst. */
export async function judgeTopic(
  parts: EventsParts,
  tx: Transaction,
  id: string,
  watches: readonly Watch[],
): Promise<boolean> {
  const row = (await store.findTopic(tx, id, { scope: wholeScope, lock: true })) as store.TopicRow
  const area = areaOf(await store.countAreas(tx, id)) ?? row.district
  const topic = await store.saveTopic(tx, { ...row, division_code: area })
  const watch = watches.find((one) => one.eventType === topic.event_type)
  if (!watch?.active || topic.closed_time) return false
  const until = topic.last_time
  const count = await store.countHour(tx, id, until)
  const before = new Date(until.getTime() - hourMs)
  const average = await store.averageBefore(tx, topic, before, watch.keywords.length === 0)
  if (!isBurst(watch, count, average) || count <= (topic.burst_count ?? 0)) return false
  const burst = { ...topic, burst_time: until, burst_count: count, burst_average: average }
  const event = topic.event_id ? null : await raiseBurst(parts, tx, burst, watch)
  await store.saveTopic(tx, {
    ...burst,
    event_id: event?.id ?? topic.event_id,
    event_reference: event?.reference ?? topic.event_reference,
  })
  return event !== null
}

async function raiseBurst(
  parts: EventsParts,
  tx: Transaction,
  topic: store.TopicRow,
  watch: Watch,
): Promise<events.EventRow> {
  const type = parts.domains.get('eventTypes', topic.event_type)
  const [count, average] = [topic.burst_count ?? 0, topic.burst_average ?? 0]
  const [top] = await store.countBySource(tx, topic.id)
  const where = parts.territory.findDivisionName(topic.division_code)
  const now = parts.kernel.clock.now()
  await lockIntake(tx, type.id)
  const description = [
    `一小时内 ${count} 条，此前平均每小时 ${Number(average.toFixed(1))} 条`,
    `涉及${where ?? '全市'}`,
    `主要来源：${top?.source ?? topic.first_source}（${top?.count ?? 1} 条），最早来源：${topic.first_source}`,
    ...(topic.terms.length > 0 ? [`关键词：${topic.terms.join('、')}`] : []),
  ].join('；')
  const row = await events.insertEvent(tx, {
    reference: await events.takeReference(tx, now),
    ...{ type: type.id, title: `${where ?? ''}${topic.title}（舆情突增）`, description },
    ...{ own_level: burstLevel(watch, count, average), own_active: true },
    state: type.verification === 'automatic' ? 'verified' : 'raised',
    source: 'media',
    ...{ entity_id: null, entity_name: null, division_code: topic.division_code, lon: null, lat: null },
    ...{ value: count, unit: '条/小时', raised_time: now },
  })
  const detail = { topicId: topic.id, count, average, source: top?.source ?? null }
  note(parts, tx, { eventId: row.id, act: 'raised', text: description, detail })
  await publishEvent(parts, tx, 'raised', row)
  return row
}
