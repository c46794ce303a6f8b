import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Code = Type.String({ pattern: '^[A-Za-z0-9-]{2,40}$' })
const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 2,
  description: 'Longitude, latitude in CGCS2000 degrees.',
})
const percent = Type.Integer({ minimum: 0, maximum: 100 })

/** A self-service machine. `offline` when three heartbeats of 60 s are missing. */
export const Kiosk = Type.Object({
  id: Id,
  code: Code,
  name: Type.String(),
  place: Type.String(),
  position: nullable(Position),
  organisationId: Id,
  organisationName: Type.String(),
  hours: Type.String(),
  state: oneOf('online', 'offline', 'fault', 'retired'),
  heartbeatTime: nullable(Time),
  paper: nullable(percent),
  toner: nullable(percent),
  packageVersion: nullable(Type.String()),
  fault: nullable(Type.Object({ id: Id, text: Type.String(), openedTime: Time })),
})
export type Kiosk = Static<typeof Kiosk>

export const listKiosks = defineOperation({
  id: 'services.listKiosks',
  method: 'GET',
  path: '/api/services/kiosks',
  permission: 'services.scenes',
  summary: { zh: '查询自助终端', en: 'List self-service machines' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(Kiosk.properties.state) }),
  response: pageOf(Kiosk),
})

export const registerKiosk = defineOperation({
  id: 'services.registerKiosk',
  method: 'POST',
  path: '/api/services/kiosks',
  permission: 'services.scenes',
  summary: { zh: '登记自助终端', en: 'Register a machine; its key is shown once' },
  body: Type.Object({
    code: Code,
    name: Type.String({ minLength: 2, maxLength: 80 }),
    place: Type.String({ minLength: 2, maxLength: 200 }),
    position: Type.Optional(Position),
    organisationId: Id,
    hours: Type.String({ minLength: 2, maxLength: 100 }),
  }),
  response: Type.Object({ kiosk: Kiosk, key: Type.String() }),
  creates: true,
})

export const retireKiosk = defineOperation({
  id: 'services.retireKiosk',
  method: 'POST',
  path: '/api/services/kiosks/{id}/retirement',
  permission: 'services.scenes',
  summary: { zh: '停用自助终端', en: 'Retire a machine' },
  params: Type.Object({ id: Id }),
  response: Kiosk,
})

export const beatKiosk = defineOperation({
  id: 'services.beatKiosk',
  method: 'POST',
  path: '/api/services/kiosk-heartbeats',
  permission: 'public',
  summary: { zh: '自助终端心跳', en: 'Heartbeat of a machine, with its key' },
  body: Type.Object({
    code: Code,
    key: Type.String({ minLength: 10, maxLength: 200 }),
    paper: Type.Optional(percent),
    toner: Type.Optional(percent),
    packageVersion: Type.Optional(Type.String({ maxLength: 40 })),
    fault: Type.Optional(
      Type.String({ minLength: 2, maxLength: 200, description: 'What is wrong with it, in words.' }),
    ),
  }),
  response: Done,
})

export const closeKioskFault = defineOperation({
  id: 'services.closeKioskFault',
  method: 'POST',
  path: '/api/services/kiosk-faults/{id}/closure',
  permission: 'services.scenes',
  summary: { zh: '办结终端维修', en: 'Close a repair ticket' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ remedy: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: Kiosk,
})

export const listOutlets = defineOperation({
  id: 'services.listOutlets',
  method: 'GET',
  path: '/api/services/outlets',
  permission: 'public',
  summary: { zh: '附近的自助终端', en: 'Machines that work now, the nearest first' },
  query: Type.Object({
    ...pageQuery,
    lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  }),
  response: pageOf(
    Type.Object({
      code: Code,
      name: Type.String(),
      place: Type.String(),
      position: nullable(Position),
      hours: Type.String(),
      metres: nullable(Type.Integer()),
    }),
  ),
})

/** Who serves citizens for the city at their own counters: what they may do, how often and when. */
export const Partner = Type.Object({
  id: Id,
  code: Code,
  name: Type.String(),
  items: Type.Array(Type.String()),
  quotaPerDay: Type.Integer(),
  fromHour: Type.Integer(),
  toHour: Type.Integer(),
  isSuspended: Type.Boolean(),
  today: Type.Integer({ description: 'Calls allowed today.' }),
})
export type Partner = Static<typeof Partner>

const partnerFields = {
  name: Type.String({ minLength: 2, maxLength: 80 }),
  items: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 500 }),
  quotaPerDay: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  fromHour: Type.Integer({ minimum: 0, maximum: 23 }),
  toHour: Type.Integer({ minimum: 1, maximum: 24 }),
}

export const listPartners = defineOperation({
  id: 'services.listPartners',
  method: 'GET',
  path: '/api/services/partners',
  permission: 'services.scenes',
  summary: { zh: '查询合作网点', en: 'List partners' },
  query: Type.Object(pageQuery),
  response: pageOf(Partner),
})

export const registerPartner = defineOperation({
  id: 'services.registerPartner',
  method: 'POST',
  path: '/api/services/partners',
  permission: 'services.scenes',
  summary: { zh: '登记合作网点', en: 'Register a partner; its signing secret is shown once' },
  body: Type.Object({ code: Code, ...partnerFields }),
  response: Type.Object({ partner: Partner, secret: Type.String() }),
  creates: true,
})

export const changePartner = defineOperation({
  id: 'services.changePartner',
  method: 'PUT',
  path: '/api/services/partners/{id}',
  permission: 'services.scenes',
  summary: { zh: '修改合作网点', en: 'Change what a partner may do, or suspend it' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ ...partnerFields, isSuspended: Type.Boolean() }),
  response: Partner,
})

export const PartnerCall = Type.Object({
  id: Id,
  partnerName: Type.String(),
  terminal: Type.String(),
  item: Type.String(),
  outcome: oneOf('allowed', 'item-not-granted', 'over-quota', 'out-of-hours', 'suspended'),
  time: Time,
})
export type PartnerCall = Static<typeof PartnerCall>

export const callAsPartner = defineOperation({
  id: 'services.callAsPartner',
  method: 'POST',
  path: '/api/services/partner-calls',
  permission: 'public',
  summary: {
    zh: '合作网点调用',
    en: 'A partner’s terminal begins an item; signed by HMAC-SM3 over its fields',
  },
  body: Type.Object({
    partner: Code,
    terminal: Code,
    item: Type.String({ minLength: 1, maxLength: 80 }),
    time: Time,
    nonce: Type.String({ minLength: 8, maxLength: 80 }),
    signature: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'HMAC-SM3 with the secret over partner, terminal, item, time and nonce, each on a line.',
    }),
  }),
  response: Type.Object({ callId: Id, item: Type.String() }),
})

export const listPartnerCalls = defineOperation({
  id: 'services.listPartnerCalls',
  method: 'GET',
  path: '/api/services/partner-calls',
  permission: 'services.scenes',
  summary: { zh: '合作网点调用记录', en: 'List what partners called' },
  query: Type.Object({
    ...pageQuery,
    partner: Type.Optional(Id),
    outcome: Type.Optional(PartnerCall.properties.outcome),
  }),
  response: pageOf(PartnerCall),
})

export const makeHandover = defineOperation({
  id: 'services.makeHandover',
  method: 'POST',
  path: '/api/services/applications/{id}/handover',
  permission: 'signed-in',
  summary: {
    zh: '生成接力码',
    en: 'Six digits with which a draft goes on elsewhere, once, within ten minutes',
  },
  params: Type.Object({ id: Id }),
  body: Type.Object({ channel: oneOf('web', 'app', 'kiosk', 'window') }),
  response: Type.Object({ code: Type.String(), expiresTime: Time }),
})

export const takeHandover = defineOperation({
  id: 'services.takeHandover',
  method: 'POST',
  path: '/api/services/handovers',
  permission: 'signed-in',
  summary: { zh: '凭接力码继续办理', en: 'Go on with a draft by its code' },
  body: Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }),
  response: Type.Object({ applicationId: Id }),
})
