import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Json, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Sentence } from './shapes.ts'

/** Dotted integers without leading zeros (GB/T 26231-2017); at most 20 arcs deep. */
const Oid = Type.String({ pattern: '^[0-2](\\.(0|[1-9][0-9]{0,17})){1,19}$', maxLength: 200 })

/** An arc of the tree, given to a department with a quota. */
export const OidArc = Type.Object({
  arc: Type.String(),
  title: Type.String(),
  parent: orNull(Type.String()),
  organisationId: orNull(Id),
  organisationName: orNull(Type.String()),
  administrator: orNull(Type.String()),
  quota: Type.Integer(),
  issued: Type.Integer(),
  createdTime: Time,
})
export type OidArc = Static<typeof OidArc>

const Alias = Type.Object({
  scheme: oneOf('serial', 'gbt28181', 'asset', 'other'),
  alias: Type.String({ minLength: 1, maxLength: 200 }),
})

export const OidObject = Type.Object({
  oid: Type.String(),
  arc: Type.String(),
  kind: oneOf('device', 'camera', 'dataset', 'pole', 'licence-type', 'other'),
  title: Type.String(),
  entityId: orNull(Id),
  ownerId: orNull(Id),
  ownerName: orNull(Type.String()),
  divisionCode: orNull(DivisionCode),
  detailUrl: orNull(Type.String()),
  attributes: Json,
  state: oneOf('active', 'revoked'),
  stateText: oneOf('正常', '已注销'),
  successor: orNull(Type.String()),
  reason: orNull(Type.String()),
  aliases: Type.Array(Alias),
  createdTime: Time,
  revokedTime: orNull(Time),
  /** Text for a QR code or RFID tag. */
  payload: Type.String(),
})
export type OidObject = Static<typeof OidObject>

/** One object to register; without `oid` the next free number of the arc is taken. */
export const OidRegistration = Type.Object({
  oid: Type.Optional(Oid),
  kind: oneOf('device', 'camera', 'dataset', 'pole', 'licence-type', 'other'),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  entityId: Type.Optional(Id),
  ownerId: Type.Optional(Id),
  divisionCode: Type.Optional(DivisionCode),
  detailUrl: Type.Optional(Type.String({ maxLength: 500, pattern: '^(https?://|/)' })),
  attributes: Type.Optional(Json),
  restricted: Type.Optional(
    Type.Array(Type.String(), { description: 'Attributes only callers of its division see.' }),
  ),
  aliases: Type.Optional(Type.Array(Alias, { maxItems: 20 })),
})
export type OidRegistration = Static<typeof OidRegistration>

const params = Type.Object({ oid: Oid })

export const listOidArcs = defineOperation({
  id: 'sensing.listOidArcs',
  method: 'GET',
  path: '/api/sensing/oid-arcs',
  permission: 'sensing.read',
  summary: { zh: '标识分支', en: 'Arcs with quota and use' },
  query: Type.Object(pageQuery),
  response: pageOf(OidArc),
})

export const createOidArc = defineOperation({
  id: 'sensing.createOidArc',
  method: 'POST',
  path: '/api/sensing/oid-arcs',
  permission: 'sensing.oids',
  summary: { zh: '分配标识分支', en: 'Allocate an arc' },
  body: Type.Object({
    arc: Oid,
    title: Type.String({ minLength: 1, maxLength: 200 }),
    organisationId: Type.Optional(Id),
    administrator: Type.Optional(
      Type.String({ maxLength: 100, description: 'Account that may register under it.' }),
    ),
    quota: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  }),
  response: OidArc,
  creates: true,
})

export const registerOids = defineOperation({
  id: 'sensing.registerOids',
  method: 'POST',
  path: '/api/sensing/oid-arcs/{oid}/objects',
  permission: 'sensing.oids',
  summary: {
    zh: '登记对象标识（可批量，逐行报告）',
    en: 'Register objects; each row succeeds or says why not',
  },
  params,
  body: Type.Object({ rows: Type.Array(OidRegistration, { minItems: 1, maxItems: 2000 }) }),
  response: Type.Object({
    registered: Type.Integer(),
    rows: Type.Array(
      Type.Object({ row: Type.Integer(), object: orNull(OidObject), error: orNull(Type.String()) }),
    ),
  }),
  creates: true,
})

export const listOidObjects = defineOperation({
  id: 'sensing.listOidObjects',
  method: 'GET',
  path: '/api/sensing/oid-objects',
  permission: 'sensing.read',
  summary: { zh: '对象标识列表', en: 'Registered objects' },
  query: Type.Object({
    ...pageQuery,
    arc: Type.Optional(Type.String()),
    state: Type.Optional(oneOf('active', 'revoked')),
  }),
  response: pageOf(OidObject),
})

export const resolveOid = defineOperation({
  id: 'sensing.resolveOid',
  method: 'GET',
  path: '/api/sensing/oid-resolutions',
  permission: 'sensing.read',
  summary: { zh: '解析标识或别名', en: 'Resolve an OID or an alias' },
  query: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) }),
  response: OidObject,
})

export const revokeOid = defineOperation({
  id: 'sensing.revokeOid',
  method: 'POST',
  path: '/api/sensing/oid-objects/{oid}/revocation',
  permission: 'sensing.oids',
  summary: { zh: '注销标识，可指明继任者', en: 'Revoke an OID, naming its successor' },
  params,
  body: Type.Object({ successor: Type.Optional(Oid), reason: Sentence }),
  response: OidObject,
})

export const moveOid = defineOperation({
  id: 'sensing.moveOid',
  method: 'POST',
  path: '/api/sensing/oid-objects/{oid}/move',
  permission: 'sensing.oids',
  summary: {
    zh: '把对象迁到另一分支',
    en: 'Give an object a number under another arc; the old one points to it',
  },
  params,
  body: Type.Object({ arc: Oid, reason: Sentence }),
  response: OidObject,
})

export const getOidStatistics = defineOperation({
  id: 'sensing.getOidStatistics',
  method: 'GET',
  path: '/api/sensing/oid-statistics',
  permission: 'sensing.read',
  summary: { zh: '标识解析统计', en: 'Resolutions by day over a month' },
  response: Type.Object({
    active: Type.Integer(),
    revoked: Type.Integer(),
    byDay: Type.Array(Type.Object({ day: Type.String(), resolutions: Type.Integer() })),
  }),
})
