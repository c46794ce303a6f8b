import { observationsRecorded, ruleFired } from '@civitas/contract'
import { type DomainRegistry, matchesWhere, type ObservationRule } from '@civitas/domain-kit'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex, DatastreamMeta } from '../datastreams/datastream-index.ts'
import { isUsable, observationId } from '../rules.ts'
import { evaluateRule, type Firing, newRuleState, type RuleState } from './evaluate-rule.ts'

/** Readings of one thing that one rule judges, in order of arrival. */
interface Work {
  rule: ObservationRule
  datastream: DatastreamMeta
  readings: Array<[timeMs: number, value: number]>
}

/** Readings older than this are history brought in afterwards: nobody can act on what they would raise. */
const historyMs = 7 * 24 * 3_600_000

/** Judges every recorded reading by the rules of the domains; a firing is published in the same transaction. */
export function runRules(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  domains: DomainRegistry,
): void {
  const versions = new Map(domains.list('rules').map((rule) => [rule.id, versionOf(rule)]))
  kernel.messages.subscribe('sensing.run-rules', observationsRecorded, async (tx, message) => {
    const work = await findWork(
      tx,
      entities,
      index,
      domains,
      message.body.rows as RecordedRow[],
      kernel.clock.now().getTime(),
    )
    if (work.length === 0) return
    const states = await readStates(tx, work)
    for (const one of work) {
      const key = keyOf(one)
      let state = states.get(key) ?? newRuleState(one.rule)
      for (const [timeMs, value] of one.readings) {
        const evaluation = evaluateRule(one.rule, state, timeMs, value)
        state = evaluation.state
        for (const firing of evaluation.firings) {
          await fire(kernel, tx, index, one, firing, state, versions.get(one.rule.id) ?? '')
        }
      }
      states.set(key, state)
    }
    await writeStates(tx, work, states)
  })
}

type RecordedRow = [datastreamId: number, timeMs: number, result: number | null, quality: number]

/** A rule’s version is the digest of its declaration: any change of a number makes another version. */
function versionOf(rule: object): string {
  return sm3(JSON.stringify(rule)).slice(0, 12)
}

async function findWork(
  tx: Transaction,
  entities: Entities,
  index: DatastreamIndex,
  domains: DomainRegistry,
  rows: RecordedRow[],
  nowMs: number,
): Promise<Work[]> {
  const work = new Map<string, Work>()
  const oldest = nowMs - historyMs
  for (const [datastreamId, timeMs, result, quality] of rows) {
    const datastream = index.find(datastreamId)
    if (!datastream || result === null || !isUsable(quality) || timeMs < oldest) continue
    for (const rule of domains.listRules(datastream.thing.thingType, datastream.property)) {
      const key = `${rule.id}/${datastream.thing.id}`
      const one = work.get(key) ?? { rule, datastream, readings: [] }
      one.readings.push([timeMs, result])
      work.set(key, one)
    }
  }
  return keepMatching(tx, entities, [...work.values()])
}

/** Keeps the things whose attributes the rule asks for. */
async function keepMatching(tx: Transaction, entities: Entities, work: Work[]): Promise<Work[]> {
  const asking = work.filter((one) => one.rule.where)
  if (asking.length === 0) return work
  const rows = await entities.findMany(tx, [...new Set(asking.map((one) => one.datastream.thing.id))])
  const attributes = new Map(rows.map((row) => [row.id, row.attributes]))
  return work.filter(
    (one) => !one.rule.where || matchesWhere(attributes.get(one.datastream.thing.id) ?? {}, one.rule.where),
  )
}

function keyOf(work: Work): string {
  return `${work.rule.id}/${work.datastream.thing.id}`
}

async function readStates(tx: Transaction, work: Work[]): Promise<Map<string, RuleState>> {
  const rows = await tx.query<{ rule_id: string; thing_id: string; state: RuleState }>(sql`
    SELECT s.rule_id, s.thing_id, s.state FROM sensing.rule_state s
    JOIN unnest(${work.map((one) => one.rule.id)}::text[], ${work.map((one) => one.datastream.thing.id)}::uuid[]) AS n(rule, thing)
      ON s.rule_id = n.rule AND s.thing_id = n.thing`)
  return new Map(rows.map((row) => [`${row.rule_id}/${row.thing_id}`, row.state]))
}

async function writeStates(tx: Transaction, work: Work[], states: Map<string, RuleState>): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.rule_state (rule_id, thing_id, state)
    SELECT * FROM unnest(${work.map((one) => one.rule.id)}::text[], ${work.map((one) => one.datastream.thing.id)}::uuid[],
      ${work.map((one) => JSON.stringify(states.get(keyOf(one))))}::jsonb[])
    ON CONFLICT (rule_id, thing_id) DO UPDATE SET state = excluded.state`)
}

/** Keeps the firing with its rule version and values, links it to its observation, and tells the city. */
async function fire(
  kernel: Kernel,
  tx: Transaction,
  index: DatastreamIndex,
  { rule, datastream }: Work,
  firing: Firing,
  state: RuleState,
  ruleVersion: string,
): Promise<void> {
  const { thing } = datastream
  const firingId = newId()
  const isSpike = firing.act === 'spike'
  const time = isSpike ? firing.spikeTime : firing.time
  const startTime = isSpike ? firing.spikeTime : firing.startTime
  const level =
    firing.act === 'spike' ? (rule.spike?.level ?? 'blue') : firing.act === 'cleared' ? null : firing.level
  const stored =
    await tx.query(sql`INSERT INTO sensing.firing (id, rule_id, rule_version, thing_id, act, level, datastream_id,
      observation_time, start_time, value, values)
    VALUES (${firingId}, ${rule.id}, ${ruleVersion}, ${thing.id}, ${firing.act}, ${level}, ${datastream.id}, ${new Date(time)},
      ${new Date(startTime)}, ${firing.value}, ${JSON.stringify(state.recent)})
    ON CONFLICT DO NOTHING RETURNING id`)
  if (stored.length === 0) return
  const observation = observationId(datastream.id, time)
  await kernel.trace.link(tx, [
    { fromKind: 'observation', fromId: observation, toKind: 'firing', toId: firingId, note: rule.id },
  ])
  await kernel.messages.publish(tx, ruleFired, {
    firingId,
    ruleId: rule.id,
    ruleVersion,
    act: isSpike ? 'opened' : firing.act,
    eventType: isSpike ? (rule.spike?.eventType ?? rule.eventType) : rule.eventType,
    level,
    thingId: thing.id,
    thingName: thing.name,
    divisionCode: thing.divisionCode,
    position: thing.position ? [thing.position[0], thing.position[1]] : null,
    datastreamId: datastream.id,
    observationId: observation,
    value: firing.value,
    unit: index.describe(datastream.id).unitLabel,
    time: new Date(time).toISOString(),
    values: state.recent,
  })
}
