import type { getCoverage, OperationOutput } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import styles from './coverage.module.css'
import { sitingTexts } from './siting.texts.ts'

type Coverage = OperationOutput<typeof getCoverage>

/** Where facilities of a sector reach, and the grids they do not. */
export function CoverageMap({ coverage }: { coverage: Coverage }) {
  const { map: texts } = useTexts(sitingTexts)
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const now = useRef(coverage)
  useEffect(() => {
    now.current = coverage
    map.current?.getSource<GeoJSONSource>('coverage')?.setData(toFeatures(coverage))
  }, [coverage])
  const legend = [
    [texts.covered, palette.good],
    [texts.blind, palette.bad],
  ]
  return (
    <div className={styles.map}>
      <div className={styles.canvas}>
        <CityMap
          label={texts.label}
          view={({ bounds: [west, south, east, north] }) => ({
            center: [(west + east) / 2, (south + north) / 2],
            zoom: 10,
          })}
          onReady={(made, { bounds }) => {
            map.current = made
            made.fitBounds(bounds, { animate: false, padding: 24 })
            made.addSource('coverage', { type: 'geojson', data: toFeatures(now.current) })
            made.addLayer({
              id: 'coverage-reach',
              type: 'fill',
              source: 'coverage',
              filter: ['==', ['geometry-type'], 'Polygon'],
              paint: { 'fill-color': palette.good, 'fill-opacity': 0.25 },
            })
            made.addLayer({
              id: 'coverage-blind',
              type: 'circle',
              source: 'coverage',
              filter: ['==', ['geometry-type'], 'Point'],
              paint: {
                'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2, 14, 7],
                'circle-color': palette.bad,
                'circle-stroke-color': palette.surface,
                'circle-stroke-width': 1,
              },
            })
            return () => {
              map.current = null
            }
          }}
        />
      </div>
      <ul className={styles.legend} aria-label={texts.label}>
        {legend.map(([name, color]) => (
          <li key={name}>
            <i style={{ background: color }} />
            {name}
          </li>
        ))}
      </ul>
    </div>
  )
}

const CORNERS = 32

function toFeatures({ reaches, blind }: Coverage): GeoJSON.FeatureCollection {
  const feature = (geometry: GeoJSON.Geometry): GeoJSON.Feature => ({
    type: 'Feature',
    geometry,
    properties: {},
  })
  return {
    type: 'FeatureCollection',
    features: [
      ...reaches.map(({ position, metres }) =>
        feature({ type: 'Polygon', coordinates: [circle(position, metres)] }),
      ),
      ...blind.map(({ position }) => feature({ type: 'Point', coordinates: position })),
    ],
  }
}

/** A circle of so many metres as a closed ring. */
function circle([lon, lat]: readonly [number, number], metres: number): [number, number][] {
  const [dx, dy] = [metres / (111_320 * Math.cos((lat * Math.PI) / 180)), metres / 110_574]
  return Array.from({ length: CORNERS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % CORNERS)) / CORNERS
    return [lon + dx * Math.cos(angle), lat + dy * Math.sin(angle)]
  })
}
