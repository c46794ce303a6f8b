import { type Static, Type } from 'typebox'
import { Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Code = Type.String({ minLength: 1, maxLength: 100 })
const Title = Type.String({ minLength: 1, maxLength: 200 })
const Reason = Type.String({ minLength: 2, maxLength: 500 })

/** 互认: what of another city counts here as what, for which scenes. In force once both cities have signed. */
export const Recognition = Type.Object({
  id: Id,
  systemId: Id,
  systemName: Type.String(),
  kind: oneOf('item', 'material', 'licence', 'standard', 'card', 'code'),
  foreignCode: Code,
  foreignTitle: Title,
  localCode: Code,
  localTitle: Title,
  assurance: Type.Integer({ minimum: 1, maximum: 3 }),
  fields: Type.Array(Type.String(), { description: 'Of a licence: what the other side may be shown.' }),
  scenes: Type.Array(Type.String(), { description: 'Empty: every scene.' }),
  limits: Type.String(),
  version: Type.Integer(),
  state: oneOf('proposed', 'to-sign', 'active', 'suspended', 'withdrawn'),
  reason: nullable(Type.String()),
  isResuming: Type.Boolean({ description: 'One of the two who must resume it has.' }),
  validFrom: Day,
  validUntil: Day,
  signedBy: nullable(Type.String()),
  changedTime: Time,
})
export type Recognition = Static<typeof Recognition>

const params = Type.Object({ id: Id })

export const listRecognitions = defineOperation({
  id: 'services.listRecognitions',
  method: 'GET',
  path: '/api/services/recognitions',
  permission: 'services.systems',
  summary: { zh: '互认对照表', en: 'Equivalence tables with other cities' },
  query: Type.Object({
    ...pageQuery,
    system: Type.Optional(Id),
    kind: Type.Optional(Recognition.properties.kind),
    state: Type.Optional(Recognition.properties.state),
  }),
  response: pageOf(Recognition),
})

export const proposeRecognition = defineOperation({
  id: 'services.proposeRecognition',
  method: 'POST',
  path: '/api/services/recognitions',
  permission: 'services.systems',
  summary: { zh: '提出互认', en: 'Propose a recognition to another city; signed by this one' },
  body: Type.Object({
    systemId: Id,
    kind: Recognition.properties.kind,
    foreignCode: Code,
    foreignTitle: Title,
    localCode: Code,
    localTitle: Title,
    assurance: Recognition.properties.assurance,
    fields: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 60 }),
    scenes: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 60 }),
    limits: Type.String({ maxLength: 500 }),
    validFrom: Day,
    validUntil: Day,
  }),
  response: Recognition,
  creates: true,
})

export const signRecognition = defineOperation({
  id: 'services.signRecognition',
  method: 'POST',
  path: '/api/services/recognitions/{id}/signature',
  permission: 'services.systems',
  summary: { zh: '签署互认', en: 'Sign what another city has proposed' },
  params,
  response: Recognition,
})

export const stopRecognition = defineOperation({
  id: 'services.stopRecognition',
  method: 'POST',
  path: '/api/services/recognitions/{id}/stop',
  permission: 'services.systems',
  summary: { zh: '暂停或撤回互认', en: 'Suspend or withdraw a recognition at once, on both sides' },
  params,
  body: Type.Object({ to: oneOf('suspended', 'withdrawn'), reason: Reason }),
  response: Recognition,
})

export const resumeRecognition = defineOperation({
  id: 'services.resumeRecognition',
  method: 'POST',
  path: '/api/services/recognitions/{id}/resumption',
  permission: 'services.systems',
  summary: { zh: '恢复互认（两人）', en: 'Resume a suspended recognition; takes two persons' },
  params,
  response: Recognition,
})

export const listRecognised = defineOperation({
  id: 'services.listRecognised',
  method: 'GET',
  path: '/api/services/recognised',
  permission: 'public',
  summary: { zh: '哪些证照卡码在哪里可用', en: 'Which papers, cards and codes count where' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Pick(Recognition, [
      ...([
        'id',
        'systemId',
        'systemName',
        'kind',
        'foreignTitle',
        'localTitle',
        'scenes',
        'limits',
      ] as const),
      'validUntil',
    ]),
  ),
})

export const ForeignCheck = Type.Object({
  id: Id,
  systemName: Type.String(),
  kind: oneOf('licence', 'card', 'code'),
  typeCode: Type.String(),
  holder: Type.String({ description: 'Masked name, or a pseudonym.' }),
  scene: Type.String(),
  outcome: oneOf('passed', 'refused'),
  reason: Type.String(),
  text: Type.String(),
  isOffline: Type.Boolean({ description: 'Judged by anchors the other city could not be asked about.' }),
  userName: Type.String(),
  time: Time,
})
export type ForeignCheck = Static<typeof ForeignCheck>

export const verifyForeign = defineOperation({
  id: 'services.verifyForeign',
  method: 'POST',
  path: '/api/services/foreign-checks',
  permission: 'services.scan',
  summary: { zh: '核验外地证照卡码', en: 'Verify a licence, card or code of another city for a scene' },
  body: Type.Object({
    systemId: Id,
    scene: Type.String({ minLength: 1, maxLength: 60 }),
    content: Type.String({
      ...{ minLength: 1, maxLength: 8_000_000 },
      description: 'Text of a code or card, or a licence file (PDF or package) in base64.',
    }),
  }),
  response: Type.Object({
    ...Type.Omit(ForeignCheck, ['systemName', 'userName', 'time']).properties,
    assurance: nullable(Type.Integer()),
    scenes: Type.Array(Type.String()),
    validUntil: nullable(Day),
    fields: Json,
    anchorsTime: nullable(Time),
  }),
})

export const listForeignChecks = defineOperation({
  id: 'services.listForeignChecks',
  method: 'GET',
  path: '/api/services/foreign-checks',
  permission: 'services.systems',
  summary: { zh: '外地证照核验记录', en: 'Log of foreign papers that were verified' },
  query: Type.Object({ ...pageQuery, outcome: Type.Optional(ForeignCheck.properties.outcome) }),
  response: pageOf(ForeignCheck),
})
