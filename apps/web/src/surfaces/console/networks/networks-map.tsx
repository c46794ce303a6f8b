import type { CityNetwork, NetworkMap } from '@civitas/sdk'
import { formatNumber, mapFonts, useTexts, useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import { networkColours } from './network-colours.ts'
import { networksTexts } from './networks.texts.ts'

/** What the map looks at. */
export interface MapWindow {
  bbox: string
  zoom: number
}

interface NetworksMapProps {
  shown: NetworkMap | undefined
  onMove: (window: MapWindow) => void
  onOpen: (address: string) => void
}

const networks: readonly CityNetwork[] = ['governance', 'urban', 'emergency']

/** Squares with their counts, or single matters, in the colour of the network most of them are of. Load it lazily. */
export function NetworksMap(props: NetworksMapProps) {
  const texts = useTexts(networksTexts)
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const now = useRef(props)
  useEffect(() => {
    now.current = props
    map.current?.getSource<GeoJSONSource>('networks')?.setData(toFeatures(props.shown))
  })
  return (
    <CityMap
      label={texts.map}
      view={({ bounds: [west, south, east, north] }) => ({
        center: [(west + east) / 2, (south + north) / 2],
        zoom: 9.5,
      })}
      onReady={(made) => {
        map.current = made
        const colours = networkColours(palette)
        made.addSource('networks', { type: 'geojson', data: toFeatures(now.current.shown) })
        made.addLayer({
          ...{ id: 'networks', type: 'circle', source: 'networks' },
          paint: {
            'circle-radius': ['get', 'radius'],
            'circle-color': [
              'match',
              ['get', 'network'],
              ...(['urban', colours.urban, 'emergency', colours.emergency] as const),
              colours.governance,
            ],
            ...{ 'circle-opacity': 0.88, 'circle-stroke-color': palette.surface, 'circle-stroke-width': 2 },
          },
        })
        made.addLayer({
          ...{ id: 'networks-count', type: 'symbol', source: 'networks' },
          layout: {
            ...{ 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': [...mapFonts.bold] },
            'text-allow-overlap': true,
          },
          paint: { 'text-color': palette.onAccent },
        })
        const look = () => {
          const box = made.getBounds()
          const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]
          now.current.onMove({
            bbox: corners.map((n) => n.toFixed(5)).join(','),
            zoom: Math.round(made.getZoom() * 10) / 10,
          })
        }
        made.on('moveend', look)
        made.on('click', 'networks', ({ features }) => {
          const [found] = features ?? []
          if (found?.geometry.type !== 'Point') return
          const { address } = found.properties as { address?: string }
          if (address) return now.current.onOpen(address)
          made.easeTo({ center: found.geometry.coordinates as [number, number], zoom: made.getZoom() + 2 })
        })
        look()
        return () => {
          map.current = null
        }
      }}
    />
  )
}

function toFeatures(shown: NetworkMap | undefined): GeoJSON.FeatureCollection {
  const point = (position: [number, number], properties: object): GeoJSON.Feature => ({
    ...{ type: 'Feature', geometry: { type: 'Point', coordinates: position } },
    properties: { ...properties },
  })
  const squares = (shown?.squares ?? []).map((one) =>
    point(one.position, {
      network: networks.reduce((most, each) => (one[each] > one[most] ? each : most)),
      label: formatNumber(one.count),
      radius: Math.min(26, 10 + Math.log2(one.count) * 2),
    }),
  )
  const points = (shown?.points ?? []).flatMap((one) =>
    one.position
      ? [
          point(one.position, {
            ...{ network: one.network, label: '', radius: 7 },
            address: `/console/${one.page}/${one.id}`,
          }),
        ]
      : [],
  )
  return { type: 'FeatureCollection', features: [...squares, ...points] }
}
