import { observationsRecorded, ruleFired } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex, DatastreamMeta, ThingMeta } from '../datastreams/datastream-index.ts'
import { isUsable, observationId } from '../rules.ts'
import type { ActiveRule } from './active-rule.ts'
import type { Told } from './alarm-store.ts'
import { type AlarmPolicy, announce } from './alarms.ts'
import type { Firing } from './evaluate-rule.ts'
import { type HeldState, judgeReading, type ThingReading } from './judge-reading.ts'
import { queueReactions } from './reactions.ts'
import type { RuleSet } from './rule-set.ts'
import type { Tightenings } from './tightening.ts'

/** Readings of one thing that one rule judges, in order of arrival. */
interface Work {
  active: ActiveRule
  thing: ThingMeta
  readings: Array<ThingReading & { datastream: DatastreamMeta }>
  attributes: Record<string, unknown>
}

/** Readings older than this are history brought in afterwards: nobody can act on what they would raise. */
const historyMs = 7 * 24 * 3_600_000

/** Judges every recorded reading by the rules; a firing is published in the same transaction. */
export function runRules(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  { rules, tightenings }: { rules: RuleSet; tightenings: Tightenings },
): void {
  kernel.messages.subscribe('sensing.run-rules', observationsRecorded, async (tx, message) => {
    const nowMs = kernel.clock.now().getTime()
    const oldest = nowMs - historyMs
    const found = findWork(index, rules, message.body.rows as RecordedRow[], oldest)
    const covered = await keepCovered(tx, entities, found)
    const work = covered.map((one) => ({ ...one, active: tightenings.apply(one.active, one.thing, nowMs) }))
    if (work.length === 0) return
    const states = await readStates(tx, work)
    for (const one of work) {
      const key = keyOf(one)
      let state = states.get(key)
      for (const reading of one.readings) {
        const judged = judgeReading(one.active, state, one.attributes, reading)
        state = judged.state
        for (const firing of judged.firings)
          await fire(kernel, tx, index, one, reading.datastream, firing, state)
      }
      if (state) states.set(key, state)
    }
    await writeStates(tx, work, states)
  })
}

type RecordedRow = [datastreamId: number, timeMs: number, result: number | null, quality: number]

function findWork(index: DatastreamIndex, rules: RuleSet, rows: RecordedRow[], oldest: number): Work[] {
  const work = new Map<string, Work>()
  for (const [datastreamId, timeMs, result, quality] of rows) {
    const datastream = index.find(datastreamId)
    if (!datastream || result === null || !isUsable(quality) || timeMs < oldest) continue
    const { thing, property } = datastream
    for (const active of rules.rulesFor(thing.thingType, property)) {
      const key = `${active.id}/${thing.id}`
      const one = work.get(key) ?? { active, thing, readings: [], attributes: {} }
      one.readings.push({ property, timeMs, value: result, datastream })
      work.set(key, one)
    }
  }
  return [...work.values()]
}

/** Keeps the things a rule covers, with the attributes it asks for. */
async function keepCovered(tx: Transaction, entities: Entities, work: Work[]): Promise<Work[]> {
  const asking = work.filter((one) => one.active.needsAttributes)
  if (asking.length > 0) {
    const rows = await entities.findMany(tx, [...new Set(asking.map((one) => one.thing.id))])
    const attributes = new Map(rows.map((row) => [row.id, row.attributes]))
    for (const one of asking) one.attributes = attributes.get(one.thing.id) ?? {}
  }
  return work.filter((one) => one.active.covers(one.thing, one.attributes))
}

function keyOf(work: Work): string {
  return `${work.active.id}/${work.thing.id}`
}

async function readStates(tx: Transaction, work: Work[]): Promise<Map<string, HeldState>> {
  const rows = await tx.query<{ rule_id: string; thing_id: string; state: HeldState }>(sql`
    SELECT s.rule_id, s.thing_id, s.state FROM sensing.rule_state s
    JOIN unnest(${work.map((one) => one.active.id)}::text[], ${work.map((one) => one.thing.id)}::uuid[]) AS n(rule, thing)
      ON s.rule_id = n.rule AND s.thing_id = n.thing`)
  return new Map(rows.map((row) => [`${row.rule_id}/${row.thing_id}`, row.state]))
}

async function writeStates(tx: Transaction, work: Work[], states: Map<string, HeldState>): Promise<void> {
  const held = work.filter((one) => states.has(keyOf(one)))
  await tx.query(sql`INSERT INTO sensing.rule_state (rule_id, thing_id, state)
    SELECT * FROM unnest(${held.map((one) => one.active.id)}::text[], ${held.map((one) => one.thing.id)}::uuid[],
      ${held.map((one) => JSON.stringify(states.get(keyOf(one))))}::jsonb[])
    ON CONFLICT (rule_id, thing_id) DO UPDATE SET state = excluded.state`)
}

/** Keeps the firing with its rule version and values, links it to its observation, and tells the city. */
async function fire(
  kernel: Kernel,
  tx: Transaction,
  index: DatastreamIndex,
  { active, thing, attributes }: Work,
  datastream: DatastreamMeta,
  firing: Firing,
  state: HeldState,
): Promise<void> {
  const { rule } = active
  const firingId = newId()
  const isSpike = firing.act === 'spike'
  const time = isSpike ? firing.spikeTime : firing.time
  const startTime = isSpike ? firing.spikeTime : firing.startTime
  const level =
    firing.act === 'spike' ? (rule.spike?.level ?? 'blue') : firing.act === 'cleared' ? null : firing.level
  const stored =
    await tx.query(sql`INSERT INTO sensing.firing (id, rule_id, rule_version, thing_id, act, level, datastream_id,
      observation_time, start_time, value, values)
    VALUES (${firingId}, ${rule.id}, ${active.version}, ${thing.id}, ${firing.act}, ${level}, ${datastream.id}, ${new Date(time)},
      ${new Date(startTime)}, ${firing.value}, ${JSON.stringify(state.recent)})
    ON CONFLICT DO NOTHING RETURNING id`)
  if (stored.length === 0) return
  const observation = observationId(datastream.id, time)
  kernel.trace.link(tx, [
    { fromKind: 'observation', fromId: observation, toKind: 'firing', toId: firingId, note: rule.id },
  ])
  const told: Told = {
    ...{ firingId, ruleId: rule.id, ruleVersion: active.version, ruleTitle: active.title },
    act: isSpike ? 'opened' : firing.act,
    eventType: isSpike ? (rule.spike?.eventType ?? rule.eventType) : rule.eventType,
    ...{ level, thingId: thing.id, thingName: thing.name, divisionCode: thing.divisionCode },
    position: thing.position ? [thing.position[0], thing.position[1]] : null,
    ...{ datastreamId: datastream.id, observationId: observation, value: firing.value },
    unit: index.describe(datastream.id).unitLabel,
    ...{ time: new Date(time).toISOString(), values: state.recent },
  }
  // A spike is over when it is seen: there is nothing to follow.
  if (isSpike) return void (await kernel.messages.publish(tx, ruleFired, told))
  const { merged } = await announce(kernel, tx, told, policyOf(active, attributes))
  // What one cause sets in motion is set in motion once.
  if (firing.act === 'opened' && !merged) await queueReactions(kernel, tx, active, firingId, thing.id)
}

function policyOf({ merge, escalation }: ActiveRule, attributes: Record<string, unknown>): AlarmPolicy {
  const cause = merge?.attribute === undefined ? undefined : attributes[merge.attribute]
  return {
    ...(merge ? { merge } : {}),
    ...(escalation ? { escalation } : {}),
    ...(cause === undefined || cause === null ? {} : { causeKey: String(cause) }),
  }
}
