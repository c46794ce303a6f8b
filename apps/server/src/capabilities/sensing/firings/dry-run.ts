import type { DryRun, RuleDefinition } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import { isInScope } from '../../../kernel/access.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex, ThingMeta } from '../datastreams/datastream-index.ts'
import { readRawSeries } from '../datastreams/series.ts'
import { isUsable } from '../rules.ts'
import { type ActiveRule, fromDefinition } from './active-rule.ts'
import { type HeldState, judgeReading, type ThingReading } from './judge-reading.ts'

const mostThings = 500
const mostFirings = 1_000
/** Things read together, so that the memory of a long run stays small. */
const together = 20

/** Plays a rule over history, from the database and from files, as it would have judged then; nothing is written or sent. */
export async function dryRunRule(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  definition: RuleDefinition,
  span: { fromMs: number; toMs: number },
  scope: Scope,
): Promise<DryRun> {
  const active = fromDefinition('dry-run', definition)
  const seen = index.thingsOf(definition.thingType).filter((thing) => isInScope(thing.divisionCode, scope))
  const covered = await keepCovered(kernel, entities, active, seen)
  const judged = covered.slice(0, mostThings)
  const result: DryRun = {
    things: covered.length,
    thingsJudged: judged.length,
    ...{ readings: 0, openings: 0, firings: [] },
  }
  for (let at = 0; at < judged.length; at += together) {
    await playThings(kernel, active, judged.slice(at, at + together), span, result)
    await new Promise((next) => setImmediate(next))
  }
  result.firings.sort((a, b) => a.time.localeCompare(b.time))
  return result
}

interface Covered {
  thing: ThingMeta
  attributes: Record<string, unknown>
}

async function keepCovered(
  kernel: Kernel,
  entities: Entities,
  active: ActiveRule,
  things: readonly ThingMeta[],
): Promise<Covered[]> {
  const rows = active.needsAttributes
    ? await entities.findMany(
        kernel.db,
        things.map((thing) => thing.id),
      )
    : []
  const attributes = new Map(rows.map((row) => [row.id, row.attributes]))
  return things
    .map((thing) => ({ thing, attributes: attributes.get(thing.id) ?? {} }))
    .filter((one) => active.covers(one.thing, one.attributes))
}

async function playThings(
  kernel: Kernel,
  active: ActiveRule,
  things: Covered[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  result: DryRun,
): Promise<void> {
  const streams = things.flatMap(({ thing }) =>
    thing.datastreams.filter((one) => active.properties.includes(one.property)),
  )
  const series = await readRawSeries(
    kernel,
    streams.map((one) => one.id),
    fromMs,
    toMs,
  )
  for (const { thing, attributes } of things) {
    const readings = streams
      .filter((one) => one.thing === thing)
      .flatMap((one) =>
        (series.get(one.id) ?? []).flatMap((row): ThingReading[] =>
          row.result === null || !isUsable(row.quality)
            ? []
            : [{ property: one.property, timeMs: row.timeMs, value: row.result }],
        ),
      )
      .sort((a, b) => a.timeMs - b.timeMs)
    result.readings += readings.length
    playThing(active, thing, attributes, readings, result)
  }
}

function playThing(
  active: ActiveRule,
  thing: ThingMeta,
  attributes: Record<string, unknown>,
  readings: readonly ThingReading[],
  result: DryRun,
): void {
  let state: HeldState | undefined
  for (const reading of readings) {
    const judged = judgeReading(active, state, attributes, reading)
    state = judged.state
    for (const firing of judged.firings) {
      if (firing.act === 'opened') result.openings++
      if (firing.act === 'spike' || result.firings.length >= mostFirings) continue
      result.firings.push({
        thingId: thing.id,
        thingName: thing.name,
        act: firing.act,
        level: firing.act === 'cleared' ? null : firing.level,
        time: new Date(firing.time).toISOString(),
        startTime: new Date(firing.startTime).toISOString(),
        value: firing.value,
      })
    }
  }
}
