import { type Static, Type } from 'typebox'
import { Bbox, DivisionCode, Geometry, Id, Json, LocalTextSchema, pageOf, pageQuery, Time } from './common.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

export const EntityTypeInfo = Type.Object({
  id: Type.String({ description: '`<domain>.<type>`' }),
  domain: Type.String(),
  title: LocalTextSchema,
  geometry: Type.String(),
  schema: Json,
  icon: Type.String(),
  color: Type.String(),
  listColumns: Type.Array(Type.String()),
  relations: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema, to: Type.String() })),
  count: Type.Integer({ description: 'Entities of this type within the caller’s scope.' }),
})
export type EntityTypeInfo = Static<typeof EntityTypeInfo>

export const Entity = Type.Object({
  id: Id,
  type: Type.String(),
  reference: Type.String(),
  name: Type.String(),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  geometry: Type.Union([Geometry, Type.Null()]),
  attributes: Json,
  version: Type.Integer(),
  mergedInto: Type.Optional(
    Type.Union([Id, Type.Null()], { description: 'The root it was merged into, null for a root.' }),
  ),
  createdTime: Time,
  changedTime: Time,
})
export type Entity = Static<typeof Entity>

/** The newest value of one attribute fed by a datastream. `value` is null when the last reading was missing. */
export const LatestValue = Type.Object({
  datastreamId: Type.Integer(),
  property: Type.String(),
  title: LocalTextSchema,
  unit: Type.String(),
  unitLabel: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()]),
  time: Type.Union([Time, Type.Null()]),
  quality: Type.Integer(),
})
export type LatestValue = Static<typeof LatestValue>

export const EntityVersion = Type.Object({
  version: Type.Integer(),
  time: Time,
  userId: Type.Union([Id, Type.Null()]),
  userName: Type.Union([Type.String(), Type.Null()]),
  act: Type.Union([Type.Literal('created'), Type.Literal('changed'), Type.Literal('removed')]),
  before: Json,
  after: Json,
})
export type EntityVersion = Static<typeof EntityVersion>

export const Relationship = Type.Object({
  id: Id,
  name: Type.String(),
  fromId: Id,
  toId: Id,
  fromName: Type.String(),
  toName: Type.String(),
  fromType: Type.String(),
  toType: Type.String(),
  createdTime: Time,
})
export type Relationship = Static<typeof Relationship>

const idParams = Type.Object({ id: Id })

export const listEntityTypes = defineOperation({
  id: 'entities.listEntityTypes',
  method: 'GET',
  path: '/api/entities/types',
  permission: 'entities.read',
  summary: { zh: '实体类型', en: 'List entity types' },
  response: Type.Array(EntityTypeInfo),
})

export const listEntities = defineOperation({
  id: 'entities.listEntities',
  method: 'GET',
  path: '/api/entities/entities',
  permission: 'entities.read',
  summary: { zh: '实体检索', en: 'List and search entities' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    division: Type.Optional(DivisionCode),
    bbox: Type.Optional(Bbox),
    near: Type.Optional(
      Type.String({
        pattern: '^-?[0-9.]+,-?[0-9.]+,[0-9.]+$',
        description: 'lon,lat,metres; nearest first.',
      }),
    ),
  }),
  response: pageOf(Entity),
})

export const createEntity = defineOperation({
  id: 'entities.createEntity',
  method: 'POST',
  path: '/api/entities/entities',
  permission: 'entities.write',
  summary: { zh: '登记实体', en: 'Register an entity' },
  body: Type.Object({
    type: Type.String(),
    reference: Type.String({ minLength: 1, maxLength: 100 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    geometry: Type.Optional(Type.Union([Geometry, Type.Null()])),
    divisionCode: Type.Optional(DivisionCode),
    attributes: Type.Optional(Json),
  }),
  response: Entity,
  creates: true,
})

export const getEntity = defineOperation({
  id: 'entities.getEntity',
  method: 'GET',
  path: '/api/entities/entities/{id}',
  permission: 'entities.read',
  summary: { zh: '实体详情与实时值', en: 'An entity with its latest values' },
  params: idParams,
  response: Type.Object({
    entity: Entity,
    latest: Type.Array(LatestValue),
  }),
})

export const changeEntity = defineOperation({
  id: 'entities.changeEntity',
  method: 'PATCH',
  path: '/api/entities/entities/{id}',
  permission: 'entities.write',
  summary: { zh: '修改实体', en: 'Change an entity' },
  params: idParams,
  body: Type.Object({
    version: Type.Integer({
      description: 'The version this change is based on; refused when it is not the newest.',
    }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    geometry: Type.Optional(Type.Union([Geometry, Type.Null()])),
    attributes: Type.Optional(Json),
  }),
  response: Entity,
})

export const listEntityVersions = defineOperation({
  id: 'entities.listEntityVersions',
  method: 'GET',
  path: '/api/entities/entities/{id}/versions',
  permission: 'entities.read',
  summary: { zh: '实体变更历史', en: 'The history of an entity' },
  params: idParams,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(EntityVersion),
})

export const listRelationships = defineOperation({
  id: 'entities.listRelationships',
  method: 'GET',
  path: '/api/entities/entities/{id}/relationships',
  permission: 'entities.read',
  summary: { zh: '实体关系', en: 'Relationships of an entity, in both directions' },
  params: idParams,
  response: Type.Array(Relationship),
})

export const relateEntities = defineOperation({
  id: 'entities.relateEntities',
  method: 'POST',
  path: '/api/entities/entities/{id}/relationships',
  permission: 'entities.write',
  summary: { zh: '建立实体关系', en: 'Relate an entity to another' },
  params: idParams,
  body: Type.Object({ name: Type.String({ minLength: 1 }), toId: Id }),
  response: Relationship,
  creates: true,
})

/**
 * What happened to one entity. `before` and `after` hold only the attributes that changed, in the form they are stored in;
 * `after` is empty for what was created, which is read where it lives.
 */
export const EntityChange = Type.Object({
  entityId: Id,
  uri: Type.String({ description: 'Its NGSI-LD id.' }),
  tenant: Type.String({ description: 'Empty for the default tenant.' }),
  types: Type.Array(Type.String(), { description: 'Expanded types.' }),
  act: Type.Union([Type.Literal('created'), Type.Literal('changed'), Type.Literal('removed')]),
  attributes: Type.Array(Type.String(), {
    description: 'Changed attributes: core short name, otherwise IRI.',
  }),
  before: Json,
  after: Json,
  divisionCode: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  scopes: Type.Optional(Type.Array(Type.String())),
  createdAt: Type.Optional(Time),
  modifiedAt: Type.Optional(Time),
})
export type EntityChange = Static<typeof EntityChange>

/** Entities that were created, changed or removed in one transaction. */
export const entityChanged = defineMessage(
  'entities.entity-changed',
  Type.Object({ changes: Type.Array(EntityChange) }),
)
