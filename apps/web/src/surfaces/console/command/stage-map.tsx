import type { AroundReport, Incident, MapMark, ResourceUnit } from '@civitas/sdk'
import { mapFonts, useTexts, useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'

import { commandTexts } from './command.texts.ts'
import type { ReplayMoment } from './replay-rules.ts'

interface StageMapProps {
  incident: Incident
  marks: MapMark[]
  units: ResourceUnit[]
  /** What was found within a circle around it. */
  around?: { report: AroundReport; radiusM: number } | null
  /** A moment of a replay, instead of where the units are now. */
  moment?: ReplayMoment | null
  /** Clicks of a mark that is being drawn. */
  sketch?: readonly [number, number][]
  onPick?: (position: [number, number]) => void
}

/** The map of one incident: where it is, the forces held for it, what was drawn in the consultation. */
export function StageMap(props: StageMapProps) {
  const texts = useTexts(commandTexts)
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const now = useRef(props)
  useEffect(() => {
    now.current = props
    map.current?.getSource<GeoJSONSource>('command')?.setData(toFeatures(props))
  })
  return (
    <CityMap
      label={texts.incidents}
      view={({ bounds: [west, south, east, north] }) =>
        props.incident.position
          ? { center: props.incident.position, zoom: 12.5 }
          : { center: [(west + east) / 2, (south + north) / 2], zoom: 10 }
      }
      onReady={(made) => {
        map.current = made
        made.addSource('command', { type: 'geojson', data: toFeatures(now.current) })
        const { accent, surface, level, text } = palette
        made.addLayer({
          ...{ id: 'command-area', type: 'fill', source: 'command' },
          filter: ['==', ['geometry-type'], 'Polygon'],
          paint: { 'fill-color': accent, 'fill-opacity': 0.15 },
        })
        made.addLayer({
          ...{ id: 'command-line', type: 'line', source: 'command' },
          filter: ['!=', ['geometry-type'], 'Point'],
          paint: { 'line-color': accent, 'line-width': 2.5 },
        })
        made.addLayer({
          ...{
            id: 'command-point',
            type: 'circle',
            source: 'command',
            filter: ['==', ['geometry-type'], 'Point'],
          },
          paint: {
            'circle-radius': ['match', ['get', 'what'], 'incident', 10, 'found', 3.5, 6],
            'circle-color': ['match', ['get', 'what'], 'incident', level.red, 'unit', level.blue, accent],
            'circle-stroke-color': surface,
            'circle-stroke-width': 2,
          },
        })
        made.addLayer({
          ...{
            id: 'command-name',
            type: 'symbol',
            source: 'command',
            filter: ['==', ['geometry-type'], 'Point'],
          },
          layout: {
            ...{ 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': [...mapFonts.regular] },
            ...{ 'text-offset': [0, 1.1], 'text-anchor': 'top' },
          },
          paint: { 'text-color': text, 'text-halo-color': surface, 'text-halo-width': 1.5 },
        })
        made.on('click', (event) => now.current.onPick?.([event.lngLat.lng, event.lngLat.lat]))
        return () => {
          map.current = null
        }
      }}
    />
  )
}

function toFeatures({
  incident,
  marks,
  units,
  around,
  moment,
  sketch = [],
}: StageMapProps): GeoJSON.FeatureCollection {
  const point = (position: [number, number], what: string, label: string): GeoJSON.Feature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: position },
    properties: { what, label },
  })
  return {
    type: 'FeatureCollection',
    features: [
      ...(around && incident.position ? [circle(incident.position, around.radiusM)] : []),
      ...(around?.report.groups ?? []).flatMap((group) =>
        group.items.slice(0, 200).map((one) => point(one.position, 'found', '')),
      ),
      ...sketch.map((at) => point(at, 'found', '')),
      ...(sketch.length > 1 ? [lineOf(sketch)] : []),
      ...marks.map(
        (one): GeoJSON.Feature => ({
          type: 'Feature',
          geometry: one.geometry,
          properties: { what: 'mark', label: one.label },
        }),
      ),
      ...(moment
        ? moment.units.map((one) => point(one.position, 'unit', one.name))
        : units.flatMap((one) => (one.position ? [point(one.position, 'unit', one.name)] : []))),
      ...(incident.position ? [point(incident.position, 'incident', incident.title)] : []),
    ],
  }
}

/** A circle on the ground as a ring of 64 corners. */
function circle([lon, lat]: [number, number], radiusM: number): GeoJSON.Feature {
  const corner = (index: number) => {
    const angle = (index / 64) * 2 * Math.PI
    const north = (radiusM * Math.sin(angle)) / 111_195
    const east = (radiusM * Math.cos(angle)) / (111_195 * Math.cos((lat * Math.PI) / 180))
    return [lon + east, lat + north]
  }
  const ring = Array.from({ length: 65 }, (_, index) => corner(index % 64))
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: { what: 'ring' } }
}

function lineOf(path: readonly [number, number][]): GeoJSON.Feature {
  const coordinates = path.map((one) => [...one])
  return { type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { what: 'sketch' } }
}
