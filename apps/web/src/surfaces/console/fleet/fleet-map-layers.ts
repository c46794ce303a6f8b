import type { FleetMap, Thing } from '@civitas/sdk'
import { mapFonts, type Palette } from '@civitas/ui'
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'

/** The colour of a device on the map by its state. */
export function stateColors(palette: Palette): Record<Thing['state'], string> {
  return {
    online: palette.good,
    offline: palette.bad,
    'never-seen': palette.faint,
    quarantined: palette.series[3] ?? palette.bad,
  }
}

/** Devices and cells as features: a device has `state`, a cell has `things` and the share that is not online. */
export function toFleetFeatures({ things, cells }: FleetMap): GeoJSON.FeatureCollection {
  const point = (coordinates: [number, number], properties: Record<string, unknown>): GeoJSON.Feature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties,
  })
  return {
    type: 'FeatureCollection',
    features: [
      ...things.map(({ id, name, state, position }) => point(position, { id, name, state })),
      ...cells.map((cell) =>
        point(cell.position, {
          things: cell.things,
          silent: (cell.things - cell.byState.online) / cell.things,
        }),
      ),
    ],
  }
}

/** Puts the layers of the fleet on the map; a click opens a device or looks closer at a cell. */
export function addFleetLayers(map: MapLibre, palette: Palette, onOpen: (id: string) => void): void {
  const colors = stateColors(palette)
  map.addSource('fleet', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  map.addLayer({
    id: 'fleet-cells',
    type: 'circle',
    source: 'fleet',
    filter: ['has', 'things'],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'things']], 0, 10, 10, 30],
      'circle-color': [
        'step',
        ['get', 'silent'],
        palette.good,
        0.1,
        palette.series[1] ?? palette.bad,
        0.5,
        palette.bad,
      ],
      'circle-opacity': 0.85,
      'circle-stroke-color': palette.surface,
      'circle-stroke-width': 2,
    },
  })
  map.addLayer({
    id: 'fleet-counts',
    type: 'symbol',
    source: 'fleet',
    filter: ['has', 'things'],
    layout: {
      'text-field': ['to-string', ['get', 'things']],
      'text-font': [...mapFonts.regular],
      'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': palette.surface },
  })
  map.addLayer({
    id: 'fleet-things',
    type: 'circle',
    source: 'fleet',
    filter: ['has', 'state'],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 4, 15, 8],
      'circle-color': [
        'match',
        ['get', 'state'],
        'online',
        colors.online,
        'offline',
        colors.offline,
        'quarantined',
        colors.quarantined,
        colors['never-seen'],
      ],
      'circle-stroke-color': palette.surface,
      'circle-stroke-width': 1.5,
    },
  })
  map.addLayer({
    id: 'fleet-names',
    type: 'symbol',
    source: 'fleet',
    filter: ['has', 'state'],
    minzoom: 13.5,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [...mapFonts.regular],
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 0.8],
      'text-optional': true,
    },
    paint: { 'text-color': palette.map.label, 'text-halo-color': palette.map.halo, 'text-halo-width': 1.4 },
  })
  followPointer(map, onOpen)
}

function followPointer(map: MapLibre, onOpen: (id: string) => void): void {
  const open = (event: MapMouseEvent & { features?: { properties: Record<string, unknown> }[] }) => {
    const properties = event.features?.[0]?.properties
    if (typeof properties?.id === 'string') onOpen(properties.id)
    else map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 })
  }
  for (const layer of ['fleet-things', 'fleet-cells']) {
    map.on('click', layer, open)
    map.on('mouseenter', layer, () => {
      map.getCanvas().style.cursor = 'pointer'
    })
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = ''
    })
  }
}
