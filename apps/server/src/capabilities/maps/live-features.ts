import type { Scope } from '../../kernel/access.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Entities, LatestRow, PointRow } from '../entities/index.ts'
import type { Sensing } from '../sensing/index.ts'
import { encodeTile, pickValues, type TileFeature } from './encode-tile.ts'
import { readLevels } from './store.ts'
import { type Box, boxOfTile, type TileAddress } from './tile-address.ts'

/** A point with what is known of it now; a value that never came is left out, a missing reading is null. */
export type LiveFeature = GeoJSON.Feature<GeoJSON.Point, Record<string, string | number | null>>

export interface LiveParts {
  readonly kernel: Kernel
  readonly entities: Entities
  readonly sensing: Sensing
}

export interface LiveQuery {
  types: readonly string[]
  box?: Box
  scope: Scope
  limit: number
}

/** Most points a live tile carries. */
const tileLimit = 20_000

/**
 * Entities of some types within the caller’s scope, each with `<datastream>`, `<datastream>_time` and
 * `<datastream>_quality` of its latest values, `state` of its device and `level` of its worst active event.
 */
export async function readLiveFeatures(parts: LiveParts, query: LiveQuery): Promise<LiveFeature[]> {
  const { kernel, entities, sensing } = parts
  const points = await entities.readPoints(query.types, query.box, query.scope, query.limit)
  const ids = points.map((point) => point.id)
  if (ids.length === 0) return []
  const [latest, states, levels] = await Promise.all([
    entities.readLatest(ids),
    sensing.readStates(ids),
    readLevels(kernel.db, ids),
  ])
  const values = new Map<string, Record<string, string | number | null>>()
  for (const row of latest)
    values.set(row.entity_id, Object.assign(values.get(row.entity_id) ?? {}, flatten(row)))
  return points.map((point) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [point.lon, point.lat] },
    properties: {
      ...describe(point),
      state: states.get(point.id) ?? null,
      level: levels.get(point.id) ?? null,
      ...values.get(point.id),
    },
  }))
}

function describe({ id, type, reference, name, division_code }: PointRow) {
  return { id, type, reference, name, division: division_code }
}

function flatten({ property, value, time, quality }: LatestRow): Record<string, string | number | null> {
  if (!time) return {}
  return { [property]: value, [`${property}_time`]: time.toISOString(), [`${property}_quality`]: quality }
}

/** The same points as a tile; a source layer for each entity type. Made anew for every caller, whose scope differs. */
export async function buildLiveTile(
  parts: LiveParts,
  types: readonly string[],
  address: TileAddress,
  scope: Scope,
): Promise<Uint8Array> {
  const query = { types, box: boxOfTile(address), scope, limit: tileLimit }
  const content = new Map<string, TileFeature[]>(types.map((type) => [type, []]))
  for (const feature of await readLiveFeatures(parts, query)) {
    const { properties } = feature
    content
      .get(String(properties.type))
      ?.push({ ...feature, properties: pickValues(properties, Object.keys(properties)) })
  }
  return encodeTile(address, content)
}
