import { type Static, Type } from 'typebox'
import { Json, LocalTextSchema } from './common.ts'
import { defineOperation } from './operation.ts'

export const Layer = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  group: LocalTextSchema,
  entityType: Type.Union([Type.String(), Type.Null()]),
  geometry: Type.String(),
  sourceLayer: Type.String(),
  /** `city` for the base tiles, `live` for tiles of entities that change. */
  tileSet: Type.Union([Type.Literal('city'), Type.Literal('live')]),
  color: Type.String(),
  icon: Type.String(),
  visible: Type.Boolean(),
  minZoom: Type.Number(),
  /** Datastream whose latest value colours the features, when there is one. */
  valueProperty: Type.Union([Type.String(), Type.Null()]),
  stops: Type.Array(Type.Object({ value: Type.Number(), color: Type.String(), label: LocalTextSchema })),
})
export type Layer = Static<typeof Layer>

export const listLayers = defineOperation({
  id: 'maps.listLayers',
  method: 'GET',
  path: '/api/maps/layers',
  permission: 'maps.read',
  summary: { zh: '图层目录', en: 'Layers' },
  response: Type.Object({
    layers: Type.Array(Layer),
    bounds: Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()]),
    attribution: Type.String(),
  }),
})

const address = {
  z: Type.Integer({ minimum: 0, maximum: 22 }),
  x: Type.Integer({ minimum: 0 }),
  y: Type.Integer({ minimum: 0 }),
}

export const getTile = defineOperation({
  id: 'maps.getTile',
  method: 'GET',
  path: '/api/maps/tiles/{tileSet}/{z}/{x}/{y}',
  permission: 'maps.read',
  summary: { zh: '矢量瓦片', en: 'A vector tile (Mapbox Vector Tile 2.1)' },
  params: Type.Object({
    tileSet: Type.Union([Type.Literal('city'), Type.Literal('live')]),
    ...address,
  }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/vnd.mapbox-vector-tile',
})

/** What anybody may see of the map: where the city lies. */
export const getBaseMap = defineOperation({
  id: 'maps.getBaseMap',
  method: 'GET',
  path: '/api/maps/base',
  permission: 'public',
  summary: { zh: '公众底图说明', en: 'Bounds and attribution of the public base map' },
  response: Type.Object({
    bounds: Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()]),
    attribution: Type.String(),
  }),
})

/** Streets, water, green, buildings and well-known places; no register, no city parts, no ids. */
export const getBaseTile = defineOperation({
  id: 'maps.getBaseTile',
  method: 'GET',
  path: '/api/maps/base/{z}/{x}/{y}',
  permission: 'public',
  summary: { zh: '公众底图瓦片', en: 'A vector tile of the public base map (Mapbox Vector Tile 2.1)' },
  params: Type.Object(address),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/vnd.mapbox-vector-tile',
})

/** Live points in a box with the latest value and the highest open warning level of each. */
export const getLiveFeatures = defineOperation({
  id: 'maps.getLiveFeatures',
  method: 'GET',
  path: '/api/maps/live-features',
  permission: 'maps.read',
  summary: { zh: '实时要素', en: 'Live features of an entity type, with latest values' },
  query: Type.Object({
    type: Type.String(),
    bbox: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000, default: 5_000 })),
  }),
  response: Json,
})
