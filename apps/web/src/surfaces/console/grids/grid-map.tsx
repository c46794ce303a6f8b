import type { GridVersion } from '@civitas/sdk'
import { useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'

type Corner = [number, number]

interface GridMapProps {
  label: string
  grids: readonly GridVersion[]
  chosen: readonly string[]
  corners: readonly Corner[]
  /** Areas the check found at fault. */
  faults: readonly GeoJSON.Geometry[]
  onCorner: (corner: Corner) => void
}

/** The grids of a community, what is drawn, and where the check found a fault. */
export function GridMap({ label, grids, chosen, corners, faults, onCorner }: GridMapProps) {
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const features = {
    grids: gridFeatures(grids, chosen),
    drawn: drawnFeatures(corners),
    faults: plain(faults),
  }
  const now = useRef({ features, onCorner })
  useEffect(() => {
    now.current = { features, onCorner }
    for (const name of ['grids', 'drawn', 'faults'] as const)
      map.current?.getSource<GeoJSONSource>(`edit-${name}`)?.setData(features[name])
  })
  const bounds = boundsOf(grids)
  return (
    <CityMap
      label={label}
      view={({ bounds: [west, south, east, north] }) => ({
        center: [(west + east) / 2, (south + north) / 2],
        zoom: 10,
      })}
      onReady={(made) => {
        map.current = made
        for (const name of ['grids', 'drawn', 'faults'] as const)
          made.addSource(`edit-${name}`, { type: 'geojson', data: now.current.features[name] })
        made.addLayer({
          id: 'edit-grids-fill',
          type: 'fill',
          source: 'edit-grids',
          paint: { 'fill-color': palette.accent, 'fill-opacity': ['case', ['get', 'chosen'], 0.4, 0.1] },
        })
        made.addLayer({
          id: 'edit-grids-line',
          type: 'line',
          source: 'edit-grids',
          paint: { 'line-color': palette.accent, 'line-width': 2 },
        })
        made.addLayer({
          id: 'edit-drawn',
          type: 'line',
          source: 'edit-drawn',
          paint: { 'line-color': palette.text, 'line-width': 3, 'line-dasharray': [2, 1] },
        })
        made.addLayer({
          id: 'edit-faults',
          type: 'fill',
          source: 'edit-faults',
          paint: { 'fill-color': palette.bad, 'fill-opacity': 0.6 },
        })
        if (bounds) made.fitBounds(bounds, { animate: false, padding: 32 })
        made.on('click', (event) => now.current.onCorner([event.lngLat.lng, event.lngLat.lat]))
        made.getCanvas().style.cursor = 'crosshair'
        return () => {
          map.current = null
        }
      }}
    />
  )
}

function gridFeatures(grids: readonly GridVersion[], chosen: readonly string[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: grids.map(({ geometry, code, name }) => ({
      type: 'Feature',
      geometry,
      properties: { code, name, chosen: chosen.includes(code) },
    })),
  }
}

function drawnFeatures(corners: readonly Corner[]): GeoJSON.FeatureCollection {
  const [first] = corners
  const coordinates = first && corners.length >= 3 ? [...corners, first] : [...corners]
  return plain(coordinates.length >= 2 ? [{ type: 'LineString', coordinates }] : [])
}

function plain(geometries: readonly GeoJSON.Geometry[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: geometries.map((geometry) => ({ type: 'Feature', geometry, properties: {} })),
  }
}

function boundsOf(grids: readonly GridVersion[]): [number, number, number, number] | null {
  const points = grids.flatMap(({ geometry }) =>
    geometry.type === 'Polygon'
      ? geometry.coordinates.flat()
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat(2)
        : [],
  )
  if (points.length === 0) return null
  const [lons, lats] = [points.map((one) => one[0] ?? 0), points.map((one) => one[1] ?? 0)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
