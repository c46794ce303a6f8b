import { mapFonts, type Palette, useTheme } from '@civitas/ui'
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import type { Place } from './track-features.ts'

interface TrackMapProps {
  label: string
  still: GeoJSON.Feature[]
  /** What changes with every frame of a replay. */
  moving?: GeoJSON.Feature[]
  /** Looks at this box whenever it becomes another object. */
  box?: [number, number, number, number] | null
  onPick?: (place: Place) => void
  /** Told which box one looks at, `west,south,east,north`. */
  onBox?: (bbox: string) => void
  /** Told which live unit was clicked. */
  onUnit?: (id: string) => void
}

const collect = (features: GeoJSON.Feature[] = []): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features,
})

/** The map of tracks, fences, places and routes. It fills its parent. */
export function TrackMap({ label, still, moving, box, onPick, onBox, onUnit }: TrackMapProps) {
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const now = useRef({ still, moving, box, onPick, onBox, onUnit })
  useEffect(() => {
    now.current = { still, moving, box, onPick, onBox, onUnit }
  })
  useEffect(() => show(map.current, 'still', still), [still])
  useEffect(() => show(map.current, 'moving', moving), [moving])
  useEffect(() => lookAt(map.current, box), [box])
  return (
    <CityMap
      label={label}
      view={({ bounds: [west, south, east, north] }) => ({
        center: [(west + east) / 2, (south + north) / 2],
        zoom: 10.5,
      })}
      onReady={(made) => {
        map.current = made
        made.addSource('still', { type: 'geojson', data: collect(now.current.still) })
        made.addSource('moving', { type: 'geojson', data: collect(now.current.moving) })
        addTrackLayers(made, palette)
        lookAt(made, now.current.box)
        made.on('click', (event) => now.current.onPick?.([event.lngLat.lng, event.lngLat.lat]))
        const tellBox = () => now.current.onBox?.(writeBox(made))
        made.on('moveend', tellBox)
        tellBox()
        made.on('click', 'track-live', (event) => {
          const id = event.features?.[0]?.properties.id
          if (typeof id === 'string') now.current.onUnit?.(id)
        })
        if (now.current.onPick) made.getCanvas().style.cursor = 'crosshair'
        return () => {
          map.current = null
        }
      }}
    />
  )
}

function writeBox(map: MapLibre): string {
  const bounds = map.getBounds()
  const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
  return sides.map((side) => side.toFixed(4)).join(',')
}

function show(map: MapLibre | null, source: 'still' | 'moving', features?: GeoJSON.Feature[]): void {
  void map?.getSource<GeoJSONSource>(source)?.setData(collect(features))
}

function lookAt(map: MapLibre | null, box: TrackMapProps['box']): void {
  if (map && box) map.fitBounds(box, { padding: 56, maxZoom: 15, animate: false })
}

/** What each part of the map is drawn in; the legend says the same. */
export function partColors(palette: Palette) {
  return {
    passed: palette.accent,
    route: palette.faint,
    stop: palette.text,
    fence: palette.series[1] ?? palette.bad,
    place: palette.level.red,
    unit: palette.accent,
    still: palette.faint,
  }
}

const isPart = (...parts: string[]): ExpressionSpecification => ['in', ['get', 'part'], ['literal', parts]]

function addTrackLayers(map: MapLibre, palette: Palette): void {
  const colors = partColors(palette)
  const line = { 'line-cap': 'round', 'line-join': 'round' } as const
  map.addLayer({
    id: 'track-areas',
    type: 'fill',
    source: 'still',
    filter: ['all', isPart('fence', 'area'), ['==', ['geometry-type'], 'Polygon']],
    paint: {
      'fill-color': ['match', ['get', 'part'], 'area', colors.place, colors.fence],
      'fill-opacity': 0.07,
    },
  })
  map.addLayer({
    id: 'track-edges',
    type: 'line',
    source: 'still',
    filter: isPart('fence', 'area'),
    paint: {
      'line-color': ['match', ['get', 'part'], 'area', colors.place, colors.fence],
      'line-width': 2,
      'line-dasharray': [3, 2],
    },
  })
  map.addLayer({
    id: 'track-ways',
    type: 'line',
    source: 'still',
    filter: isPart('way'),
    layout: line,
    paint: { 'line-color': palette.good, 'line-width': 8, 'line-opacity': 0.35 },
  })
  map.addLayer({
    id: 'track-route',
    type: 'line',
    source: 'still',
    filter: isPart('route'),
    layout: line,
    paint: { 'line-color': colors.route, 'line-width': 4 },
  })
  map.addLayer({
    id: 'track-passed',
    type: 'line',
    source: 'moving',
    filter: isPart('passed'),
    layout: line,
    paint: { 'line-color': colors.passed, 'line-width': 4 },
  })
  addTrackPoints(map, palette)
}

function addTrackPoints(map: MapLibre, palette: Palette): void {
  const colors = partColors(palette)
  map.addLayer({
    id: 'track-points',
    type: 'circle',
    source: 'still',
    filter: isPart('stop', 'place', 'unit'),
    paint: {
      'circle-radius': 10,
      'circle-color': ['match', ['get', 'part'], 'place', colors.place, 'unit', colors.unit, colors.stop],
      'circle-stroke-color': palette.surface,
      'circle-stroke-width': 2,
    },
  })
  map.addLayer({
    id: 'track-numbers',
    type: 'symbol',
    source: 'still',
    filter: isPart('stop', 'unit'),
    layout: {
      'text-field': ['get', 'text'],
      'text-font': [...mapFonts.regular],
      'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': palette.surface },
  })
  map.addLayer({
    id: 'track-fence-names',
    type: 'symbol',
    source: 'still',
    filter: isPart('fence'),
    layout: { 'text-field': ['get', 'text'], 'text-font': [...mapFonts.regular], 'text-size': 12 },
    paint: { 'text-color': palette.map.label, 'text-halo-color': palette.map.halo, 'text-halo-width': 1.4 },
  })
  addLiveLayers(map, palette)
  map.addLayer({
    id: 'track-head',
    type: 'circle',
    source: 'moving',
    filter: isPart('head'),
    paint: {
      'circle-radius': 9,
      'circle-color': colors.passed,
      'circle-stroke-color': palette.surface,
      'circle-stroke-width': 3,
    },
  })
}

/** Units now: coloured while they move, grey while they stand; names where there is room. */
function addLiveLayers(map: MapLibre, palette: Palette): void {
  const colors = partColors(palette)
  map.addLayer({
    id: 'track-live',
    type: 'circle',
    source: 'moving',
    filter: isPart('live'),
    paint: {
      'circle-radius': ['case', ['==', ['get', 'chosen'], 1], 10, 6],
      'circle-color': ['case', ['==', ['get', 'moves'], 1], colors.unit, colors.still],
      'circle-stroke-color': ['case', ['==', ['get', 'chosen'], 1], colors.place, palette.surface],
      'circle-stroke-width': ['case', ['==', ['get', 'chosen'], 1], 3, 1.5],
    },
  })
  map.addLayer({
    id: 'track-live-names',
    type: 'symbol',
    source: 'moving',
    filter: ['all', isPart('live'), ['any', ['==', ['get', 'chosen'], 1], ['>=', ['zoom'], 12.5]]],
    layout: {
      'text-field': ['get', 'text'],
      'text-font': [...mapFonts.regular],
      'text-size': 12,
      'text-offset': [0, 1.2],
      'text-anchor': 'top',
    },
    paint: { 'text-color': palette.map.label, 'text-halo-color': palette.map.halo, 'text-halo-width': 1.4 },
  })
}
