import { Type } from 'typebox'
import { Id, Json, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Attachment, Task, TaskState, TimeLimit, Version } from './cases.ts'

const idParams = Type.Object({ id: Id })

export const listTasks = defineOperation({
  id: 'cases.listTasks',
  method: 'GET',
  path: '/api/cases/tasks',
  permission: 'cases.work',
  summary: { zh: '我的任务与本单位任务', en: 'Tasks of the caller’s organisation and divisions' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(TaskState),
    open: Type.Optional(Type.Boolean({ description: 'Only tasks still to be done.' })),
    mine: Type.Optional(
      Type.Boolean({ description: 'Only tasks the caller accepted, or that are for them by name.' }),
    ),
    unit: Type.Optional(
      Type.Boolean({ description: 'Only tasks of the caller’s own unit, for one who dispatches too.' }),
    ),
  }),
  response: pageOf(Task),
})

export const getTask = defineOperation({
  id: 'cases.getTask',
  method: 'GET',
  path: '/api/cases/tasks/{id}',
  permission: 'cases.work',
  summary: { zh: '任务详情', en: 'A task' },
  params: idParams,
  response: Task,
})

export const acceptTask = defineOperation({
  id: 'cases.acceptTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/acceptance',
  permission: 'cases.work',
  summary: { zh: '接收任务', en: 'Accept a task' },
  params: idParams,
  response: Task,
})

export const attachEvidence = defineOperation({
  id: 'cases.attachEvidence',
  method: 'POST',
  path: '/api/cases/tasks/{id}/attachments',
  permission: 'cases.work',
  summary: { zh: '上传处置照片', en: 'Attach a photo as evidence' },
  params: idParams,
  body: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    contentType: Type.Union([
      Type.Literal('image/jpeg'),
      Type.Literal('image/png'),
      Type.Literal('image/webp'),
    ]),
    content: Type.String({ maxLength: 8_000_000, description: 'Base64.' }),
    takenTime: Type.Optional(Time),
    position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
  }),
  response: Attachment,
  creates: true,
})

export const getAttachment = defineOperation({
  id: 'cases.getAttachment',
  method: 'GET',
  path: '/api/cases/attachments/{id}',
  permission: 'cases.read',
  summary: { zh: '查看附件', en: 'The content of an attachment' },
  params: idParams,
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

export const completeTask = defineOperation({
  id: 'cases.completeTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/completion',
  permission: 'cases.work',
  summary: { zh: '办结任务', en: 'Complete a task' },
  params: idParams,
  body: Type.Object({
    form: Json,
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
    position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    force: Type.Optional(
      Type.Object(
        { reason: Type.String({ minLength: 2, maxLength: 500 }) },
        { description: '强制办结: finish although an assistant has not answered.' },
      ),
    ),
    version: Type.Optional(Version),
  }),
  response: Task,
})

export const returnTask = defineOperation({
  id: 'cases.returnTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/return',
  permission: 'cases.work',
  summary: { zh: '退回任务（不属本单位职责）', en: 'Return a task as not one’s own' },
  params: idParams,
  body: Type.Object({
    reason: Type.String({ minLength: 2, maxLength: 2000 }),
    version: Type.Optional(Version),
  }),
  response: Task,
})

export const assignTask = defineOperation({
  id: 'cases.assignTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/assignment',
  permission: 'cases.dispatch',
  summary: { zh: '派遣或改派任务', en: 'Assign a task to an organisation' },
  params: idParams,
  body: Type.Object({
    organisationId: Id,
    comment: Type.Optional(Type.String({ maxLength: 2000 })),
    assistants: Type.Optional(Type.Array(Id, { maxItems: 20, description: 'Units that assist the lead.' })),
    limit: Type.Optional(TimeLimit),
    version: Type.Optional(Version),
  }),
  response: Task,
})
