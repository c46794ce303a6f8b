import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull } from './shapes.ts'

/** How an identity is proved: pre-shared key, X.509 certificate, SM2 signature over a challenge, one-time claim code. */
export const credentialMethods = ['key', 'x509', 'sm2', 'claim'] as const

/** A credential a device or gateway signs in with. The key is shown once, when it is made. */
export const Credential = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('device'), Type.Literal('gateway')]),
  method: Type.Enum([...credentialMethods]),
  things: Type.Integer(),
  networks: Type.Array(Type.String()),
  state: oneOf('active', 'expired', 'revoked', 'unclaimed'),
  createdTime: Time,
  expiresTime: orNull(Time),
  rotatedTime: orNull(Time),
  revokedTime: orNull(Time),
  lastUsedTime: orNull(Time),
  lastAddress: orNull(Type.String()),
  flaggedTime: orNull(Time),
  flaggedReason: orNull(Type.String()),
})
export type Credential = Static<typeof Credential>

const credentialName = Type.String({ minLength: 3, maxLength: 100, pattern: '^[A-Za-z0-9._:-]+$' })

/** What is shown once: the key, or the claim code, or the certificate (with its private key when the platform made it). */
const Issued = Type.Object({
  name: Type.String(),
  key: Type.String({
    description: 'Key, claim code, or SM2 private key; empty where the device keeps its own.',
  }),
  certificate: Type.Optional(Type.String({ description: 'PEM; with its chain.' })),
  privateKey: Type.Optional(
    Type.String({ description: 'PEM (PKCS #8), only when the platform made the key pair.' }),
  ),
})

const params = Type.Object({ name: Type.String() })

export const listCredentials = defineOperation({
  id: 'sensing.listCredentials',
  method: 'GET',
  path: '/api/sensing/credentials',
  permission: 'sensing.credentials',
  summary: { zh: '设备凭据列表', en: 'List device credentials' },
  query: Type.Object({
    ...pageQuery,
    method: Type.Optional(Type.Enum([...credentialMethods])),
    flagged: Type.Optional(Type.Boolean()),
    thing: Type.Optional(Id),
  }),
  response: pageOf(Credential),
})

export const createCredential = defineOperation({
  id: 'sensing.createCredential',
  method: 'POST',
  path: '/api/sensing/credentials',
  permission: 'sensing.credentials',
  summary: { zh: '签发设备或网关凭据（密钥只显示一次）', en: 'Issue a credential; its key is shown once' },
  body: Type.Object({
    name: credentialName,
    kind: Type.Union([Type.Literal('device'), Type.Literal('gateway')]),
    method: Type.Optional(Type.Enum([...credentialMethods], { default: 'key' })),
    thingIds: Type.Optional(Type.Array(Id, { maxItems: 10_000 })),
    thingType: Type.Optional(Type.String({ description: 'Covers every thing of this type, for a gateway.' })),
    networks: Type.Optional(
      Type.Array(Type.String({ description: 'Address or CIDR block it may come from.' }), { maxItems: 50 }),
    ),
    expiresTime: Type.Optional(Time),
    publicKey: Type.Optional(
      Type.String({
        description: 'sm2: public key, hex (04…); x509: a certificate request, PEM. Else made here.',
      }),
    ),
  }),
  response: Issued,
  creates: true,
})

export const rotateCredential = defineOperation({
  id: 'sensing.rotateCredential',
  method: 'POST',
  path: '/api/sensing/credentials/{name}/rotations',
  permission: 'sensing.credentials',
  summary: { zh: '轮换设备密钥', en: 'Give a credential a new key; the old one may live on for a while' },
  params,
  body: Type.Object({
    graceSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800, default: 0 })),
  }),
  response: Issued,
  creates: true,
})

export const changeCredential = defineOperation({
  id: 'sensing.changeCredential',
  method: 'PATCH',
  path: '/api/sensing/credentials/{name}',
  permission: 'sensing.credentials',
  summary: {
    zh: '修改凭据的来源网络、有效期与标记',
    en: 'Change networks, expiry and the flag of a credential',
  },
  params,
  body: Type.Object({
    networks: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    expiresTime: Type.Optional(orNull(Time)),
    clearFlag: Type.Optional(Type.Boolean()),
  }),
  response: Done,
})

export const revokeCredential = defineOperation({
  id: 'sensing.revokeCredential',
  method: 'DELETE',
  path: '/api/sensing/credentials/{name}',
  permission: 'sensing.credentials',
  summary: { zh: '吊销设备凭据', en: 'Revoke a credential' },
  params,
  response: Done,
})

export const claimDevice = defineOperation({
  id: 'sensing.claimDevice',
  method: 'POST',
  path: '/api/sensing/claims',
  permission: 'public',
  summary: { zh: '设备用一次性认领码换取密钥', en: 'A device trades its one-time claim code for a key' },
  body: Type.Object({ code: Type.String({ minLength: 8, maxLength: 64 }) }),
  response: Type.Object({ name: Type.String(), key: Type.String(), things: Type.Array(Id) }),
  creates: true,
})

export const getDeviceAuthority = defineOperation({
  id: 'sensing.getDeviceAuthority',
  method: 'GET',
  path: '/api/sensing/credentials-authority',
  permission: 'public',
  summary: {
    zh: '设备接入的证书机构与端口',
    en: 'The certificate authority devices trust, and the ports they use',
  },
  response: Type.Object({ certificate: Type.String(), mqttPort: Type.Integer(), mqttsPort: Type.Integer() }),
})
