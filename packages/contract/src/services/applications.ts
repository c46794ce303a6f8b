import { type Static, Type } from 'typebox'
import { governed, Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Short = Type.String({ maxLength: 200 })

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
  query: Type.Object({
    ...pageQuery,
    single: Type.Optional(Type.Boolean({ description: 'Without the members of a 一件事.' })),
  }),
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
