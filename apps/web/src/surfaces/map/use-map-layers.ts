import type { CityEvent, Layer } from '@civitas/sdk'
import { listEvents } from '@civitas/sdk'
import { useTheme } from '@civitas/ui'
import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useMemo, useRef } from 'react'
import { useLive } from '../../app/live.ts'
import { refresh, useRead } from '../../app/query.ts'
import { raiseBuildings } from '../../widgets/city-map/base-style.ts'
import { liveLayers } from '../../widgets/city-map/city-map.tsx'
import { createLatestFeed } from '../../widgets/city-map/latest-feed.ts'
import { recordPaint } from '../../widgets/city-map/paint-record.ts'
import { type Catalogue, useShownValues } from '../../widgets/city-map/use-city-map.ts'
import { useLivePoints } from '../../widgets/city-map/use-live-points.ts'
import { addCityLayer, showLayers } from './city-layers.ts'

/** Keeps the layers of the catalogue on the map as they are switched; live registers follow the live channel. */
export function useMapLayers(
  map: MapLibre | null,
  catalogue: Catalogue | undefined,
  isOn: (layer: Layer) => boolean,
) {
  const { palette } = useTheme()
  const onKey = (catalogue?.layers ?? [])
    .filter(isOn)
    .map((layer) => layer.id)
    .join(',')
  const cityIds = useRef(new Map<string, string[]>())
  const all = useMemo(() => (catalogue ? liveLayers(catalogue) : []), [catalogue])
  const shownLive = useMemo(() => {
    const on = new Set(onKey.split(','))
    return all.filter((layer) => on.has(layer.id)).map((layer) => ({ ...layer, visible: true }))
  }, [all, onKey])
  const values = useShownValues(all)
  const points = useLivePoints({ map, layers: shownLive, values, palette, scale: 1 })
  useEffect(() => {
    if (!map || !catalogue) return
    const on = new Set(onKey.split(','))
    for (const layer of catalogue.layers) {
      if (layer.tileSet !== 'city') continue
      if (!cityIds.current.has(layer.id)) {
        if (!on.has(layer.id) && !layer.visible) continue
        cityIds.current.set(layer.id, addCityLayer(map, layer, palette))
      }
      showLayers(map, cityIds.current.get(layer.id) ?? [], on.has(layer.id))
      if (layer.sourceLayer === 'building') raiseBuildings(map, map.getPitch() > 15)
    }
  }, [map, catalogue, onKey, palette])
  const types = useMemo(() => shownLive.map((layer) => layer.entityType), [shownLive])
  const feed = useMemo(
    () =>
      createLatestFeed((rows) => {
        const shown = points.current.flatMap((each) => each.applyLatest(rows))
        if (shown.length > 0) recordPaint(shown)
      }),
    [points],
  )
  useEffect(() => () => feed.stop(), [feed])
  useLive(types.length > 0 ? ['latest'] : [], (message) => feed.push(message.body), { types })
  useWarningLevels(points)
  return { points, cityIds }
}

/** Sets the level of each entity that a warning in force is about. */
function useWarningLevels(points: ReturnType<typeof useLivePoints>): void {
  const events = useRead(listEvents, { query: { active: true, limit: 200 } }, { everyMs: 60_000 })
  useLive(['events'], () => refresh(listEvents))
  const levelled = useRef(new Set<string>())
  useEffect(() => {
    const now = new Map<string, CityEvent['level']>()
    for (const event of events.data?.items ?? []) if (event.entityId) now.set(event.entityId, event.level)
    for (const each of points.current) {
      for (const id of levelled.current) if (!now.has(id)) each.setLevel(id, null)
      for (const [id, level] of now) each.setLevel(id, level)
    }
    levelled.current = new Set(now.keys())
  }, [events.data, points])
}

/** The entity under a click, or the cluster to open. */
export function pickAt(map: MapLibre, point: { x: number; y: number }) {
  const reach = 5
  const hits = map.queryRenderedFeatures([
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ])
  for (const hit of hits) {
    const { id, point_count: count } = hit.properties
    if (typeof count === 'number' && hit.geometry.type === 'Point')
      return {
        kind: 'cluster' as const,
        source: hit.source,
        clusterId: Number(hit.properties.cluster_id),
        center: hit.geometry.coordinates as [number, number],
      }
    if (typeof id === 'string' && id.length === 36) return { kind: 'entity' as const, id }
  }
  return null
}
