import {
  buildTheme,
  createTheme,
  listDatasets,
  listOrganisations,
  listSeries,
  listThemes,
  putSeriesValues,
  saveSeries,
  type ThemeAttribute,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Logger } from '../kernel/log.ts'
import type { Cast } from './cast.ts'
import { economicSeries, type PlannedSeries, type PlannedTheme, themes } from './data-themes.ts'
import { playCollect } from './play-collect.ts'
import { playSharing } from './play-sharing.ts'

/** Makes the theme databases and economic series of the sample city through the public API, as its data bureau would. */
export async function playData(cast: Cast, inbox: string, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  try {
    const client = await cast('bureau')
    if ((await client.call(listSeries, { query: { limit: 1 } })).total === 0) await enterAllSeries(client)
    if ((await client.call(listThemes, { query: { limit: 1 } })).total === 0)
      for (const one of themes) await makeTheme(client, one)
    await playSharing(cast, new Date())
    await playCollect(cast, inbox, new Date())
    log.info('themes and series of the sample city are in place')
  } catch (error) {
    log.warn({ error }, 'themes and series of the sample city were made in part')
  }
}

const years = [2022, 2023, 2024, 2025, 2026]
/** The last month there is. */
const lastMonth = '2026-10'

async function enterAllSeries(client: Client): Promise<void> {
  for (const [n, one] of economicSeries.entries()) {
    await register(client, one)
    const values = years.flatMap((year) => valuesOf(one, year, n))
    await client.call(putSeriesValues, { params: { code: one.code }, body: { values } })
  }
  for (const one of economicSeries) if (one.deflator) await register(client, one, one.deflator)
}

async function register(client: Client, one: PlannedSeries, deflator: string | null = null): Promise<void> {
  const { code, title, unit, frequency, isCumulative } = one
  const caliber = '现价，季度核算或月度快报数'
  await client.call(saveSeries, {
    params: { code },
    body: { title, unit, frequency, isCumulative, areaCode: '990100', caliber, deflator },
  })
}

/** Years are better and worse than the trend. */
function paceOf(year: number, n: number): number {
  return 1 + 0.012 * Math.sin(year * 2.3 + n)
}

const periods = { month: 12, quarter: 4, year: 1 } as const

function valuesOf(one: PlannedSeries, year: number, n: number): Array<{ period: string; value: number }> {
  const count = periods[one.frequency]
  let sum = 0
  const values = Array.from({ length: count }, (_, i) => {
    const trend = one.start * (1 + one.growth) ** (year - 2022 + i / count) * paceOf(year, n)
    const swing =
      one.growth === 0 ? Math.sin(i + n + year) * 0.9 : trend * 0.06 * Math.sin(i * 1.7 + n + year * 0.1)
    sum += trend + swing
    const value = one.isCumulative ? sum : trend + swing
    const number = one.frequency === 'quarter' ? `Q${i + 1}` : String(i + 1).padStart(2, '0')
    return {
      period: one.frequency === 'year' ? String(year) : `${year}-${number}`,
      value: Number(value.toFixed(one.unit === '元' ? 0 : 2)),
    }
  })
  // January is not published by itself: February holds both.
  return values.filter(({ period }) => {
    const isMonth = one.frequency === 'month'
    if (isMonth && one.isCumulative && period.endsWith('-01')) return false
    return isMonth ? period <= lastMonth : !(year === 2026 && /(-Q4|^2026)$/.test(period))
  })
}

async function makeTheme(client: Client, one: PlannedTheme): Promise<void> {
  const attributes: ThemeAttribute[] = []
  for (const [name, title, from] of one.attributes)
    attributes.push(await attributeOf(client, name, title, from))
  const { name, subject, key } = one
  const theme = await client.call(createTheme, {
    body: { name, subject, key, divisionCode: '990100', attributes },
  })
  await client.call(buildTheme, { params: { id: theme.id } })
}

async function attributeOf(
  client: Client,
  name: string,
  title: string,
  from: string,
): Promise<ThemeAttribute> {
  if (from.startsWith('!')) {
    const { items } = await client.call(listOrganisations, { query: { search: from.slice(1), limit: 1 } })
    return { name, title, type: 'text', sources: [], organisationId: items[0]?.id ?? null }
  }
  const [dataset = '', field = '', keyField = ''] = from.split('.')
  const { items } = await client.call(listDatasets, { query: { search: dataset, limit: 20 } })
  const found = items.find((each) => each.name === dataset)
  if (!found) throw new Error(`the sample city has no dataset ${dataset}`)
  const type = found.fields.find((each) => each.name === field)?.type ?? 'text'
  const sources = [{ datasetId: found.id, field, keyField }]
  return { name, title, type, sources, organisationId: found.organisationId }
}
