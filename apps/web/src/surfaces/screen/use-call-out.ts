import type { CityEvent } from '@civitas/sdk'
import { type Map as MapLibre, Marker } from 'maplibre-gl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { flyTo } from './wall-camera.ts'

/** How long the map stays at a red place before it goes on or back. */
const STAY_MS = 45_000

/**
 * Shows each red warning once: the map flies there and a call-out stands at the place. Several red ones follow one
 * another; a place someone points at in a list comes before them.
 */
export function useCallOut(map: MapLibre | null, warnings: CityEvent[], pointed: CityEvent | null) {
  const seen = useRef(new Set<string>())
  const [shown, setShown] = useState<CityEvent | null>(null)
  const holder = useMemo(() => document.createElement('div'), [])
  useEffect(() => {
    if (pointed?.position) setShown(pointed)
  }, [pointed])
  useEffect(() => {
    if (!map || shown) return
    const next = warnings.find((each) => each.level === 'red' && each.position && !seen.current.has(each.id))
    if (!next) return
    seen.current.add(next.id)
    setShown(next)
  }, [map, warnings, shown])
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(null), STAY_MS)
    return () => clearTimeout(timer)
  }, [shown])
  useEffect(() => {
    if (!map || !shown?.position) return
    flyTo(map, shown.position)
    const marker = new Marker({ element: holder, anchor: 'bottom', offset: [0, -18] })
      .setLngLat(shown.position)
      .addTo(map)
    return () => {
      marker.remove()
    }
  }, [map, shown, holder])
  const current = shown ? (warnings.find((each) => each.id === shown.id) ?? shown) : null
  return { shown: current, holder, close: () => setShown(null) }
}
