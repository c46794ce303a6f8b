import type { Layer, LiveLatest, WarningLevel } from '@civitas/sdk'
import { formatWithUnit, mapFonts, type Palette, precisionFor } from '@civitas/ui'
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import { expression } from './base-style.ts'

/** A live point as the platform sends it: id, name, reference, level and one value per datastream. */
export interface LiveProperties {
  id: string
  name: string
  reference: string
  level: WarningLevel | null
  [datastream: string]: unknown
}

export type LiveCollection = GeoJSON.FeatureCollection<GeoJSON.Point, LiveProperties>

/** One live register on the map: takes its points once, then only what changes. */
export interface LivePoints {
  /** Ids of the map layers that answer to clicks. */
  readonly layerIds: string[]
  setFeatures: (collection: LiveCollection) => void
  /** Shows new values; answers those that belong to a point shown here. */
  applyLatest: (rows: LiveLatest[]) => LiveLatest[]
  setLevel: (entityId: string, level: WarningLevel | null) => void
  setVisible: (visible: boolean) => void
  get: (entityId: string) => GeoJSON.Feature<GeoJSON.Point, LiveProperties> | undefined
  all: () => GeoJSON.Feature<GeoJSON.Point, LiveProperties>[]
  remove: () => void
}

/** The datastream a layer writes beside its points. */
export interface ShownValue {
  property: string | null
  unitLabel: string
}

export interface LivePointsInput {
  layer: Layer
  palette: Palette
  scale: number
  value: ShownValue
}

/** Above this many, points that stand close together become one number. */
const CLUSTER_ABOVE = 200
const LABEL_ZOOM = 13

/** Adds a live register to the map. */
export function addLivePoints(map: MapLibre, input: LivePointsInput): LivePoints {
  const source = `live-${input.layer.id}`
  const features = new Map<string, GeoJSON.Feature<GeoJSON.Point, LiveProperties>>()
  const layers = pointLayers(source, input)
  let shown = input.layer.visible
  const add = (collection: LiveCollection) => {
    removeLayers(map, layers, source)
    map.addSource(source, {
      type: 'geojson',
      data: collection,
      promoteId: 'id',
      ...(collection.features.length > CLUSTER_ABOVE
        ? { cluster: true, clusterMaxZoom: 13, clusterRadius: 44 * input.scale, clusterProperties: worstOf }
        : {}),
    })
    for (const layer of layers) map.addLayer(layer)
    show(shown)
  }
  const show = (visible: boolean) => {
    shown = visible
    for (const layer of layers)
      if (map.getLayer(layer.id)) map.setLayoutProperty(layer.id, 'visibility', visible ? 'visible' : 'none')
  }
  const value = input.value.property
  return {
    layerIds: layers.map((layer) => layer.id),
    setFeatures: (collection) => {
      features.clear()
      for (const feature of collection.features) {
        feature.properties.text = valueText(feature.properties, value, input.value.unitLabel)
        features.set(feature.properties.id, feature)
      }
      add(collection)
      for (const feature of collection.features) writeState(map, source, feature, value)
    },
    applyLatest: (rows) => applyLatest(map, source, features, rows, input),
    setLevel: (entityId, level) => {
      const feature = features.get(entityId)
      if (!feature || feature.properties.level === level) return
      feature.properties.level = level
      writeState(map, source, feature, value)
      updateProperties(map, source, [[entityId, { level }]])
    },
    setVisible: show,
    get: (entityId) => features.get(entityId),
    all: () => [...features.values()],
    remove: () => removeLayers(map, layers, source),
  }
}

function removeLayers(map: MapLibre, layers: LayerSpecification[], source: string): void {
  for (const layer of layers) if (map.getLayer(layer.id)) map.removeLayer(layer.id)
  if (map.getSource(source)) map.removeSource(source)
}

function writeState(
  map: MapLibre,
  source: string,
  feature: GeoJSON.Feature<GeoJSON.Point, LiveProperties>,
  valueProperty: string | null,
): void {
  const raw = valueProperty ? feature.properties[valueProperty] : null
  map.setFeatureState(
    { source, id: feature.properties.id },
    { value: typeof raw === 'number' ? raw : null, level: feature.properties.level ?? 'none' },
  )
}

function applyLatest(
  map: MapLibre,
  source: string,
  features: Map<string, GeoJSON.Feature<GeoJSON.Point, LiveProperties>>,
  rows: LiveLatest[],
  input: LivePointsInput,
): LiveLatest[] {
  const taken: LiveLatest[] = []
  const texts: [string, object][] = []
  const withText = map.getZoom() >= LABEL_ZOOM
  const inside = map.getBounds()
  for (const row of rows) {
    const feature = features.get(row.entityId)
    if (!feature) continue
    taken.push(row)
    feature.properties[row.property] = row.value
    feature.properties[`${row.property}_time`] = row.time
    if (row.property !== input.value.property) continue
    const text = valueText(feature.properties, row.property, input.value.unitLabel)
    const isNew = text !== feature.properties.text
    feature.properties.text = text
    writeState(map, source, feature, row.property)
    const [lon = 0, lat = 0] = feature.geometry.coordinates
    if (isNew && withText && inside.contains([lon, lat])) texts.push([row.entityId, { text }])
  }
  if (texts.length > 0) updateProperties(map, source, texts)
  return taken
}

function updateProperties(map: MapLibre, source: string, changes: [string, object][]): void {
  const holder = map.getSource<GeoJSONSource>(source)
  holder?.updateData({
    update: changes.map(([id, properties]) => ({
      id,
      addOrUpdateProperties: Object.entries(properties).map(([key, value]) => ({ key, value })),
    })),
  })
}

function valueText(properties: LiveProperties, property: string | null, unit: string): string {
  const value = property ? properties[property] : null
  return typeof value === 'number' ? formatWithUnit(value, unit, precisionFor(value)) : ''
}

const rank: ExpressionSpecification = [
  'match',
  ['coalesce', ['get', 'level'], 'none'],
  'red',
  4,
  'orange',
  3,
  'yellow',
  2,
  'blue',
  1,
  0,
]
const worstOf = { worst: [['max', ['accumulated'], ['get', 'worst']], rank] } as never

/** Colour by value along the layer’s stops; the layer’s own colour below them or without a value. */
function valueColor(layer: Layer): ExpressionSpecification | string {
  if (!layer.valueProperty || layer.stops.length === 0) return layer.color
  const sorted = [...layer.stops].sort((a, b) => a.value - b.value)
  return [
    'case',
    ['==', ['typeof', ['feature-state', 'value']], 'number'],
    [
      'step',
      ['to-number', ['feature-state', 'value'], 0],
      layer.color,
      ...sorted.flatMap((stop) => [stop.value, stop.color]),
    ],
    layer.color,
  ] as ExpressionSpecification
}

/** A dot grows with the logarithm of its value where no colour tells the value. */
function dotRadius(layer: Layer, scale: number): ExpressionSpecification {
  const value = ['to-number', ['feature-state', 'value'], 0]
  const growth = layer.stops.length > 0 ? 1 : ['+', 1, ['*', 0.45, ['log10', ['+', 1, ['abs', value]]]]]
  const at = (px: number) => ['*', px * scale, growth]
  return expression(['interpolate', ['linear'], ['zoom'], 9, at(3), 13, at(5.5), 17, at(9)])
}

function pointLayers(source: string, input: LivePointsInput): LayerSpecification[] {
  const { palette, scale, layer } = input
  const single: ExpressionSpecification = ['!', ['has', 'point_count']]
  return [
    {
      id: `${source}-dot`,
      type: 'circle',
      source,
      minzoom: Math.min(layer.minZoom, 9),
      filter: single,
      paint: {
        'circle-color': valueColor(layer),
        'circle-radius': dotRadius(layer, scale),
        'circle-stroke-color': palette.map.halo,
        'circle-stroke-width': 1.2 * scale,
      },
    },
    {
      id: `${source}-cluster`,
      type: 'circle',
      source,
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': byWorst(palette.level, palette.raised),
        'circle-stroke-color': layer.color,
        'circle-stroke-width': 1.5 * scale,
        'circle-radius': ['step', ['get', 'point_count'], 12 * scale, 100, 16 * scale, 1000, 21 * scale],
      },
    },
    {
      id: `${source}-count`,
      type: 'symbol',
      source,
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': [...mapFonts.regular],
        'text-size': 11 * scale,
        'text-allow-overlap': true,
      },
      paint: {
        'text-color': byWorst(palette.onLevel, palette.text),
      },
    },
    {
      id: `${source}-level`,
      type: 'symbol',
      source,
      filter: [
        'all',
        single,
        ['in', ['coalesce', ['get', 'level'], ''], ['literal', ['blue', 'yellow', 'orange', 'red']]],
      ],
      layout: {
        'icon-image': ['concat', 'level-', ['get', 'level']],
        'icon-size': 0.9 * scale,
        'icon-allow-overlap': true,
        'symbol-sort-key': ['-', 0, rank],
      },
    },
    {
      id: `${source}-text`,
      type: 'symbol',
      source,
      minzoom: LABEL_ZOOM,
      filter: single,
      layout: {
        'text-field': [
          'step',
          ['zoom'],
          ['get', 'text'],
          14.5,
          ['concat', ['get', 'name'], '\n', ['get', 'text']],
        ],
        'text-font': [...mapFonts.regular],
        'text-size': 11 * scale,
        'text-anchor': 'top',
        'text-offset': [0, 0.9],
        'text-max-width': 12,
        'text-optional': true,
      },
      paint: {
        'text-color': palette.map.label,
        'text-halo-color': palette.map.halo,
        'text-halo-width': 1.6 * scale,
      },
    },
  ]
}

/** The colour for the worst level inside a cluster. */
function byWorst(colors: Record<WarningLevel, string>, otherwise: string): ExpressionSpecification {
  const { red, orange, yellow, blue } = colors
  return expression(['match', ['get', 'worst'], 4, red, 3, orange, 2, yellow, 1, blue, otherwise])
}
