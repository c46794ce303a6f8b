import type * as contract from '@civitas/contract'
import { findUnit, type Indicator } from '@civitas/domain-kit'
import { isInScope, type Scope } from '../../kernel/access.ts'
import { forbidden, invalid, notFound } from '../../kernel/problem.ts'
import type { AnalysisSource } from './cockpit/own-data.ts'
import { evaluateIndicator } from './formulas/evaluate-formula.ts'
import { explainFormula } from './formulas/explain-formula.ts'
import type { FormulaParts, Round } from './formulas/parts.ts'
import { eagerDivisions, toIndicatorValue } from './recompute.ts'
import { downToFault, freshnessOf } from './rules.ts'
import { readCurrent } from './store.ts'

/** Figures for divisions below the districts, held for a short while. */
export interface FigureCache {
  readonly values: Map<string, { until: number; value: contract.IndicatorValue }>
}

export interface ReadParts extends FormulaParts {
  /** Saved analyses that components of pages show, once a capability above offers them. */
  readonly analyses: { current: AnalysisSource | undefined }
  readonly cache: FigureCache
}

const holdMs = 15_000
const cacheSize = 20_000

/** The indicator of an id, or a Problem. */
export function getIndicatorType({ registry }: FormulaParts, id: string): Indicator {
  const indicator = registry.find(id)
  if (!indicator) throw notFound('指标', id)
  return indicator
}

/** The division a caller looks at: the one asked for, which must be in scope, or the first of the caller’s own. */
export function chooseDivision({ territory }: FormulaParts, asked: string | undefined, scope: Scope): string {
  if (asked) {
    if (!territory.findDivisionName(asked)) throw invalid('/query/division', `没有区划 ${asked}`)
    if (!isInScope(asked, scope)) throw forbidden('该区划不在您的管辖范围内。', 'outside-scope')
    return asked
  }
  const own = scope.divisions[0] ?? (scope.everything ? territory.cityCode() : null)
  if (!own) throw forbidden('您没有管辖的区划，看不到指标。', 'outside-scope')
  return own
}

/** Current values of indicators for divisions, keyed `<indicator>/<division>`. */
export async function readValues(
  parts: ReadParts,
  indicators: readonly Indicator[],
  divisions: readonly string[],
): Promise<Map<string, contract.IndicatorValue>> {
  const ids = indicators.map((one) => one.id)
  const eager = new Set(eagerDivisions(parts))
  const values = await readCurrent(
    parts.kernel.db,
    ids,
    divisions.filter((code) => eager.has(code)),
  )
  const round: Round = { now: parts.kernel.clock.now(), divisions, known: new Map() }
  for (const indicator of indicators) {
    await fill(parts, indicator, round, values)
    for (const code of divisions) {
      const value = values.get(`${indicator.id}/${code}`)
      if (value) values.set(`${indicator.id}/${code}`, withFreshness(indicator, value, round.now))
    }
  }
  return values
}

/** Says whether the source of a figure keeps to its limit; one that does not shows its last value, never 0. */
function withFreshness(
  indicator: Indicator,
  value: contract.IndicatorValue,
  now: Date,
): contract.IndicatorValue {
  if (value.note?.startsWith('缺报')) return { ...value, freshness: 'missing', freshnessText: '缺报' }
  const dataTime = value.dataTime ? Date.parse(value.dataTime) : null
  const { freshness, text } = freshnessOf(dataTime, indicator.freshMinutes, now.getTime())
  return { ...value, freshness, freshnessText: text }
}

/** Adds what is not at hand: why there is none, a value held from a moment ago, or one computed now. */
async function fill(
  parts: ReadParts,
  indicator: Indicator,
  round: Round,
  values: Map<string, contract.IndicatorValue>,
): Promise<void> {
  const held = parts.cache.values
  const missing: string[] = []
  for (const code of round.divisions) {
    const key = `${indicator.id}/${code}`
    const fault = downToFault(indicator, code)
    const known = held.get(key)
    if (fault)
      values.set(key, toIndicatorValue(indicator, code, { value: null, rows: 0, note: fault }, round.now))
    else if (values.has(key)) continue
    else if (known && known.until > Date.now()) values.set(key, known.value)
    else missing.push(code)
  }
  if (missing.length === 0) return
  const figures = await evaluateIndicator(parts, indicator, round)
  if (held.size > cacheSize) held.clear()
  for (const code of missing) {
    const value = toIndicatorValue(indicator, code, figures.get(code), round.now)
    values.set(`${indicator.id}/${code}`, value)
    held.set(`${indicator.id}/${code}`, { until: Date.now() + holdMs, value })
  }
}

/** What the contract shows of an indicator. */
export function toIndicator(
  parts: FormulaParts,
  one: Indicator,
  current: contract.IndicatorValue,
): contract.Indicator {
  const unit = findUnit(one.unit)
  return {
    id: one.id,
    domain: one.id.split('.')[0] as string,
    title: one.title,
    description: one.description ?? { zh: '', en: '' },
    unit: one.unit,
    unitLabel: unit?.symbol.zh ?? one.unit,
    precision: one.decimals ?? unit?.decimals ?? 0,
    direction: one.direction === 'neutral' ? 'none' : one.direction,
    formula: JSON.parse(JSON.stringify(one.formula)),
    formulaText: explainFormula(parts, one.formula),
    target: targetOf(one, parts.kernel.clock.now().getFullYear()),
    origin: parts.registry.isCityMade(one.id) ? 'city' : 'declared',
    owner: one.owner ?? null,
    current,
  }
}

/** The target of the year, or the one that holds for every year. */
function targetOf({ targets }: Indicator, year: number): number | null {
  const own = targets.filter((one) => one.year === undefined || one.year <= year)
  const [best] = [...own].sort((a, b) => (b.year ?? 0) - (a.year ?? 0))
  return best?.value ?? null
}
