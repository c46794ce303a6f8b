import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What a task of data governance is about. */
export const GovernTaskKind = oneOf(
  'quality',
  'comparison',
  'correction',
  'schema-change',
  'sensitive-field',
  'tag-contest',
)
export type GovernTaskKind = Static<typeof GovernTaskKind>

/** 治理任务: work for the organisation that answers for some data. */
export const GovernTask = Type.Object({
  id: Id,
  kind: GovernTaskKind,
  subjectId: Id,
  datasetId: Type.Union([Id, Type.Null()]),
  organisationId: Id,
  organisationName: Type.String(),
  title: Type.String(),
  text: Type.String(),
  link: Type.Union([Type.String(), Type.Null()]),
  state: oneOf('open', 'done'),
  openedTime: Time,
  dueTime: Type.Union([Time, Type.Null()]),
  doneTime: Type.Union([Time, Type.Null()]),
  reopened: Type.Integer({ description: 'How often it was done and came back.' }),
})
export type GovernTask = Static<typeof GovernTask>

export const listGovernTasks = defineOperation({
  id: 'data.listGovernTasks',
  method: 'GET',
  path: '/api/data/govern-tasks',
  permission: 'data.read',
  summary: { zh: '数据治理任务', en: 'Tasks of data governance' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    kind: Type.Optional(GovernTaskKind),
    state: Type.Optional(oneOf('open', 'done')),
    organisation: Type.Optional(Id),
    dataset: Type.Optional(Id),
  }),
  response: pageOf(GovernTask),
})
