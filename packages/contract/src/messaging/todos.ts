import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Source = Type.String({ pattern: '^[a-z0-9-]{2,40}$', description: 'The system that owns the to-do.' })
const Key = Type.String({ minLength: 1, maxLength: 100, description: 'Of the to-do in its system.' })

/** Something one person has to do, wherever it comes from; its state is owned by the source. */
export const Todo = Type.Object({
  source: Type.String(),
  key: Type.String(),
  title: Type.String(),
  link: Type.Union([Type.String(), Type.Null()]),
  dueTime: Type.Union([Time, Type.Null()]),
  changedTime: Time,
  onBehalfOf: Type.Union([Type.String(), Type.Null()], {
    description: 'Whose it is, when the caller stands in.',
  }),
})
export type Todo = Static<typeof Todo>

export const listTodos = defineOperation({
  id: 'messaging.listTodos',
  method: 'GET',
  path: '/api/messaging/todos',
  permission: 'signed-in',
  summary: { zh: '我的待办（各系统汇聚）', en: 'To-dos of the caller from all systems' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(Todo),
})

export const offerTodo = defineOperation({
  id: 'messaging.offerTodo',
  method: 'PUT',
  path: '/api/messaging/todos',
  permission: 'messaging.manage',
  summary: { zh: '推送待办（外部系统）', en: 'A system offers a to-do, or says it is done' },
  body: Type.Object({
    source: Source,
    key: Key,
    userId: Id,
    title: Type.String({ minLength: 1, maxLength: 200 }),
    link: Type.Optional(Type.String({ maxLength: 500, pattern: '^(/|https?://)' })),
    dueTime: Type.Optional(Time),
    state: Type.Union([Type.Literal('open'), Type.Literal('done')]),
  }),
  response: Done,
})

export const reconcileTodos = defineOperation({
  id: 'messaging.reconcileTodos',
  method: 'PUT',
  path: '/api/messaging/todos/{source}',
  permission: 'messaging.manage',
  summary: { zh: '待办对账（以来源系统为准）', en: 'Which to-dos of a system are still open; others vanish' },
  params: Type.Object({ source: Source }),
  body: Type.Object({ open: Type.Array(Key, { maxItems: 100_000 }) }),
  response: Type.Object({
    removed: Type.Integer({ description: 'Here open, there done.' }),
    missing: Type.Array(Type.String(), { description: 'There open, here unknown: to be offered again.' }),
  }),
})
