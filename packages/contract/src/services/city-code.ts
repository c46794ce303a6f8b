import { type Static, Type } from 'typebox'
import { Done, Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Text } from './shapes.ts'

export const getCityCode = defineOperation({
  id: 'services.getCityCode',
  method: 'POST',
  path: '/api/services/city-code',
  permission: 'services.apply',
  summary: { zh: '出示市民码', en: 'Show the city code' },
  body: Type.Object({ dependantId: Type.Optional(Id) }),
  response: Type.Object({
    /** Signed text of the QR code (GB/T 18284). */
    token: Type.String(),
    holderName: Type.String(),
    issuedTime: Time,
    expiresTime: Time,
  }),
})

export const setCityCodeFrozen = defineOperation({
  id: 'services.setCityCodeFrozen',
  method: 'PUT',
  path: '/api/services/city-code/frozen',
  permission: 'services.apply',
  summary: { zh: '冻结或解冻市民码', en: 'Freeze the city code' },
  body: Type.Object({ frozen: Type.Boolean() }),
  response: Done,
})

export const CodeScan = Type.Object({
  id: Id,
  time: Time,
  sceneName: Type.String(),
  ownerName: Type.String(),
  terminal: Type.String(),
  outcome: oneOf('passed', 'refused'),
  text: Type.String(),
  fields: Type.Array(Type.String()),
  /** What the fields are called, in the same order. */
  fieldTitles: Type.Array(Type.String()),
  offline: Type.Boolean(),
})
export type CodeScan = Static<typeof CodeScan>

export const listMyScans = defineOperation({
  id: 'services.listMyScans',
  method: 'GET',
  path: '/api/services/city-code/scans',
  permission: 'services.apply',
  summary: { zh: '我的扫码记录', en: 'Scans of my code' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: Type.Object({
    items: Type.Array(CodeScan),
    total: Type.Integer(),
    frozen: Type.Boolean(),
    /** Number of a printed code in force, if any. */
    card: nullable(Type.String()),
  }),
})

const SceneFields = {
  name: Text(60),
  purpose: Text(200),
  basis: Text(300),
  /** `name`, `name-suffix`, `number-masked`, or `<licence type>:<field>` such as `licences.reader-card:readerNumber`. */
  fields: Type.Array(Type.String({ pattern: '^[a-z][a-zA-Z0-9.:-]*$', maxLength: 120 }), { maxItems: 20 }),
  terminals: Type.Array(Text(60), { minItems: 1, maxItems: 500 }),
  singleUse: Type.Boolean(),
  offline: Type.Boolean(),
  /** Grade of the personal score that is needed; the scene hears only whether it is reached. */
  minGrade: Type.Optional(oneOf('A', 'B', 'C')),
  fromHour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
  toHour: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
}

export const CodeScene = Type.Object({
  id: Id,
  ...SceneFields,
  /** What the fields are called, in the same order. */
  fieldTitles: Type.Array(Type.String()),
  ownerName: Type.String(),
  state: oneOf('draft', 'active', 'refused', 'stopped'),
  reviewNote: nullable(Type.String()),
  passed: Type.Integer(),
  refused: Type.Integer(),
})
export type CodeScene = Static<typeof CodeScene>

export const listCodeScenes = defineOperation({
  id: 'services.listCodeScenes',
  method: 'GET',
  path: '/api/services/code-scenes',
  permission: 'signed-in',
  summary: { zh: '用码场景', en: 'Scenes of the city code' },
  query: Type.Object(pageQuery),
  response: pageOf(CodeScene),
})

export const CodeField = Type.Object({ code: Type.String(), title: Type.String() })
export type CodeField = Static<typeof CodeField>

export const listCodeFields = defineOperation({
  id: 'services.listCodeFields',
  method: 'GET',
  path: '/api/services/code-fields',
  permission: 'services.scan',
  summary: { zh: '用码场景可以登记的字段', en: 'Fields a scene may ask for' },
  query: Type.Object(pageQuery),
  response: pageOf(CodeField),
})

export const proposeCodeScene = defineOperation({
  id: 'services.proposeCodeScene',
  method: 'POST',
  path: '/api/services/code-scenes',
  permission: 'services.scan',
  summary: { zh: '申请接入用码场景', en: 'Propose a scene' },
  body: Type.Object(SceneFields),
  response: CodeScene,
  creates: true,
})

export const reviewCodeScene = defineOperation({
  id: 'services.reviewCodeScene',
  method: 'POST',
  path: '/api/services/code-scenes/{id}/review',
  permission: 'services.scenes',
  summary: { zh: '审核用码场景', en: 'Review a scene' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ to: oneOf('active', 'refused', 'stopped'), note: Text(300) }),
  response: CodeScene,
})

export const verifyCityCode = defineOperation({
  id: 'services.verifyCityCode',
  method: 'POST',
  path: '/api/services/city-code/verification',
  permission: 'services.scan',
  summary: { zh: '核验市民码', en: 'Verify a city code' },
  body: Type.Object({
    token: Text(2000),
    sceneId: Id,
    terminal: Text(60),
    /** Fields wanted; all of the scene when left out. One that is not registered is refused. */
    fields: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 20 })),
    /** When it was read, for a terminal that verified offline and reports later. */
    offlineTime: Type.Optional(Time),
  }),
  response: Type.Object({
    outcome: oneOf('passed', 'refused'),
    reason: oneOf(
      ...([
        'ok',
        'expired',
        'replayed',
        'changed',
        'unknown-key',
        'revoked',
        'frozen',
        'not-eligible',
      ] as const),
      ...(['outside-hours', 'unknown-terminal', 'scene-not-active', 'not-recognised', 'malformed'] as const),
    ),
    text: Type.String(),
    fields: Json,
    /** What the answered fields are called, by code. */
    titles: Type.Record(Type.String(), Type.String()),
    eligible: nullable(Type.Boolean()),
    traceId: Type.String(),
  }),
})

/** What a terminal needs to verify offline: keys, tolerance, who is denied. */
export const getOfflineKit = defineOperation({
  id: 'services.getOfflineKit',
  method: 'GET',
  path: '/api/services/code-scenes/{id}/offline-kit',
  permission: 'services.scan',
  summary: { zh: '离线核验资料', en: 'What a terminal verifies with offline' },
  params: Type.Object({ id: Id }),
  response: Type.Object({
    version: Type.Integer(),
    issuedTime: Time,
    toleranceSeconds: Type.Integer(),
    keys: Type.Array(Type.Object({ keyId: Type.String(), publicKey: Type.String() })),
    denied: Type.Array(Type.String(), { description: 'Pseudonyms whose codes are refused.' }),
  }),
})

export const printCityCode = defineOperation({
  id: 'services.printCityCode',
  method: 'POST',
  path: '/api/services/city-code/cards',
  permission: 'services.accept',
  summary: { zh: '为没有手机的人制发纸质码', en: 'Print a code for whoever has no phone' },
  body: Type.Object({ holderName: Text(60), holderNumber: Type.String({ minLength: 18, maxLength: 18 }) }),
  response: Type.Object({ cardNumber: Type.String(), token: Type.String(), validUntil: Time }),
  creates: true,
})

export const stopCityCodeCard = defineOperation({
  id: 'services.stopCityCodeCard',
  method: 'POST',
  path: '/api/services/city-code/cards/{number}/loss',
  permission: 'services.accept',
  summary: { zh: '挂失纸质码', en: 'Report a printed code lost' },
  params: Type.Object({ number: Type.String({ maxLength: 40 }) }),
  response: Done,
})
