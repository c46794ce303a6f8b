import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Sentence } from './shapes.ts'

export const admissionReasons = [
  'admitted',
  'wrong-credentials',
  'expired',
  'revoked',
  'wrong-network',
  'wrong-certificate',
  'clone-suspected',
  'client-id-taken',
  'banned',
] as const

/** One attempt of a device to connect, and what was decided. */
export const ConnectionAttempt = Type.Object({
  id: Type.Integer(),
  time: Time,
  credentialName: orNull(Type.String()),
  clientId: orNull(Type.String()),
  address: Type.String(),
  decision: oneOf('admitted', 'refused'),
  reason: Type.Enum([...admissionReasons]),
  detail: Type.String(),
})
export type ConnectionAttempt = Static<typeof ConnectionAttempt>

/** What may put a device in quarantine by itself. Only devices with a credential of their own are watched. */
export const AdmissionPolicy = Type.Object({
  ratePerMinute: orNull(Type.Integer({ minimum: 1, description: 'Messages a minute; null: not watched.' })),
  mismatchesPerHour: orNull(Type.Integer({ minimum: 1, description: 'Messages that do not fit the model.' })),
  newAddress: Type.Boolean({ description: 'A source address never seen before.' }),
  reportUrl: Type.Optional(
    orNull(
      Type.String({
        pattern: '^https?://',
        maxLength: 1000,
        description: 'The security platform, told of refused attempts every hour; null: nobody.',
      }),
    ),
  ),
})
export type AdmissionPolicy = Static<typeof AdmissionPolicy>

export const Quarantine = Type.Object({
  id: Id,
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  divisionCode: orNull(DivisionCode),
  credentialName: orNull(Type.String()),
  reason: oneOf('rate', 'mismatch', 'new-address', 'operator'),
  detail: Type.String(),
  state: oneOf('held', 'released', 'banned'),
  time: Time,
  setAside: Type.Integer({ description: 'Messages set aside while it was held.' }),
  decidedBy: orNull(Type.String()),
  decidedTime: orNull(Time),
  comment: orNull(Type.String()),
})
export type Quarantine = Static<typeof Quarantine>

/** A right of an organisation over a group of devices: named ones, or all of a type and division. */
export const DeviceGrant = Type.Object({
  id: Id,
  organisationId: Id,
  organisationName: orNull(Type.String()),
  rights: Type.Array(oneOf('read', 'control')),
  thingIds: orNull(Type.Array(Id)),
  thingType: orNull(Type.String()),
  divisionCode: orNull(DivisionCode),
  expiresTime: Time,
  reason: Type.String(),
  createdBy: Type.String(),
  createdTime: Time,
  state: oneOf('active', 'expired', 'revoked'),
})
export type DeviceGrant = Static<typeof DeviceGrant>

const idParams = Type.Object({ id: Id })

export const listConnectionAttempts = defineOperation({
  id: 'sensing.listConnectionAttempts',
  method: 'GET',
  path: '/api/sensing/admission/attempts',
  permission: 'sensing.admit',
  summary: { zh: '设备连接记录', en: 'Attempts of devices to connect' },
  query: Type.Object({
    ...pageQuery,
    decision: Type.Optional(oneOf('admitted', 'refused')),
    credential: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
  }),
  response: pageOf(ConnectionAttempt),
})

export const getAdmissionStatistics = defineOperation({
  id: 'sensing.getAdmissionStatistics',
  method: 'GET',
  path: '/api/sensing/admission/statistics',
  permission: 'sensing.admit',
  summary: { zh: '准入统计：按来源的拒绝次数', en: 'Refusals by source and reason over some days' },
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })) }),
  response: Type.Object({
    admitted: Type.Integer(),
    refused: Type.Integer(),
    byReason: Type.Record(Type.String(), Type.Integer()),
    bySource: Type.Array(
      Type.Object({
        address: Type.String(),
        refused: Type.Integer(),
        credentials: Type.Integer(),
        lastTime: Time,
      }),
    ),
    quarantined: Type.Integer(),
    flaggedCredentials: Type.Integer(),
  }),
})

/** Refused attempts of one source with one credential for one reason. */
const RefusalReport = Type.Object({
  from: Time,
  to: Time,
  sources: Type.Array(
    Type.Object({
      address: Type.String(),
      credentialName: orNull(Type.String()),
      reason: Type.String(),
      attempts: Type.Integer(),
      firstTime: Time,
      lastTime: Time,
    }),
  ),
})
export type RefusalReport = Static<typeof RefusalReport>

export const getRefusalReport = defineOperation({
  id: 'sensing.getRefusalReport',
  method: 'GET',
  path: '/api/sensing/admission/refusals',
  permission: 'sensing.admit',
  summary: { zh: '拒绝接入报告，按来源汇总', en: 'Refused attempts by source, for the security platform' },
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })) }),
  response: RefusalReport,
})

export const sendRefusalReport = defineOperation({
  id: 'sensing.sendRefusalReport',
  method: 'POST',
  path: '/api/sensing/admission/refusal-reports',
  permission: 'sensing.admit',
  summary: {
    zh: '立即向安全平台报送拒绝接入（每小时自动报送）',
    en: 'Tell the security platform now of what was refused since the last report; done every hour',
  },
  response: Type.Object({ sources: Type.Integer(), attempts: Type.Integer() }),
})

export const getAdmissionPolicy = defineOperation({
  id: 'sensing.getAdmissionPolicy',
  method: 'GET',
  path: '/api/sensing/admission/policy',
  permission: 'sensing.admit',
  summary: { zh: '准入策略', en: 'What puts a device in quarantine by itself' },
  response: AdmissionPolicy,
})

export const setAdmissionPolicy = defineOperation({
  id: 'sensing.setAdmissionPolicy',
  method: 'PUT',
  path: '/api/sensing/admission/policy',
  permission: 'sensing.admit',
  summary: { zh: '修改准入策略', en: 'Change what puts a device in quarantine' },
  body: AdmissionPolicy,
  response: AdmissionPolicy,
})

export const listQuarantine = defineOperation({
  id: 'sensing.listQuarantine',
  method: 'GET',
  path: '/api/sensing/admission/quarantine',
  permission: 'sensing.admit',
  summary: { zh: '隔离设备列表', en: 'Devices in quarantine, and past decisions' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(oneOf('held', 'released', 'banned')),
    thing: Type.Optional(Id),
  }),
  response: pageOf(Quarantine),
})

export const quarantineThing = defineOperation({
  id: 'sensing.quarantineThing',
  method: 'POST',
  path: '/api/sensing/things/{id}/quarantine',
  permission: 'sensing.admit',
  summary: { zh: '人工隔离设备', en: 'Put a device in quarantine' },
  params: idParams,
  body: Type.Object({ reason: Sentence }),
  response: Quarantine,
  creates: true,
})

export const decideQuarantine = defineOperation({
  id: 'sensing.decideQuarantine',
  method: 'POST',
  path: '/api/sensing/admission/quarantine/{id}/decision',
  permission: 'sensing.admit',
  summary: { zh: '解除隔离或封禁设备', en: 'Release a device from quarantine, or ban it' },
  params: idParams,
  body: Type.Object({ decision: oneOf('release', 'ban'), comment: Sentence }),
  response: Quarantine,
})

export const listGrants = defineOperation({
  id: 'sensing.listGrants',
  method: 'GET',
  path: '/api/sensing/grants',
  permission: 'sensing.admit',
  summary: { zh: '设备授权列表', en: 'Rights of organisations over devices' },
  query: Type.Object({ ...pageQuery, organisation: Type.Optional(Id), thing: Type.Optional(Id) }),
  response: pageOf(DeviceGrant),
})

export const createGrant = defineOperation({
  id: 'sensing.createGrant',
  method: 'POST',
  path: '/api/sensing/grants',
  permission: 'sensing.admit',
  summary: { zh: '授予单位查看或控制设备的权利', en: 'Grant an organisation rights over devices' },
  body: Type.Object({
    organisationId: Id,
    rights: Type.Array(oneOf('read', 'control'), { minItems: 1, maxItems: 2 }),
    thingIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    thingType: Type.Optional(Type.String()),
    divisionCode: Type.Optional(DivisionCode),
    expiresTime: Time,
    reason: Sentence,
  }),
  response: DeviceGrant,
  creates: true,
})

export const revokeGrant = defineOperation({
  id: 'sensing.revokeGrant',
  method: 'DELETE',
  path: '/api/sensing/grants/{id}',
  permission: 'sensing.admit',
  summary: { zh: '收回设备授权', en: 'Take a grant back' },
  params: idParams,
  response: Done,
})

/** Something about a device a person should look at; `events` makes a city event of it. */
export const deviceIncident = defineMessage(
  'sensing.device-incident',
  Type.Object({
    incidentId: Id,
    eventType: Type.String(),
    thingId: Id,
    thingName: Type.String(),
    divisionCode: orNull(DivisionCode),
    position: orNull(Type.Tuple([Type.Number(), Type.Number()])),
    text: Type.String(),
    time: Time,
  }),
)

/** A credential was made, changed or revoked: every other process holds it anew; `by` is the one that knows already. */
export const credentialChanged = defineMessage(
  'sensing.credential-changed',
  Type.Object({ name: Type.String(), disconnect: Type.Boolean(), by: Id }),
)

/** A device went into quarantine or came out. */
export const thingQuarantined = defineMessage(
  'sensing.thing-quarantined',
  Type.Object({ thingId: Id, quarantined: Type.Boolean() }),
)

/** A device has come back at another process of the cluster: a session of it elsewhere is over. */
export const deviceSessionMoved = defineMessage(
  'sensing.device-session-moved',
  Type.Object({ name: Type.String(), sessionId: Id }),
)

/** What puts a device in quarantine was changed: every process reads it anew. */
export const admissionPolicyChanged = defineMessage('sensing.admission-policy-changed', Type.Object({}))
