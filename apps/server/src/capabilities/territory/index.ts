import type { Address, CalendarDay } from '@civitas/contract'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { type Box, type DivisionIndex, indexDivisions } from './division-index.ts'
import { locateAddress } from './locate-address.ts'
import { bindRoutes } from './routes.ts'
import { addWorkingMinutes, type SpecialDays, workingMinutesBetween } from './rules.ts'
import {
  type DivisionRow,
  insertAddresses,
  insertCalendarDays,
  insertDivisions,
  readCalendar,
  readDivisions,
} from './store.ts'

export type { Box } from './division-index.ts'
export type { DivisionRow } from './store.ts'

/** What other capabilities may ask of `territory`. */
export interface Territory {
  /** Code of the smallest division that holds a point, or null outside the city. */
  findDivisionAt(lon: number, lat: number): string | null
  /** The standard address a text names, by its last part; undefined when none holds it. */
  locate(db: Queryable, text: string): Promise<Address | undefined>
  /** `望云街道青石桥社区第三网格` for a code, or null for an unknown one. */
  findDivisionName(code: string | null): string | null
  listChildren(code: string | null): Array<{ code: string; name: string; level: number }>
  /** Divisions with their boundaries, from level 1 down to `lowestLevel`, whose box touches a box. */
  listBoundaries(box: Box, lowestLevel: number): readonly DivisionRow[]
  /** The box around the city, or null before there are divisions. */
  bounds(): Box | null
  addWorkingMinutes(start: Date, minutes: number): Date
  workingMinutesBetween(start: Date, end: Date): number
  importDivisions(tx: Transaction, rows: DivisionRow[]): Promise<void>
  importAddresses(tx: Transaction, rows: Address[]): Promise<void>
  importCalendar(tx: Transaction, days: CalendarDay[]): Promise<void>
  /** Reads divisions and calendar anew after an import has committed. */
  reload(): Promise<void>
}

export interface TerritoryMemory {
  divisions: DivisionIndex
  special: SpecialDays
}

/** 区划网格地址: divisions of five levels, grids, addresses, calendars of working time. */
export const territory = defineCapability({
  name: 'territory',
  needs: [],
  start: async (kernel, _needs: Record<never, never>): Promise<Territory> => {
    const memory: TerritoryMemory = { divisions: indexDivisions([]), special: new Map() }
    const reload = async () => {
      memory.divisions = indexDivisions(await readDivisions(kernel.db))
      memory.special = new Map((await readCalendar(kernel.db)).map((day) => [day.date, day.kind]))
    }
    await reload()
    bindRoutes(kernel, memory)
    return {
      findDivisionAt: (lon, lat) => memory.divisions.findAt(lon, lat)?.code ?? null,
      locate: locateAddress,
      findDivisionName: (code) => (code ? (memory.divisions.find(code)?.fullName ?? null) : null),
      listChildren: (code) =>
        memory.divisions.childrenOf(code).map(({ code, name, level }) => ({ code, name, level })),
      listBoundaries: (box, lowestLevel) => memory.divisions.listTouching(box, lowestLevel),
      bounds: () => memory.divisions.bounds(),
      addWorkingMinutes: (start, minutes) =>
        new Date(addWorkingMinutes(start.getTime(), minutes, memory.special)),
      workingMinutesBetween: (start, end) =>
        workingMinutesBetween(start.getTime(), end.getTime(), memory.special),
      importDivisions: insertDivisions,
      importAddresses: insertAddresses,
      importCalendar: insertCalendarDays,
      reload,
    }
  },
})
