import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull } from './shapes.ts'

/** What an access profile demands of a device. */
export const ProfileContent = Type.Object({
  model: Type.String({ description: 'The device model it is about.' }),
  properties: Type.Array(
    Type.Object({
      id: Type.String(),
      unit: Type.String({ description: 'UCUM code the packet must carry.' }),
      periodSeconds: Type.Number({ minimum: 1 }),
      mandatory: Type.Boolean(),
    }),
    { minItems: 1 },
  ),
  commands: Type.Array(Type.String()),
  /** 1–2: key; 3–4: certificate (X.509 or SM2). */
  securityLevel: Type.Integer({ minimum: 1, maximum: 4 }),
  namingRule: orNull(Type.String()),
  reconnects: Type.Boolean({ description: 'Must come back after the network was lost, and go on sending.' }),
})
export type ProfileContent = Static<typeof ProfileContent>

export const Profile = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  content: ProfileContent,
  difference: Type.Array(Type.String()),
  publishedBy: Type.String(),
  publishedTime: Time,
  graceDays: Type.Integer(),
  deadlineTime: Time,
  affected: Type.Integer({ description: 'Devices bound to an earlier version.' }),
})
export type Profile = Static<typeof Profile>

export const ConformanceItem = Type.Object({
  item: Type.String(),
  passed: Type.Boolean(),
  detail: Type.String(),
  packet: orNull(Type.String({ description: 'The packet the decision quotes.' })),
})
export type ConformanceItem = Static<typeof ConformanceItem>

export const ConformanceRun = Type.Object({
  id: Id,
  profileId: Type.String(),
  profileVersion: Type.Integer(),
  thingId: Id,
  thingName: Type.String(),
  vendor: Type.String(),
  modelName: Type.String(),
  state: oneOf('running', 'passed', 'failed'),
  result: orNull(oneOf('通过', '不通过')),
  startedBy: Type.String(),
  startedTime: Time,
  finishedTime: orNull(Time),
  items: Type.Array(ConformanceItem),
  validUntil: orNull(Time),
})
export type ConformanceRun = Static<typeof ConformanceRun>

const profileParams = Type.Object({ id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,59}$' }) })
const idParams = Type.Object({ id: Id })

export const listProfiles = defineOperation({
  id: 'sensing.listProfiles',
  method: 'GET',
  path: '/api/sensing/profiles',
  permission: 'sensing.read',
  summary: { zh: '物联接入规范', en: 'Access profiles, every version' },
  query: Type.Object(pageQuery),
  response: pageOf(Profile),
})

export const publishProfile = defineOperation({
  id: 'sensing.publishProfile',
  method: 'POST',
  path: '/api/sensing/profiles/{id}/versions',
  permission: 'sensing.models',
  summary: { zh: '发布接入规范新版本', en: 'Publish a version of a profile with its days of grace' },
  params: profileParams,
  body: Type.Object({
    title: Type.String({ minLength: 1, maxLength: 200 }),
    content: ProfileContent,
    graceDays: Type.Integer({ minimum: 0, maximum: 3650 }),
  }),
  response: Profile,
  creates: true,
})

export const bindProfile = defineOperation({
  id: 'sensing.bindProfile',
  method: 'PUT',
  path: '/api/sensing/profiles/{id}/things',
  permission: 'sensing.models',
  summary: { zh: '把设备绑定到规范版本', en: 'Bind devices to a version of a profile' },
  params: profileParams,
  body: Type.Object({
    version: Type.Integer({ minimum: 1 }),
    thingIds: Type.Array(Id, { minItems: 1, maxItems: 10_000 }),
  }),
  response: Type.Object({ bound: Type.Integer() }),
})

export const listOverdueThings = defineOperation({
  id: 'sensing.listOverdueThings',
  method: 'GET',
  path: '/api/sensing/profile-overdue',
  permission: 'sensing.read',
  summary: { zh: '超期未升级的设备', en: 'Devices on a version whose grace period is over' },
  query: Type.Object({ ...pageQuery, profile: Type.Optional(Type.String()) }),
  response: pageOf(
    Type.Object({
      thingId: Id,
      thingName: Type.String(),
      reference: Type.String(),
      ownerId: orNull(Id),
      ownerName: orNull(Type.String()),
      profileId: Type.String(),
      version: Type.Integer(),
      currentVersion: Type.Integer(),
      deadlineTime: Time,
      state: Type.String({ description: '超期未升级' }),
    }),
  ),
})

export const remindOverdue = defineOperation({
  id: 'sensing.remindOverdue',
  method: 'POST',
  path: '/api/sensing/profile-reminders',
  permission: 'sensing.models',
  summary: {
    zh: '立即检查期限并提醒权属单位',
    en: 'Check the deadlines now and tell the owners; also done every day',
  },
  response: Type.Object({ reminded: Type.Integer() }),
})

export const startConformanceRun = defineOperation({
  id: 'sensing.startConformanceRun',
  method: 'POST',
  path: '/api/sensing/conformance-runs',
  permission: 'sensing.models',
  summary: { zh: '开始规范检测', en: 'Begin to test a live device against a profile' },
  body: Type.Object({
    profileId: Type.String(),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    thingId: Id,
    vendor: Type.String({ minLength: 1, maxLength: 200 }),
    modelName: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  response: ConformanceRun,
  creates: true,
})

export const finishConformanceRun = defineOperation({
  id: 'sensing.finishConformanceRun',
  method: 'POST',
  path: '/api/sensing/conformance-runs/{id}/report',
  permission: 'sensing.models',
  summary: { zh: '结束检测并出具报告', en: 'End the test and sign the report' },
  params: idParams,
  response: ConformanceRun,
})

export const getConformanceRun = defineOperation({
  id: 'sensing.getConformanceRun',
  method: 'GET',
  path: '/api/sensing/conformance-runs/{id}',
  permission: 'sensing.read',
  summary: { zh: '检测报告', en: 'A test with its report, signature and packets' },
  params: idParams,
  response: Type.Object({
    run: ConformanceRun,
    report: orNull(Type.String({ description: 'The text that is signed.' })),
    signature: orNull(Type.String({ description: 'SM2 with SM3 over the report, DER, hex.' })),
    publicKey: Type.String(),
    packets: Type.Array(
      Type.Object({ time: Time, kind: Type.String(), topic: Type.String(), payload: Type.String() }),
    ),
  }),
})

export const listConformanceRuns = defineOperation({
  id: 'sensing.listConformanceRuns',
  method: 'GET',
  path: '/api/sensing/conformance-runs',
  permission: 'sensing.read',
  summary: { zh: '检测记录与合格型号', en: 'Tests; those passed and valid are the conforming models' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(oneOf('running', 'passed', 'failed')),
    valid: Type.Optional(Type.Boolean()),
    thing: Type.Optional(Id),
  }),
  response: pageOf(ConformanceRun),
})

export const listNonconformances = defineOperation({
  id: 'sensing.listNonconformances',
  method: 'GET',
  path: '/api/sensing/nonconformances',
  permission: 'sensing.read',
  summary: { zh: '非规范设备', en: 'Devices that send what no model declares' },
  query: Type.Object({ ...pageQuery, thing: Type.Optional(Id) }),
  response: pageOf(
    Type.Object({
      thingId: Id,
      thingName: Type.String(),
      reference: Type.String(),
      kind: oneOf('undeclared', 'unit'),
      property: Type.String(),
      count: Type.Integer(),
      firstTime: Time,
      lastTime: Time,
      packet: Type.String(),
    }),
  ),
})
