import { Map as MapLibre } from 'maplibre-gl'
import { mapFonts } from '../tokens.ts'

/**
 * Lays an empty, transparent map over another one and keeps its camera the same. What changes several times a second
 * is drawn there, so that the heavy map below is drawn again only when it moves. `ready` is called once layers may be
 * added; the answered function takes the overlay away.
 */
export function addOverlayMap(below: MapLibre, ready: (overlay: MapLibre) => void): () => void {
  const container = document.createElement('div')
  container.style.cssText = 'position:absolute;inset:0;pointer-events:none'
  container.setAttribute('aria-hidden', 'true')
  below.getCanvasContainer().append(container)
  const overlay = new MapLibre({
    container,
    style: { version: 8, sources: {}, layers: [] },
    interactive: false,
    attributionControl: false,
    maxPitch: below.getMaxPitch(),
    localIdeographFontFamily: mapFonts.regular.join(','),
    fadeDuration: 0,
    ...camera(below),
  })
  overlay.getCanvas().tabIndex = -1
  const follow = () => overlay.jumpTo(camera(below))
  below.on('move', follow)
  overlay.once('style.load', () => {
    follow()
    ready(overlay)
  })
  return () => {
    below.off('move', follow)
    overlay.remove()
    container.remove()
  }
}

function camera(map: MapLibre) {
  const { lng, lat } = map.getCenter()
  return {
    center: [lng, lat] as [number, number],
    zoom: map.getZoom(),
    pitch: map.getPitch(),
    bearing: map.getBearing(),
  }
}
