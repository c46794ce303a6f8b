import type { MapView } from '@civitas/ui/map/map-canvas.tsx'

/** Reads `c=lon,lat,zoom[,bearing,pitch]`; nothing when it is not five or three numbers. */
export function parseView(text: string | null): MapView | null {
  const numbers = (text ?? '').split(',').map(Number)
  if (!text || numbers.length < 3 || numbers.some((each) => !Number.isFinite(each))) return null
  const [lon = 0, lat = 0, zoom = 0, bearing = 0, pitch = 0] = numbers
  return { center: [lon, lat], zoom, bearing, pitch }
}

/** Writes a view as `parseView` reads it. */
export function writeView(view: Required<MapView>): string {
  const [lon, lat] = view.center
  const parts = [lon.toFixed(5), lat.toFixed(5), view.zoom.toFixed(2)]
  if (view.bearing || view.pitch) parts.push(view.bearing.toFixed(0), view.pitch.toFixed(0))
  return parts.join(',')
}

/** What a person switched on or off against what the catalogue shows by itself: `+id` and `-id`. */
export interface LayerChoice {
  on: ReadonlySet<string>
  off: ReadonlySet<string>
}

export function parseLayers(text: string | null): LayerChoice {
  const parts = (text ?? '').split(',').filter(Boolean)
  const pick = (sign: string) =>
    new Set(parts.filter((part) => part[0] === sign).map((part) => part.slice(1)))
  return { on: pick('*'), off: pick('!') }
}

/** Switches a layer; a choice equal to the catalogue’s own is not written. */
export function switchLayer(text: string | null, id: string, visible: boolean, usual: boolean): string {
  const { on, off } = parseLayers(text)
  const parts = [...[...on].map((each) => `*${each}`), ...[...off].map((each) => `!${each}`)].filter(
    (part) => part.slice(1) !== id,
  )
  if (visible !== usual) parts.push(`${visible ? '*' : '!'}${id}`)
  return parts.join(',')
}

/** Whether a layer is shown: a person’s choice, else the catalogue’s. */
export function isLayerOn(choice: LayerChoice, layer: { id: string; visible: boolean }): boolean {
  if (choice.on.has(layer.id)) return true
  return choice.off.has(layer.id) ? false : layer.visible
}
