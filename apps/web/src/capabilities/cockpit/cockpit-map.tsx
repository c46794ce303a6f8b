import { useTexts, useTheme } from '@civitas/ui'
import type { Map as MapLibre } from 'maplibre-gl'
import { useMemo, useState } from 'react'
import { useLive } from '../../app/live.ts'
import { CityMap, liveLayers } from '../../widgets/city-map/city-map.tsx'
import { type Catalogue, useCatalogue, useShownValues } from '../../widgets/city-map/use-city-map.ts'
import { useLivePoints } from '../../widgets/city-map/use-live-points.ts'
import styles from './cockpit.module.css'
import { cockpitTexts } from './cockpit.texts.ts'

function middle([west, south, east, north]: Catalogue['bounds']): [number, number] {
  return [(west + east) / 2, (south + north) / 2]
}

/** The live map of the city as a component. */
export function CockpitMap({ scale }: { scale: number }) {
  const texts = useTexts(cockpitTexts)
  const { palette } = useTheme()
  const catalogue = useCatalogue()
  const [map, setMap] = useState<MapLibre | null>(null)
  const layers = useMemo(() => (catalogue.data ? liveLayers(catalogue.data) : []), [catalogue.data])
  const values = useShownValues(layers)
  const points = useLivePoints({ map, layers, values, palette, scale })
  const types = useMemo(() => layers.map((layer) => layer.entityType), [layers])
  useLive(
    types.length > 0 ? ['latest'] : [],
    (message) => {
      const rows = message.body as Parameters<(typeof points.current)[number]['applyLatest']>[0]
      for (const each of points.current) each.applyLatest(rows)
    },
    { types },
  )
  return (
    <div className={styles.map}>
      <CityMap
        label={texts.map}
        scale={scale}
        view={(each) => ({ center: middle(each.bounds), zoom: 9.6 })}
        onReady={(ready) => {
          setMap(ready)
          return () => setMap(null)
        }}
      />
    </div>
  )
}
