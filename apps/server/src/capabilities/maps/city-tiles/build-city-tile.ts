import type { Entities, ShapeRow } from '../../entities/index.ts'
import type { DivisionRow, Territory } from '../../territory/index.ts'
import { encodeTile, pickValues, type TileFeature } from '../encode-tile.ts'
import { boxOfTile, type TileAddress } from '../tile-address.ts'
import { firstZoom, lowestDivisionLevel, type SourceLayer } from './cartography.ts'

export interface CityTileParts {
  readonly entities: Entities
  readonly territory: Territory
  readonly plan: readonly SourceLayer[]
  /** For anybody: of the divisions only the outline of the city. */
  readonly isPublic: boolean
}

/**
 * Makes one base tile from the registers: only the shapes that touch it are read, so no index of the city is held in
 * memory.
 */
export async function buildCityTile(parts: CityTileParts, address: TileAddress): Promise<Uint8Array> {
  const { entities, territory, plan, isPublic } = parts
  const box = boxOfTile(address)
  const drawn = plan.filter((layer) => firstZoom(layer) <= address.z)
  const types = [...new Set(drawn.map((layer) => layer.entityType))]
  const rows = types.length > 0 ? await entities.readShapes(types, box) : []
  const byType = groupByType(rows)
  const content = new Map<string, TileFeature[]>()
  const divisions = territory.listBoundaries(box, isPublic ? 1 : lowestDivisionLevel(address.z))
  content.set('division', divisions.map(toBorder))
  content.set('division-label', divisions.map(toLabel))
  for (const layer of drawn) {
    const features = (byType.get(layer.entityType) ?? [])
      .filter((row) => address.z >= zoomOf(layer, row))
      .map((row) => toFeature(layer, row, address.z))
    content.set(layer.name, [...(content.get(layer.name) ?? []), ...features])
  }
  return encodeTile(address, content)
}

function groupByType(rows: readonly ShapeRow[]): Map<string, ShapeRow[]> {
  const groups = new Map<string, ShapeRow[]>()
  for (const row of rows) {
    const group = groups.get(row.type)
    if (group) group.push(row)
    else groups.set(row.type, [row])
  }
  return groups
}

function zoomOf({ zoomBy, minZoom }: SourceLayer, row: ShapeRow): number {
  return zoomBy ? (zoomBy.zooms[String(row.attributes[zoomBy.attribute])] ?? minZoom) : minZoom
}

function toFeature(layer: SourceLayer, row: ShapeRow, zoom: number): TileFeature {
  return {
    type: 'Feature',
    geometry: layer.asPoint ? { type: 'Point', coordinates: [row.lon, row.lat] } : row.geometry,
    properties: {
      name: row.name,
      ...pickValues(row.attributes, layer.properties),
      ...layer.fixed,
      ...(zoom >= layer.idsFrom ? { id: row.id, reference: row.reference } : {}),
    },
  }
}

function describeDivision({ code, level, name, population }: DivisionRow) {
  return { code, level, name, population }
}

function toBorder(row: DivisionRow): TileFeature {
  return { type: 'Feature', geometry: row.geometry, properties: describeDivision(row) }
}

function toLabel(row: DivisionRow): TileFeature {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: row.centre },
    properties: describeDivision(row),
  }
}
