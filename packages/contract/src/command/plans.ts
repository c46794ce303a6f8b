import { type Static, Type } from 'typebox'
import { Id, LocalTextSchema, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Addressee, idParams, Maybe, Name, Words } from './shapes.ts'

const planTask = Type.Object({
  title: LocalTextSchema,
  post: Maybe(Type.String()),
  phase: Maybe(Type.String()),
  withinMinutes: Type.Integer({ minimum: 1, maximum: 100_000 }),
  output: Maybe(LocalTextSchema),
  isPublic: Type.Boolean(),
})

const planNeed = Type.Object({
  title: LocalTextSchema,
  material: Type.String(),
  quantity: Type.Number({ minimum: 0 }),
  unit: Type.String(),
})

/** What a version of a plan says. */
export const PlanDocument = Type.Object({
  title: LocalTextSchema,
  legalBasis: Type.String({ maxLength: 500 }),
  incidentKind: Maybe(Type.String()),
  scope: LocalTextSchema,
  text: Type.Array(LocalTextSchema),
  filingNumber: Maybe(Type.String()),
  publicNotice: Type.Optional(
    Type.String({
      maxLength: 4000,
      description:
        'Template of what the public is told: {title}, {kind}, {place}, {level}, {time}, {facts}, {measures}.',
    }),
  ),
  posts: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema, organisation: Type.String() })),
  phases: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema })),
  attachments: Type.Array(Type.Object({ title: LocalTextSchema, address: Type.String() })),
  levels: Type.Array(
    Type.Object({
      level: WarningLevel,
      approvedBy: Type.String(),
      triggers: Type.Array(
        Type.Object({
          eventType: Type.String(),
          minLevel: WarningLevel,
          count: Type.Integer({ minimum: 1 }),
        }),
      ),
      tasks: Type.Array(planTask),
      needs: Type.Array(planNeed),
    }),
    { minItems: 1 },
  ),
})
export type PlanDocument = Static<typeof PlanDocument>

export const PlanState = Type.Union([
  Type.Literal('draft'),
  Type.Literal('approved'),
  Type.Literal('retired'),
])

export const PlanVersion = Type.Object({
  planId: Type.String(),
  version: Type.Integer(),
  state: PlanState,
  document: PlanDocument,
  reviewDate: Maybe(Type.String()),
  isExpired: Type.Boolean(),
  approvedBy: Maybe(Type.String()),
  approvedTime: Maybe(Time),
  changedTime: Time,
})
export type PlanVersion = Static<typeof PlanVersion>

/** A post of a plan with who holds it today. */
export const PostHolder = Type.Object({
  post: Type.String(),
  title: LocalTextSchema,
  organisation: Type.String(),
  holder: Maybe(Addressee),
  from: Maybe(Type.Union([Type.Literal('roster'), Type.Literal('standing')])),
})
export type PostHolder = Static<typeof PostHolder>

export const PlanStart = Type.Object({
  id: Id,
  planId: Type.String(),
  version: Type.Integer(),
  title: LocalTextSchema,
  level: WarningLevel,
  overrideReason: Maybe(Type.String()),
  vacancies: Type.Array(Type.String()),
  needs: Type.Array(planNeed),
  byName: Type.String(),
  startedTime: Time,
  tasks: Type.Integer(),
})
export type PlanStart = Static<typeof PlanStart>

export const PlanProposal = Type.Object({
  id: Id,
  planId: Type.String(),
  title: LocalTextSchema,
  level: WarningLevel,
  reason: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('taken'), Type.Literal('refused')]),
  time: Time,
  incidentId: Maybe(Id),
  eventId: Maybe(Id),
  kind: Maybe(Type.String()),
})
export type PlanProposal = Static<typeof PlanProposal>

const planParams = Type.Object({ planId: Type.String({ maxLength: 80 }) })

export const listPlans = defineOperation({
  id: 'command.listPlans',
  method: 'GET',
  path: '/api/command/plans',
  permission: 'command.read',
  summary: { zh: '预案列表', en: 'List plans, the newest version of each' },
  response: Type.Array(
    Type.Object({ ...PlanVersion.properties, drills: Type.Integer(), lastDrill: Maybe(Time) }),
  ),
})

export const getPlan = defineOperation({
  id: 'command.getPlan',
  method: 'GET',
  path: '/api/command/plans/{planId}',
  permission: 'command.read',
  summary: { zh: '预案各版本', en: 'Every version of a plan and who holds its posts today' },
  params: planParams,
  response: Type.Object({ versions: Type.Array(PlanVersion), posts: Type.Array(PostHolder) }),
})

export const savePlanDraft = defineOperation({
  id: 'command.savePlanDraft',
  method: 'PUT',
  path: '/api/command/plans/{planId}/draft',
  permission: 'command.plans',
  summary: { zh: '保存预案草稿', en: 'Save the draft of a plan' },
  params: planParams,
  body: Type.Object({
    document: PlanDocument,
    reviewDate: Maybe(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  }),
  response: PlanVersion,
})

export const approvePlan = defineOperation({
  id: 'command.approvePlan',
  method: 'POST',
  path: '/api/command/plans/{planId}/approval',
  permission: 'command.plans',
  summary: { zh: '批准预案草稿', en: 'Approve the draft of a plan' },
  params: planParams,
  body: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  response: PlanVersion,
})

export const setPostHolder = defineOperation({
  id: 'command.setPostHolder',
  method: 'PUT',
  path: '/api/command/plans/{planId}/posts/{post}',
  permission: 'command.plans',
  summary: { zh: '指定岗位常任人员', en: 'Name who holds a post when no roster does' },
  params: Type.Object({ planId: Type.String({ maxLength: 80 }), post: Type.String({ maxLength: 40 }) }),
  body: Type.Object({ contactId: Maybe(Id) }),
  response: PostHolder,
})

export const startPlan = defineOperation({
  id: 'command.startPlan',
  method: 'POST',
  path: '/api/command/incidents/{id}/plan-starts',
  permission: 'command.direct',
  summary: { zh: '启动预案', en: 'Start a level of a plan' },
  params: idParams,
  body: Type.Object({
    planId: Type.String({ maxLength: 80 }),
    level: WarningLevel,
    overrideReason: Type.Optional(Words),
    acceptVacancies: Type.Optional(Type.Boolean()),
  }),
  response: PlanStart,
  creates: true,
})

export const listPlanStarts = defineOperation({
  id: 'command.listPlanStarts',
  method: 'GET',
  path: '/api/command/incidents/{id}/plan-starts',
  permission: 'command.read',
  summary: { zh: '已启动的预案', en: 'Plans started for an incident' },
  params: idParams,
  response: Type.Array(PlanStart),
})

export const listPlanProposals = defineOperation({
  id: 'command.listPlanProposals',
  method: 'GET',
  path: '/api/command/plan-proposals',
  permission: 'command.read',
  summary: { zh: '启动预案的建议', en: 'Plans that are proposed' },
  query: Type.Object({ incidentId: Type.Optional(Id) }),
  response: Type.Array(PlanProposal),
})

export const answerPlanProposal = defineOperation({
  id: 'command.answerPlanProposal',
  method: 'POST',
  path: '/api/command/plan-proposals/{id}/answer',
  permission: 'command.direct',
  summary: { zh: '采纳或不采纳启动建议', en: 'Take or refuse a proposal' },
  params: idParams,
  body: Type.Object({ take: Type.Boolean(), title: Type.Optional(Name), comment: Type.Optional(Words) }),
  response: PlanProposal,
})
