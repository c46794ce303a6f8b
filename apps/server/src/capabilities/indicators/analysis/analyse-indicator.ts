import type { explainChange as explainOperation, forecastIndicator, OperationInput } from '@civitas/contract'
import type { Indicator } from '@civitas/domain-kit'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { instantBefore } from '../formulas/past.ts'
import { chooseDivision, getIndicatorType, type ReadParts, readValues } from '../read-indicators.ts'
import { downToFault } from '../rules.ts'
import { readSteps, valuesAt } from '../store.ts'
import { explainDifference, unassignedOf } from './contributions.ts'
import { findAnomalies, forecastMethod, forecastSeries } from './forecast.ts'

const spans = [
  ['day', '1d'],
  ['week', '7d'],
  ['month', '1M'],
  ['year', '1y'],
] as const

/** Whether the figures of the parts add up to that of the whole: counts and sums do, ratios and means do not. */
export function isAdditive({ formula, rollUp }: Indicator): boolean {
  switch (formula.kind) {
    case 'manual':
      return rollUp === 'sum'
    case 'observations':
      return formula.across === 'count' || formula.across === 'sum'
    case 'entities':
    case 'cases':
    case 'events':
    case 'dataset':
      return formula.aggregate === 'count' || formula.aggregate === 'sum'
    case 'things':
      return true
    case 'arithmetic':
      return formula.op === 'add' && formula.of.every((part) => isAdditive({ formula: part } as Indicator))
    default:
      return false
  }
}

/** The divisions right below one that a caller may see and the indicator is computed for. */
export function childrenOf(parts: ReadParts, indicator: Indicator, division: string, { scope }: Principal) {
  return parts.territory
    .listChildren(division)
    .filter((one) => isInScope(one.code, scope) && downToFault(indicator, one.code) === null)
}

export async function compareWithPast(
  parts: ReadParts,
  id: string,
  asked: string | undefined,
  principal: Principal,
) {
  const indicator = getIndicatorType(parts, id)
  const division = chooseDivision(parts, asked, principal.scope)
  const children = childrenOf(parts, indicator, division, principal)
  const values = await readValues(parts, [indicator], [division, ...children.map((one) => one.code)])
  const at = (code: string) => values.get(`${id}/${code}`)?.value ?? null
  const now = at(division)
  const instant = parts.kernel.clock.now()
  const comparisons = await Promise.all(
    spans.map(async ([against, ago]) => {
      const past = await valuesAt(parts.kernel.db, id, [division], instantBefore(instant, ago))
      const before = past.get(division) ?? null
      const change = now === null || before === null ? null : now - before
      return {
        against,
        before,
        change,
        percent: change === null || !before ? null : (change / Math.abs(before)) * 100,
      }
    }),
  )
  const whole = children.reduce((sum, one) => sum + (at(one.code) ?? 0), 0)
  const additive = isAdditive(indicator)
  return {
    now,
    comparisons,
    ranking: rank(
      indicator,
      children.map((one) => ({ ...one, value: at(one.code) })),
    ).map((one) => ({
      ...one,
      share: additive && whole > 0 && one.value !== null ? (one.value / whole) * 100 : null,
    })),
    unassigned: additive
      ? unassignedOf(
          now,
          children.map((one) => at(one.code)),
        )
      : null,
  }
}

/** From the best to the worst as the direction says; equal values share a rank, those without one have none. */
function rank(
  indicator: Indicator,
  list: ReadonlyArray<{ code: string; name: string; value: number | null }>,
) {
  const sign = indicator.direction === 'down' ? 1 : -1
  const given = list.flatMap((one) => (one.value === null ? [] : [one.value]))
  return [...list]
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return sign * (a.value - b.value)
    })
    .map(({ code, name, value }) => ({
      rank: value === null ? null : 1 + given.filter((other) => sign * (other - value) < 0).length,
      division: code,
      name,
      value,
    }))
}

/** What each division below did to a change between two instants. */
export async function explainChange(
  parts: ReadParts,
  id: string,
  query: OperationInput<typeof explainOperation>['query'],
  principal: Principal,
) {
  const indicator = getIndicatorType(parts, id)
  const division = chooseDivision(parts, query.division, principal.scope)
  const children = childrenOf(parts, indicator, division, principal)
  const codes = [division, ...children.map((one) => one.code)]
  const { db } = parts.kernel
  const [before, after] = await Promise.all(
    [query.from, query.to].map((time) => valuesAt(db, id, codes, new Date(time))),
  )
  const at = (code: string) => ({ before: before?.get(code) ?? null, after: after?.get(code) ?? null })
  const explained = explainDifference(
    at(division),
    children.map((one) => ({ key: one.code, ...at(one.code) })),
  )
  const names = new Map(children.map((one) => [one.code, one.name]))
  const additive = isAdditive(indicator)
  return {
    ...at(division),
    change: explained.change,
    contributions: explained.parts.map(({ key, share, ...part }) => ({
      ...part,
      division: key,
      name: names.get(key) ?? key,
      share: additive ? share : null,
    })),
    unassigned: additive ? explained.unassigned : null,
    method: additive
      ? '各区划变化量之和等于总变化量，差额列为未归属'
      : '该指标为比率或均值，各区划变化量不能相加，仅列出各自变化',
  }
}

const hourMs = 3_600_000

/** History in equal steps, a forecast with its back-test error, and anomalies. */
export async function forecastFigure(
  parts: ReadParts,
  id: string,
  query: OperationInput<typeof forecastIndicator>['query'],
  { scope }: Principal,
) {
  getIndicatorType(parts, id)
  const division = chooseDivision(parts, query.division, scope)
  const isDaily = query.step === 'day'
  const stepMs = isDaily ? 24 * hourMs : hourMs
  const to = parts.kernel.clock.now()
  const from = new Date(to.getTime() - stepMs * (isDaily ? 180 : 24 * 14))
  const steps = await readSteps(parts.kernel.db, { id, division, from, to, stepSeconds: stepMs / 1000 })
  const values = steps.map((one) => one.close)
  const forecast = forecastSeries(values, isDaily ? 7 : 24, query.horizon ?? 24)
  const last = steps.at(-1)?.time.getTime() ?? to.getTime()
  const anomalies = findAnomalies(values)
  return {
    method: forecast?.method ?? forecastMethod,
    points: steps.map((one) => ({ time: one.time.toISOString(), value: one.close })),
    forecast: (forecast?.values ?? []).map((one, i) => ({
      time: new Date(last + stepMs * (i + 1)).toISOString(),
      ...one,
    })),
    anomalies: anomalies.map(({ index, deviation }) => ({
      time: steps[index]?.time.toISOString() ?? to.toISOString(),
      value: values[index] ?? 0,
      deviation,
    })),
    mape: forecast?.mape ?? null,
    note: forecast ? null : '历史不足 6 个时间步，暂不预测',
  }
}
