import {
  getBaseMap,
  type Layer,
  listDivisions,
  listLayers,
  listThingTypes,
  type OperationOutput,
} from '@civitas/sdk'
import { useMemo } from 'react'
import { client } from '../../app/client.ts'
import { useRead } from '../../app/query.ts'
import { useMe } from '../../app/require-session.tsx'
import { useSession } from '../../app/session.ts'
import type { ShownValue } from './live-points.ts'

export type Catalogue = OperationOutput<typeof listLayers>

const STABLE_MS = 600_000

/** The layer catalogue with the bounds of the city. */
export function useCatalogue(enabled = true) {
  return useRead(listLayers, {}, { staleMs: STABLE_MS, enabled })
}

/** What anybody may see: where the city lies, and no layer. */
export function useBaseMap(enabled: boolean) {
  const read = useRead(getBaseMap, {}, { staleMs: STABLE_MS, enabled })
  const data: Catalogue | undefined = read.data ? { ...read.data, layers: [] } : undefined
  return { ...read, data }
}

/**
 * Whether only the public base map may be shown: to strangers, and to accounts that may not see maps of staff. Undefined
 * until it is known who asks.
 */
export function useIsPublicMap(): boolean | undefined {
  const session = useSession()
  const me = useMe()
  if (session === null) return true
  return me ? !me.permissions.includes('maps.read') : undefined
}

/**
 * The value each live layer writes beside its points, by layer id: the one that colours it, else the first its device
 * model measures. Undefined until the device models are read.
 */
export function useShownValues(layers: Layer[]): Map<string, ShownValue> | undefined {
  const types = useRead(listThingTypes, {}, { staleMs: STABLE_MS })
  return useMemo(() => {
    if (!types.data) return undefined
    const all = types.data
    return new Map(
      layers.map((layer) => {
        const streams = all
          .filter((type) => type.entityType === layer.entityType)
          .flatMap((type) => type.datastreams)
        const shown = streams.find((each) => each.id === layer.valueProperty) ?? streams[0]
        return [layer.id, { property: shown?.id ?? layer.valueProperty, unitLabel: shown?.unitLabel ?? '' }]
      }),
    )
  }, [layers, types.data])
}

/** Districts and towns as points that carry their names. */
export async function readDivisionLabels(): Promise<GeoJSON.FeatureCollection> {
  const pages = await Promise.all(
    [2, 3].map((level) => client.call(listDivisions, { query: { level, limit: 500 } })),
  )
  return {
    type: 'FeatureCollection',
    features: pages
      .flatMap((page) => page.items)
      .map((division) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: division.centre },
        properties: { code: division.code, name: division.name, level: division.level },
      })),
  }
}

/** Address of the base tiles for MapLibre, whose worker needs it whole. */
export function tilesUrl(isPublic = false): string {
  return `${window.location.origin}/api/maps/${isPublic ? 'base' : 'tiles/city'}/{z}/{x}/{y}`
}

/** Adds the access token to requests for our own tiles, and to nothing else. */
export function withToken(url: string): { url: string; headers?: Record<string, string> } {
  const token = client.options.token?.()
  const isOurs = url.startsWith(`${window.location.origin}/api/`)
  return isOurs && token ? { url, headers: { authorization: `Bearer ${token}` } } : { url }
}
