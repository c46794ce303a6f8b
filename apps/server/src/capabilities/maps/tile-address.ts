/** Where a tile is in the pyramid of Web Mercator (OGC 17-083, WebMercatorQuad). */
export interface TileAddress {
  readonly z: number
  readonly x: number
  readonly y: number
}

/** West, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number]

/** Units across a tile, and how far its content reaches over the edge so that lines meet. */
export const tileExtent = 4096
export const tileBuffer = 64

/** Whether there is such a tile. */
export function isTile({ z, x, y }: TileAddress): boolean {
  return x < 2 ** z && y < 2 ** z
}

/** The box of a tile, its buffer included. */
export function boxOfTile({ z, x, y }: TileAddress): Box {
  const margin = tileBuffer / tileExtent
  const count = 2 ** z
  const longitude = (column: number) => (column / count) * 360 - 180
  const latitude = (row: number) =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * Math.min(Math.max(row, 0), count)) / count))) * 180) / Math.PI
  return [
    Math.max(-180, longitude(x - margin)),
    latitude(y + 1 + margin),
    Math.min(180, longitude(x + 1 + margin)),
    latitude(y - margin),
  ]
}
