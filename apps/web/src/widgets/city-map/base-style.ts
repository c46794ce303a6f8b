import { type MapPalette, mapFonts, type Palette } from '@civitas/ui'
import type {
  ExpressionSpecification,
  LayerSpecification,
  Map as MapLibre,
  StyleSpecification,
} from 'maplibre-gl'

export interface BaseStyleInput {
  palette: Palette
  /** Address of the tiles, `{z}/{x}/{y}` at its end. */
  tilesUrl: string
  /** Buildings stand up; flat ones are easier to read from above. */
  raised: boolean
  /** Root font size ÷ 16: labels and lines grow with the wall. */
  scale: number
}

/** The quiet base of the city: land, water, green, roads by class, railways, buildings, borders, labels. */
export function baseStyle(input: BaseStyleInput): StyleSpecification {
  const colors = input.palette.map
  return {
    version: 8,
    sources: {
      city: { type: 'vector', tiles: [input.tilesUrl], minzoom: 6, maxzoom: 16 },
      divisions: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
    },
    light: { anchor: 'viewport', color: '#ffffff', intensity: 0.25, position: [1.3, 210, 35] },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': colors.land } },
      ...grounds(colors),
      ...roads(colors, input.scale),
      ...borders(colors, input.scale),
      ...buildings(colors, input.raised),
      ...labels(colors, input.scale),
    ],
  }
}

function grounds(colors: MapPalette): LayerSpecification[] {
  return [
    {
      id: 'city-ground',
      type: 'fill',
      source: 'city',
      'source-layer': 'division',
      filter: ['==', ['get', 'level'], 1],
      paint: { 'fill-color': colors.built },
    },
    {
      id: 'park',
      type: 'fill',
      source: 'city',
      'source-layer': 'park',
      paint: { 'fill-color': colors.green, 'fill-antialias': false },
    },
    {
      id: 'water',
      type: 'fill',
      source: 'city',
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colors.water },
    },
    {
      id: 'water-line',
      type: 'line',
      source: 'city',
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': colors.water, 'line-width': byZoom([8, 0.6], [13, 2], [17, 8]) },
    },
  ]
}

/** Widths in px at zooms 8, 12, 15 and 18, by class. */
const roadWidths: Record<string, [number, number, number, number]> = {
  motorway: [1.2, 2.8, 7, 26],
  expressway: [1, 2.4, 6.5, 24],
  arterial: [0.7, 1.8, 5, 20],
  'county-road': [0.6, 1.4, 3.6, 14],
  secondary: [0, 1, 3.6, 15],
  local: [0, 0.35, 2.2, 10],
}

const major = ['motorway', 'expressway', 'arterial']

function roadWidth(scale: number, extra: number): ExpressionSpecification {
  const at = (index: 0 | 1 | 2 | 3) =>
    expression([
      'match',
      ['get', 'class'],
      ...Object.entries(roadWidths).flatMap(([name, widths]) => [
        name,
        widths[index] === 0 ? 0 : (widths[index] + extra) * scale,
      ]),
      (0.5 * (index + 1) + extra) * scale,
    ])
  return ['interpolate', ['exponential', 1.5], ['zoom'], 8, at(0), 12, at(1), 15, at(2), 18, at(3)]
}

function roads(colors: MapPalette, scale: number): LayerSpecification[] {
  const order: ExpressionSpecification = [
    'match',
    ['get', 'class'],
    'motorway',
    6,
    'expressway',
    5,
    'arterial',
    4,
    'secondary',
    3,
    'county-road',
    2,
    1,
  ]
  const isMajor: ExpressionSpecification = ['in', ['get', 'class'], ['literal', major]]
  return [
    {
      id: 'road-casing',
      type: 'line',
      source: 'city',
      'source-layer': 'road',
      minzoom: 12,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colors.roadCasing, 'line-width': roadWidth(scale, 1.4) },
    },
    {
      id: 'road',
      type: 'line',
      source: 'city',
      'source-layer': 'road',
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': order },
      paint: {
        'line-color': expression([
          'interpolate',
          ['linear'],
          ['zoom'],
          11,
          ['case', isMajor, colors.roadFar, colors.road],
          13,
          ['case', isMajor, colors.roadMajor, colors.road],
        ]),
        'line-width': roadWidth(scale, 0),
      },
    },
    {
      id: 'railway',
      type: 'line',
      source: 'city',
      'source-layer': 'railway',
      paint: {
        'line-color': colors.rail,
        'line-width': byZoom([8, 0.8 * scale], [14, 2 * scale]),
        'line-dasharray': [4, 3],
      },
    },
  ]
}

function borders(colors: MapPalette, scale: number): LayerSpecification[] {
  const border = (level: number, minzoom: number, width: number, dash: number[] | null, opacity: number) =>
    ({
      id: `border-${level}`,
      type: 'line',
      source: 'city',
      'source-layer': 'division',
      minzoom,
      filter: ['==', ['get', 'level'], level],
      paint: {
        'line-color': colors.border,
        'line-width': width * scale,
        'line-opacity': opacity,
        ...(dash ? { 'line-dasharray': dash } : {}),
      },
    }) satisfies LayerSpecification
  return [
    border(5, 14, 0.6, [2, 3], 0.35),
    border(4, 13, 0.6, [3, 3], 0.4),
    border(3, 11, 0.8, [4, 2, 1, 2], 0.45),
    border(2, 7, 1.3, null, 0.55),
    border(1, 6, 2, null, 0.8),
  ]
}

function buildings(colors: MapPalette, raised: boolean): LayerSpecification[] {
  return [
    {
      id: 'building-flat',
      type: 'fill',
      source: 'city',
      'source-layer': 'building',
      minzoom: 13,
      layout: { visibility: raised ? 'none' : 'visible' },
      paint: { 'fill-color': colors.building, 'fill-outline-color': colors.buildingTop },
    },
    {
      id: 'building',
      type: 'fill-extrusion',
      source: 'city',
      'source-layer': 'building',
      minzoom: 13,
      layout: { visibility: raised ? 'visible' : 'none' },
      paint: {
        'fill-extrusion-color': [
          'interpolate',
          ['linear'],
          ['coalesce', ['get', 'height_m'], 9],
          0,
          colors.building,
          80,
          colors.buildingTop,
        ],
        'fill-extrusion-height': ['coalesce', ['get', 'height_m'], 9],
        'fill-extrusion-opacity': 0.92,
        'fill-extrusion-vertical-gradient': true,
      },
    },
  ]
}

function labels(colors: MapPalette, scale: number): LayerSpecification[] {
  const halo = { 'text-halo-color': colors.halo, 'text-halo-width': 1.4 * scale }
  return [
    {
      id: 'road-name',
      type: 'symbol',
      source: 'city',
      'source-layer': 'road',
      minzoom: 13,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 380 * scale,
        'text-field': ['get', 'name'],
        'text-font': [...mapFonts.regular],
        'text-size': byZoom([13, 10 * scale], [17, 13 * scale]),
        'text-letter-spacing': 0.08,
      },
      paint: { 'text-color': colors.labelQuiet, ...halo },
    },
    {
      id: 'place-name',
      type: 'symbol',
      source: 'city',
      'source-layer': 'place',
      minzoom: 14.5,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [...mapFonts.regular],
        'text-size': 11 * scale,
        'text-max-width': 8,
        'text-padding': 6 * scale,
      },
      paint: { 'text-color': colors.labelQuiet, ...halo },
    },
    divisionName('town-name', 3, 11, 14, 11 * scale, colors.labelQuiet, halo),
    divisionName('district-name', 2, 6, 13, 16 * scale, colors.label, halo),
  ]
}

function divisionName(
  id: string,
  level: number,
  minzoom: number,
  maxzoom: number,
  size: number,
  color: string,
  halo: object,
): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'divisions',
    minzoom,
    maxzoom,
    filter: ['==', ['get', 'level'], level],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [...mapFonts.regular],
      'text-size': size,
      'text-letter-spacing': 0.1,
      'text-padding': 4,
    },
    paint: { 'text-color': color, ...halo },
  }
}

/** A width that grows with the zoom through the given `[zoom, px]` pairs. */
function byZoom(...pairs: [number, number][]): ExpressionSpecification {
  return expression(['interpolate', ['linear'], ['zoom'], ...pairs.flat()])
}

/** A style expression put together from parts; MapLibre checks it when the layer is added. */
export function expression(parts: unknown[]): ExpressionSpecification {
  return parts as unknown as ExpressionSpecification
}

/** Lets buildings stand up or lie flat; hidden ones stay hidden. */
export function raiseBuildings(map: MapLibre, raised: boolean): void {
  const shown = raised ? 'building' : 'building-flat'
  const hidden = raised ? 'building-flat' : 'building'
  const isOn = [shown, hidden].some((id) => map.getLayoutProperty(id, 'visibility') !== 'none')
  if (!isOn) return
  map.setLayoutProperty(shown, 'visibility', 'visible')
  map.setLayoutProperty(hidden, 'visibility', 'none')
}
