import { type Static, Type } from 'typebox'
import { Bbox, DivisionCode, Id, Json, LocalTextSchema, pageOf, pageQuery, Time } from '../common.ts'
import { LatestValue } from '../entities.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

export const Thing = Type.Object({
  id: Id,
  thingType: Type.String(),
  reference: Type.String(),
  name: Type.String(),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  state: Type.Union([
    Type.Literal('online'),
    Type.Literal('offline'),
    Type.Literal('never-seen'),
    Type.Literal('quarantined'),
  ]),
  lastSeenTime: Type.Union([Time, Type.Null()]),
  credentialName: Type.Union([Type.String(), Type.Null()]),
})
export type Thing = Static<typeof Thing>

export const ThingTypeInfo = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  entityType: Type.String(),
  datastreams: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalTextSchema,
      unit: Type.String(),
      unitLabel: Type.String(),
      derived: Type.Boolean(),
      periodSeconds: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  things: Type.Integer(),
  online: Type.Integer(),
})
export type ThingTypeInfo = Static<typeof ThingTypeInfo>

const idParams = Type.Object({ id: Id })

export const listThingTypes = defineOperation({
  id: 'sensing.listThingTypes',
  method: 'GET',
  path: '/api/sensing/thing-types',
  permission: 'sensing.read',
  summary: { zh: '设备模型', en: 'List thing types' },
  response: Type.Array(ThingTypeInfo),
})

export const listThings = defineOperation({
  id: 'sensing.listThings',
  method: 'GET',
  path: '/api/sensing/things',
  permission: 'sensing.read',
  summary: { zh: '设备列表', en: 'List things' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    division: Type.Optional(DivisionCode),
    state: Type.Optional(Type.String()),
    bbox: Type.Optional(Bbox),
  }),
  response: pageOf(Thing),
})

export const createThing = defineOperation({
  id: 'sensing.createThing',
  method: 'POST',
  path: '/api/sensing/things',
  permission: 'sensing.write',
  summary: {
    zh: '登记设备（可同时登记其实体）',
    en: 'Register a thing, with its entity when there is none yet',
  },
  body: Type.Object({
    thingType: Type.String(),
    entityId: Type.Optional(Id),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    attributes: Type.Optional(Json),
    ownerId: Type.Optional(Id),
    sector: Type.Optional(Type.String({ maxLength: 60 })),
    serial: Type.Optional(Type.String({ maxLength: 100 })),
    credential: Type.Optional(
      Type.Object({ name: Type.String({ minLength: 3, maxLength: 100, pattern: '^[A-Za-z0-9._:-]+$' }) }),
    ),
  }),
  response: Type.Object({
    thing: Thing,
    datastreams: Type.Array(LatestValue),
    credential: Type.Union([Type.Object({ name: Type.String(), key: Type.String() }), Type.Null()]),
  }),
  creates: true,
})

export const getThing = defineOperation({
  id: 'sensing.getThing',
  method: 'GET',
  path: '/api/sensing/things/{id}',
  permission: 'sensing.read',
  summary: { zh: '设备详情', en: 'A thing with its datastreams and latest values' },
  params: idParams,
  response: Type.Object({ thing: Thing, datastreams: Type.Array(LatestValue) }),
})

/** Things were registered, or what the hot path knows of them changed; other processes read them again. */
export const thingsChanged = defineMessage(
  'sensing.things-changed',
  Type.Object({ thingIds: Type.Array(Id) }),
)
