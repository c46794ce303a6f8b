import type { Map as MapLibre } from 'maplibre-gl'

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
    { padding: 8, pitch: 0, bearing: 0, duration: 1_500, essential: true },
  )
}

/** Flies to a place, low enough to see its buildings. */
export function flyTo(map: MapLibre, center: [number, number], zoom = 15.6): void {
  map.flyTo({ center, zoom, pitch: 55, bearing: -18, duration: 3_000, essential: true })
}
