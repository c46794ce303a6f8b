import { type Static, Type } from 'typebox'
import { governed, Id, Json, nullable, oneOf, pageOf, pageQuery, reaches, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Short = Type.String({ maxLength: 200 })
const Note = Type.String({ minLength: 1, maxLength: 2000 })

/**
 * 办件状态: draft; waits for acceptance; back for completion (补正); not accepted (不予受理); being examined; clock stands
 * still (特别程序); examined, waits for the decision; granted; refused; handed over (办结); withdrawn; made up too late
 * (逾期未补正); revoked after a false promise.
 */
export const HandlingState = oneOf(
  ...([
    'draft',
    'waiting',
    'correcting',
    'not-accepted',
    'examining',
    'suspended',
    'deciding',
    'granted',
  ] as const),
  ...(['refused', 'delivered', 'withdrawn', 'late', 'revoked'] as const),
)
export type HandlingState = Static<typeof HandlingState>

export const ServiceChannel = oneOf('web', 'phone', 'kiosk', 'window', 'hotline', 'other-system')
export type ServiceChannel = Static<typeof ServiceChannel>

/** How a material is met; `missing` says why a file is still needed. */
export const MaterialState = Type.Object({
  material: Type.String(),
  title: Type.String(),
  source: Type.String(),
  required: Type.Boolean(),
  core: Type.Boolean(),
  by: oneOf('licence', 'data', 'earlier', 'upload', 'made-up-later', 'missing'),
  says: Type.String({ description: 'In words for the applicant: 免提交（电子证照） …' }),
  reference: nullable(Type.String({ description: 'Number of the licence, fact, or name of the file.' })),
  fileId: nullable(Id),
})
export type MaterialState = Static<typeof MaterialState>

export const ApplicationTask = Type.Object({
  id: Id,
  applicationId: Id,
  number: Type.String(),
  itemTitle: Type.String(),
  subjectName: Type.String(governed('application.subjectName')),
  step: Type.String(),
  title: Type.String(),
  kind: Type.String(),
  organisationId: nullable(Id),
  organisationName: Type.String(),
  state: oneOf('waiting', 'open', 'claimed', 'done', 'silent'),
  arriveTime: nullable(Time),
  claimTime: nullable(Time),
  finishTime: nullable(Time),
  actor: nullable(Type.String()),
  passes: nullable(Type.Boolean()),
  opinion: nullable(Type.String()),
  dueTime: nullable(Time),
  isLate: Type.Boolean(),
  /** A special procedure: begun by claiming it, while the main clock stands still. */
  suspends: Type.Boolean(),
})
export type ApplicationTask = Static<typeof ApplicationTask>

export const TimelineEntry = Type.Object({
  time: Time,
  act: Type.String(),
  actor: Type.String(),
  organisation: nullable(Type.String()),
  note: nullable(Type.String()),
})
export type TimelineEntry = Static<typeof TimelineEntry>

export const ApplicationRow = Type.Object({
  id: Id,
  number: nullable(Type.String()),
  state: HandlingState,
  itemId: Id,
  itemTitle: Type.String(),
  itemVersion: Type.Integer(),
  subjectId: Id,
  subjectName: Type.String(governed('application.subjectName')),
  organisationName: Type.String(),
  channel: ServiceChannel,
  level: Type.String({ description: 'Level of the window that took it in: city, county, town, village.' }),
  parentId: nullable(Id),
  submittedTime: nullable(Time),
  acceptedTime: nullable(Time),
  dueDay: nullable(Day),
  isLate: Type.Boolean(),
  card: nullable(oneOf('yellow', 'red')),
  priority: Type.Boolean({ description: 'Green channel or credit.' }),
  updatedTime: Time,
})
export type ApplicationRow = Static<typeof ApplicationRow>

/** Any JSON object that may be closed to a role. */
const closable = (field: string) =>
  Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true, ...governed(field) })

/** Search of applications: number, item or applicant. */
const search = Type.Optional(Type.String({ maxLength: 100, ...reaches('application.subjectName') }))

export const ApplicationDetail = Type.Object({
  ...ApplicationRow.properties,
  subjectKind: oneOf('person', 'organisation'),
  subjectNumber: Type.String({ description: 'Masked.', ...governed('application.subjectNumber') }),
  byName: Type.String(governed('application.byName')),
  authority: Type.String(),
  answers: closable('application.answers'),
  facts: closable('application.facts'),
  advice: nullable(Type.String()),
  form: closable('application.form'),
  sources: Type.Record(Type.String(), Type.String(), {
    description: 'Where each value comes from that was not typed; such a field is not edited.',
  }),
  materials: Type.Array(MaterialState),
  acceptDueDay: nullable(Day),
  isDeemed: Type.Boolean({ description: '视为受理.' }),
  limitDays: Type.Integer(),
  usedDays: Type.Integer(),
  suspension: nullable(Type.Object({ kind: Type.String(), notice: Type.String(), since: Time, until: Time })),
  suspensions: Type.Array(
    Type.Object({
      kind: Type.String(),
      notice: Type.String(),
      fileId: nullable(Id),
      step: nullable(Type.String({ description: 'Step of the flow it belongs to.' })),
      since: Time,
      until: Time,
      endTime: nullable(Time),
      workingDays: Type.Integer({ description: 'That did not count.' }),
    }),
    { description: 'Every stretch the clock stood still, with its document.' },
  ),
  corrections: Type.Array(
    Type.Object({ material: nullable(Type.String()), field: nullable(Type.String()), text: Type.String() }),
  ),
  commitment: nullable(
    Type.Object({ signedTime: Time, checkDueDay: nullable(Day), verdict: nullable(Type.Boolean()) }),
  ),
  tolerance: nullable(Type.Object({ missing: Type.Array(Type.String()), dueDay: Day })),
  decision: nullable(
    Type.Object({
      outcome: oneOf('grant', 'refuse'),
      number: Type.String(),
      text: Type.String(),
      time: Time,
    }),
  ),
  result: nullable(
    Type.Object({
      title: Type.String(),
      number: Type.String(),
      licenceId: nullable(Id),
      validUntil: nullable(Day),
    }),
  ),
  assessment: nullable(
    Type.Object({
      title: Type.String(),
      table: Type.String(),
      rule: Type.String(),
      basis: Type.String(),
      rate: Type.Number(),
      baseFen: Type.Integer(),
      fen: Type.Integer(),
      facts: Json,
    }),
  ),
  quotes: Type.Array(
    Type.Object({
      fen: Type.Integer(),
      text: Type.String(),
      givenTime: Time,
      accepted: nullable(Type.Boolean()),
    }),
    { description: '方案答复与报价, the newest last.' },
  ),
  feeFen: Type.Integer(),
  orderId: nullable(Id),
  isPaid: Type.Boolean(),
  ratingId: nullable(Id),
  tasks: Type.Array(ApplicationTask),
  timeline: Type.Array(TimelineEntry),
})
export type ApplicationDetail = Static<typeof ApplicationDetail>

const params = Type.Object({ id: Id })
const Applicant = Type.Object({
  kind: oneOf('person', 'organisation'),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  number: Type.String({ minLength: 15, maxLength: 20 }),
})

export const startServiceApplication = defineOperation({
  id: 'services.startServiceApplication',
  method: 'POST',
  path: '/api/services/applications',
  permission: 'signed-in',
  summary: { zh: '开始办理', en: 'Start an application' },
  body: Type.Object({
    itemId: Id,
    channel: Type.Optional(ServiceChannel),
    applicant: Type.Optional(Applicant),
    level: Type.Optional(oneOf('city', 'county', 'town', 'village')),
  }),
  response: ApplicationDetail,
  creates: true,
})

export const saveServiceDraft = defineOperation({
  id: 'services.saveServiceDraft',
  method: 'PUT',
  path: '/api/services/applications/{id}/draft',
  permission: 'signed-in',
  summary: { zh: '保存草稿', en: 'Save the draft' },
  params,
  body: Type.Object({ answers: Type.Optional(Json), form: Type.Optional(Json) }),
  response: ApplicationDetail,
})

export const addApplicationFile = defineOperation({
  id: 'services.addApplicationFile',
  method: 'POST',
  path: '/api/services/applications/{id}/files',
  permission: 'signed-in',
  summary: { zh: '上传材料', en: 'Add a file' },
  params,
  body: Type.Object({
    material: Type.String({ maxLength: 80 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    contentType: oneOf('image/jpeg', 'image/png', 'application/pdf'),
    content: Type.String({ maxLength: 8_000_000, description: 'Base64.' }),
  }),
  response: ApplicationDetail,
  creates: true,
})

export const useEarlierFile = defineOperation({
  id: 'services.useEarlierFile',
  method: 'POST',
  path: '/api/services/applications/{id}/earlier-files',
  permission: 'signed-in',
  summary: { zh: '使用以前上传的材料', en: 'Use a file given earlier' },
  params,
  body: Type.Object({ material: Type.String({ maxLength: 80 }) }),
  response: ApplicationDetail,
})

export const getApplicationFile = defineOperation({
  id: 'services.getApplicationFile',
  method: 'GET',
  path: '/api/services/application-files/{id}',
  permission: 'signed-in',
  summary: { zh: '查看材料', en: 'A file of an application' },
  params,
  response: Type.Unknown(),
  produces: 'application/octet-stream',
  carries: ['application.files'],
})

export const submitServiceApplication = defineOperation({
  id: 'services.submitServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/submit',
  permission: 'signed-in',
  summary: { zh: '提交申请或补正', en: 'Submit an application or its correction' },
  params,
  body: Type.Object({
    commitment: Type.Optional(Type.Boolean({ description: 'Takes the way of a signed promise (告知承诺).' })),
    tolerance: Type.Optional(
      Type.Boolean({ description: 'Asks to make up secondary materials later (容缺).' }),
    ),
    channel: Type.Optional(ServiceChannel),
  }),
  response: ApplicationDetail,
})

export const withdrawServiceApplication = defineOperation({
  id: 'services.withdrawServiceApplication',
  method: 'POST',
  path: '/api/services/applications/{id}/withdraw',
  permission: 'signed-in',
  summary: { zh: '撤回申请', en: 'Withdraw an application' },
  params,
  body: Type.Object({ reason: Type.Optional(Short) }),
  response: ApplicationDetail,
})

export const listMyApplications = defineOperation({
  id: 'services.listMyApplications',
  method: 'GET',
  path: '/api/services/my-applications',
  permission: 'services.apply',
  summary: { zh: '我的办件', en: 'My applications' },
  query: Type.Object(pageQuery),
  response: pageOf(ApplicationRow),
})

export const getServiceApplication = defineOperation({
  id: 'services.getServiceApplication',
  method: 'GET',
  path: '/api/services/applications/{id}',
  permission: 'signed-in',
  summary: { zh: '办件详情', en: 'An application' },
  params,
  response: ApplicationDetail,
})

export const getApplicationReceipt = defineOperation({
  id: 'services.getApplicationReceipt',
  method: 'GET',
  path: '/api/services/applications/{id}/receipt',
  permission: 'signed-in',
  summary: { zh: '收件回执', en: 'Receipt of an application' },
  params,
  response: Type.Object({
    number: Type.String(),
    itemTitle: Type.String(),
    subjectName: Type.String(),
    level: Type.String({ description: 'Where it was taken in: city, county, town, village.' }),
    receivedBy: Type.String(),
    submittedTime: Time,
    organisationName: Type.String({ description: 'Office that handles it.' }),
    acceptDueDay: nullable(Day),
    limitDays: Type.Integer({ description: 'Working days from acceptance.' }),
    dueDay: nullable(Day),
    materials: Type.Array(Type.String()),
    link: Type.String(),
  }),
})

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
