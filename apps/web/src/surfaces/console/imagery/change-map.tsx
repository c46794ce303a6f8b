import type { ImageComparison } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import { imageryTexts } from './imagery.texts.ts'

/** The area compared and the cells that changed. It fills its parent; load it lazily. */
export function ChangeMap({ comparison }: { comparison: ImageComparison }) {
  const texts = useTexts(imageryTexts)
  const { palette } = useTheme()
  const ring = (comparison.polygon as GeoJSON.Polygon).coordinates[0] ?? []
  const lons = ring.map(([lon = 0]) => lon)
  const lats = ring.map(([, lat = 0]) => lat)
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const degrees = Math.max(east - west, (north - south) * 2, 0.0005)
  return (
    <CityMap
      label={texts.cells}
      view={() => ({
        center: [(west + east) / 2, (south + north) / 2],
        zoom: Math.min(18, Math.log2((360 * 600) / (512 * degrees)) - 0.2),
      })}
      onReady={(made) => {
        made.addSource('area', {
          type: 'geojson',
          data: { type: 'Feature', geometry: comparison.polygon, properties: {} },
        })
        made.addSource('cells', { type: 'geojson', data: comparison.cells })
        made.addLayer({
          ...{ id: 'area-line', type: 'line', source: 'area' },
          paint: { 'line-color': palette.accent, 'line-width': 2 },
        })
        made.addLayer({
          ...{ id: 'cells-fill', type: 'fill', source: 'cells' },
          paint: { 'fill-color': palette.level.red, 'fill-opacity': 0.6, 'fill-antialias': false },
        })
        return () => undefined
      }}
    />
  )
}
