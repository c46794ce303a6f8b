import { findUnit, type Indicator } from '@civitas/domain-kit'
import { isLate, rollUp } from '../entries/rules.ts'
import { newestEntries } from '../entries/store.ts'
import type { Figure } from '../rules.ts'
import type { Figures, FormulaParts, PlainRow, Round } from './parts.ts'

/** Approved values of the newest period: a division's own, or those below it rolled up as the indicator says. */
export async function manualFigures(parts: FormulaParts, id: string, round: Round): Promise<Figures> {
  const entries = await newestEntries(parts.kernel.db, id)
  const indicator = parts.registry.find(id)
  return new Map(
    round.divisions.map((code): [string, Figure] => {
      const own = entries.find((one) => one.division === code)
      const children = new Set(parts.territory.listChildren(code).map((one) => one.code))
      const below = entries.filter((one) => children.has(one.division))
      const used = own ? [own] : below
      if (used.length === 0) return [code, { value: null, rows: 0, note: '缺报：还没有审核通过的填报' }]
      const value = rollUp(used, indicator?.rollUp ?? 'sum', indicator?.unit === '%')
      const late = indicator && isLate(indicator, used[0]?.period ?? '', round.now)
      if (late) return [code, { value: null, rows: used.length, note: `缺报：最近一期为 ${used[0]?.period}` }]
      const time = Math.max(...used.map((one) => Date.parse(one.reportedTime)))
      return [code, { value, rows: used.length, note: value === null ? '分母为 0' : null, dataTime: time }]
    }),
  )
}

/** The entries behind a reported figure. */
export async function manualRows(parts: FormulaParts, id: string, division: string): Promise<PlainRow[]> {
  const indicator: Indicator | undefined = parts.registry.find(id)
  const entries = await newestEntries(parts.kernel.db, id)
  const unit = indicator ? (findUnit(indicator.unit)?.symbol.zh ?? indicator.unit) : ''
  const wanted = new Set([division, ...parts.territory.listChildren(division).map((one) => one.code)])
  return entries
    .filter((one) => wanted.has(one.division))
    .map((one) => ({
      kind: 'indicator',
      id,
      title: `${one.period} ${one.source}（${one.reporter}填报，${one.reviewer ?? ''}审核）`,
      value: rollUp([one], 'last', indicator?.unit === '%'),
      unitLabel: unit,
      time: one.reportedTime,
    }))
}
