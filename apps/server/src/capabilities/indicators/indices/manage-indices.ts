import type { CityIndex, IndexRules, IndexValue, IndicatorValue } from '@civitas/contract'
import type { Indicator } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { endOfPeriod } from '../entries/rules.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { valuesAt } from '../store.ts'
import { type ComponentInput, computeComposite, smoothSmallArea, weightFault } from './composite.ts'
import { insertIndex, readIndexVersions } from './store.ts'

interface IndexBody {
  title: string
  field?: string
  validFrom: string
  rules: IndexRules
}

/** Makes an index, or a new version of it that holds from a month on; former months keep their weights. */
export async function saveIndex(parts: ReadParts, id: string, body: IndexBody): Promise<CityIndex> {
  const fault = weightFault(body.rules.components.map((one) => one.weight))
  if (fault) throw invalid('/body/rules/components', fault)
  for (const [i, one] of body.rules.components.entries())
    requireIndicator(parts, one.indicator, `/body/rules/components/${i}/indicator`)
  const [newest] = await readIndexVersions(parts.kernel.db, id)
  if (newest && newest.validFrom > body.validFrom)
    throw conflict('older-version', `新版本不能早于已有版本（${newest.validFrom} 起）。`)
  // New weights leave the index in its field.
  return insertIndex(parts.kernel.db, { id, ...body, field: body.field ?? newest?.field ?? null })
}

/** The version that holds in a month: the newest one that begins in it or before. */
export function versionFor(versions: readonly CityIndex[], period: string): CityIndex | undefined {
  return versions.find((one) => one.validFrom <= period)
}

function monthOf(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)
}

interface ValueQuery {
  division?: string
  period?: string
  version?: number
}

/** An index in a month for a division: by the weights of that month, or by those of a version to compare. */
export async function getIndexValue(
  parts: ReadParts,
  id: string,
  query: ValueQuery,
  { scope }: Principal,
): Promise<IndexValue> {
  const versions = await readIndexVersions(parts.kernel.db, id)
  if (versions.length === 0) throw notFound('指数', id)
  const division = chooseDivision(parts, query.division, scope)
  const now = parts.kernel.clock.now()
  const period = query.period ?? monthOf(now)
  const index = query.version
    ? versions.find((one) => one.version === query.version)
    : (versionFor(versions, period) ?? versions.at(-1))
  if (!index) throw notFound('指数版本', String(query.version))
  return computeIndex(parts, index, { division, period, now })
}

interface Asked {
  division: string
  period: string
  now: Date
}

export async function computeIndex(parts: ReadParts, index: CityIndex, asked: Asked): Promise<IndexValue> {
  const { rules } = index
  const indicators = rules.components.map((one) => parts.registry.find(one.indicator))
  const siblings = siblingsOf(parts, asked.division)
  const values = await valuesOf(
    parts,
    indicators.filter((one): one is Indicator => Boolean(one)),
    siblings,
    asked,
  )
  const inputsFor = (code: string) =>
    rules.components.map((component, i): ComponentInput => {
      const own = values.get(`${component.indicator}/${code}`)
      const isMissing = own?.freshness === 'missing'
      return {
        ...component,
        title: indicators[i]?.title.zh ?? component.indicator,
        direction: indicators[i]?.direction ?? 'neutral',
        value: isMissing ? null : (own?.value ?? null),
        peers: siblings.flatMap((one) => values.get(`${component.indicator}/${one}`)?.value ?? []),
        note: isMissing ? (own?.freshnessText ?? '缺报') : (own?.note ?? null),
      }
    })
  const result = computeComposite(inputsFor(asked.division), rules)
  const rows = rules.components.reduce(
    (sum, one) => sum + (values.get(`${one.indicator}/${asked.division}`)?.rows ?? 0),
    0,
  )
  const parent = parentOf(asked.division)
  const above = rules.smoothBelow && parent ? computeComposite(inputsFor(parent), rules).value : null
  const smoothed = smoothSmallArea(result.value, rows, above, rules.smoothBelow)
  return {
    id: index.id,
    title: index.title,
    division: asked.division,
    period: asked.period,
    version: index.version,
    value: smoothed.value,
    coverage: result.coverage,
    smoothed: smoothed.smoothed,
    note: result.note,
    formula: index.formula,
    contributions: result.contributions,
    time: asked.now.toISOString(),
  }
}

/** Values of the division, its siblings and its parent: now, or at the end of a past month. */
async function valuesOf(
  parts: ReadParts,
  indicators: readonly Indicator[],
  siblings: readonly string[],
  { division, period, now }: Asked,
): Promise<Map<string, IndicatorValue>> {
  const parent = parentOf(division)
  const codes = [...new Set([division, ...siblings, ...(parent ? [parent] : [])])]
  const end = endOfPeriod(period)
  if (!end || end > now) return readValues(parts, indicators, codes)
  const values = new Map<string, IndicatorValue>()
  for (const { id } of indicators) {
    // What did not change all month has no line of its last days.
    const past = await valuesAt(parts.kernel.db, id, codes, end, 31)
    for (const [code, value] of past)
      values.set(`${id}/${code}`, {
        value,
        time: end.toISOString(),
        division: code,
        rows: 0,
        status: 'normal',
        note: null,
      })
  }
  return values
}

function siblingsOf(parts: ReadParts, division: string): string[] {
  const parent = parentOf(division)
  return parent ? parts.territory.listChildren(parent).map((one) => one.code) : [division]
}

/** The division above by the code: a district’s city, a street’s district, …; null for a city. */
export function parentOf(division: string): string | null {
  if (division.length > 6) return division.slice(0, division.length - 3)
  return division.endsWith('00') ? null : `${division.slice(0, 4)}00`
}
