import {
  getDivision,
  listAddresses,
  listCalendarDays,
  listDistricts,
  listDivisions,
  locatePoint,
} from '@civitas/contract'
import { isInScope, type Scope } from '../../kernel/access.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { notFound } from '../../kernel/problem.ts'
import { type DivisionIndex, toDivision } from './division-index.ts'
import type { TerritoryMemory } from './index.ts'
import * as store from './store.ts'

export function bindRoutes(kernel: Kernel, memory: TerritoryMemory): void {
  const { http, db } = kernel
  http.bind(listDivisions, ({ query }, { principal }) =>
    findDivisions(memory.divisions, query, principal.scope),
  )
  http.bind(listDistricts, () => ({
    items: memory.divisions.list().flatMap(({ level, code, name }) => (level === 2 ? [{ code, name }] : [])),
  }))
  http.bind(getDivision, ({ params }, { principal }) => {
    const row = memory.divisions.find(params.code)
    if (!row || !isInScope(row.code, principal.scope)) throw notFound('区划', params.code)
    return {
      division: toDivision(row),
      ancestors: memory.divisions.chain(row.code).slice(0, -1).map(toDivision),
      children: memory.divisions.childrenOf(row.code).length,
      geometry: row.geometry,
    }
  })
  http.bind(locatePoint, ({ query }, { principal }) => {
    const found = memory.divisions.findAt(query.lon, query.lat)
    if (!found || !isInScope(found.code, principal.scope)) return { divisions: [], boundaryLevels: [] }
    return {
      divisions: memory.divisions.chain(found.code).map(toDivision),
      boundaryLevels: boundaryLevels(memory.divisions, query.lon, query.lat),
    }
  })
  http.bind(listAddresses, ({ query }, { principal }) => store.listAddresses(db, query, principal.scope))
  http.bind(listCalendarDays, async ({ query }) => {
    const days = await store.readCalendar(db)
    return { items: days.filter((day) => day.date.startsWith(`${query.year}-`)) }
  })
}

/** About 0.1 m in degrees. */
const handBreadth = 1e-6

/** Levels whose division changes within a hand’s breadth of a point. */
function boundaryLevels(divisions: DivisionIndex, lon: number, lat: number): number[] {
  const codesAt = (x: number, y: number) => {
    const found = divisions.findAt(x, y)
    return new Map(found ? divisions.chain(found.code).map((row) => [row.level, row.code]) : [])
  }
  const here = codesAt(lon, lat)
  const steps = [-handBreadth, 0, handBreadth]
  const around = steps.flatMap((x) => steps.map((y) => codesAt(lon + x, lat + y)))
  return [...here]
    .filter(([level, code]) => around.some((one) => one.get(level) !== code))
    .map(([level]) => level)
}

interface DivisionQuery {
  level?: number
  parent?: string
  search?: string
  limit?: number
  offset?: number
}

function findDivisions(divisions: DivisionIndex, query: DivisionQuery, scope: Scope) {
  const { level, parent, search, limit = 50, offset = 0 } = query
  const rows = (parent ? divisions.childrenOf(parent) : divisions.list()).filter(
    (row) =>
      (!level || row.level === level) &&
      (!search || row.fullName.includes(search) || row.code.startsWith(search)) &&
      isInScope(row.code, scope),
  )
  return { items: rows.slice(offset, offset + limit).map(toDivision), total: rows.length }
}
