import { matchesWhere, type ObservationsFormula, type ThingsFormula, type Where } from '@civitas/domain-kit'
import { divisionPrefix } from '../../../kernel/access.ts'
import { isUsable, observationId, type PerThingValue } from '../../sensing/index.ts'
import { aggregateValues, type Figure, spanOf } from '../rules.ts'
import { type Figures, type FormulaParts, once, type PlainRow, type Round } from './parts.ts'

/** A value a thing contributes. */
interface Measured {
  thingId: string
  name: string
  divisionCode: string | null
  value: number
  timeMs: number
  datastreamId: number
}

/** Readings of devices may carry clocks that run a little ahead. */
const aheadMs = 60_000

export async function observationFigures(
  parts: FormulaParts,
  formula: ObservationsFormula,
  round: Round,
): Promise<Figures> {
  const measured = await measure(parts, formula, round)
  return new Map(
    round.divisions.map((code) => [
      code,
      toFigure(
        measured.filter((one) => isBelow(one.divisionCode, code)),
        formula,
      ),
    ]),
  )
}

function toFigure(measured: readonly Measured[], formula: ObservationsFormula): Figure {
  const values = measured.map((one) => one.value)
  const value = aggregateValues(values, formula.across, formula.percentile)
  const dataTime = measured.length === 0 ? null : Math.max(...measured.map((one) => one.timeMs))
  if (value !== null) return { value, rows: values.length, note: null, dataTime }
  if (formula.across === 'sum' && formula.perThing === 'count') return { value: 0, rows: 0, note: null }
  return { value: null, rows: 0, note: '时间窗内有效观测不足' }
}

export async function observationRows(
  parts: FormulaParts,
  formula: ObservationsFormula,
  round: Round,
  division: string,
): Promise<PlainRow[]> {
  const measured = (await measure(parts, formula, round)).filter((one) => isBelow(one.divisionCode, division))
  return measured
    .sort((a, b) => b.value - a.value)
    .map((one) => ({
      kind: 'observation',
      id: observationId(one.datastreamId, one.timeMs),
      title: one.name,
      value: one.value,
      unitLabel: formula.perThing === 'count' ? '' : parts.sensing.index.describe(one.datastreamId).unitLabel,
      time: new Date(one.timeMs).toISOString(),
    }))
}

/** One value for each thing of the whole city, computed once in a round. */
function measure(parts: FormulaParts, formula: ObservationsFormula, round: Round): Promise<Measured[]> {
  const { across: _, percentile, ...own } = formula
  const key = `observations ${JSON.stringify({ ...own, percentile: own.perThing === 'percentile' ? percentile : null })}`
  return once(round, key, async () => {
    const { index } = parts.sensing
    const allowed = await thingsMatching(parts, formula.thingType, formula.where, round)
    const streams = index.thingsOf(formula.thingType).flatMap((thing) => {
      const stream =
        allowed && !allowed.has(thing.id)
          ? undefined
          : thing.datastreams.find((one) => one.property === formula.datastream)
      return stream ? [stream] : []
    })
    const values = await valuesPerThing(
      parts,
      formula,
      round,
      streams.map((one) => ({ id: one.id, thingId: one.thing.id })),
    )
    return values.flatMap((one): Measured[] => {
      const thing = index.find(one.datastreamId)?.thing
      if (!thing || (formula.keep && !keeps(formula.keep, one.value))) return []
      const { id: thingId, name, divisionCode } = thing
      return [{ thingId, name, divisionCode, ...one }]
    })
  })
}

function keeps(keep: NonNullable<ObservationsFormula['keep']>, value: number): boolean {
  return matchesWhere({ value }, { value: keep })
}

interface Stream {
  id: number
  thingId: string
}

async function valuesPerThing(
  parts: FormulaParts,
  formula: ObservationsFormula,
  { now }: Round,
  streams: readonly Stream[],
): Promise<PerThingValue[]> {
  if (streams.length === 0) return []
  const span = spanOf(formula.window, now)
  const to = span.to ?? new Date(now.getTime() + aheadMs)
  const plain = formula.perThing === 'latest' && !formula.reading && (formula.atLeast ?? 1) <= 1
  const fromMemory = plain ? await newestOf(parts, streams, span.from, to) : { values: [], unsure: streams }
  if (fromMemory.unsure.length === 0) return fromMemory.values
  const { perThing: aggregate, percentile, atLeast, reading } = formula
  const datastreamIds = fromMemory.unsure.map((one) => one.id)
  const computed = await parts.sensing.aggregate({
    ...{ datastreamIds, from: span.from, to, aggregate, percentile, atLeast, reading },
  })
  return [...fromMemory.values, ...computed]
}

/**
 * The newest reading of each datastream from the latest values. Where that one is no good, an older good one may still
 * lie in the window: those streams are unsure.
 */
async function newestOf(
  { entities }: FormulaParts,
  streams: readonly Stream[],
  from: Date,
  to: Date,
): Promise<{ values: PerThingValue[]; unsure: Stream[] }> {
  const rows = await entities.readLatest(streams.map((one) => one.thingId))
  const latest = new Map(rows.map((row) => [row.datastream_id, row]))
  const values: PerThingValue[] = []
  const unsure: Stream[] = []
  for (const stream of streams) {
    const row = latest.get(stream.id)
    if (!row?.time || row.time <= from) continue
    if (row.value === null || !isUsable(row.quality) || row.time > to) unsure.push(stream)
    else values.push({ datastreamId: stream.id, value: row.value, timeMs: row.time.getTime(), count: 1 })
  }
  return { values, unsure }
}

/** Ids of the things whose attributes meet a filter; null when there is no filter. */
async function thingsMatching(
  { entities, sensing, kernel }: FormulaParts,
  thingType: string,
  where: Where | undefined,
  round: Round,
): Promise<ReadonlySet<string> | null> {
  if (!where) return null
  return once(round, `matching ${thingType} ${JSON.stringify(where)}`, async () => {
    const ids = sensing.index.thingsOf(thingType).map((thing) => thing.id)
    const rows = await entities.findMany(kernel.db, ids)
    return new Set(rows.filter((row) => matchesWhere(row.attributes, where)).map((row) => row.id))
  })
}

export async function thingFigures(
  parts: FormulaParts,
  formula: ThingsFormula,
  round: Round,
): Promise<Figures> {
  const things = await countedThings(parts, formula, round)
  return new Map(
    round.divisions.map((code) => {
      const n = things.filter((one) => isBelow(one.divisionCode, code)).length
      return [code, { value: n, rows: n, note: null }]
    }),
  )
}

export async function thingRows(
  parts: FormulaParts,
  formula: ThingsFormula,
  round: Round,
  division: string,
): Promise<PlainRow[]> {
  const things = await countedThings(parts, formula, round)
  return things
    .filter((one) => isBelow(one.divisionCode, division))
    .map((one) => ({
      kind: 'entity',
      id: one.id,
      title: `${one.name}（${one.online ? '在线' : '离线'}）`,
      value: null,
      unitLabel: '',
      time: one.lastSeenTime?.toISOString() ?? null,
    }))
}

async function countedThings(parts: FormulaParts, { thingType, status, where }: ThingsFormula, round: Round) {
  const allowed = await thingsMatching(parts, thingType, where, round)
  const states = await once(round, `things ${thingType}`, () =>
    parts.sensing.listThingStates(parts.kernel.db, thingType),
  )
  return states.filter(
    (one) => (!allowed || allowed.has(one.id)) && (status === 'any' || one.online === (status === 'online')),
  )
}

/** Whether a row of this division counts for another; rows of no division count for the city only. */
function isBelow(divisionCode: string | null, code: string): boolean {
  if (divisionCode === null) return code.length === 6 && code.endsWith('00')
  return divisionCode.startsWith(divisionPrefix(code))
}
