import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { formatDistance } from '../formats.ts'
import { useTexts } from '../locale.tsx'
import { uiTexts } from '../texts.ts'
import styles from './map-canvas.module.css'
import { metresPerPixel, roundLength } from './scale.ts'

/** Zoom and north, in the lower right corner. */
export function MapTools({ map }: { map: MapLibre }) {
  const texts = useTexts(uiTexts)
  const [bearing, setBearing] = useState(map.getBearing())
  useEffect(() => {
    const turn = () => setBearing(map.getBearing())
    map.on('rotate', turn)
    return () => {
      map.off('rotate', turn)
    }
  }, [map])
  return (
    <div className={styles.tools}>
      <button type="button" className={styles.tool} aria-label={texts.zoomIn} onClick={() => map.zoomIn()}>
        <Icon path="M9 3v12M3 9h12" />
      </button>
      <button type="button" className={styles.tool} aria-label={texts.zoomOut} onClick={() => map.zoomOut()}>
        <Icon path="M3 9h12" />
      </button>
      <button
        type="button"
        className={styles.tool}
        aria-label={texts.north}
        title={texts.north}
        onClick={() => map.easeTo({ bearing: 0, pitch: 0 })}
      >
        <svg viewBox="0 0 18 18" style={{ rotate: `${-bearing}deg` }} aria-hidden="true">
          <path d="M9 1l4 8H5z" fill="currentColor" />
          <path d="M9 17l4-8H5z" fill="none" stroke="currentColor" strokeWidth="1.2" />
        </svg>
      </button>
    </div>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 18 18" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

/** Coordinates under the pointer, scale bar and source, along the lower edge. */
export function MapFoot({ map, attribution }: { map: MapLibre; attribution: string }) {
  const [point, setPoint] = useState(map.getCenter())
  const [zoom, setZoom] = useState(map.getZoom())
  useEffect(() => {
    const move = (event: { lngLat: { lng: number; lat: number } }) => setPoint(event.lngLat as typeof point)
    const settle = () => setZoom(map.getZoom())
    map.on('mousemove', move)
    map.on('zoom', settle)
    return () => {
      map.off('mousemove', move)
      map.off('zoom', settle)
    }
  }, [map])
  const perPixel = metresPerPixel(map.getCenter().lat, zoom)
  const length = roundLength(perPixel * 120)
  return (
    <div className={styles.foot}>
      <span>
        {point.lng.toFixed(5)}°E {point.lat.toFixed(5)}°N
      </span>
      <span>z {zoom.toFixed(1)}</span>
      <span className={styles.scale}>
        <i className={styles.bar} style={{ width: `${length / perPixel}px` }} />
        {formatDistance(length)}
      </span>
      <span>{attribution}</span>
    </div>
  )
}
