import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, oneOf, pageOf, pageQuery, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Addressee, idParams, Maybe, Name, Words } from './shapes.ts'

/** A past incident with what was learned: from a confirmed review, or written by hand about one elsewhere. */
export const LibraryCase = Type.Object({
  id: Id,
  incidentId: Maybe(Id),
  title: Type.String(),
  kind: Type.String(),
  kindTitle: LocalTextSchema,
  level: Maybe(WarningLevel),
  isDrill: Type.Boolean(),
  happenedTime: Time,
  place: Type.String(),
  planId: Maybe(Type.String()),
  planTitle: Maybe(LocalTextSchema),
  summary: Type.String(),
  lessons: Type.String(),
  writtenBy: Type.String(),
})
export type LibraryCase = Static<typeof LibraryCase>

export const listLibraryCases = defineOperation({
  id: 'command.listLibraryCases',
  method: 'GET',
  path: '/api/command/library',
  permission: 'command.read',
  summary: { zh: '案例库', en: 'Past incidents and their lessons' },
  query: Type.Object({
    ...pageQuery,
    kind: Type.Optional(Type.String({ maxLength: 80 })),
    planId: Type.Optional(Type.String({ maxLength: 80 })),
    drill: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(LibraryCase),
})

export const getLibraryCase = defineOperation({
  id: 'command.getLibraryCase',
  method: 'GET',
  path: '/api/command/library/{id}',
  permission: 'command.read',
  summary: { zh: '案例详情', en: 'One past incident' },
  params: idParams,
  response: LibraryCase,
})

export const addLibraryCase = defineOperation({
  id: 'command.addLibraryCase',
  method: 'POST',
  path: '/api/command/library',
  permission: 'command.plans',
  summary: { zh: '录入案例', en: 'Write a past incident into the library' },
  body: Type.Object({
    title: Name,
    kind: Type.String({ maxLength: 80 }),
    level: Type.Optional(WarningLevel),
    happenedTime: Time,
    place: Type.String({ minLength: 1, maxLength: 200 }),
    planId: Type.Optional(Type.String({ maxLength: 80 })),
    summary: Words,
    lessons: Words,
  }),
  response: LibraryCase,
  creates: true,
})

export const CardKind = oneOf('village', 'enterprise')

const cardPost = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 40 }),
  title: Type.String({ minLength: 1, maxLength: 60 }),
  contactId: Maybe(Id),
})

const cardStep = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 300 }),
  post: Type.String({ maxLength: 40 }),
  withinMinutes: Type.Integer({ minimum: 1, maximum: 100_000 }),
})

/** What a grassroots plan card says; the words of it are its own, whom to call is found when it is read. */
export const CardDocument = Type.Object({
  hazards: Type.String({ maxLength: 1000 }),
  signal: Type.String({ maxLength: 500, description: 'How people are told to go.' }),
  shelter: Type.String({ maxLength: 500 }),
  route: Type.String({ maxLength: 1000 }),
  posts: Type.Array(cardPost, { minItems: 1, maxItems: 12 }),
  steps: Type.Array(cardStep, { minItems: 1, maxItems: 20 }),
})
export type CardDocument = Static<typeof CardDocument>

/** The card of a village, community or firm after a plan of the city. */
export const PlanCard = Type.Object({
  id: Id,
  planId: Type.String(),
  planTitle: LocalTextSchema,
  kind: CardKind,
  subject: Type.String({ description: 'Whose card it is.' }),
  divisionCode: DivisionCode,
  divisionName: Maybe(Type.String()),
  document: CardDocument,
  holders: Type.Array(Type.Object({ post: Type.String(), holder: Maybe(Addressee) }), {
    description: 'Who holds each post now; null where nobody does.',
  }),
  reviewDate: Type.String(),
  isExpired: Type.Boolean(),
  version: Type.Integer(),
  changedBy: Type.String(),
  changedTime: Time,
})
export type PlanCard = Static<typeof PlanCard>

/** What a plan proposes for the card of a village or a firm. */
export const CardTemplate = Type.Object({
  planId: Type.String(),
  planTitle: LocalTextSchema,
  kind: CardKind,
  reviewMonths: Type.Integer(),
  document: CardDocument,
})
export type CardTemplate = Static<typeof CardTemplate>

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const listCardTemplates = defineOperation({
  id: 'command.listCardTemplates',
  method: 'GET',
  path: '/api/command/card-templates',
  permission: 'command.read',
  summary: { zh: '基层预案卡模板', en: 'Templates of plan cards' },
  response: Type.Array(CardTemplate),
})

export const listPlanCards = defineOperation({
  id: 'command.listPlanCards',
  method: 'GET',
  path: '/api/command/plan-cards',
  permission: 'command.read',
  summary: { zh: '基层预案卡', en: 'Plan cards of villages and firms' },
  query: Type.Object({
    ...pageQuery,
    planId: Type.Optional(Type.String({ maxLength: 80 })),
    kind: Type.Optional(CardKind),
    division: Type.Optional(DivisionCode),
  }),
  response: pageOf(PlanCard),
})

export const getPlanCard = defineOperation({
  id: 'command.getPlanCard',
  method: 'GET',
  path: '/api/command/plan-cards/{id}',
  permission: 'command.read',
  summary: { zh: '基层预案卡详情', en: 'One plan card' },
  params: idParams,
  response: PlanCard,
})

export const addPlanCard = defineOperation({
  id: 'command.addPlanCard',
  method: 'POST',
  path: '/api/command/plan-cards',
  permission: 'command.plans',
  summary: { zh: '按模板建立基层预案卡', en: 'Make a plan card from a template' },
  body: Type.Object({
    planId: Type.String({ maxLength: 80 }),
    kind: CardKind,
    subject: Name,
    divisionCode: DivisionCode,
    document: Type.Optional(CardDocument),
  }),
  response: PlanCard,
  creates: true,
})

export const savePlanCard = defineOperation({
  id: 'command.savePlanCard',
  method: 'PUT',
  path: '/api/command/plan-cards/{id}',
  permission: 'command.plans',
  summary: { zh: '修改基层预案卡', en: 'Change a plan card' },
  params: idParams,
  body: Type.Object({
    version: Type.Integer({ minimum: 1, description: 'The version that was read.' }),
    document: CardDocument,
    reviewDate: Day,
  }),
  response: PlanCard,
})
