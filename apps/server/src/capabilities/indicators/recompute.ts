import { type IndicatorValue, indicatorChanged } from '@civitas/contract'
import { type Formula, type Indicator, listFormulaSources, walkFormula } from '@civitas/domain-kit'
import { evaluateIndicator } from './formulas/evaluate-formula.ts'
import type { FormulaParts, Round } from './formulas/parts.ts'
import { bandStateOf, downToFault, type Figure, statusOf } from './rules.ts'
import { writeValues } from './store.ts'

/** Keeps the figures of the city and its districts fresh. */
export interface Recomputing {
  /** Something these indicators count has changed; those that build on them are marked too. */
  mark(ids: readonly string[]): void
  /** Everything is to be computed anew, as after an import. */
  markAll(): void
  /** Computes everything that is marked now, without waiting. For the start and for tests. */
  flush(): Promise<void>
  stop(): Promise<void>
}

interface Watched {
  indicator: Indicator
  dirty: boolean
  /** Not computed again before this instant, ms since epoch. */
  notBefore: number
  /** Computed at this instant even when nothing told of a change; windows move on by themselves. */
  nextTick: number
  tickMs: number
}

const lookMs = 250
/** Changes that come together are computed together. */
const debounceMs = 400
/** A figure that takes long rests this many times as long, so that computing never takes the machine over. */
const restFactor = 20

export function startRecomputing(parts: FormulaParts): Recomputing {
  const { kernel, registry } = parts
  let watched = new Map(registry.list().map((one) => [one.id, watch(one)]))
  let dependants = findDependants(registry.list())
  registry.onChange(() => {
    watched = new Map(
      registry.list().map((one) => {
        const known = watched.get(one.id)
        return [one.id, known?.indicator === one ? known : watch(one)]
      }),
    )
    dependants = findDependants(registry.list())
  })
  let running: Promise<void> = Promise.resolve()
  let busy = false
  const mark = (ids: readonly string[]) => {
    for (const id of ids) {
      const one = watched.get(id)
      if (!one || one.dirty) continue
      one.dirty = true
      one.notBefore = Math.max(one.notBefore, Date.now() + debounceMs)
      mark(dependants.get(id) ?? [])
    }
  }
  const run = async (due: readonly Watched[]) => {
    const round: Round = {
      now: kernel.clock.now(),
      divisions: eagerDivisions(parts),
      known: new Map(),
    }
    if (round.divisions.length === 0) return
    for (const one of due) await computeOne(parts, one, round)
  }
  const look = () => {
    if (busy || !kernel.cluster.leads('indicators.recompute')) return
    const now = Date.now()
    const due = [...watched.values()].filter(
      (one) => (one.dirty && one.notBefore <= now) || one.nextTick <= now,
    )
    if (due.length === 0) return
    busy = true
    running = run(due).finally(() => {
      busy = false
    })
  }
  const timer = setInterval(look, lookMs)
  return {
    mark,
    markAll: () => mark([...watched.keys()]),
    flush: async () => {
      await running
      running = run([...watched.values()].filter((one) => one.dirty || one.nextTick <= Date.now()))
      await running
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function computeOne(parts: FormulaParts, one: Watched, round: Round): Promise<void> {
  const began = Date.now()
  one.dirty = false
  try {
    const figures = await evaluateIndicator(parts, one.indicator, round)
    const fresh = round.divisions
      .filter((code) => downToFault(one.indicator, code) === null)
      .map((code) => toIndicatorValue(one.indicator, code, figures.get(code), round.now))
    await parts.kernel.db.transaction(async (tx) => {
      for (const value of await writeValues(tx, one.indicator.id, fresh)) {
        await parts.kernel.messages.publish(tx, indicatorChanged, { id: one.indicator.id, value })
      }
    })
  } catch (error) {
    parts.kernel.log.error(
      { indicator: one.indicator.id, error: (error as Error).stack },
      'an indicator could not be computed',
    )
  }
  const took = Date.now() - began
  one.notBefore = Date.now() + Math.min(60_000, took * restFactor)
  one.nextTick = Date.now() + Math.max(one.tickMs, took * restFactor)
}

/** A figure with its colour. */
export function toIndicatorValue(
  indicator: Indicator,
  division: string,
  figure: Figure | undefined,
  now: Date,
): IndicatorValue {
  const { value, rows, note, dataTime = null } = figure ?? { value: null, rows: 0, note: '没有数据' }
  const banded = value === null ? undefined : bandStateOf(value, indicator, division, now)
  return {
    value,
    time: now.toISOString(),
    division,
    rows,
    status: banded ?? statusOf(value, indicator.thresholds),
    note: value === null ? note : null,
    dataTime: dataTime === null ? null : new Date(dataTime).toISOString(),
  }
}

/** The city and its districts, whose figures are always at hand; deeper ones are computed when asked for. */
export function eagerDivisions({ territory }: FormulaParts): string[] {
  const tops = territory.listChildren(null)
  return tops.flatMap((top) => [top.code, ...territory.listChildren(top.code).map((one) => one.code)])
}

function watch(indicator: Indicator): Watched {
  return { indicator, dirty: true, notBefore: 0, nextTick: 0, tickMs: tickOf(indicator) }
}

/** Sources that send no message when they change. */
const silent: ReadonlySet<Formula['kind']> = new Set(['entities', 'past', 'manual', 'records', 'dataset'])

/** How often a figure is computed though nothing was heard: its own period, or as its window moves. */
function tickOf({ refresh, formula }: Indicator): number {
  if ('everySeconds' in refresh) return refresh.everySeconds * 1000
  let ms = 10 * 60_000
  walkFormula(formula, (part) => {
    if (part.kind === 'things') ms = Math.min(ms, 30_000)
    if (silent.has(part.kind)) ms = Math.min(ms, 60_000)
    if ('window' in part && part.window) ms = Math.min(ms, 60_000)
  })
  return ms
}

function findDependants(indicators: readonly Indicator[]): Map<string, string[]> {
  const dependants = new Map<string, string[]>()
  for (const { id, formula } of indicators) {
    for (const source of listFormulaSources(formula).indicators) {
      dependants.set(source, [...(dependants.get(source) ?? []), id])
    }
  }
  return dependants
}
