import type { ReachRun, SiteResult } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import { reachTexts } from './reach.texts.ts'
import { bandColours } from './reach-colours.ts'

/** The bands of a computed map in their colours, and the best places by their rank. It fills its parent; load it lazily. */
export function ReachMap({ run }: { run: ReachRun }) {
  const texts = useTexts(reachTexts)
  const { palette } = useTheme()
  const colours = bandColours(run.kind, run.result.bands.length)
  const best = run.kind === 'site' ? (run.result as SiteResult).best : []
  return (
    <CityMap
      key={run.id}
      label={texts.map}
      view={({ bounds: [west, south, east, north] }) => {
        const box = boxOf(run) ?? [west, south, east, north]
        return { center: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], zoom: zoomFor(box) }
      }}
      onReady={(map) => {
        map.addSource('bands', {
          type: 'geojson',
          data: {
            type: 'FeatureCollection',
            features: run.result.bands.map((band, i) => ({
              ...{ type: 'Feature', geometry: band.area, properties: { colour: colours[i] } },
            })),
          },
        })
        map.addLayer({
          ...{ id: 'bands', type: 'fill', source: 'bands' },
          paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.55, 'fill-antialias': false },
        })
        map.addSource('best', {
          type: 'geojson',
          data: {
            type: 'FeatureCollection',
            features: best.map(({ position, rank }) => ({
              ...{
                type: 'Feature',
                geometry: { type: 'Point', coordinates: position },
                properties: { rank },
              },
            })),
          },
        })
        map.addLayer({
          ...{ id: 'best', type: 'circle', source: 'best' },
          paint: {
            ...{ 'circle-radius': 11, 'circle-color': palette.accent },
            ...{ 'circle-stroke-color': palette.onAccent, 'circle-stroke-width': 2 },
          },
        })
        map.addLayer({
          ...{ id: 'best-rank', type: 'symbol', source: 'best' },
          layout: {
            ...{ 'text-field': ['to-string', ['get', 'rank']], 'text-size': 12 },
            'text-allow-overlap': true,
          },
          paint: { 'text-color': palette.onAccent },
        })
        return () => undefined
      }}
    />
  )
}

type Box = [west: number, south: number, east: number, north: number]

function boxOf({ result }: ReachRun): Box | null {
  const corners = result.bands.flatMap(({ area }) =>
    area.type === 'MultiPolygon' ? area.coordinates.flat(2) : [],
  )
  if (corners.length === 0) return null
  const box: Box = [180, 90, -180, -90]
  for (const [lon = 0, lat = 0] of corners) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

/** The zoom at which a box fits a panel some 800 pixels wide and 460 high. */
function zoomFor([west, south, east, north]: Box): number {
  const degrees = Math.max(east - west, (north - south) * 2.1, 0.01)
  return Math.min(14, Math.log2((360 * 800) / (512 * degrees)) - 0.1)
}
