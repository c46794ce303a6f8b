import type { GridVersion } from '@civitas/contract'
import { type Box, boxOf, isInBox } from '../division-index.ts'
import { isInside } from '../rules.ts'
import { isOfDay } from './rules.ts'

/** Every version of every grid in memory, by community: a point and a day are answered in microseconds. */
export interface GridIndex {
  /** The grid of a community that holds a point on a day. */
  findAt(communityCode: string, lon: number, lat: number, day: string): GridVersion | undefined
  /** The version of a grid on a day. */
  find(code: string, day: string): GridVersion | undefined
  versionsOf(code: string): readonly GridVersion[]
  /** Grids of communities whose code begins so, as they are on a day. */
  list(prefix: string, day: string): GridVersion[]
  readonly versions: number
}

export function indexGrids(rows: readonly GridVersion[]): GridIndex {
  const byCommunity = new Map<string, GridVersion[]>()
  const byCode = new Map<string, GridVersion[]>()
  const boxes = new Map<string, Box>()
  for (const row of rows) {
    push(byCommunity, row.communityCode, row)
    push(byCode, row.code, row)
    boxes.set(row.id, boxOf(row.geometry))
  }
  return {
    findAt: (communityCode, lon, lat, day) =>
      byCommunity
        .get(communityCode)
        ?.find(
          (row) =>
            isOfDay(row, day) && isInBox(boxes.get(row.id), lon, lat) && isInside(row.geometry, lon, lat),
        ),
    find: (code, day) => byCode.get(code)?.find((row) => isOfDay(row, day)),
    versionsOf: (code) => byCode.get(code) ?? [],
    list: (prefix, day) => rows.filter((row) => row.code.startsWith(prefix) && isOfDay(row, day)),
    versions: rows.length,
  }
}

function push(map: Map<string, GridVersion[]>, key: string, row: GridVersion): void {
  const list = map.get(key)
  if (list) list.push(row)
  else map.set(key, [row])
}
