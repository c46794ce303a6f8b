import { type MessageBody, ruleFired, type WarningLevel } from '@civitas/contract'
import type { EventType } from '@civitas/domain-kit'
import { LEVEL_TITLES } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import * as causes from './causes-store.ts'
import { endEventOf } from './close-event.ts'
import { lockMeetings } from './locks-store.ts'
import { refreshAggregates } from './merge-events.ts'
import { findEventAbout, findOpenNear } from './open-store.ts'
import { type EventsParts, note, publishEvent } from './publish-event.ts'
import { judgeCauses, titleOf, worstLevel } from './rules.ts'
import * as store from './store.ts'

type Firing = MessageBody<typeof ruleFired>

/** Turns firings of rules into events: raises one, joins an open one, follows its level, notes that it has cleared. */
export function raiseEvents(parts: EventsParts): void {
  parts.kernel.messages.subscribe('events.raise', ruleFired, (tx, message) => takeIn(parts, tx, message.body))
}

async function takeIn(parts: EventsParts, tx: Transaction, firing: Firing): Promise<void> {
  const type = parts.domains.findEventType(firing.eventType)
  if (!type) return
  await lockMeetings(tx, [{ type, entityId: firing.thingId, position: firing.position }])
  if (!(await causes.takeFiring(tx, firing.firingId, parts.kernel.clock.now()))) return
  const known = await findEventAbout(tx, type.id, firing.thingId)
  if (firing.act === 'lowered' || firing.act === 'cleared') {
    if (known) await followFiring(parts, tx, known, firing)
    return
  }
  const open = known ?? (await findNear(parts, tx, type, firing))
  if (open) await followFiring(parts, tx, open, firing)
  else await raiseFrom(parts, tx, type, firing)
}

async function findNear(
  { kernel }: EventsParts,
  tx: Transaction,
  type: EventType,
  { position }: Firing,
): Promise<store.EventRow | undefined> {
  if (!position) return undefined
  return (await findOpenNear(tx, [{ type, position }], kernel.clock.now()))[0]
}

async function raiseFrom(
  parts: EventsParts,
  tx: Transaction,
  type: EventType,
  firing: Firing,
): Promise<void> {
  const now = parts.kernel.clock.now()
  const verified = type.verification === 'automatic'
  const row = await store.insertEvent(tx, {
    reference: await store.takeReference(tx, now),
    type: type.id,
    title: titleOf(firing.thingName, type.title.zh, valueInWords(parts, firing)),
    description: type.description?.zh ?? '',
    own_level: (firing.level as WarningLevel | null) ?? type.defaultLevel,
    own_active: true,
    state: verified ? 'verified' : 'raised',
    source: 'rule',
    entity_id: firing.thingId,
    entity_name: firing.thingName,
    division_code: firing.divisionCode,
    lon: firing.position?.[0] ?? null,
    lat: firing.position?.[1] ?? null,
    value: firing.value,
    unit: firing.unit,
    raised_time: now,
  })
  await rememberFiring(parts, tx, row.id, firing, 'raised')
  note(parts, tx, {
    eventId: row.id,
    act: 'raised',
    text: `${ruleTitle(parts, firing)}：${valueInWords(parts, firing)}`,
    detail: detailOf(firing),
  })
  if (verified) note(parts, tx, { eventId: row.id, act: 'verified', text: '此类事件由监测数据自动核实' })
  await publishEvent(parts, tx, 'raised', row, firing.observationId)
}

/** Takes a firing into an open event: its level is that of the worst cause that still holds. */
async function followFiring(
  parts: EventsParts,
  tx: Transaction,
  row: store.EventRow,
  firing: Firing,
): Promise<void> {
  const now = parts.kernel.clock.now()
  const causes = await rememberFiring(parts, tx, row.id, firing, 'followed')
  const judged = judgeCauses(causes, row.own_level)
  // An event a person reported holds until someone closes it, whatever a rule that joined it later says.
  const active = judged.active || row.source !== 'rule'
  const isReport = firing.act === 'opened' || firing.act === 'raised'
  const isAboutIt = firing.thingId === row.entity_id
  const changed = await store.updateEvent(tx, row, {
    own_level: row.source === 'rule' ? judged.level : worstLevel([row.own_level, judged.level]),
    own_highest_level: worstLevel([row.own_highest_level, judged.level]),
    own_active: active,
    own_reports: row.own_reports + (isReport ? 1 : 0),
    reported_time: isReport ? now : row.reported_time,
    changed_time: now,
    ...(isAboutIt ? { value: firing.value, unit: firing.unit } : {}),
    ...(isAboutIt && firing.act !== 'cleared' ? { title: retitle(parts, row, firing) } : {}),
  })
  const act = !active ? 'cleared' : firing.act === 'opened' ? 'reported' : 'level-changed'
  note(parts, tx, {
    eventId: row.id,
    act,
    text: describeFollowed(parts, changed, firing),
    detail: detailOf(firing),
  })
  for (const one of await refreshAggregates(tx, changed)) {
    await publishEvent(parts, tx, one.active ? 'level-changed' : 'cleared', one, firing.observationId)
    if (!one.active) await endEventOf(parts, tx, one, '现象已解除，无需处置，自动关闭')
  }
}

/** Keeps which rule at which thing holds the event up, and which firing led here. */
async function rememberFiring(
  parts: EventsParts,
  tx: Transaction,
  eventId: string,
  firing: Firing,
  how: 'raised' | 'followed',
) {
  await causes.linkFiring(tx, firing.firingId, eventId)
  parts.kernel.trace.link(tx, [
    { fromKind: 'firing', fromId: firing.firingId, toKind: 'event', toId: eventId, note: how },
  ])
  const level = firing.level as WarningLevel | null
  const active = firing.act !== 'cleared'
  const { ruleId, thingId } = firing
  return causes.upsertCause(tx, { eventId, ruleId, thingId, level, active }, parts.kernel.clock.now())
}

function ruleTitle({ domains }: EventsParts, firing: Firing): string {
  return domains.find('rules', firing.ruleId)?.title.zh ?? firing.ruleTitle
}

/** `积水深度 29 cm`. */
function valueInWords({ sensing }: EventsParts, firing: Firing): string {
  const value = Number(firing.value.toFixed(2))
  return `${sensing.index.describe(firing.datastreamId).title.zh} ${value} ${firing.unit}`.trim()
}

function retitle(parts: EventsParts, row: store.EventRow, firing: Firing): string {
  const what = parts.domains.findEventType(row.type)?.title.zh ?? row.type
  return titleOf(firing.thingName, what, valueInWords(parts, firing))
}

function describeFollowed(parts: EventsParts, row: store.EventRow, firing: Firing): string {
  const level = row.own_active && row.own_level ? `，${LEVEL_TITLES[row.own_level].zh}` : ''
  return `${firing.thingName} ${valueInWords(parts, firing)}${level}`
}

function detailOf(firing: Firing): Record<string, unknown> {
  const { firingId, ruleId, ruleVersion, observationId, thingId, act, level, value, unit, time, values } =
    firing
  return { firingId, ruleId, ruleVersion, observationId, thingId, act, level, value, unit, time, values }
}
