import type { RelatedSeries, RelationSide } from '@civitas/contract'
import { findUnit } from '@civitas/domain-kit'
import { hasPermission, isInScope, type Principal, type Scope } from '../../../kernel/access.ts'
import { forbidden, invalid } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { readSteps } from '../store.ts'

/** A series at equal steps, by the instant of each step, and what it is called. */
export interface ReadSeries {
  side: RelationSide
  division: string | null
  values: Map<number, number>
}

/** On whose behalf a series is read. */
export interface SeriesReader {
  readonly scope: Scope
  readonly maySense: boolean
}

export function readerOf(principal: Principal): SeriesReader {
  return { scope: principal.scope, maySense: hasPermission(principal, 'sensing.read') }
}

/** The steps a series is read in. */
export interface Window {
  from: Date
  to: Date
  stepMs: number
}

/** Reads a datastream, or an indicator for a division, in equal steps. */
export async function readSeries(
  parts: ReadParts,
  asked: RelatedSeries,
  path: string,
  window: Window,
  reader: SeriesReader,
): Promise<ReadSeries> {
  if ((asked.datastreamId === undefined) === (asked.indicator === undefined))
    throw invalid(path, '请选择一个数据流或一个指标')
  const read =
    asked.datastreamId === undefined
      ? await readIndicator(parts, asked, path, window, reader)
      : await readDatastream(parts, asked.datastreamId, path, window, reader)
  const times = [...read.values.keys()].sort((a, b) => a - b)
  const [first, last] = [times[0], times.at(-1)]
  return {
    ...{ division: read.division, values: read.values },
    side: {
      ...{ ...read.named, count: times.length },
      firstTime: first === undefined ? null : new Date(first).toISOString(),
      lastTime: last === undefined ? null : new Date(last).toISOString(),
    },
  }
}

async function readDatastream(
  { sensing }: ReadParts,
  id: number,
  path: string,
  { from, to, stepMs }: Window,
  { scope, maySense }: SeriesReader,
) {
  if (!maySense) throw forbidden('您没有查看观测数据的权限。')
  const meta = sensing.index.find(id)
  if (!meta || !isInScope(meta.thing.divisionCode, scope))
    throw invalid(`${path}/datastreamId`, `没有数据流 ${id}`)
  const { title, unitLabel } = sensing.index.describe(id)
  const buckets = await sensing.readBuckets(id, from, to, stepMs / 1000)
  const values = buckets.flatMap(
    ({ time, value }): Array<[number, number]> => (value === null ? [] : [[Date.parse(time), value]]),
  )
  return {
    ...{ division: meta.thing.divisionCode, values: new Map(values) },
    named: { datastreamId: id, title: `${meta.thing.name} ${title.zh}`, unit: unitLabel },
  }
}

async function readIndicator(
  parts: ReadParts,
  asked: RelatedSeries,
  path: string,
  { from, to, stepMs }: Window,
  { scope }: SeriesReader,
) {
  const indicator = requireIndicator(parts, asked.indicator ?? '', `${path}/indicator`)
  const division = chooseDivision(parts, asked.division, scope)
  const steps = await readSteps(parts.kernel.db, {
    id: indicator.id,
    division,
    from,
    to,
    stepSeconds: stepMs / 1000,
  })
  const place = parts.territory.findDivisionName(division) ?? division
  return {
    ...{ division, values: new Map(steps.map((one) => [one.time.getTime(), one.close])) },
    named: {
      ...{ indicator: indicator.id, division, title: `${place} ${indicator.title.zh}` },
      unit: findUnit(indicator.unit)?.symbol.zh ?? indicator.unit,
    },
  }
}
