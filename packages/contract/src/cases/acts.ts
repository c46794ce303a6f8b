import { Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Attachment, Case, CaseRequest, Supervision, Task, TimeLimit, Version } from './cases.ts'
import { attachEvidence } from './tasks.ts'

const idParams = Type.Object({ id: Id })
const reason = Type.String({ minLength: 2, maxLength: 2000 })
const position = Type.Tuple([Type.Number(), Type.Number()])
const version = Type.Optional(Version)
const withReason = Type.Object({ reason, version })

export const registerCase = defineOperation({
  id: 'cases.registerCase',
  method: 'POST',
  path: '/api/cases/registrations',
  permission: 'cases.dispatch',
  summary: { zh: '直接立案（不经事件）', en: 'Open a case without an event' },
  body: Type.Object({
    type: Type.String(),
    title: Type.String({ minLength: 2, maxLength: 200 }),
    position: Type.Optional(
      Type.Tuple([Type.Number(), Type.Number()], { description: 'Not asked of types without a place.' }),
    ),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    classCode: Type.Optional(Type.String({ maxLength: 60 })),
    partCode: Type.Optional(Type.String({ maxLength: 40 })),
    parentId: Type.Optional(Id),
  }),
  response: Case,
  creates: true,
})

export const classifyCase = defineOperation({
  id: 'cases.classifyCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/class',
  permission: 'cases.dispatch',
  summary: { zh: '确定案件小类与部件编码', en: 'Set the small class and part of a case' },
  params: idParams,
  body: Type.Object({
    classCode: Type.String({ maxLength: 60 }),
    partCode: Type.Optional(Type.String({ maxLength: 40 })),
    version,
  }),
  response: Case,
})

export const signTask = defineOperation({
  id: 'cases.signTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/receipt',
  permission: 'cases.work',
  summary: { zh: '签收任务', en: 'Sign for a task' },
  params: idParams,
  response: Task,
})

export const ruleTask = defineOperation({
  id: 'cases.ruleTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/ruling',
  permission: 'events.arbitrate',
  summary: { zh: '裁定责任单位', en: 'Rule which unit must act' },
  params: idParams,
  body: Type.Object({ organisationId: Id, reason, version }),
  response: Task,
})

export const inviteAssistant = defineOperation({
  id: 'cases.inviteAssistant',
  method: 'POST',
  path: '/api/cases/tasks/{id}/assistants',
  permission: 'cases.dispatch',
  summary: { zh: '增加协办单位', en: 'Add an assisting unit' },
  params: idParams,
  body: Type.Object({
    organisationId: Id,
    title: Type.Optional(Type.String({ minLength: 2, maxLength: 100 })),
    limit: Type.Optional(TimeLimit),
  }),
  response: Task,
  creates: true,
})

export const urgeTask = defineOperation({
  id: 'cases.urgeTask',
  method: 'POST',
  path: '/api/cases/tasks/{id}/urge',
  permission: 'cases.urge',
  summary: { zh: '催办', en: 'Urge a unit' },
  params: idParams,
  body: withReason,
  response: Task,
})

export const undoCaseAct = defineOperation({
  id: 'cases.undoCaseAct',
  method: 'POST',
  path: '/api/cases/cases/{id}/undo',
  permission: 'cases.dispatch',
  summary: { zh: '撤回上一步', en: 'Undo the last act' },
  params: idParams,
  body: Type.Object({ entryId: Id, version }),
  response: Case,
})

export const cancelCase = defineOperation({
  id: 'cases.cancelCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/cancellation',
  permission: 'cases.dispatch',
  summary: { zh: '作废案件', en: 'Cancel a case' },
  params: idParams,
  body: withReason,
  response: Case,
})

export const reopenCase = defineOperation({
  id: 'cases.reopenCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/reopening',
  permission: 'cases.dispatch',
  summary: { zh: '重新办理（结案 7 日内）', en: 'Re-open a case within seven days' },
  params: idParams,
  body: withReason,
  response: Case,
})

export const mergeCases = defineOperation({
  id: 'cases.mergeCases',
  method: 'POST',
  path: '/api/cases/cases/{id}/merge',
  permission: 'cases.dispatch',
  summary: { zh: '并案', en: 'Merge a duplicate into this case' },
  params: idParams,
  body: Type.Object({ duplicateId: Id, reason, version }),
  response: Case,
})

export const unmergeCase = defineOperation({
  id: 'cases.unmergeCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/unmerge',
  permission: 'cases.dispatch',
  summary: { zh: '撤销并案', en: 'Take a merged case out again' },
  params: idParams,
  body: withReason,
  response: Case,
})

export const instructCase = defineOperation({
  id: 'cases.instructCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/instructions',
  permission: 'cases.supervise',
  summary: { zh: '批示', en: 'Write an instruction' },
  params: idParams,
  body: Type.Object({ text: reason }),
  response: Case,
})

export const escalateCase = defineOperation({
  id: 'cases.escalateCase',
  method: 'POST',
  path: '/api/cases/tasks/{id}/escalation',
  permission: 'cases.work',
  summary: { zh: '上报上级处置', en: 'Hand a task up to the level above' },
  params: idParams,
  body: withReason,
  response: Task,
})

export const requestDelay = defineOperation({
  id: 'cases.requestDelay',
  method: 'POST',
  path: '/api/cases/tasks/{id}/delay-requests',
  permission: 'cases.work',
  summary: { zh: '申请延期', en: 'Ask for more time' },
  params: idParams,
  body: Type.Object({ minutes: Type.Integer({ minimum: 1, maximum: 100_000 }), reason }),
  response: CaseRequest,
  creates: true,
})

export const requestSuspension = defineOperation({
  id: 'cases.requestSuspension',
  method: 'POST',
  path: '/api/cases/tasks/{id}/suspension-requests',
  permission: 'cases.work',
  summary: { zh: '申请挂起', en: 'Ask to pause the clock' },
  params: idParams,
  body: Type.Object({ reason, untilTime: Type.Optional(Time) }),
  response: CaseRequest,
  creates: true,
})

export const listCaseRequests = defineOperation({
  id: 'cases.listCaseRequests',
  method: 'GET',
  path: '/api/cases/requests',
  permission: 'cases.read',
  summary: { zh: '延期与挂起申请', en: 'Requests for delay and suspension' },
  query: Type.Object({ ...pageQuery, open: Type.Optional(Type.Boolean()) }),
  response: pageOf(CaseRequest),
})

export const decideCaseRequest = defineOperation({
  id: 'cases.decideCaseRequest',
  method: 'POST',
  path: '/api/cases/requests/{id}/decision',
  permission: 'cases.supervise',
  summary: { zh: '审批延期或挂起', en: 'Decide on a request' },
  params: idParams,
  body: Type.Object({ approve: Type.Boolean(), comment: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: CaseRequest,
})

export const resumeCase = defineOperation({
  id: 'cases.resumeCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/resumption',
  permission: 'cases.supervise',
  summary: { zh: '恢复计时', en: 'Let the clock run again' },
  params: idParams,
  body: withReason,
  response: Case,
})

export const issueSupervision = defineOperation({
  id: 'cases.issueSupervision',
  method: 'POST',
  path: '/api/cases/cases/{id}/supervisions',
  permission: 'cases.supervise',
  summary: { zh: '下达督办单', en: 'Issue a supervision order' },
  params: idParams,
  body: Type.Object({
    reason,
    organisationId: Type.Optional(Id),
    limit: Type.Optional(TimeLimit),
  }),
  response: Supervision,
  creates: true,
})

export const issueLetter = defineOperation({
  id: 'cases.issueLetter',
  method: 'POST',
  path: '/api/cases/supervisions',
  permission: 'cases.supervise',
  summary: { zh: '下达督办函', en: 'Issue a supervision letter to a unit' },
  body: Type.Object({
    organisationId: Id,
    title: Type.String({ minLength: 2, maxLength: 200 }),
    reason,
    caseId: Type.Optional(Id),
    divisionCode: Type.Optional(DivisionCode),
    limit: Type.Optional(TimeLimit),
  }),
  response: Supervision,
  creates: true,
})

export const listSupervisions = defineOperation({
  id: 'cases.listSupervisions',
  method: 'GET',
  path: '/api/cases/supervisions',
  permission: 'cases.read',
  summary: { zh: '督办单', en: 'Supervision orders' },
  query: Type.Object({
    ...pageQuery,
    open: Type.Optional(Type.Boolean()),
    overdue: Type.Optional(Type.Boolean()),
    climbed: Type.Optional(Type.Boolean({ description: 'Only what climbed to the level above.' })),
  }),
  response: pageOf(Supervision),
})

export const rectifySupervision = defineOperation({
  id: 'cases.rectifySupervision',
  method: 'POST',
  path: '/api/cases/supervisions/{id}/rectification',
  permission: 'cases.work',
  summary: { zh: '回复督办整改', en: 'Answer a supervision order' },
  params: idParams,
  body: Type.Object({ text: reason }),
  response: Supervision,
})

export const verifySupervision = defineOperation({
  id: 'cases.verifySupervision',
  method: 'POST',
  path: '/api/cases/supervisions/{id}/verification',
  permission: 'cases.supervise',
  summary: { zh: '核验督办整改', en: 'Verify a rectification' },
  params: idParams,
  body: Type.Object({ passed: Type.Boolean(), comment: reason }),
  response: Supervision,
})

export const blowWhistle = defineOperation({
  id: 'cases.blowWhistle',
  method: 'POST',
  path: '/api/cases/cases/{id}/whistles',
  permission: 'cases.dispatch',
  summary: { zh: '吹哨：点名部门到场', en: 'Whistle: named units must check in on site' },
  params: idParams,
  body: Type.Object({
    organisationIds: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }),
    minutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
    reason,
    version,
  }),
  response: Type.Array(Task),
  creates: true,
})

export const checkInOnSite = defineOperation({
  id: 'cases.checkInOnSite',
  method: 'POST',
  path: '/api/cases/tasks/{id}/check-in',
  permission: 'cases.work',
  summary: { zh: '报到（现场签到）', en: 'Check in on site' },
  params: idParams,
  body: Type.Object({ position }),
  response: Task,
})

export const attachCheckPhoto = defineOperation({
  id: 'cases.attachCheckPhoto',
  method: 'POST',
  path: '/api/cases/cases/{id}/attachments',
  permission: 'cases.check',
  summary: { zh: '上传核查照片', en: 'Attach a photo of the check' },
  params: idParams,
  body: attachEvidence.body as NonNullable<typeof attachEvidence.body>,
  response: Attachment,
  creates: true,
})

const BatchAnswer = Type.Object({
  id: Id,
  done: Type.Boolean(),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
})

export const actOnCases = defineOperation({
  id: 'cases.actOnCases',
  method: 'POST',
  path: '/api/cases/batches',
  permission: 'cases.dispatch',
  summary: { zh: '批量派遣、催办、结案', en: 'Dispatch, urge or close many cases' },
  body: Type.Object({
    act: Type.Union([Type.Literal('dispatch'), Type.Literal('urge'), Type.Literal('close')]),
    ids: Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true, description: 'Cases.' }),
    organisationId: Type.Optional(Id),
    comment: reason,
  }),
  response: Type.Object({ rows: Type.Array(BatchAnswer) }),
})

export const countCases = defineOperation({
  id: 'cases.countCases',
  method: 'GET',
  path: '/api/cases/counts',
  permission: 'cases.read',
  summary: { zh: '案件计数', en: 'Open cases by lamp and state' },
  query: Type.Object({ division: Type.Optional(DivisionCode), type: Type.Optional(Type.String()) }),
  response: Type.Object({
    open: Type.Integer(),
    checking: Type.Integer(),
    green: Type.Integer(),
    amber: Type.Integer(),
    red: Type.Integer(),
    suspended: Type.Integer(),
    waiting: Type.Integer({ description: 'Tasks that wait for dispatch.' }),
    disputed: Type.Integer({ description: 'Tasks that wait for a ruling.' }),
    unsigned: Type.Integer(),
    requests: Type.Integer(),
    supervisions: Type.Integer({ description: 'Orders not yet verified.' }),
  }),
})
