import * as contract from '@civitas/contract'
import { isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { DivisionIndex } from '../division-index.ts'
import { dateOf } from '../rules.ts'
import { changeGridsOf, prepareChange } from './change-grids.ts'
import type { GridIndex } from './grid-index.ts'
import { getLayer, listCrosswalk, readLayers, ruleConflict, signLayer, storeLayer } from './layers.ts'
import { insertPlans, listAttendanceOf, listPatrolsOf, listPlans, storePatrol } from './patrols.ts'
import * as staff from './staff-store.ts'

/** What is held in memory of divisions and grids; `changed` reads it anew here and in the other processes. */
export interface GridMemory {
  divisions(): DivisionIndex
  grids(): GridIndex
  /** The grid at a place on a day. */
  findAt(lon: number, lat: number, day: string): contract.GridVersion | undefined
  changed(): Promise<void>
}

export function bindGrids(kernel: Kernel, memory: GridMemory): void {
  const { http, db, clock } = kernel
  const today = () => dateOf(clock.now().getTime())
  http.bind(contract.listGrids, ({ query }, { principal }) => {
    const { parent = '', date = today(), search, limit = 50, offset = 0 } = query
    const prefix = parent.replace(/0+$/, '').length < 6 ? parent.replace(/(00)+$/, '') : parent
    const found = memory
      .grids()
      .list(prefix, date)
      .filter((one) => isInScope(one.code, principal.scope))
      .filter((one) => !search || one.name.includes(search) || one.code.startsWith(search))
    return { items: found.slice(offset, offset + limit), total: found.length }
  })
  http.bind(contract.listGridVersions, ({ params }, { principal }) => {
    const items = memory.grids().versionsOf(params.code)
    if (items.length === 0 || !isInScope(params.code, principal.scope)) throw notFound('网格', params.code)
    return { items: [...items] }
  })
  http.bind(contract.checkGridChange, async ({ body }, { principal }) => {
    const { findings } = await prepareChange(db, memory.divisions(), body, principal)
    return findings
  })
  http.bind(contract.changeGrids, async ({ body }, { principal }) => {
    const made = await db.transaction((tx) => changeGridsOf(kernel, tx, memory.divisions(), body, principal))
    await memory.changed()
    return made
  })
  http.bind(contract.findGridAt, async ({ query }, { principal }) => {
    const day = dateOf(query.time ? Date.parse(query.time) : clock.now().getTime())
    const grid = memory.findAt(query.lon, query.lat, day)
    if (!grid || !isInScope(grid.code, principal.scope)) return { grid: null, staff: [] }
    return { grid, staff: await staff.readStaffOfGrid(db, grid.code, day) }
  })
  http.bind(contract.getGridStatistics, async ({ query }, { principal }) => {
    const { led, staff: people } = await staff.countStaff(db, query.parent, today(), principal.scope)
    return statistics(memory, today(), led, people, query.parent, principal)
  })
  bindStaff(kernel, memory, today)
  bindPatrols(kernel, memory)
  bindLayers(kernel, memory, today)
}

function statistics(
  memory: GridMemory,
  day: string,
  led: ReadonlySet<string>,
  people: number,
  parent: string | undefined,
  { scope }: Principal,
) {
  const { divisions, grids } = { divisions: memory.divisions(), grids: memory.grids() }
  const top = parent ?? divisions.list().find((one) => one.level === 1)?.code ?? null
  const below = divisions.childrenOf(top).filter((one) => one.level < 5)
  const all = grids.list(prefixOf(top ?? ''), day).filter((one) => isInScope(one.code, scope))
  const byParent = below.map(({ code, name }) => {
    const own = all.filter((one) => one.code.startsWith(code))
    return { code, name, grids: own.length, withLeader: own.filter((one) => led.has(one.code)).length }
  })
  return {
    grids: all.length,
    areaM2: Math.round(all.reduce((sum, one) => sum + one.areaM2, 0)),
    withLeader: all.filter((one) => led.has(one.code)).length,
    staff: people,
    versions: grids.versions,
    byParent: byParent.filter((one) => one.grids > 0),
  }
}

function prefixOf(code: string): string {
  return code.length === 6 ? code.replace(/(00){1,2}$/, '') : code
}

function bindStaff({ http, db }: Kernel, memory: GridMemory, today: () => string): void {
  http.bind(contract.listGridStaff, ({ query }, { principal }) =>
    staff.listStaff(db, query, query.date ?? today(), principal.scope),
  )
  http.bind(contract.saveGridStaff, async ({ body }, { principal }) => {
    requireInScope(body.divisionCode, principal.scope)
    if (!memory.divisions().find(body.divisionCode))
      throw invalid('/body/divisionCode', `没有区划或网格 ${body.divisionCode}`)
    if (body.toDate && body.toDate <= body.fromDate) throw invalid('/body/toDate', '终止日应在起始日之后')
    const [id = ''] = await staff.insertStaff(db, [body])
    return (await staff.findStaff(db, id, today())) as contract.GridStaff
  })
  const find = async (id: string, scope: Principal['scope']) => {
    const found = await staff.findStaff(db, id, today())
    if (!found || !isInScope(found.divisionCode, scope)) throw notFound('网格人员', id)
    return found
  }
  http.bind(contract.endGridStaff, async ({ params, body }, { principal }) => {
    const found = await find(params.id, principal.scope)
    if (body.toDate <= found.fromDate) throw invalid('/body/toDate', '终止日应在起始日之后')
    await staff.endStaff(db, params.id, body.toDate)
    return { done: true as const }
  })
  http.bind(contract.saveGridLeave, async ({ params, body }, { principal }) => {
    await find(params.id, principal.scope)
    await find(body.substituteId, principal.scope)
    if (body.substituteId === params.id) throw invalid('/body/substituteId', '代班人不能是本人')
    if (body.toDate < body.fromDate) throw invalid('/body/toDate', '终止日不能早于起始日')
    await staff.insertLeave(db, { ...body, staffId: params.id })
    return { done: true as const }
  })
}

function bindPatrols({ http, db, clock }: Kernel, memory: GridMemory): void {
  http.bind(contract.listPatrolPlans, ({ query }, { principal }) =>
    listPlans(db, query, clock.now(), principal.scope),
  )
  http.bind(contract.savePatrolPlan, async ({ body }, { principal }) => {
    requireInScope(body.gridCode, principal.scope)
    if (memory.grids().versionsOf(body.gridCode).length === 0)
      throw invalid('/body/gridCode', `没有网格 ${body.gridCode}`)
    const [id] = await insertPlans(db, [body])
    const { items } = await listPlans(db, { id }, clock.now(), principal.scope)
    return items[0] as contract.PatrolPlan
  })
  http.bind(contract.recordPatrol, ({ body }, { principal }) =>
    db.transaction((tx) => storePatrol(tx, memory, body, principal)),
  )
  http.bind(contract.listAttendance, ({ query }, { principal }) => {
    if (query.to < query.from) throw invalid('/query/to', '终止日不能早于起始日')
    return listAttendanceOf(db, query, principal.scope)
  })
  http.bind(contract.listPatrols, ({ query }, { principal }) => listPatrolsOf(db, query, principal.scope))
}

function bindLayers({ http, db, clock }: Kernel, memory: GridMemory, today: () => string): void {
  http.bind(contract.listGridLayers, async () => ({ items: await readLayers(db) }))
  http.bind(contract.importGridLayer, ({ body }) =>
    db.transaction(async (tx) =>
      getLayer(tx, await storeLayer(tx, body, memory.grids().list('', today()), clock.now())),
    ),
  )
  http.bind(contract.listGridCrosswalk, async ({ params, query }) => {
    await getLayer(db, params.id)
    return listCrosswalk(db, params.id, query, (code) =>
      code ? (memory.divisions().find(code)?.fullName ?? null) : null,
    )
  })
  http.bind(contract.ruleGridConflict, async ({ params, body }) => {
    if (!memory.grids().find(body.gridCode, today()))
      throw invalid('/body/gridCode', `没有网格 ${body.gridCode}`)
    await db.transaction((tx) => ruleConflict(tx, params.id, body))
    return { done: true as const }
  })
  http.bind(contract.signGridLayer, ({ params, body }, { principal }) =>
    db.transaction((tx) => signLayer(tx, params.id, { ...body, userName: principal.name }, clock.now())),
  )
}
