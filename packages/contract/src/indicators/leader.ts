import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

/** What a leader orders about a figure or an event. Its words never change after issue; more is added beside them. */
export const Instruction = Type.Object({
  id: Id,
  subjectKind: Type.String(),
  subjectId: Type.String(),
  subjectTitle: Type.String(),
  text: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  issuedBy: Type.String(),
  issuedTime: Time,
  dueTime: Time,
  state: Type.Union([Type.Literal('open'), Type.Literal('answered'), Type.Literal('closed')]),
  overdue: Type.Boolean(),
  closedTime: Type.Union([Time, Type.Null()]),
  remarks: Type.Array(
    Type.Object({ kind: Type.String(), by: Type.String(), time: Time, text: Type.String() }),
  ),
})
export type Instruction = Static<typeof Instruction>

const idParams = Type.Object({ id: Id })

export const listInstructions = defineOperation({
  id: 'indicators.listInstructions',
  method: 'GET',
  path: '/api/indicators/instructions',
  permission: 'indicators.read',
  summary: { zh: '领导批示', en: 'Instructions of leaders' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(Type.String()),
    overdue: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(Instruction),
})

export const issueInstruction = defineOperation({
  id: 'indicators.issueInstruction',
  method: 'POST',
  path: '/api/indicators/instructions',
  permission: 'indicators.instruct',
  summary: { zh: '下达批示', en: 'Issue an instruction' },
  body: Type.Object({
    subjectKind: Type.String({ maxLength: 40 }),
    subjectId: Type.String({ maxLength: 120 }),
    subjectTitle: Type.String({ maxLength: 200 }),
    text: Type.String({ minLength: 1, maxLength: 2000 }),
    organisationId: Id,
    dueTime: Time,
  }),
  response: Instruction,
  creates: true,
})

export const addToInstruction = defineOperation({
  id: 'indicators.addToInstruction',
  method: 'POST',
  path: '/api/indicators/instructions/{id}/remarks',
  permission: 'signed-in',
  summary: { zh: '批示反馈或补充', en: 'Answer an instruction, or add to it' },
  params: idParams,
  body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 2000 }) }),
  response: Instruction,
})

export const closeInstruction = defineOperation({
  id: 'indicators.closeInstruction',
  method: 'POST',
  path: '/api/indicators/instructions/{id}/close',
  permission: 'indicators.instruct',
  summary: { zh: '批示办结', en: 'Close an instruction; only the leader who issued it' },
  params: idParams,
  body: Type.Object({ comment: Type.Optional(Type.String({ maxLength: 1000 })) }),
  response: Instruction,
})

export const Watch = Type.Object({
  id: Id,
  indicatorId: Type.String(),
  title: Type.String(),
  division: DivisionCode,
  op: Type.Union([Type.Literal('<'), Type.Literal('<='), Type.Literal('>'), Type.Literal('>=')]),
  limit: Type.Number(),
  value: Type.Union([Type.Number(), Type.Null()]),
  isCrossed: Type.Boolean(),
  lastTold: Type.Union([Time, Type.Null()]),
})
export type Watch = Static<typeof Watch>

export const listWatches = defineOperation({
  id: 'indicators.listWatches',
  method: 'GET',
  path: '/api/indicators/watches',
  permission: 'indicators.read',
  summary: { zh: '我的关注', en: 'My watch list' },
  response: Type.Array(Watch),
})

export const addWatch = defineOperation({
  id: 'indicators.addWatch',
  method: 'POST',
  path: '/api/indicators/watches',
  permission: 'indicators.read',
  summary: { zh: '关注指标', en: 'Watch an indicator' },
  body: Type.Object({
    indicator: Type.String(),
    division: Type.Optional(DivisionCode),
    op: Watch.properties.op,
    limit: Type.Number(),
  }),
  response: Watch,
  creates: true,
})

export const removeWatch = defineOperation({
  id: 'indicators.removeWatch',
  method: 'DELETE',
  path: '/api/indicators/watches/{id}',
  permission: 'indicators.read',
  summary: { zh: '取消关注', en: 'Stop watching' },
  params: idParams,
  response: Done,
})

/** A brief keeps the numbers it was made with; one that was revised since is marked. */
export const Brief = Type.Object({
  id: Id,
  kind: Type.Union([Type.Literal('day'), Type.Literal('week')]),
  title: Type.String(),
  period: Type.String(),
  text: Type.String(),
  state: Type.Union([Type.Literal('draft'), Type.Literal('published')]),
  by: Type.String(),
  madeTime: Time,
  publishedTime: Type.Union([Time, Type.Null()]),
  figures: Type.Array(
    Type.Object({
      indicatorId: Type.String(),
      title: Type.String(),
      unitLabel: Type.String(),
      precision: Type.Integer(),
      value: Type.Union([Type.Number(), Type.Null()]),
      time: Time,
      revised: Type.Boolean({ description: '已修订' }),
      revisedValue: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
})
export type Brief = Static<typeof Brief>

export const listBriefs = defineOperation({
  id: 'indicators.listBriefs',
  method: 'GET',
  path: '/api/indicators/briefs',
  permission: 'indicators.read',
  summary: { zh: '简报', en: 'Briefs' },
  query: Type.Object(pageQuery),
  response: pageOf(Brief),
})

export const makeBrief = defineOperation({
  id: 'indicators.makeBrief',
  method: 'POST',
  path: '/api/indicators/briefs',
  permission: 'indicators.compose',
  summary: { zh: '生成简报', en: 'Make a brief with a snapshot of figures' },
  body: Type.Object({
    kind: Brief.properties.kind,
    indicators: Type.Array(Type.String(), { minItems: 1, maxItems: 60 }),
    title: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: Brief,
  creates: true,
})

export const editBrief = defineOperation({
  id: 'indicators.editBrief',
  method: 'PATCH',
  path: '/api/indicators/briefs/{id}',
  permission: 'indicators.compose',
  summary: { zh: '编辑或发布简报', en: 'Edit or publish a brief' },
  params: idParams,
  body: Type.Object({
    text: Type.Optional(Type.String({ maxLength: 20_000 })),
    publish: Type.Optional(Type.Boolean()),
  }),
  response: Brief,
})

export const getBrief = defineOperation({
  id: 'indicators.getBrief',
  method: 'GET',
  path: '/api/indicators/briefs/{id}',
  permission: 'indicators.read',
  summary: { zh: '简报详情', en: 'A brief' },
  params: idParams,
  response: Brief,
})

/**
 * Somebody is to be told about a figure: a watched limit was crossed, or an instruction is new or overdue. `key` is the
 * same for the same matter told again.
 */
export const noticeWanted = defineMessage(
  'indicators.notice-wanted',
  Type.Object({
    key: Type.String(),
    title: Type.String(),
    text: Type.String(),
    urgency: Type.Union([Type.Literal('urgent'), Type.Literal('normal')]),
    userId: Type.Union([Id, Type.Null()]),
    organisationId: Type.Union([Id, Type.Null()]),
    subjectKind: Type.String(),
    subjectId: Type.String(),
    link: Type.String(),
  }),
)
