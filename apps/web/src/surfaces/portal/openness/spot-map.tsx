import type { PublicReportSpot } from '@civitas/sdk'
import { useTheme } from '@civitas/ui'
import type { Map as MapLibre } from 'maplibre-gl'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'

interface SpotMapProps {
  label: string
  spots: PublicReportSpot[]
}

/** Squares of reports, larger where there are more, on the map of the city. */
export function SpotMap({ label, spots }: SpotMapProps) {
  const { palette } = useTheme()
  const colours = {
    accepted: palette.series[1] ?? palette.accent,
    handling: palette.accent,
    done: palette.good,
  }
  const view = viewOf(spots)
  const onReady = (map: MapLibre) => draw(map, spots, colours)
  return <CityMap label={label} view={() => view} onReady={onReady} />
}

function viewOf(spots: readonly PublicReportSpot[]) {
  const [lons, lats] = [spots.map((one) => one.position[0]), spots.map((one) => one.position[1])]
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const span = Math.max(east - west, (north - south) * 1.4, 0.02)
  const center: [number, number] = [(west + east) / 2, (south + north) / 2]
  return { center, zoom: Math.log2(360 / span) + 0.2 }
}

function draw(
  map: MapLibre,
  spots: readonly PublicReportSpot[],
  colours: Record<PublicReportSpot['state'], string>,
): void {
  const features = spots.map(
    (one): GeoJSON.Feature => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [...one.position] },
      properties: { reports: one.reports, colour: colours[one.state] },
    }),
  )
  map.addSource('spots', { type: 'geojson', data: { type: 'FeatureCollection', features } })
  map.addLayer({
    ...{ id: 'spots', type: 'circle', source: 'spots' },
    paint: {
      'circle-color': ['get', 'colour'],
      'circle-radius': ['interpolate', ['linear'], ['get', 'reports'], 1, 7, 20, 18],
      ...{ 'circle-opacity': 0.65, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.5 },
    },
  })
}
