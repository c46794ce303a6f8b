import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** Kinds of answer, as the yearly report counts them (政府信息公开工作年度报告格式). */
export const DisclosureAnswer = oneOf(
  'granted',
  'partly',
  'refused-secret',
  'refused-others',
  'not-held',
  'repeated',
  'given-up',
)
export type DisclosureAnswer = Static<typeof DisclosureAnswer>

/** `correcting`: the applicant must complete it, `consulting`: a third party is asked; both stop the clock. */
export const DisclosureState = oneOf('received', 'correcting', 'consulting', 'answered')
export type DisclosureState = Static<typeof DisclosureState>

/** A request to disclose government information (政府信息公开条例, 国令第711号, chapter 4). */
export const Disclosure = Type.Object({
  id: Id,
  number: Type.String(),
  applicant: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  subject: Type.String(),
  description: Type.String(),
  form: oneOf('electronic', 'paper', 'inspection'),
  state: DisclosureState,
  receivedTime: Time,
  dueTime: Time,
  isOverdue: Type.Boolean(),
  extendedDays: Type.Integer(),
  answerKind: nullable(DisclosureAnswer),
  answer: nullable(Type.String()),
  answeredTime: nullable(Time),
  feeYuan: Type.Number(),
  disputes: Type.Array(
    Type.Object({
      kind: oneOf('review', 'litigation'),
      outcome: oneOf('upheld', 'corrected', 'other', 'pending'),
      time: Time,
    }),
  ),
  steps: Type.Array(Type.Object({ act: Type.String(), text: Type.String(), by: Type.String(), time: Time })),
})
export type Disclosure = Static<typeof Disclosure>

export const requestDisclosure = defineOperation({
  id: 'services.requestDisclosure',
  method: 'POST',
  path: '/api/services/disclosures',
  permission: 'signed-in',
  summary: { zh: '申请公开政府信息', en: 'Ask for government information' },
  body: Type.Object({
    applicant: Type.String({ minLength: 2, maxLength: 60 }),
    contact: Type.String({ minLength: 5, maxLength: 200 }),
    organisationId: Id,
    subject: Type.String({ minLength: 4, maxLength: 120 }),
    description: Type.String({ minLength: 4, maxLength: 4000 }),
    form: Disclosure.properties.form,
  }),
  response: Disclosure,
  creates: true,
})

export const listMyDisclosures = defineOperation({
  id: 'services.listMyDisclosures',
  method: 'GET',
  path: '/api/services/my-disclosures',
  permission: 'signed-in',
  summary: { zh: '我的公开申请', en: 'List one’s own requests' },
  query: Type.Object(pageQuery),
  response: pageOf(Disclosure),
})

export const listDisclosures = defineOperation({
  id: 'services.listDisclosures',
  method: 'GET',
  path: '/api/services/disclosures',
  permission: 'services.edit',
  summary: {
    zh: '查询依申请公开',
    en: 'List requests for information of one’s organisation, or of all with the right to publish',
  },
  query: Type.Object({ ...pageQuery, state: Type.Optional(DisclosureState) }),
  response: pageOf(Disclosure),
})

export const handleDisclosure = defineOperation({
  id: 'services.handleDisclosure',
  method: 'POST',
  path: '/api/services/disclosures/{id}/acts',
  permission: 'services.edit',
  summary: {
    zh: '办理公开申请',
    en: 'Act on a request: ask for completion, go on, ask a third party, extend, answer, note a dispute',
  },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    act: oneOf('correct', 'consult', 'resume', 'extend', 'answer', 'dispute'),
    text: Type.String({ minLength: 2, maxLength: 8000 }),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20, description: 'Working days an extension adds.' }),
    ),
    answerKind: Type.Optional(DisclosureAnswer),
    feeYuan: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
    dispute: Type.Optional(oneOf('review', 'litigation')),
    outcome: Type.Optional(oneOf('upheld', 'corrected', 'other', 'pending')),
  }),
  response: Disclosure,
})

export const getDisclosureReport = defineOperation({
  id: 'services.getDisclosureReport',
  method: 'GET',
  path: '/api/services/disclosure-report',
  permission: 'public',
  summary: { zh: '信息公开年度报告', en: 'The yearly report on disclosure' },
  query: Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2200 }) }),
  response: Type.Object({
    year: Type.Integer(),
    received: Type.Integer(),
    carriedOver: Type.Integer(),
    answered: Type.Array(Type.Object({ kind: DisclosureAnswer, count: Type.Integer() })),
    inTime: Type.Integer(),
    late: Type.Integer(),
    pending: Type.Integer(),
    reviews: Type.Integer(),
    litigation: Type.Integer(),
    published: Type.Integer({ description: 'Articles published of the own initiative in the year.' }),
  }),
})
