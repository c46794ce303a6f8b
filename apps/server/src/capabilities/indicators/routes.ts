import * as contract from '@civitas/contract'
import { isInScope, type Principal } from '../../kernel/access.ts'
import { evaluateIndicator } from './formulas/evaluate-formula.ts'
import { listFormulaRows } from './formulas/list-rows.ts'
import type { Round } from './formulas/parts.ts'
import {
  chooseDivision,
  getIndicatorType,
  type ReadParts,
  readValues,
  toIndicator,
} from './read-indicators.ts'
import { toIndicatorValue } from './recompute.ts'
import { downToFault } from './rules.ts'
import { readHistory } from './store.ts'

export function bindRoutes(parts: ReadParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listIndicators, ({ query }, { principal }) => listIndicators(parts, query, principal))
  http.bind(contract.getIndicator, ({ params, query }, { principal }) =>
    getIndicator(parts, params.id, query.division, principal),
  )
  http.bind(contract.getIndicatorHistory, async ({ params, query }, { principal }) => {
    const { id } = getIndicatorType(parts, params.id)
    const division = chooseDivision(parts, query.division, principal.scope)
    return { points: await readHistory(db, { id, division, from: query.from, to: query.to, points: 1500 }) }
  })
  http.bind(contract.listIndicatorRows, ({ params, query }, { principal }) =>
    listRows(parts, params.id, query, principal),
  )
  http.bind(contract.listDashboards, () => listDashboards(parts))
}

interface ListQuery {
  division?: string
  domain?: string
  search?: string
}

async function listIndicators(parts: ReadParts, query: ListQuery, { scope }: Principal) {
  const division = chooseDivision(parts, query.division, scope)
  const search = query.search?.trim().toLowerCase() ?? ''
  const wanted = parts.registry
    .list()
    .filter(
      ({ id, title }) =>
        (!query.domain || id.startsWith(`${query.domain}.`)) &&
        (title.zh.includes(search) || title.en.toLowerCase().includes(search)),
    )
  const values = await readValues(parts, wanted, [division])
  return wanted.map((one) =>
    toIndicator(parts, one, values.get(`${one.id}/${division}`) as contract.IndicatorValue),
  )
}

/** The figure of a division beside those of the divisions right below it. */
async function getIndicator(parts: ReadParts, id: string, asked: string | undefined, { scope }: Principal) {
  const indicator = getIndicatorType(parts, id)
  const division = chooseDivision(parts, asked, scope)
  const children = parts.territory
    .listChildren(division)
    .filter((one) => isInScope(one.code, scope) && downToFault(indicator, one.code) === null)
  const values = await readValues(parts, [indicator], [division, ...children.map((one) => one.code)])
  const at = (code: string) => values.get(`${id}/${code}`) as contract.IndicatorValue
  return {
    indicator: toIndicator(parts, indicator, at(division)),
    byDivision: children.map((one) => ({ name: one.name, value: at(one.code) })),
  }
}

interface RowsQuery {
  division?: string
  limit?: number
  offset?: number
}

async function listRows(parts: ReadParts, id: string, query: RowsQuery, { scope }: Principal) {
  const indicator = getIndicatorType(parts, id)
  const division = chooseDivision(parts, query.division, scope)
  const now = parts.kernel.clock.now()
  const fault = downToFault(indicator, division)
  if (fault) {
    const value = toIndicatorValue(indicator, division, { value: null, rows: 0, note: fault }, now)
    return { items: [], total: 0, value }
  }
  // The figure is computed in the round of its rows, so that what is shown together belongs together.
  const round: Round = { now, divisions: [division], known: new Map() }
  const figures = await evaluateIndicator(parts, indicator, round)
  const page = { limit: query.limit ?? 50, offset: query.offset ?? 0 }
  const rows = await listFormulaRows(parts, indicator, round, division, page)
  return { ...rows, value: toIndicatorValue(indicator, division, figures.get(division), now) }
}

function listDashboards({ domains }: ReadParts): contract.Dashboard[] {
  return domains.list('dashboards').map(({ id, title, cards }) => ({
    id,
    domain: id.split('.')[0] as string,
    title,
    cards: JSON.parse(JSON.stringify(cards)),
  }))
}
