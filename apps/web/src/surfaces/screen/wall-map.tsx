import type { CityEvent } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import { addLevelIcons } from '@civitas/ui/map/map-icons.ts'
import { addOverlayMap } from '@civitas/ui/map/overlay-map.ts'
import type { Map as MapLibre } from 'maplibre-gl'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useLive } from '../../app/live.ts'
import { isInForce } from '../../lib/event-list.ts'
import { CityMap, liveLayers } from '../../widgets/city-map/city-map.tsx'
import { createLatestFeed } from '../../widgets/city-map/latest-feed.ts'
import { recordPaint } from '../../widgets/city-map/paint-record.ts'
import { type Catalogue, useCatalogue, useShownValues } from '../../widgets/city-map/use-city-map.ts'
import { useLivePoints } from '../../widgets/city-map/use-live-points.ts'
import { CallOut } from './call-out.tsx'
import styles from './screen.module.css'
import { screenTexts } from './screen.texts.ts'
import { useCallOut } from './use-call-out.ts'
import { flyTo, overview } from './wall-camera.ts'

interface WallMapProps {
  scale: number
  warnings: CityEvent[]
  /** An event a person pointed at in a list. */
  pointed: CityEvent | null
}

/** The live map in the middle of the wall. */
export function WallMap({ scale, warnings, pointed }: WallMapProps) {
  const texts = useTexts(screenTexts)
  const catalogue = useCatalogue()
  const [map, setMap] = useState<MapLibre | null>(null)
  const known = catalogue.data
  const overlay = useOverlay(map)
  const points = useWallPoints(overlay, known, scale, warnings)
  const { shown, holder, close } = useCallOut(map, warnings, pointed)
  const reading = useShownReading(points, shown?.entityId ?? null)
  useEffect(() => {
    if (map && known && !shown) overview(map, known.bounds)
  }, [map, known, shown])
  return (
    <div className={styles.map}>
      <CityMap
        label={texts.map}
        scale={scale}
        raised
        view={(each) => ({ center: middle(each.bounds), zoom: 10 })}
        onReady={(ready) => {
          setMap(ready)
          return () => setMap(null)
        }}
      />
      {known ? <div className={styles.attribution}>{known.attribution}</div> : null}
      {shown && holder
        ? createPortal(<CallOut event={shown} value={reading} onClose={close} />, holder)
        : null}
      {map ? <ViewSwitch map={map} bounds={known?.bounds} /> : null}
    </div>
  )
}

/** A map of its own for the live points, over the heavy one with its buildings. */
function useOverlay(map: MapLibre | null): MapLibre | null {
  const { palette } = useTheme()
  const [overlay, setOverlay] = useState<MapLibre | null>(null)
  useEffect(() => {
    if (!map) return
    const remove = addOverlayMap(map, (made) => {
      addLevelIcons(made, palette)
      setOverlay(made)
    })
    return () => {
      setOverlay(null)
      remove()
    }
  }, [map, palette])
  return overlay
}

function middle([west, south, east, north]: Catalogue['bounds']): [number, number] {
  return [(west + east) / 2, (south + north) / 2]
}

/** Keeps the live registers and their levels on the map, and notes when readings were painted. */
function useWallPoints(
  map: MapLibre | null,
  catalogue: Catalogue | undefined,
  scale: number,
  warnings: CityEvent[],
) {
  const { palette } = useTheme()
  const layers = useMemo(() => (catalogue ? liveLayers(catalogue) : []), [catalogue])
  const values = useShownValues(layers)
  const points = useLivePoints({ map, layers, values, palette, scale })
  const types = useMemo(() => layers.map((layer) => layer.entityType), [layers])
  const feed = useMemo(
    () =>
      createLatestFeed((rows) => {
        const shown = points.current.flatMap((each) => each.applyLatest(rows))
        if (shown.length > 0) recordPaint(shown)
      }),
    [points],
  )
  useEffect(() => () => feed.stop(), [feed])
  useLive(types.length > 0 ? ['latest'] : [], (message) => feed.push(message.body), { types })
  const levelled = useRef(new Set<string>())
  useEffect(() => {
    const now = new Map(
      warnings.filter(isInForce).flatMap((each) => (each.entityId ? [[each.entityId, each.level]] : [])),
    )
    for (const each of points.current) {
      for (const id of levelled.current) if (!now.has(id)) each.setLevel(id, null)
      for (const [id, level] of now) each.setLevel(id, level)
    }
    levelled.current = new Set(now.keys())
  }, [warnings, points])
  return points
}

/** The value the map shows at an entity now, in words; null when it shows none. */
function useShownReading(points: ReturnType<typeof useWallPoints>, entityId: string | null): string | null {
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    setText(null)
    if (!entityId) return
    const read = () => {
      const feature = points.current.map((each) => each.get(entityId)).find(Boolean)
      setText(feature?.properties.text ? String(feature.properties.text) : null)
    }
    read()
    const timer = setInterval(read, 500)
    return () => clearInterval(timer)
  }, [points, entityId])
  return text
}

function ViewSwitch({ map, bounds }: { map: MapLibre; bounds: Catalogue['bounds'] | undefined }) {
  const texts = useTexts(screenTexts)
  const toCentre = useCallback(() => {
    if (bounds) flyTo(map, middle(bounds), 13.4)
  }, [map, bounds])
  return (
    <div className={styles.views}>
      <button type="button" onClick={() => bounds && overview(map, bounds)}>
        {texts.overview}
      </button>
      <button type="button" onClick={toCentre}>
        {texts.centre}
      </button>
    </div>
  )
}
