import { isSoftwareRendered } from '@civitas/ui/map/software-rendering.ts'
import type { Map as MapLibre } from 'maplibre-gl'

/** A flight needs a graphics card; without one the map goes there at once. */
function flightMs(ms: number): number {
  return isSoftwareRendered() ? 0 : ms
}

/** Shows the whole city, seen a little from the south. */
export function overview(
  map: MapLibre,
  [west, south, east, north]: readonly [number, number, number, number],
): void {
  map.fitBounds(
    [
      [west, south],
      [east, north],
    ],
    { padding: 8, pitch: 0, bearing: 0, duration: flightMs(1_500), essential: true },
  )
}

/** Flies to a place, low enough to see its buildings. The zoom is that of a wall of 1080 lines; a finer one shows the same. */
export function flyTo(map: MapLibre, center: [number, number], zoom = 15.6): void {
  const finer = Math.log2(Number.parseFloat(document.documentElement.style.fontSize || '16') / 16)
  map.flyTo({
    center,
    zoom: zoom + finer,
    pitch: 55,
    bearing: -18,
    duration: flightMs(3_000),
    essential: true,
  })
}
