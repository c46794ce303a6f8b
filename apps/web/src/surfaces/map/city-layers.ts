import type { Layer } from '@civitas/sdk'
import { mapFonts, type Palette } from '@civitas/ui'
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl'

/**
 * The layers of the map style that draw a catalogue layer of the base tiles: those the base has already for its source
 * layer, or new ones added here.
 */
export function addCityLayer(map: MapLibre, layer: Layer, palette: Palette): string[] {
  const existing = map
    .getStyle()
    .layers.filter((each) => 'source-layer' in each && each['source-layer'] === layer.sourceLayer)
    .map((each) => each.id)
  if (existing.length > 0) return existing
  const added = layerStyles(layer, palette)
  for (const each of added) map.addLayer(each)
  return added.map((each) => each.id)
}

function layerStyles(layer: Layer, palette: Palette): LayerSpecification[] {
  const common = {
    source: 'city',
    'source-layer': layer.sourceLayer,
    minzoom: layer.minZoom,
  }
  const id = `city-${layer.id}`
  if (/Line/.test(layer.geometry))
    return [{ ...common, id, type: 'line', paint: { 'line-color': layer.color, 'line-width': 1.6 } }]
  if (/Polygon/.test(layer.geometry))
    return [
      {
        ...common,
        id,
        type: 'fill',
        paint: { 'fill-color': layer.color, 'fill-opacity': 0.28, 'fill-outline-color': layer.color },
      },
    ]
  return [
    {
      ...common,
      id,
      type: 'circle',
      paint: {
        'circle-color': layer.color,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 13, 2, 16, 4.5, 19, 8],
        'circle-stroke-color': palette.map.halo,
        'circle-stroke-width': 1,
      },
    },
    {
      ...common,
      id: `${id}-name`,
      type: 'symbol',
      minzoom: 17,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [...mapFonts.regular],
        'text-size': 11,
        'text-anchor': 'top',
        'text-offset': [0, 0.7],
        'text-optional': true,
      },
      paint: {
        'text-color': palette.map.label,
        'text-halo-color': palette.map.halo,
        'text-halo-width': 1.4,
      },
    },
  ]
}

/** Shows or hides style layers. */
export function showLayers(map: MapLibre, ids: string[], visible: boolean): void {
  for (const id of ids)
    if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none')
}
