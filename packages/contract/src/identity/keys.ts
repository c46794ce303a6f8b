import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const KeyUsage = oneOf('sign', 'seal', 'mac', 'authority', 'token')
const Hex = Type.String({ pattern: '^[0-9a-fA-F]+$', maxLength: 20_000 })
const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 2_000_000 })

/** A key of the register; its private half is never shown. */
export const KeyRecord = Type.Object({
  id: Id,
  purpose: Type.String(),
  usage: KeyUsage,
  algorithm: Type.String(),
  version: Type.Integer(),
  state: oneOf('active', 'retired', 'revoked', 'destroyed'),
  fromTime: Time,
  untilTime: Type.Union([Time, Type.Null()]),
  revokedTime: Type.Union([Time, Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  done: Type.Integer({ description: 'Uses so far.' }),
  failed: Type.Integer(),
  meanMicros: Type.Union([Type.Number(), Type.Null()], { description: 'Mean time of a use, µs.' }),
  destructionAskedBy: Type.Union([Type.String(), Type.Null()]),
})
export type KeyRecord = Static<typeof KeyRecord>

export const listKeys = defineOperation({
  id: 'identity.listKeys',
  method: 'GET',
  path: '/api/identity/keys',
  permission: 'identity.keys',
  summary: { zh: '密钥列表与用量', en: 'Keys and their use' },
  query: Type.Object(pageQuery),
  response: pageOf(KeyRecord),
})

export const rotateKey = defineOperation({
  id: 'identity.rotateKey',
  method: 'POST',
  path: '/api/identity/keys/rotations',
  permission: 'identity.keys',
  summary: { zh: '轮换密钥', en: 'Rotate a key' },
  body: Type.Object({ purpose: Type.String({ minLength: 1, maxLength: 100 }), usage: KeyUsage }),
  response: Type.Object({ id: Id, version: Type.Integer() }),
})

export const revokeKey = defineOperation({
  id: 'identity.revokeKey',
  method: 'POST',
  path: '/api/identity/keys/{id}/revocation',
  permission: 'identity.keys',
  summary: { zh: '吊销签名密钥', en: 'Revoke a signing key' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    time: Type.Optional(Time),
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: Done,
})

export const askKeyDestruction = defineOperation({
  id: 'identity.askKeyDestruction',
  method: 'POST',
  path: '/api/identity/keys/{id}/destruction',
  permission: 'identity.keys',
  summary: { zh: '申请销毁密钥（须另一人确认）', en: 'Ask to destroy a key; somebody else confirms' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  response: Done,
})

export const confirmKeyDestruction = defineOperation({
  id: 'identity.confirmKeyDestruction',
  method: 'PUT',
  path: '/api/identity/keys/{id}/destruction',
  permission: 'identity.keys',
  summary: { zh: '确认销毁密钥', en: 'Confirm the destruction of a key' },
  params: Type.Object({ id: Id }),
  response: Type.Object({
    proof: Type.String({ description: 'Statement of destruction, signed with SM2.' }),
  }),
})

/** What the versions of a key sealed, all places together, and the last run that sealed it anew. */
export const SealedTexts = Type.Object({
  purpose: Type.String(),
  titles: Type.Array(Type.String(), { description: 'Where the texts stand, in words.' }),
  activeVersion: Type.Union([Type.Integer(), Type.Null()]),
  versions: Type.Array(Type.Object({ version: Type.Integer(), texts: Type.Integer() })),
  left: Type.Integer({ description: 'Texts of versions before the active one.' }),
  run: Type.Union([
    Type.Object({
      id: Id,
      version: Type.Integer(),
      total: Type.Integer(),
      done: Type.Integer(),
      failed: Type.Integer(),
      failure: Type.Union([Type.String(), Type.Null()]),
      byName: Type.String(),
      startedTime: Time,
      finishedTime: Type.Union([Time, Type.Null()]),
    }),
    Type.Null(),
  ]),
})
export type SealedTexts = Static<typeof SealedTexts>

export const listSealedTexts = defineOperation({
  id: 'identity.listSealedTexts',
  method: 'GET',
  path: '/api/identity/sealed-texts',
  permission: 'identity.keys',
  summary: { zh: '密文与密钥版本', en: 'Sealed texts by version of their key' },
  response: Type.Object({ items: Type.Array(SealedTexts) }),
})

export const resealTexts = defineOperation({
  id: 'identity.resealTexts',
  method: 'POST',
  path: '/api/identity/sealed-texts/{purpose}/runs',
  permission: 'identity.keys',
  summary: { zh: '以现用密钥重新加密', en: 'Seal anew with the active key' },
  params: Type.Object({ purpose: Type.String({ maxLength: 100 }) }),
  response: Type.Object({ id: Id, total: Type.Integer() }),
  creates: true,
})

export const getPublicKey = defineOperation({
  id: 'identity.getPublicKey',
  method: 'GET',
  path: '/api/identity/public-keys/{id}',
  permission: 'public',
  summary: { zh: '公钥与证书', en: 'A public key and its certificate' },
  params: Type.Object({ id: Id }),
  response: Type.Object({
    keyId: Id,
    publicKey: Type.String(),
    certificate: Type.String(),
    state: oneOf('active', 'retired', 'revoked'),
    from: Time,
    until: Type.Union([Time, Type.Null()]),
    revokedTime: Type.Union([Time, Type.Null()]),
  }),
})

export const getRevocationList = defineOperation({
  id: 'identity.getRevocationList',
  method: 'GET',
  path: '/api/identity/revocations.crl',
  permission: 'public',
  summary: { zh: '证书吊销列表（CRL）', en: 'The list of revoked certificates (RFC 5280)' },
  response: Type.String(),
  produces: 'application/x-pem-file',
})

/** A certificate this installation issued. */
export const CertificateRecord = Type.Object({
  serial: Type.String(),
  kind: oneOf('person', 'organisation', 'device', 'server'),
  name: Type.String(),
  holderId: Type.Union([Id, Type.Null()]),
  fromTime: Time,
  untilTime: Time,
  state: oneOf('active', 'suspended', 'revoked', 'expired'),
  revokedTime: Type.Union([Time, Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  evidence: Type.String(),
})
export type CertificateRecord = Static<typeof CertificateRecord>

export const listCertificates = defineOperation({
  id: 'identity.listCertificates',
  method: 'GET',
  path: '/api/identity/certificates',
  permission: 'identity.keys',
  summary: { zh: '数字证书列表', en: 'List certificates' },
  query: Type.Object({ ...pageQuery, kind: Type.Optional(CertificateRecord.properties.kind) }),
  response: pageOf(CertificateRecord),
})

export const issueCertificate = defineOperation({
  id: 'identity.issueCertificate',
  method: 'POST',
  path: '/api/identity/certificates',
  permission: 'identity.keys',
  summary: { zh: '签发数字证书', en: 'Issue a certificate' },
  body: Type.Object({
    kind: CertificateRecord.properties.kind,
    name: Type.String({ minLength: 1, maxLength: 60 }),
    holderId: Type.Optional(Type.Union([Id, Type.Null()])),
    publicKey: Type.String({
      pattern: '^04[0-9a-f]{128}$',
      description:
        'SM2 public key of the holder, hex. The private key is made by the holder and stays there.',
    }),
    days: Type.Integer({ minimum: 1, maximum: 1826 }),
    evidence: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: Type.Object({ serial: Type.String(), certificate: Type.String() }),
  creates: true,
})

export const changeCertificate = defineOperation({
  id: 'identity.changeCertificate',
  method: 'POST',
  path: '/api/identity/certificates/{serial}/state',
  permission: 'identity.keys',
  summary: { zh: '暂停、恢复或吊销证书', en: 'Suspend, resume or revoke a certificate' },
  params: Type.Object({ serial: Type.String({ pattern: '^[0-9a-f]{32}$' }) }),
  body: Type.Object({
    state: oneOf('active', 'suspended', 'revoked'),
    time: Type.Optional(Time),
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: CertificateRecord,
})

/** A time stamp in the sense of GB/T 20520: the platform has seen this digest at this time. */
const TimeStamp = Type.Object({
  time: Time,
  sm3: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  keyId: Id,
  signature: Hex,
})

export const stampTime = defineOperation({
  id: 'identity.stampTime',
  method: 'POST',
  path: '/api/identity/time-stamps',
  permission: 'signed-in',
  summary: { zh: '签发时间戳', en: 'Stamp the time on a digest' },
  body: Type.Object({ sm3: TimeStamp.properties.sm3 }),
  response: TimeStamp,
})

/** GB/T 32905 (SM3) and FIPS 180-4 (SHA-256): what else hashes the same words compares with. */
export const digestData = defineOperation({
  id: 'identity.digestData',
  method: 'POST',
  path: '/api/identity/digests',
  permission: 'signed-in',
  summary: { zh: '计算杂凑值', en: 'Digest of data' },
  body: Type.Object({ data: Base64, algorithm: oneOf('SM3', 'SHA-256') }),
  response: Type.Object({ digest: Hex, bytes: Type.Integer() }),
})

export const checkSignature = defineOperation({
  id: 'identity.checkSignature',
  method: 'POST',
  path: '/api/identity/signature-checks',
  permission: 'public',
  summary: { zh: '验签：证书、时间戳与签名时状态', en: 'Check a signature at the time it was made' },
  body: Type.Object({
    serial: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    data: Base64,
    signature: Hex,
    stamp: Type.Optional(TimeStamp),
  }),
  response: Type.Object({
    valid: Type.Boolean(),
    reason: oneOf(
      'valid',
      'changed',
      'unknown-certificate',
      'revoked',
      'suspended',
      'expired',
      'stamp-invalid',
    ),
    text: Type.String(),
    holder: Type.Union([Type.String(), Type.Null()]),
    at: Time,
  }),
})

export const getCertificateCoverage = defineOperation({
  id: 'identity.getCertificateCoverage',
  method: 'GET',
  path: '/api/identity/certificates/coverage',
  permission: 'identity.keys',
  summary: { zh: '法人证书覆盖率', en: 'Share of firms with a certificate, by county' },
  response: Type.Object({
    firms: Type.Integer(),
    covered: Type.Integer(),
    share: Type.Union([Type.Number(), Type.Null()]),
    counties: Type.Array(
      Type.Object({ code: Type.String(), firms: Type.Integer(), covered: Type.Integer() }),
    ),
  }),
})

/** Where cryptography is used in the city: the inventory GB/T 39786 asks for. */
export const CryptoUse = Type.Object({
  id: Id,
  system: Type.String({ minLength: 1, maxLength: 100 }),
  purpose: oneOf('licence', 'authentication', 'access', 'storage', 'transport', 'audit'),
  algorithm: Type.String({ minLength: 1, maxLength: 60 }),
  protectionLevel: Type.Integer({ minimum: 1, maximum: 5, description: 'Level of classified protection.' }),
  productCertificate: Type.Union([Type.String({ maxLength: 60 }), Type.Null()]),
  assessedDate: Type.Union([Type.String({ format: 'date' }), Type.Null()]),
})
export type CryptoUse = Static<typeof CryptoUse>

export const listCryptoUses = defineOperation({
  id: 'identity.listCryptoUses',
  method: 'GET',
  path: '/api/identity/crypto-uses',
  permission: 'identity.keys',
  summary: { zh: '密码应用台账与缺口', en: 'Inventory of cryptography and its gaps' },
  query: Type.Object(pageQuery),
  response: pageOf(Type.Object({ ...CryptoUse.properties, gaps: Type.Array(Type.String()) })),
})

export const saveCryptoUse = defineOperation({
  id: 'identity.saveCryptoUse',
  method: 'POST',
  path: '/api/identity/crypto-uses',
  permission: 'identity.keys',
  summary: { zh: '登记密码应用', en: 'Enter a use of cryptography' },
  body: Type.Object({ ...CryptoUse.properties, id: Type.Optional(Id) }),
  response: Type.Object({ id: Id }),
})
