import GeoJSONVT, { type LegacyTile } from 'geojson-vt'
import { fromGeojsonVt } from 'vt-pbf'
import { type TileAddress, tileBuffer, tileExtent } from './tile-address.ts'

export type TileValue = string | number | boolean
export type TileFeature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, TileValue>>

/** Features by source layer. */
export type TileContent = ReadonlyMap<string, readonly TileFeature[]>

/** From this zoom on shapes keep every corner. */
const fullDetailZoom = 16

/** Clips, simplifies and writes one Mapbox Vector Tile 2.1; a tile with nothing in it has no bytes. */
export function encodeTile(address: TileAddress, content: TileContent): Uint8Array {
  const layers: Record<string, LegacyTile> = {}
  for (const [name, features] of content) {
    const tile = features.length > 0 ? cutOut(address, features) : null
    if (tile && tile.features.length > 0) layers[name] = tile
  }
  return fromGeojsonVt(layers, { version: 2, extent: tileExtent })
}

function cutOut({ z, x, y }: TileAddress, features: readonly TileFeature[]): LegacyTile | null {
  const collection: GeoJSON.FeatureCollection = {
    type: 'FeatureCollection',
    features: features as TileFeature[],
  }
  const maxZoom = Math.max(z, fullDetailZoom)
  const index = new GeoJSONVT(collection, {
    maxZoom,
    indexMaxZoom: 0,
    extent: tileExtent,
    buffer: tileBuffer,
  })
  return index.getTile(z, x, y)
}

/** Attributes as a tile can carry them: texts, numbers and yes or no; anything else is left out. */
export function pickValues(
  from: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, TileValue> {
  const picked: Record<string, TileValue> = {}
  for (const name of names) {
    const value = from[name]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      picked[name] = value
  }
  return picked
}
