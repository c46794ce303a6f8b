import { type Static, Type } from 'typebox'
import { Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const idParams = Type.Object({ id: Id })
const text = Type.String({ minLength: 2, maxLength: 1000 })

/** What citizens may take into their care: a tree, a stretch of river, a road, something public. */
const AdoptionKind = Type.Union([
  Type.Literal('green'),
  Type.Literal('river'),
  Type.Literal('road'),
  Type.Literal('facility'),
])

/** 认领任务: something of the city one citizen at a time looks after, and tells how it is. */
export const Adoption = Type.Object({
  id: Id,
  kind: AdoptionKind,
  title: Type.String(),
  duty: Type.String({ description: 'What who adopts it does.' }),
  position: Type.Tuple([Type.Number(), Type.Number()]),
  divisionCode: Type.String(),
  divisionName: nullable(Type.String()),
  everyDays: Type.Integer({ description: 'Looked after at least once in so many days.' }),
  points: Type.Integer({ description: 'Worth of a record that was found true, within the caps of points.' }),
  state: Type.Union([Type.Literal('open'), Type.Literal('adopted'), Type.Literal('ended')]),
  isMine: Type.Boolean(),
  adopterName: nullable(Type.String({ description: 'For staff; nobody else is told who it is.' })),
  adoptedTime: nullable(Time),
  records: Type.Integer({ description: 'Records of who has it now.' }),
  dueTime: nullable(Time),
  overdue: Type.Boolean(),
  waiting: Type.Integer({ description: 'Records that wait to be looked at.' }),
})
export type Adoption = Static<typeof Adoption>

/** What somebody did for what they adopted. */
export const AdoptionRecord = Type.Object({
  id: Id,
  adoptionId: Id,
  adoptionTitle: Type.String(),
  userName: nullable(Type.String()),
  text: Type.String(),
  time: Time,
  state: Type.Union([Type.Literal('waiting'), Type.Literal('accepted'), Type.Literal('refused')]),
  points: Type.Integer(),
  reviewedName: nullable(Type.String()),
  comment: nullable(Type.String()),
})
export type AdoptionRecord = Static<typeof AdoptionRecord>

export const listAdoptions = defineOperation({
  id: 'cases.listAdoptions',
  method: 'GET',
  path: '/api/cases/adoptions',
  permission: 'signed-in',
  summary: { zh: '认领任务', en: 'What may be adopted, and what the caller has' },
  query: Type.Object({
    ...pageQuery,
    mine: Type.Optional(Type.Boolean()),
    state: Type.Optional(Adoption.properties.state),
  }),
  response: pageOf(Adoption),
})

export const createAdoption = defineOperation({
  id: 'cases.createAdoption',
  method: 'POST',
  path: '/api/cases/adoptions',
  permission: 'cases.supervise',
  summary: { zh: '发布认领任务', en: 'Offer something to be adopted' },
  body: Type.Object({
    kind: AdoptionKind,
    title: Type.String({ minLength: 2, maxLength: 100 }),
    duty: text,
    position: Type.Tuple([Type.Number(), Type.Number()]),
    everyDays: Type.Integer({ minimum: 1, maximum: 365 }),
    points: Type.Integer({ minimum: 0, maximum: 1000 }),
  }),
  response: Adoption,
  creates: true,
})

export const adopt = defineOperation({
  id: 'cases.adopt',
  method: 'POST',
  path: '/api/cases/adoptions/{id}/adopter',
  permission: 'events.report',
  summary: { zh: '认领', en: 'Adopt it' },
  params: idParams,
  response: Adoption,
})

export const giveUpAdoption = defineOperation({
  id: 'cases.giveUpAdoption',
  method: 'DELETE',
  path: '/api/cases/adoptions/{id}/adopter',
  permission: 'signed-in',
  summary: { zh: '放弃认领（管理人员可收回）', en: 'Give it up; staff may take it back' },
  params: idParams,
  response: Done,
})

export const endAdoption = defineOperation({
  id: 'cases.endAdoption',
  method: 'POST',
  path: '/api/cases/adoptions/{id}/end',
  permission: 'cases.supervise',
  summary: { zh: '撤下认领任务', en: 'Offer it no longer' },
  params: idParams,
  response: Done,
})

export const recordAdoption = defineOperation({
  id: 'cases.recordAdoption',
  method: 'POST',
  path: '/api/cases/adoptions/{id}/records',
  permission: 'events.report',
  summary: { zh: '登记巡护记录', en: 'Tell what was done for it' },
  params: idParams,
  body: Type.Object({ text }),
  response: AdoptionRecord,
  creates: true,
})

export const listAdoptionRecords = defineOperation({
  id: 'cases.listAdoptionRecords',
  method: 'GET',
  path: '/api/cases/adoption-records',
  permission: 'cases.supervise',
  summary: { zh: '巡护记录', en: 'Records of what was adopted' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(AdoptionRecord.properties.state) }),
  response: pageOf(AdoptionRecord),
})

export const reviewAdoptionRecord = defineOperation({
  id: 'cases.reviewAdoptionRecord',
  method: 'POST',
  path: '/api/cases/adoption-records/{id}/review',
  permission: 'cases.supervise',
  summary: { zh: '认可或退回巡护记录', en: 'Accept or refuse a record; accepted it is worth points' },
  params: idParams,
  body: Type.Object({ accept: Type.Boolean(), comment: Type.Optional(Type.String({ maxLength: 300 })) }),
  response: AdoptionRecord,
})
