import type { CityEvent } from '@civitas/sdk'
import { isSoftwareRendered } from '@civitas/ui/map/software-rendering.ts'
import { type Map as MapLibre, Marker } from 'maplibre-gl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { flyTo } from './wall-camera.ts'

/** How long the map stays at a red place before it goes back, or on to the next one that waits. */
const STAY_MS = 45_000
const STAY_WHEN_OTHERS_WAIT_MS = 15_000

/**
 * Shows each red warning once: the map flies there and a call-out stands at the place. Several red ones follow one
 * another; a place someone points at in a list comes before them.
 */
export function useCallOut(map: MapLibre | null, warnings: CityEvent[], pointed: CityEvent | null) {
  const seen = useRef(new Set<string>())
  const [shown, setShown] = useState<CityEvent | null>(null)
  const holder = useMemo(() => document.createElement('div'), [])
  const othersWait = findUnseen(warnings, seen.current) !== undefined
  useEffect(() => {
    if (pointed?.position) setShown(pointed)
  }, [pointed])
  useEffect(() => {
    // What has cleared is called out no longer; what somebody points at stays until its time is over.
    if (!shown || shown.id === pointed?.id) return
    if (!warnings.some((each) => each.id === shown.id)) setShown(null)
  }, [shown, warnings, pointed])
  useEffect(() => {
    if (!map || shown) return
    const next = findUnseen(warnings, seen.current)
    if (!next) return
    seen.current.add(next.id)
    setShown(next)
  }, [map, warnings, shown])
  useEffect(() => {
    if (!shown) return
    const hurries = othersWait && !isSoftwareRendered()
    const timer = setTimeout(() => setShown(null), hurries ? STAY_WHEN_OTHERS_WAIT_MS : STAY_MS)
    return () => clearTimeout(timer)
  }, [shown, othersWait])
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

/** The next red warning to show: one that somebody is sent to comes before one that is only known. */
function findUnseen(warnings: CityEvent[], seen: Set<string>): CityEvent | undefined {
  const unseen = warnings.filter((each) => each.level === 'red' && each.position && !seen.has(each.id))
  return unseen.find((each) => each.caseId !== null) ?? unseen[0]
}
