declare module 'vt-pbf' {
  import type { LegacyTile } from 'geojson-vt'

  /** Writes tiles of geojson-vt as one Mapbox Vector Tile, one layer for each name. */
  export function fromGeojsonVt(
    layers: Record<string, LegacyTile>,
    options?: { version?: 1 | 2; extent?: number },
  ): Uint8Array
}
