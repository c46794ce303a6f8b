import type { Warning } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import { warningsTexts } from './warnings.texts.ts'

/** The area of a warning on the map, in the colour of its level. It fills its parent; load it lazily. */
export function WarningAreaMap({ warning }: { warning: Warning }) {
  const texts = useTexts(warningsTexts)
  const { palette } = useTheme()
  const box = boxOf(warning.geometry)
  return (
    <CityMap
      key={`${warning.id} ${warning.level}`}
      label={texts.area}
      view={({ bounds: [west, south, east, north] }) =>
        box
          ? { center: [(box.west + box.east) / 2, (box.south + box.north) / 2], zoom: 11 }
          : { center: [(west + east) / 2, (south + north) / 2], zoom: 9 }
      }
      onReady={(made) => {
        const data: GeoJSON.FeatureCollection = {
          type: 'FeatureCollection',
          features: warning.geometry ? [{ type: 'Feature', geometry: warning.geometry, properties: {} }] : [],
        }
        if (box)
          made.fitBounds([box.west, box.south, box.east, box.north], {
            ...{ padding: 28, maxZoom: 14, animate: false },
          })
        made.addSource('warning', { type: 'geojson', data })
        const colour = palette.level[warning.level]
        made.addLayer({
          ...{ id: 'warning-fill', type: 'fill', source: 'warning' },
          paint: { 'fill-color': colour, 'fill-opacity': 0.22 },
        })
        made.addLayer({
          ...{ id: 'warning-line', type: 'line', source: 'warning' },
          paint: { 'line-color': colour, 'line-width': 2 },
        })
        return () => undefined
      }}
    />
  )
}

interface Box {
  west: number
  south: number
  east: number
  north: number
}

function boxOf(geometry: GeoJSON.Geometry | null): Box | null {
  const corners = geometry ? cornersOf(geometry) : []
  if (corners.length === 0) return null
  const lons = corners.map(([lon = 0]) => lon)
  const lats = corners.map(([, lat = 0]) => lat)
  return {
    ...{ west: Math.min(...lons), east: Math.max(...lons) },
    ...{ south: Math.min(...lats), north: Math.max(...lats) },
  }
}

function cornersOf(geometry: GeoJSON.Geometry): GeoJSON.Position[] {
  if (geometry.type === 'Polygon') return geometry.coordinates.flat()
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat(2)
  if (geometry.type === 'Point') return [geometry.coordinates]
  return []
}
