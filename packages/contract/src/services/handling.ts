import { Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, reaches } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { ApplicationDetail, ApplicationRow, ApplicationTask, HandlingState } from './applications.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Note = Type.String({ minLength: 1, maxLength: 2000 })
const params = Type.Object({ id: Id })
/** Search of applications: number, item or applicant. */
const search = Type.Optional(Type.String({ maxLength: 100, ...reaches('application.subjectName') }))

export const listServiceApplications = defineOperation({
  id: 'services.listServiceApplications',
  method: 'GET',
  path: '/api/services/applications',
  permission: 'signed-in',
  summary: { zh: '办件列表', en: 'Applications of one’s office' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset, search },
    state: Type.Optional(HandlingState),
    itemId: Type.Optional(Id),
    late: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(ApplicationRow),
})

export const judgeIntake = defineOperation({
  id: 'services.judgeIntake',
  method: 'POST',
  path: '/api/services/applications/{id}/intake',
  permission: 'services.accept',
  summary: { zh: '受理、补正或不予受理', en: 'Accept, ask for correction or refuse to accept' },
  params,
  body: Type.Object({
    act: oneOf('accept', 'correct', 'refuse'),
    points: Type.Optional(
      Type.Array(
        Type.Object({
          material: Type.Optional(Type.String({ maxLength: 80 })),
          field: Type.Optional(Type.String({ maxLength: 80 })),
          text: Note,
        }),
        { maxItems: 50 },
      ),
    ),
    reason: Type.Optional(Note),
    tolerate: Type.Optional(Type.Boolean({ description: '容缺受理.' })),
  }),
  response: ApplicationDetail,
})

export const listServiceTasks = defineOperation({
  id: 'services.listServiceTasks',
  method: 'GET',
  path: '/api/services/tasks',
  permission: 'services.examine',
  summary: { zh: '我的审批任务', en: 'Tasks of examination' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset, search },
    state: Type.Optional(oneOf('open', 'claimed', 'done')),
    application: Type.Optional(Id),
  }),
  response: pageOf(ApplicationTask),
})

export const claimServiceTask = defineOperation({
  id: 'services.claimServiceTask',
  method: 'POST',
  path: '/api/services/tasks/{id}/claim',
  permission: 'services.examine',
  summary: { zh: '领取任务', en: 'Claim a task' },
  params,
  response: ApplicationTask,
})

export const finishServiceTask = defineOperation({
  id: 'services.finishServiceTask',
  method: 'POST',
  path: '/api/services/tasks/{id}/finish',
  permission: 'services.examine',
  summary: { zh: '出具审查意见', en: 'Give an opinion' },
  params,
  body: Type.Object({ passes: Type.Boolean(), opinion: Note }),
  response: ApplicationTask,
})

export const suspendServiceApplication = defineOperation({
  id: 'services.suspendServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/suspend',
  permission: 'services.examine',
  summary: { zh: '启动特别程序，暂停计时', en: 'Begin a special procedure: the clock stands still' },
  params,
  body: Type.Object({
    kind: oneOf('hearing', 'survey', 'test', 'expert', 'publicity', 'applicant'),
    notice: Note,
    days: Type.Integer({ minimum: 1, maximum: 365, description: 'Working days.' }),
    document: Type.Optional(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 200 }),
        contentType: oneOf('image/jpeg', 'image/png', 'application/pdf'),
        content: Type.String({
          maxLength: 8_000_000,
          description: 'Base64: the notice the suspension rests on.',
        }),
      }),
    ),
  }),
  response: ApplicationDetail,
})

export const resumeServiceApplication = defineOperation({
  id: 'services.resumeServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/resume',
  permission: 'services.examine',
  summary: { zh: '结束特别程序，恢复计时', en: 'End a special procedure' },
  params,
  body: Type.Object({ note: Note }),
  response: ApplicationDetail,
})

export const extendServiceApplication = defineOperation({
  id: 'services.extendServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/extend',
  permission: 'services.decide',
  summary: { zh: '批准延期一次', en: 'Approve one extension' },
  params,
  body: Type.Object({ days: Type.Integer({ minimum: 1, maximum: 15 }), reason: Note }),
  response: ApplicationDetail,
})

export const decideServiceApplication = defineOperation({
  id: 'services.decideServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/decide',
  permission: 'services.decide',
  summary: { zh: '作出决定', en: 'Decide' },
  params,
  body: Type.Object({
    outcome: oneOf('grant', 'refuse'),
    text: Note,
    confirmChanged: Type.Optional(
      Type.Boolean({ description: 'Licences that changed since they were handed in were looked at.' }),
    ),
  }),
  response: ApplicationDetail,
})

export const deliverServiceApplication = defineOperation({
  id: 'services.deliverServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/deliver',
  permission: 'services.accept',
  summary: { zh: '送达结果', en: 'Hand over the result' },
  params,
  body: Type.Object({ way: oneOf('licence', 'pick-up', 'post') }),
  response: ApplicationDetail,
})

export const checkCommitment = defineOperation({
  id: 'services.checkCommitment',
  method: 'POST',
  path: '/api/services/applications/{id}/commitment-check',
  permission: 'services.examine',
  summary: { zh: '承诺事后核查', en: 'Check a promise after the decision' },
  params,
  body: Type.Object({ isTrue: Type.Boolean(), note: Note }),
  response: ApplicationDetail,
})

/** Whether the caller may take the way of a promise or of making up later, and why not. */
export const getApplicationWays = defineOperation({
  id: 'services.getApplicationWays',
  method: 'GET',
  path: '/api/services/applications/{id}/ways',
  permission: 'signed-in',
  summary: { zh: '可选办理方式', en: 'Ways that are open' },
  params,
  response: Type.Object({
    commitment: Type.Object({
      isOpen: Type.Boolean(),
      why: nullable(Type.String()),
      duties: nullable(Type.String()),
    }),
    tolerance: Type.Object({
      isOpen: Type.Boolean(),
      why: nullable(Type.String()),
      days: nullable(Type.Integer()),
    }),
  }),
})

export const openGreenChannel = defineOperation({
  id: 'services.openGreenChannel',
  method: 'POST',
  path: '/api/services/green-channels',
  permission: 'services.release',
  summary: { zh: '开通绿色通道', en: 'Open a green channel' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 200 }),
    from: Day,
    to: Day,
    numbers: Type.Array(Type.String({ maxLength: 20 }), { minItems: 1, maxItems: 5000 }),
    itemIds: Type.Array(Id, { maxItems: 200 }),
    share: Type.Number({ minimum: 0.1, maximum: 1, description: 'Of the promised limit.' }),
  }),
  response: Type.Object({ id: Id }),
  creates: true,
})

export const listOpenPromises = defineOperation({
  id: 'services.listOpenPromises',
  method: 'GET',
  path: '/api/services/open-promises',
  permission: 'services.examine',
  summary: { zh: '未核查承诺与未补材料', en: 'Open promises and gaps' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      application: ApplicationRow,
      kind: oneOf('commitment', 'tolerance'),
      dueDay: nullable(Day),
    }),
  ),
})
