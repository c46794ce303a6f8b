import { useTexts, useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../widgets/city-map/city-map.tsx'
import { placeTexts } from './place.texts.ts'

/** Longitude and latitude, CGCS2000 degrees. */
export type Position = [number, number]

interface PlaceMapProps {
  position: Position | null
  /** Called with the place one taps; without it the map only shows. */
  onPick?: (position: Position) => void
  zoom?: number
}

/** A small map with one pin. It fills its parent; load it lazily, for MapLibre is large. */
export function PlaceMap({ position, onPick, zoom = 15 }: PlaceMapProps) {
  const texts = useTexts(placeTexts)
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const now = useRef({ position, onPick })
  useEffect(() => {
    now.current = { position, onPick }
    const source = map.current?.getSource<GeoJSONSource>('pin')
    source?.setData(toFeatures(position))
    if (position && map.current && !map.current.getBounds().contains(position))
      map.current.jumpTo({ center: position, zoom })
  })
  return (
    <CityMap
      label={onPick ? texts.pickMap : texts.map}
      view={({ bounds: [west, south, east, north] }) =>
        position ? { center: position, zoom } : { center: [(west + east) / 2, (south + north) / 2], zoom: 10 }
      }
      onReady={(made) => {
        map.current = made
        made.addSource('pin', { type: 'geojson', data: toFeatures(now.current.position) })
        made.addLayer({
          id: 'pin',
          type: 'circle',
          source: 'pin',
          paint: {
            'circle-radius': 9,
            'circle-color': palette.level.red,
            'circle-stroke-color': palette.surface,
            'circle-stroke-width': 3,
          },
        })
        made.on('click', (event) => now.current.onPick?.([event.lngLat.lng, event.lngLat.lat]))
        if (onPick) made.getCanvas().style.cursor = 'crosshair'
        return () => {
          map.current = null
        }
      }}
    />
  )
}

function toFeatures(position: Position | null): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: position
      ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: position }, properties: {} }]
      : [],
  }
}
