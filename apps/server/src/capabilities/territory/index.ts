import type { Address, CalendarDay, GridStaff, GridVersion } from '@civitas/contract'
import type { Scope } from '../../kernel/access.ts'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { type Calendars, startCalendars } from './calendars/calendars.ts'
import { type Box, boxOf, type DivisionIndex, indexDivisions } from './division-index.ts'
import { bindGrids, type GridMemory } from './grids/bind-grids.ts'
import { type GridIndex, indexGrids } from './grids/grid-index.ts'
import { storeLayer } from './grids/layers.ts'
import { insertPlans } from './grids/patrols.ts'
import { areaOf, isArea, overlapOf } from './grids/rules.ts'
import { insertStaff, type NewGridStaff, readStaffOfDivisions, readStaffOfGrid } from './grids/staff-store.ts'
import { insertImportedGrids, readGridVersions } from './grids/store.ts'
import { locateAddress } from './locate-address.ts'
import { bindRoutes } from './routes.ts'
import { addWorkingMinutes, dateOf, type SpecialDays, workingMinutesBetween } from './rules.ts'
import {
  type DivisionRow,
  insertAddresses,
  insertCalendarDays,
  insertDivisions,
  readCalendar,
  readDivisions,
} from './store.ts'

export type { Calendars, Span } from './calendars/calendars.ts'
export type { Box } from './division-index.ts'
export type { DivisionRow } from './store.ts'

/** Polygons and what of them is one. */
export interface Areas {
  /** Whether a geometry is a polygon that closes and does not cross itself. */
  isArea(geometry: GeoJSON.Geometry): boolean
  areaOf(geometry: GeoJSON.Geometry): number
  /** m² two polygons share. */
  overlapOf(a: GeoJSON.Geometry, b: GeoJSON.Geometry): number
}

/** What other capabilities may ask of `territory`. */
export interface Territory {
  /** Code of the smallest division that holds a point, or null outside the city. */
  findDivisionAt(lon: number, lat: number): string | null
  /** The grid that holds a point at a time, as it was drawn then; undefined outside the grids. */
  findGridAt(lon: number, lat: number, time: Date): GridVersion | undefined
  /** Who is responsible at a point and time, leaders first, with who stands in for those on leave. */
  findGridStaff(lon: number, lat: number, time: Date): Promise<GridStaff[]>
  /** Communities and grids a polygon shares ground with, as they are today. */
  listTouched(area: GeoJSON.Geometry): DivisionRow[]
  /** Who has a duty in one of these divisions today, by name and number; an account where there is one. */
  findStaffOf(
    db: Queryable,
    codes: readonly string[],
    scope: Scope,
  ): Promise<Array<{ name: string; phone: string; userId: string | null }>>
  /** Grids, as they are today, below a division. */
  listGrids(prefix: string): GridVersion[]
  /** A division with its boundary; undefined for an unknown code. */
  findDivision(code: string): DivisionRow | undefined
  /** The standard address a text names, by its last part; undefined when none holds it. */
  locate(db: Queryable, text: string): Promise<Address | undefined>
  /** `望云街道青石桥社区第三网格` for a code, or null for an unknown one. */
  findDivisionName(code: string | null): string | null
  listChildren(code: string | null): Array<{ code: string; name: string; level: number }>
  /** Code of the city itself, the highest division; null before there are divisions. */
  cityCode(): string | null
  /** Divisions of one level, in the order of their codes. */
  listDivisionsOfLevel(level: number): DivisionRow[]
  /** Divisions with their boundaries, from level 1 down to `lowestLevel`, whose box touches a box. */
  listBoundaries(box: Box, lowestLevel: number): readonly DivisionRow[]
  /** The box around the city, or null before there are divisions. */
  bounds(): Box | null
  /** Measures polygons in metres on the ellipsoid. */
  readonly areas: Areas
  /** Limits on the clocks of working time. */
  readonly calendars: Calendars
  addWorkingMinutes(start: Date, minutes: number): Date
  workingMinutesBetween(start: Date, end: Date): number
  importDivisions(tx: Transaction, rows: DivisionRow[]): Promise<void>
  importAddresses(tx: Transaction, rows: Address[]): Promise<void>
  importCalendar(tx: Transaction, days: CalendarDay[]): Promise<void>
  importGridStaff(tx: Transaction, rows: readonly NewGridStaff[]): Promise<string[]>
  importPatrolPlans(tx: Transaction, rows: Parameters<typeof insertPlans>[1]): Promise<string[]>
  importGridLayer(tx: Transaction, layer: Parameters<typeof storeLayer>[1], now: Date): Promise<string>
  /** Reads divisions and calendar anew after an import has committed. */
  reload(): Promise<void>
}

export interface TerritoryMemory {
  divisions: DivisionIndex
  grids: GridIndex
  /** The day the grids in force are of. */
  day: string
  special: SpecialDays
}

/** 区划网格地址: divisions of five levels, grids, addresses, calendars of working time. */
export const territory = defineCapability({
  name: 'territory',
  needs: [],
  start: async (kernel, _needs: Record<never, never>): Promise<Territory> => {
    const memory: TerritoryMemory = {
      ...{ divisions: indexDivisions([]), grids: indexGrids([]), day: '', special: new Map() },
    }
    const today = () => dateOf(kernel.clock.now().getTime())
    const readAll = async () => {
      memory.grids = indexGrids(await readGridVersions(kernel.db))
      memory.divisions = inForce(await readDivisions(kernel.db), memory.grids, today())
      memory.day = today()
      memory.special = new Map((await readCalendar(kernel.db)).map((day) => [day.date, day.kind]))
    }
    await readAll()
    const calendars = await startCalendars(kernel)
    const reload = async () => {
      await readAll()
      await calendars.reload()
    }
    bindRoutes(kernel, memory)
    const readSoon = () =>
      void readAll().catch((error: Error) => kernel.log.warn({ error: error.message }, 'grids not read anew'))
    kernel.cluster.hear('grids', readSoon)
    // Changes of grids that were decided before begin with their day.
    const timer = setInterval(() => {
      if (memory.day !== today()) readSoon()
    }, 60_000)
    timer.unref()
    const findGridAt = (lon: number, lat: number, day: string) => {
      const found = memory.divisions.findAt(lon, lat)
      const community = found && memory.divisions.chain(found.code).find((one) => one.level === 4)
      return community && memory.grids.findAt(community.code, lon, lat, day)
    }
    const gridMemory: GridMemory = {
      divisions: () => memory.divisions,
      grids: () => memory.grids,
      findAt: findGridAt,
      changed: async () => {
        await readAll()
        kernel.cluster.tell('grids', null)
      },
    }
    bindGrids(kernel, gridMemory)
    return {
      findDivisionAt: (lon, lat) => memory.divisions.findAt(lon, lat)?.code ?? null,
      findDivision: (code) => memory.divisions.find(code),
      findGridAt: (lon, lat, time) => findGridAt(lon, lat, dateOf(time.getTime())),
      findGridStaff: async (lon, lat, time) => {
        const day = dateOf(time.getTime())
        const grid = findGridAt(lon, lat, day)
        return grid ? readStaffOfGrid(kernel.db, grid.code, day) : []
      },
      listTouched: (area) =>
        memory.divisions
          .listTouching(boxOf(area), 5)
          .filter((row) => row.level >= 4 && overlapOf(row.geometry, area).areaM2 > 0),
      findStaffOf: (db, codes, scope) => readStaffOfDivisions(db, codes, today(), scope),
      listGrids: (prefix) => memory.grids.list(prefix, today()),
      locate: locateAddress,
      findDivisionName: (code) => (code ? (memory.divisions.find(code)?.fullName ?? null) : null),
      listChildren: (code) =>
        memory.divisions.childrenOf(code).map(({ code, name, level }) => ({ code, name, level })),
      cityCode: () => memory.divisions.childrenOf(null)[0]?.code ?? null,
      listDivisionsOfLevel: (level) => memory.divisions.list().filter((row) => row.level === level),
      listBoundaries: (box, lowestLevel) => memory.divisions.listTouching(box, lowestLevel),
      bounds: () => memory.divisions.bounds(),
      areas: { isArea, areaOf, overlapOf: (a, b) => overlapOf(a, b).areaM2 },
      calendars,
      addWorkingMinutes: (start, minutes) =>
        new Date(addWorkingMinutes(start.getTime(), minutes, memory.special)),
      workingMinutesBetween: (start, end) =>
        workingMinutesBetween(start.getTime(), end.getTime(), memory.special),
      importDivisions: async (tx, rows) => {
        await insertDivisions(tx, rows)
        await insertImportedGrids(tx)
      },
      importAddresses: insertAddresses,
      importCalendar: insertCalendarDays,
      importGridStaff: insertStaff,
      importPatrolPlans: insertPlans,
      importGridLayer: (tx, layer, now) => storeLayer(tx, layer, memory.grids.list('', today()), now),
      reload,
    }
  },
})

/** The divisions of a day: grids as they are drawn then, and none that ended or is yet to begin. */
function inForce(rows: DivisionRow[], grids: GridIndex, day: string): DivisionIndex {
  const drawn = rows.map((row) => {
    const grid = row.level === 5 ? grids.find(row.code, day) : undefined
    return grid ? { ...row, name: grid.name, geometry: grid.geometry, areaKm2: grid.areaM2 / 1e6 } : row
  })
  return indexDivisions(
    drawn,
    (row) => row.level !== 5 || row.parentCode === null || grids.find(row.code, day) !== undefined,
  )
}
