import { type OpenDataset, type RowPage, readOpenRows } from '@civitas/sdk'
import { formatNumber, Loading, useTexts, useTheme } from '@civitas/ui'
import { MapCanvas } from '@civitas/ui/map/map-canvas.tsx'
import { type Map as MapLibre, Popup } from 'maplibre-gl'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

const mostPlaces = 1000

/** Rows where they are: points of longitude and latitude, or the shapes of a geometry. */
export function MapPanel({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const { palette } = useTheme()
  const limit = dataset.opening === 'conditional' ? 20 : mostPlaces
  const read = useRead(readOpenRows, { params: { name: dataset.name }, query: { limit } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const features = featuresOf(read.data, dataset.place)
  const [west, south, east, north] = boundsOf(features)
  const span = Math.max(east - west, (north - south) * 1.4, 0.005)
  return (
    <>
      <div className={styles.map}>
        <MapCanvas
          label={`${dataset.title} ${texts.tabs.map}`}
          style={{
            version: 8,
            sources: {},
            layers: [{ id: 'land', type: 'background', paint: { 'background-color': palette.map.land } }],
          }}
          view={{ center: [(west + east) / 2, (south + north) / 2], zoom: Math.log2(360 / span) + 0.4 }}
          onReady={(map) => draw(map, features, palette.accent, read.data.fields)}
        />
      </div>
      <p className={styles.quiet}>{texts.mapOf(formatNumber(features.length))}</p>
    </>
  )
}

function draw(
  map: MapLibre,
  features: GeoJSON.Feature[],
  colour: string,
  fields: RowPage['fields'],
): () => void {
  map.addSource('rows', { type: 'geojson', data: { type: 'FeatureCollection', features } })
  map.addLayer({
    ...{ id: 'areas', type: 'fill', source: 'rows', filter: ['==', ['geometry-type'], 'Polygon'] },
    paint: { 'fill-color': colour, 'fill-opacity': 0.25, 'fill-outline-color': colour },
  })
  map.addLayer({
    ...{ id: 'lines', type: 'line', source: 'rows', filter: ['==', ['geometry-type'], 'LineString'] },
    paint: { 'line-color': colour, 'line-width': 2 },
  })
  map.addLayer({
    ...{ id: 'points', type: 'circle', source: 'rows', filter: ['==', ['geometry-type'], 'Point'] },
    paint: {
      ...{ 'circle-color': colour, 'circle-radius': 4, 'circle-opacity': 0.75 },
      ...{ 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1 },
    },
  })
  const popup = new Popup({ closeButton: false })
  map.on('click', 'points', (event) => {
    const row = event.features?.[0]?.properties ?? {}
    const lines = fields.slice(0, 6).map((field) => `${field.title}：${row[field.name] ?? '—'}`)
    popup.setLngLat(event.lngLat).setText(lines.join('  ')).addTo(map)
  })
  return () => popup.remove()
}

function featuresOf({ items }: RowPage, place: OpenDataset['place']): GeoJSON.Feature[] {
  return items.flatMap((row): GeoJSON.Feature[] => {
    if (place && 'geometry' in place) {
      const geometry = row[place.geometry]
      return geometry ? [{ type: 'Feature', geometry: geometry as GeoJSON.Geometry, properties: row }] : []
    }
    const x = place ? row[place.lon] : null
    const y = place ? row[place.lat] : null
    if (typeof x !== 'number' || typeof y !== 'number') return []
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: [x, y] }, properties: row }]
  })
}

function boundsOf(features: readonly GeoJSON.Feature[]): [number, number, number, number] {
  let [west, south, east, north] = [180, 90, -180, -90]
  const take = (value: unknown): void => {
    if (!Array.isArray(value)) return
    const [x, y] = value
    if (typeof x === 'number' && typeof y === 'number') {
      ;[west, east] = [Math.min(west, x), Math.max(east, x)]
      ;[south, north] = [Math.min(south, y), Math.max(north, y)]
    } else value.forEach(take)
  }
  for (const { geometry } of features) if ('coordinates' in geometry) take(geometry.coordinates)
  return west > east ? [100, 20, 120, 40] : [west, south, east, north]
}
