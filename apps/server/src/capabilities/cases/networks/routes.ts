import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { PlaceBox, PlaceReader, PlaceRow } from '../../../kernel/db/place-reader.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import {
  domainsByNetwork,
  joinSquares,
  type NetworkCounts,
  noCounts,
  restNetwork,
  squareSide,
} from './rules.ts'
import { readOpenCases } from './store.ts'

/** Points of a box are given one by one up to here. */
const mostPoints = 200

interface Chosen {
  network?: contract.CityNetwork
  kind?: contract.NetworkRecordKind
  level?: contract.WarningLevel
  division?: string
}

interface Source {
  page: contract.NetworkRecord['page']
  reader: PlaceReader
}

export function bindNetworks(parts: CasesParts): void {
  const { http } = parts.kernel
  http.bind(contract.getNetworkMap, ({ query }, { principal }) => getMap(parts, query, principal))
  http.bind(contract.listNetworkRecords, async ({ query }, { principal }) => {
    const sources = sourcesOf(parts, query, principal)
    const box = query.bbox ? toBox(query.bbox) : null
    const { limit = 20, offset = 0 } = query
    const [items, total] = await Promise.all([
      listNewest(parts, sources, box, offset + limit),
      countIn(sources, box),
    ])
    return { items: items.slice(offset), total }
  })
}

/** Events with what became of them, and the cases that no event stands for, where the caller may read cases. */
function sourcesOf({ kernel, events, domains }: CasesParts, query: Chosen, principal: Principal): Source[] {
  const { network, kind, level, division } = query
  const filter = {
    groups: domainsByNetwork(domains),
    rest: restNetwork,
    only: network,
    kind,
    level,
    division,
  }
  const sources: Source[] = [{ page: 'events', reader: events.openPlaces(filter, principal.scope) }]
  if (hasPermission(principal, 'cases.read'))
    sources.push({ page: 'cases', reader: readOpenCases(kernel.db, filter, principal.scope) })
  return sources
}

async function getMap(
  parts: CasesParts,
  query: Chosen & { bbox: string; zoom: number },
  principal: Principal,
): Promise<contract.NetworkMap> {
  const box = toBox(query.bbox)
  const sources = sourcesOf(parts, query, principal)
  const [counts, divisions, inBox] = await Promise.all([
    Promise.all(sources.map(({ reader }) => reader.counts())),
    countBelow(parts, sources, query.division),
    countIn(sources, box),
  ])
  const single = inBox <= mostPoints
  const side = squareSide(box, query.zoom)
  const squares = single ? [] : await Promise.all(sources.map(({ reader }) => reader.squares(box, side)))
  return {
    counts: counts.flat().map(({ group_name, kind, level, count }) => ({
      network: group_name as contract.CityNetwork,
      kind: kind as contract.NetworkRecordKind,
      level: level as contract.WarningLevel | null,
      count,
    })),
    divisions,
    squares: joinSquares(squares.flat()),
    points: single ? await listNewest(parts, sources, box, mostPoints) : [],
  }
}

async function countBelow({ territory }: CasesParts, sources: Source[], division: string | undefined) {
  const children = territory.listChildren(division ?? territory.cityCode())
  const digits = children[0]?.code.length
  if (digits === undefined) return []
  const rows = await Promise.all(sources.map(({ reader }) => reader.below(digits)))
  const counts = new Map<string, NetworkCounts>()
  for (const { code, group_name, count } of rows.flat()) {
    const of = counts.get(code) ?? noCounts()
    of[group_name as contract.CityNetwork] += count
    counts.set(code, of)
  }
  return children.flatMap(({ code, name }) => {
    const of = counts.get(code)
    return of ? [{ code, name, ...of }] : []
  })
}

async function countIn(sources: Source[], box: PlaceBox | null): Promise<number> {
  const counts = await Promise.all(sources.map(({ reader }) => reader.countIn(box)))
  return counts.reduce((sum, one) => sum + one, 0)
}

/** The newest of every source, in one order. */
async function listNewest(
  parts: CasesParts,
  sources: Source[],
  box: PlaceBox | null,
  most: number,
): Promise<contract.NetworkRecord[]> {
  const lists = await Promise.all(
    sources.map(async ({ page, reader }) =>
      (await reader.list(box, most)).map((row) => toRecord(parts, page, row)),
    ),
  )
  return lists
    .flat()
    .sort((a, b) => b.time.localeCompare(a.time))
    .slice(0, most)
}

function toRecord({ territory }: CasesParts, page: Source['page'], row: PlaceRow): contract.NetworkRecord {
  return {
    ...{ id: row.id, page, reference: row.reference, title: row.title, state: row.state },
    kind: row.kind as contract.NetworkRecordKind,
    network: row.group_name as contract.CityNetwork,
    level: row.level as contract.WarningLevel | null,
    divisionName: territory.findDivisionName(row.division_code),
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    time: row.time.toISOString(),
  }
}

function toBox(text: string): PlaceBox {
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = text
    .split(',')
    .map(Number)
  if (!(west < east && south < north))
    throw invalid('/query/bbox', '应为西、南、东、北四个数字，西小于东、南小于北')
  return [west, south, east, north]
}
