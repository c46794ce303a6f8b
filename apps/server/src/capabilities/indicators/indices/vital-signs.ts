import type { IndexValue } from '@civitas/contract'
import type { Indicator } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { childrenOf } from '../analysis/analyse-indicator.ts'
import { instantBefore } from '../formulas/past.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { unitSign } from '../registry/manage-definitions.ts'
import { valuesAt } from '../store.ts'
import { computeIndex, versionFor } from './manage-indices.ts'
import { readIndexVersions, readIndices } from './store.ts'

/** Id of the index of the whole city; its components are figures, its fields are indices that name a field. */
export const cityHealth = 'vital-signs.city'

/** City vital signs: fields with scores, and what is abnormal, worsening or missing. */
export async function getVitalSigns(parts: ReadParts, asked: string | undefined, principal: Principal) {
  const division = chooseDivision(parts, asked, principal.scope)
  const now = parts.kernel.clock.now()
  const period = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)
  const indices = (await readIndices(parts.kernel.db)).filter((one) => one.field !== null)
  const scores: IndexValue[] = []
  for (const one of indices) {
    const versions = await readIndexVersions(parts.kernel.db, one.id)
    scores.push(await computeIndex(parts, versionFor(versions, period) ?? one, { division, period, now }))
  }
  const ids = new Set(indices.flatMap((one) => one.rules.components.map((component) => component.indicator)))
  const signs = [...ids].flatMap((id) => parts.registry.find(id) ?? [])
  return {
    city: scores.find((one) => one.id === cityHealth) ?? null,
    fields: scores.filter((one) => one.id !== cityHealth),
    abnormal: await findAbnormal(parts, signs, division, principal),
    worsening: await findWorsening(parts, signs, division, now),
    missing: await findMissing(parts, signs, division),
  }
}

const order = { alarm: 0, attention: 1, normal: 2, unknown: 3 } as const

async function findAbnormal(
  parts: ReadParts,
  signs: readonly Indicator[],
  division: string,
  principal: Principal,
) {
  const children = parts.territory.listChildren(division)
  const names = new Map(children.map((one) => [one.code, one.name]))
  const values = await readValues(parts, signs, [division, ...children.map((one) => one.code)])
  const allowed = (one: Indicator) =>
    new Set(childrenOf(parts, one, division, principal).map(({ code }) => code))
  return signs
    .flatMap((one) => {
      const codes = allowed(one)
      return [...values.entries()].flatMap(([key, value]) => {
        const isOf =
          key === `${one.id}/${value.division}` && (value.division === division || codes.has(value.division))
        return isOf && (value.status === 'alarm' || value.status === 'attention') ? [{ one, value }] : []
      })
    })
    .sort(
      (a, b) =>
        order[a.value.status] - order[b.value.status] || b.value.division.localeCompare(a.value.division),
    )
    .slice(0, 50)
    .map(({ one, value }) => ({
      indicatorId: one.id,
      title: one.title.zh,
      division: value.division,
      divisionName:
        names.get(value.division) ?? parts.territory.findDivisionName(value.division) ?? value.division,
      state: value.status,
      value: value.value,
      unitLabel: unitSign(one.unit),
      time: value.dataTime ?? value.time,
      owner: one.owner ?? '',
    }))
}

/** Figures more than a tenth worse than the day before. */
async function findWorsening(parts: ReadParts, signs: readonly Indicator[], division: string, now: Date) {
  const values = await readValues(parts, signs, [division])
  const worse = []
  for (const one of signs) {
    const value = values.get(`${one.id}/${division}`)?.value
    const before = (await valuesAt(parts.kernel.db, one.id, [division], instantBefore(now, '1d'))).get(
      division,
    )
    if (typeof value !== 'number' || !before || one.direction === 'neutral') continue
    const change = ((value - before) / Math.abs(before)) * 100
    if ((one.direction === 'down' ? change : -change) > 10)
      worse.push({ indicatorId: one.id, title: one.title.zh, change, unitLabel: '%' })
  }
  return worse
}

async function findMissing(parts: ReadParts, signs: readonly Indicator[], division: string) {
  const values = await readValues(parts, signs, [division])
  return signs.flatMap((one) => {
    const value = values.get(`${one.id}/${division}`)
    if (value && value.value !== null && value.freshness === 'live') return []
    const why = value?.freshnessText ?? value?.note ?? '没有数据'
    return [{ indicatorId: one.id, title: one.title.zh, why, owner: one.owner ?? '' }]
  })
}
