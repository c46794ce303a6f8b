import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Field = Type.String({ minLength: 1, maxLength: 60 })
const Subject18 = Type.String({ pattern: '^[0-9A-Z]{18}$', description: 'Citizen id or credit code.' })

/** A person or firm lets somebody use some of its data for a purpose and a time (个人信息保护法 13–16). */
export const Consent = Type.Object({
  id: Id,
  requester: Type.String(),
  purpose: Type.String(),
  legalBasis: Type.String(),
  data: Type.String({ description: 'What is used, as people call it: 社保缴纳.' }),
  fields: Type.Array(Field),
  sensitive: Type.Boolean(),
  days: Type.Integer(),
  state: oneOf('asked', 'given', 'refused', 'withdrawn', 'ended'),
  askedTime: Time,
  decidedTime: Type.Union([Time, Type.Null()]),
  untilTime: Type.Union([Time, Type.Null()]),
})
export type Consent = Static<typeof Consent>

const ConsentUse = Type.Object({
  time: Time,
  requester: Type.String(),
  data: Type.String(),
  fields: Type.Array(Type.String()),
  allowed: Type.Boolean(),
  reason: Type.String(),
})
export type ConsentUse = Static<typeof ConsentUse>

export const askConsent = defineOperation({
  id: 'identity.askConsent',
  method: 'POST',
  path: '/api/identity/consents',
  permission: 'data.apply',
  summary: { zh: '请求数据授权', en: 'Ask somebody for consent to use data' },
  body: Type.Object({
    subjectNumber: Subject18,
    purpose: Type.String({ minLength: 2, maxLength: 100 }),
    legalBasis: Type.String({ minLength: 2, maxLength: 200 }),
    data: Type.String({ minLength: 2, maxLength: 100 }),
    fields: Type.Array(Field, { minItems: 1, maxItems: 50, uniqueItems: true }),
    sensitive: Type.Optional(Type.Boolean()),
    days: Type.Integer({ minimum: 1, maximum: 366 }),
  }),
  response: Type.Object({ id: Id }),
  creates: true,
})

/** A consent as the unit that asked for it sees it. */
export const AskedConsent = Type.Object({
  ...Consent.properties,
  subjectName: Type.String(),
  subjectNumber: Type.String({ description: 'Masked.' }),
  uses: Type.Integer({ description: 'Uses that were allowed.' }),
})
export type AskedConsent = Static<typeof AskedConsent>

export const listAskedConsents = defineOperation({
  id: 'identity.listAskedConsents',
  method: 'GET',
  path: '/api/identity/consents',
  permission: 'data.apply',
  summary: { zh: '本单位请求的数据授权', en: 'Consents the unit of the caller has asked for' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(Consent.properties.state) }),
  response: pageOf(AskedConsent),
})

export const listMyConsents = defineOperation({
  id: 'identity.listMyConsents',
  method: 'GET',
  path: '/api/identity/me/consents',
  permission: 'signed-in',
  summary: { zh: '谁请求、谁可以使用我的数据', en: 'Who asks and who may use one’s data' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(Consent),
})

export const decideConsent = defineOperation({
  id: 'identity.decideConsent',
  method: 'POST',
  path: '/api/identity/me/consents/{id}/decision',
  permission: 'signed-in',
  summary: { zh: '同意、缩小范围或拒绝', en: 'Agree, narrow or refuse' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    agree: Type.Boolean(),
    fields: Type.Optional(Type.Array(Field, { minItems: 1 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
  }),
  response: Consent,
})

export const withdrawConsent = defineOperation({
  id: 'identity.withdrawConsent',
  method: 'DELETE',
  path: '/api/identity/me/consents/{id}',
  permission: 'signed-in',
  summary: { zh: '撤回数据授权', en: 'Withdraw a consent' },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const listMyConsentUses = defineOperation({
  id: 'identity.listMyConsentUses',
  method: 'GET',
  path: '/api/identity/me/consent-uses',
  permission: 'signed-in',
  summary: { zh: '授权使用记录', en: 'Uses made of one’s consents, also refused ones' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(ConsentUse),
})

export const useConsent = defineOperation({
  id: 'identity.useConsent',
  method: 'POST',
  path: '/api/identity/consent-uses',
  permission: 'data.apply',
  summary: { zh: '核对授权并记录使用', en: 'Check a consent and record the use' },
  body: Type.Object({
    subjectNumber: Subject18,
    data: Type.String({ minLength: 2, maxLength: 100 }),
    fields: Type.Array(Field, { minItems: 1, maxItems: 50 }),
    purpose: Type.String({ minLength: 2, maxLength: 100 }),
  }),
  response: Type.Object({
    allowed: Type.Boolean(),
    reason: Type.String(),
    consentId: Type.Union([Id, Type.Null()]),
  }),
})
