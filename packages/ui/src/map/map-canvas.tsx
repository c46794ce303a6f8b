import 'maplibre-gl/dist/maplibre-gl.css'
import {
  Map as MapLibre,
  type RequestTransformFunction,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTexts } from '../locale.tsx'
import { ErrorState } from '../states.tsx'
import { uiTexts } from '../texts.ts'
import { mapFonts } from '../tokens.ts'
import { rememberMap } from './drawn-maps.ts'
import styles from './map-canvas.module.css'
import { isSoftwareRendered } from './software-rendering.ts'

setWorkerUrl(workerUrl)

export interface MapView {
  center: [number, number]
  zoom: number
  pitch?: number
  bearing?: number
}

export interface MapCanvasProps {
  /** Read once when the map is made; a style without `glyphs`, so that all labels are drawn from local fonts. */
  style: StyleSpecification
  /** Where the map looks at first. */
  view: MapView
  /** `west, south, east, north`: one cannot pan far beyond it. */
  maxBounds?: [number, number, number, number]
  /** Name of the map for screen readers. */
  label: string
  minZoom?: number
  maxZoom?: number
  /** Whether wheel, drag and keys move the map. */
  interactive?: boolean
  /** Adds what a request for tiles needs, such as an access token. */
  transformRequest?: RequestTransformFunction
  /** Called with the map once its style is loaded; answers what to do when it goes away. */
  // biome-ignore lint/suspicious/noConfusingVoidType: the shape of a React effect
  onReady?: (map: MapLibre) => void | (() => void)
  /** Shown over the map once it is loaded. */
  children?: ReactNode
}

/** A MapLibre map that needs nothing from outside: no glyph server, no sprites, no foreign tiles. */
export function MapCanvas(props: MapCanvasProps) {
  const texts = useTexts(uiTexts)
  const holder = useRef<HTMLDivElement>(null)
  const first = useRef(props)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  useEffect(() => {
    if (!holder.current) return
    let leave: (() => void) | undefined
    const map = createMap(holder.current, first.current)
    if (!map) {
      setState('failed')
      return
    }
    rememberMap(map.getCanvas(), map)
    map.once('style.load', () => {
      setState('ready')
      leave = first.current.onReady?.(map) ?? undefined
    })
    return () => {
      leave?.()
      map.remove()
    }
  }, [])
  return (
    <div className={styles.frame}>
      <div className={styles.canvas} ref={holder} />
      {state === 'failed' ? (
        <div className={styles.over}>
          <ErrorState title={texts.mapFailed} />
        </div>
      ) : null}
      {state === 'ready' ? props.children : null}
    </div>
  )
}

function createMap(container: HTMLElement, props: MapCanvasProps): MapLibre | null {
  try {
    return new MapLibre({
      container,
      style: props.style,
      center: props.view.center,
      zoom: props.view.zoom,
      pitch: props.view.pitch ?? 0,
      bearing: props.view.bearing ?? 0,
      minZoom: props.minZoom ?? 8,
      maxZoom: props.maxZoom ?? 19,
      maxPitch: 70,
      ...(props.maxBounds ? { maxBounds: props.maxBounds } : {}),
      interactive: props.interactive ?? true,
      // MapLibre makes the canvas a landmark; its name tells two maps of a page apart.
      locale: { 'Map.Title': props.label },
      attributionControl: false,
      localIdeographFontFamily: mapFonts.regular.join(','),
      ...(props.transformRequest ? { transformRequest: props.transformRequest } : {}),
      fadeDuration: 150,
      canvasContextAttributes: { antialias: !isSoftwareRendered() },
    })
  } catch {
    return null
  }
}
