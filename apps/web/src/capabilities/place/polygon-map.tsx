import { useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../widgets/city-map/city-map.tsx'
import type { Position } from './place-map.tsx'

interface PolygonMapProps {
  label: string
  corners: Position[]
  /** The corners are those of a route, not of an area. */
  isRoute?: boolean
  /** Called with a corner one clicks; without it the map only shows. */
  onAdd?: (corner: Position) => void
  zoom?: number
}

/** A map with one polygon or route that grows by clicks. It fills its parent; load it lazily, for MapLibre is large. */
export function PolygonMap({ label, corners, isRoute = false, onAdd, zoom = 12 }: PolygonMapProps) {
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const now = useRef({ corners, isRoute, onAdd })
  useEffect(() => {
    now.current = { corners, isRoute, onAdd }
    map.current?.getSource<GeoJSONSource>('fence')?.setData(toFeatures(corners, isRoute))
  })
  return (
    <CityMap
      label={label}
      view={({ bounds: [west, south, east, north] }) =>
        corners[0]
          ? { center: corners[0], zoom }
          : { center: [(west + east) / 2, (south + north) / 2], zoom: 10 }
      }
      onReady={(made) => {
        map.current = made
        made.addSource('fence', {
          type: 'geojson',
          data: toFeatures(now.current.corners, now.current.isRoute),
        })
        const { accent, surface } = palette
        made.addLayer({
          id: 'fence-fill',
          type: 'fill',
          source: 'fence',
          filter: ['==', ['geometry-type'], 'Polygon'],
          paint: { 'fill-color': accent, 'fill-opacity': 0.2 },
        })
        made.addLayer({
          id: 'fence-line',
          type: 'line',
          source: 'fence',
          paint: { 'line-color': accent, 'line-width': 2 },
        })
        made.addLayer({
          id: 'fence-corners',
          type: 'circle',
          source: 'fence',
          filter: ['==', ['geometry-type'], 'Point'],
          paint: {
            'circle-radius': 5,
            'circle-color': accent,
            'circle-stroke-color': surface,
            'circle-stroke-width': 2,
          },
        })
        made.on('click', (event) => now.current.onAdd?.([event.lngLat.lng, event.lngLat.lat]))
        if (onAdd) made.getCanvas().style.cursor = 'crosshair'
        return () => {
          map.current = null
        }
      }}
    />
  )
}

function toFeatures(corners: Position[], isRoute: boolean): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = corners.map((coordinates) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: {},
  }))
  const [first] = corners
  if (first && corners.length >= 3 && !isRoute)
    features.push({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [[...corners, first]] },
      properties: {},
    })
  else if (corners.length >= 2)
    features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: corners }, properties: {} })
  return { type: 'FeatureCollection', features }
}
