import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** A credential a device or gateway signs in with. The key is shown once, when it is made. */
export const Credential = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('device'), Type.Literal('gateway')]),
  things: Type.Integer(),
  createdTime: Time,
  revokedTime: Type.Union([Time, Type.Null()]),
  lastUsedTime: Type.Union([Time, Type.Null()]),
})
export type Credential = Static<typeof Credential>

export const listCredentials = defineOperation({
  id: 'sensing.listCredentials',
  method: 'GET',
  path: '/api/sensing/credentials',
  permission: 'sensing.credentials',
  summary: { zh: '设备凭据列表', en: 'List device credentials' },
  query: Type.Object(pageQuery),
  response: pageOf(Credential),
})

export const createCredential = defineOperation({
  id: 'sensing.createCredential',
  method: 'POST',
  path: '/api/sensing/credentials',
  permission: 'sensing.credentials',
  summary: { zh: '签发设备或网关凭据（密钥只显示一次）', en: 'Issue a credential; its key is shown once' },
  body: Type.Object({
    name: Type.String({ minLength: 3, maxLength: 100, pattern: '^[A-Za-z0-9._:-]+$' }),
    kind: Type.Union([Type.Literal('device'), Type.Literal('gateway')]),
    thingIds: Type.Optional(Type.Array(Id, { maxItems: 10_000 })),
    thingType: Type.Optional(Type.String({ description: 'Covers every thing of this type, for a gateway.' })),
  }),
  response: Type.Object({ name: Type.String(), key: Type.String() }),
  creates: true,
})

export const revokeCredential = defineOperation({
  id: 'sensing.revokeCredential',
  method: 'DELETE',
  path: '/api/sensing/credentials/{name}',
  permission: 'sensing.credentials',
  summary: { zh: '吊销设备凭据', en: 'Revoke a credential' },
  params: Type.Object({ name: Type.String() }),
  response: Done,
})
