import { type Static, Type } from 'typebox'
import {
  DivisionCode,
  Id,
  Json,
  LocalTextSchema,
  longPageOf,
  oneOf,
  pageQuery,
  Time,
  WarningLevel,
} from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

export const CaseState = Type.Union([
  Type.Literal('open'),
  Type.Literal('checking'),
  Type.Literal('closed'),
  Type.Literal('cancelled'),
])
export type CaseState = Static<typeof CaseState>

export const TaskState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('assigned'),
  Type.Literal('accepted'),
  Type.Literal('done'),
  Type.Literal('returned'),
  Type.Literal('cancelled'),
  Type.Literal('disputed'),
])
export type TaskState = Static<typeof TaskState>

/** Lamp of a running clock: green, amber from 80 % of the limit, red when overdue. */
export const ClockLamp = Type.Union([Type.Literal('green'), Type.Literal('amber'), Type.Literal('red')])
export type ClockLamp = Static<typeof ClockLamp>

/** A limit: minutes or days on a clock, by a calendar of working time. */
export const TimeLimit = Type.Union([
  Type.Object({
    minutes: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    clock: Type.Union([Type.Literal('working'), Type.Literal('urgent'), Type.Literal('natural')]),
    calendar: Type.Optional(Type.String()),
  }),
  Type.Object({
    days: Type.Integer({ minimum: 1, maximum: 1_000 }),
    clock: Type.Union([Type.Literal('working-day'), Type.Literal('natural-day')]),
    calendar: Type.Optional(Type.String()),
  }),
])
export type TimeLimit = Static<typeof TimeLimit>

export const Case = Type.Object({
  id: Id,
  reference: Type.String({ description: 'The city’s own number, e.g. AJ20250601-000123.' }),
  type: Type.String(),
  typeVersion: Type.Integer({ description: 'Version of the type it follows; 0 as a domain declares it.' }),
  typeTitle: LocalTextSchema,
  title: Type.String(),
  level: Type.Union([WarningLevel, Type.Null()]),
  state: CaseState,
  stage: Type.String(),
  stageTitle: LocalTextSchema,
  eventId: Type.Union([Id, Type.Null()]),
  entityId: Type.Union([Id, Type.Null()]),
  entityName: Type.Union([Type.String(), Type.Null()]),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  divisionName: Type.Union([Type.String(), Type.Null()]),
  position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  openedTime: Time,
  dueTime: Type.Union([Time, Type.Null()]),
  closedTime: Type.Union([Time, Type.Null()]),
  lamp: ClockLamp,
  inTime: Type.Union([Type.Boolean(), Type.Null()], { description: 'Known once closed.' }),
  handleMinutes: Type.Union([Type.Number(), Type.Null()]),
  version: Type.Integer({
    description: 'Grows with every change; an act that names an older one is refused.',
  }),
  classCode: Type.Union([Type.String(), Type.Null()], { description: 'Small class, GB/T 30428.2.' }),
  classTitle: Type.Union([LocalTextSchema, Type.Null()]),
  partCode: Type.Union([Type.String(), Type.Null()], { description: 'Code of the city part, GB/T 30428.2.' }),
  parentId: Type.Union([Id, Type.Null()]),
  mergedInto: Type.Union([Id, Type.Null()]),
  suspendedTime: Type.Union([Time, Type.Null()]),
  urges: Type.Integer(),
  reopens: Type.Integer(),
  supervised: Type.Integer({ description: 'Supervision orders issued.' }),
  score: Type.Union([Type.Number(), Type.Null()], { description: 'Points of the evaluation, once closed.' }),
})
export type Case = Static<typeof Case>

export const Attachment = Type.Object({
  id: Id,
  fileName: Type.String(),
  contentType: Type.String(),
  size: Type.Integer(),
  sm3: Type.String({ description: 'SM3 digest of the content, hex (GB/T 32905).' }),
  uploadedTime: Time,
  takenTime: Type.Union([Time, Type.Null()]),
  position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  masked: Type.Boolean({ description: 'People outside are shown a copy with faces and plates hidden.' }),
})
export type Attachment = Static<typeof Attachment>

export const Task = Type.Object({
  id: Id,
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
  caseType: Type.String(),
  stage: Type.String(),
  task: Type.String(),
  title: LocalTextSchema,
  instructions: LocalTextSchema,
  state: TaskState,
  level: Type.Union([WarningLevel, Type.Null()]),
  organisationId: Type.Union([Id, Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  divisionCode: Type.Union([DivisionCode, Type.Null()]),
  position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  entityName: Type.Union([Type.String(), Type.Null()]),
  formSchema: Json,
  photosRequired: Type.Integer(),
  photoWithinM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Metres from the case within which a photo must be taken for the check to pass.',
  }),
  form: Type.Union([Json, Type.Null()]),
  attachments: Type.Array(Attachment),
  assignedTime: Type.Union([Time, Type.Null()]),
  acceptedTime: Type.Union([Time, Type.Null()]),
  acceptedBy: Type.Union([Type.String(), Type.Null()]),
  acceptedById: Type.Union([Id, Type.Null()]),
  assigneeId: Type.Union([Id, Type.Null()], {
    description: 'Whom it is for by name, such as the grid leader; others of the unit may take it too.',
  }),
  assigneeName: Type.Union([Type.String(), Type.Null()]),
  doneTime: Type.Union([Time, Type.Null()]),
  dueTime: Type.Union([Time, Type.Null()]),
  lamp: ClockLamp,
  version: Type.Integer(),
  kind: oneOf('main', 'assist', 'whistle', 'manual'),
  parentId: Type.Union([Id, Type.Null()], {
    description: 'The task of the lead, for a sub-task of an assistant.',
  }),
  timeLimit: Type.Union([TimeLimit, Type.Null()]),
  receiptTime: Type.Union([Time, Type.Null()]),
  receiptDue: Type.Union([Time, Type.Null()]),
  unsigned: Type.Boolean({ description: '未签收: not signed for after it was sent again.' }),
  sent: Type.Integer({ description: 'Times it was sent.' }),
  urges: Type.Integer(),
  refusals: Type.Integer(),
  ruled: Type.Boolean({ description: 'Given by ruling; cannot be returned.' }),
  forcedReason: Type.Union([Type.String(), Type.Null()]),
  checkInTime: Type.Union([Time, Type.Null()]),
  checkInDue: Type.Union([Time, Type.Null()]),
  absent: Type.Boolean({ description: '未报到: not on site in time.' }),
  vote: Type.Union(
    [
      Type.Object({
        asked: Type.Integer({ description: 'The lead and all assisting units.' }),
        answered: Type.Integer(),
        yes: Type.Integer(),
        morePercent: Type.Number({ description: 'Passed when more than this share of all asked agreed.' }),
        passed: Type.Boolean(),
      }),
      Type.Null(),
    ],
    { description: 'What a vote came to; null while it runs and for a task without one.' },
  ),
})
export type Task = Static<typeof Task>

export const CaseEntry = Type.Object({
  id: Id,
  time: Time,
  act: Type.String(),
  actText: LocalTextSchema,
  userName: Type.Union([Type.String(), Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  channel: Type.String(),
  text: Type.String(),
  detail: Json,
})
export type CaseEntry = Static<typeof CaseEntry>

/** What somebody asked for: more time, or a pause of the clock. */
export const CaseRequest = Type.Object({
  id: Id,
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
  taskId: Type.Union([Id, Type.Null()]),
  kind: Type.Union([Type.Literal('delay'), Type.Literal('suspension')]),
  minutes: Type.Union([Type.Integer(), Type.Null()]),
  untilTime: Type.Union([Time, Type.Null()]),
  reason: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('approved'), Type.Literal('refused')]),
  askedName: Type.String(),
  askedTime: Time,
  decidedName: Type.Union([Type.String(), Type.Null()]),
  decidedTime: Type.Union([Time, Type.Null()]),
  decision: Type.Union([Type.String(), Type.Null()]),
})
export type CaseRequest = Static<typeof CaseRequest>

/** 督办单 of a case, or 督办函 of a governance level with or without a case. */
export const Supervision = Type.Object({
  id: Id,
  caseId: Type.Union([Id, Type.Null()]),
  caseReference: Type.Union([Type.String(), Type.Null()]),
  caseTitle: Type.Union([Type.String(), Type.Null()]),
  reference: Type.String(),
  title: Type.String({ description: 'Of the letter; the title of the case where the order has none.' }),
  divisionCode: Type.Union([DivisionCode, Type.Null()], { description: 'The level that issued it.' }),
  divisionName: Type.Union([Type.String(), Type.Null()]),
  climbedTo: Type.Union([DivisionCode, Type.Null()], {
    description: 'The level it climbed to on the working day after it was due unanswered.',
  }),
  climbedName: Type.Union([Type.String(), Type.Null()]),
  climbedTime: Type.Union([Time, Type.Null()]),
  organisationId: Type.Union([Id, Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  reason: Type.String(),
  state: Type.Union([
    Type.Literal('issued'),
    Type.Literal('rectified'),
    Type.Literal('verified'),
    Type.Literal('sent-back'),
  ]),
  ruleId: Type.Union([Id, Type.Null()], { description: 'The rule that issued it by itself.' }),
  issuedName: Type.String(),
  issuedTime: Time,
  dueTime: Time,
  overdue: Type.Boolean(),
  rectification: Type.Union([Type.String(), Type.Null()]),
  rectifiedName: Type.Union([Type.String(), Type.Null()]),
  rectifiedTime: Type.Union([Time, Type.Null()]),
  verdict: Type.Union([Type.String(), Type.Null()]),
  verifiedName: Type.Union([Type.String(), Type.Null()]),
  verifiedTime: Type.Union([Time, Type.Null()]),
})
export type Supervision = Static<typeof Supervision>

/** A fact that counts: overdue, refused, unanswered, unsigned, absent, urged, rework, reopened. */
export const CaseMark = Type.Object({
  id: Id,
  kind: Type.String(),
  kindText: LocalTextSchema,
  taskId: Type.Union([Id, Type.Null()]),
  organisationId: Type.Union([Id, Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  time: Time,
  note: Type.String(),
})
export type CaseMark = Static<typeof CaseMark>

export const CaseTypeInfo = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  title: LocalTextSchema,
  stages: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalTextSchema,
      tasks: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema })),
    }),
  ),
  checkForm: Json,
  checkTitle: Type.Union([LocalTextSchema, Type.Null()]),
  evaluates: Type.Boolean({ description: 'Ends with an evaluation (综合评价).' }),
  hasClasses: Type.Boolean(),
  needsPlace: Type.Boolean({ description: 'Who opens such a case says where it is.' }),
})
export type CaseTypeInfo = Static<typeof CaseTypeInfo>

/** The version the caller has seen; another one by now is answered with 409 `changed-meanwhile`. */
export const Version = Type.Integer({ minimum: 1 })

const idParams = Type.Object({ id: Id })

export const listCaseTypes = defineOperation({
  id: 'cases.listCaseTypes',
  method: 'GET',
  path: '/api/cases/types',
  permission: 'cases.read',
  summary: { zh: '案件类型', en: 'List case types' },
  response: Type.Array(CaseTypeInfo),
})

export const listCases = defineOperation({
  id: 'cases.listCases',
  method: 'GET',
  path: '/api/cases/cases',
  permission: 'cases.read',
  summary: { zh: '案件列表', en: 'List cases' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String()),
    state: Type.Optional(CaseState),
    level: Type.Optional(WarningLevel),
    lamp: Type.Optional(ClockLamp),
    division: Type.Optional(DivisionCode),
    eventId: Type.Optional(Id),
    organisation: Type.Optional(Id),
    class: Type.Optional(Type.String()),
    parentId: Type.Optional(Id),
    suspended: Type.Optional(Type.Boolean()),
    supervised: Type.Optional(Type.Boolean({ description: 'Only cases with a supervision order.' })),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  response: longPageOf(Case),
})

export const getCase = defineOperation({
  id: 'cases.getCase',
  method: 'GET',
  path: '/api/cases/cases/{id}',
  permission: 'cases.read',
  summary: { zh: '案件详情', en: 'A case with its tasks and timeline' },
  params: idParams,
  response: Type.Object({
    case: Case,
    tasks: Type.Array(Task),
    entries: Type.Array(CaseEntry),
    mayCheck: Type.Boolean({ description: 'Whether the caller may check it now (not a handler of it).' }),
    checkForm: Json,
    checkAttachments: Type.Array(Attachment),
    checkPhotos: Type.Object({
      required: Type.Integer(),
      withinM: Type.Union([Type.Number(), Type.Null()]),
    }),
    children: Type.Array(Case),
    merged: Type.Array(Case, { description: 'Cases merged into this one.' }),
    requests: Type.Array(CaseRequest),
    supervisions: Type.Array(Supervision),
    marks: Type.Array(CaseMark),
    units: Type.Array(Type.Object({ id: Id, name: Type.String() }), {
      description: 'Units that answers of its forms name by id.',
    }),
    waiting: Type.Union([Type.Object({ until: Time, stageTitle: LocalTextSchema }), Type.Null()], {
      description: 'The stage it enters by itself, and when: the end of a trial period.',
    }),
    undoable: Type.Union([Id, Type.Null()], { description: 'The entry whose act can be undone now.' }),
  }),
})

export const openCase = defineOperation({
  id: 'cases.openCase',
  method: 'POST',
  path: '/api/cases/cases',
  permission: 'cases.dispatch',
  summary: { zh: '由事件立案', en: 'Open a case from an event' },
  body: Type.Object({ eventId: Id, type: Type.Optional(Type.String()) }),
  response: Case,
  creates: true,
})

export const checkCase = defineOperation({
  id: 'cases.checkCase',
  method: 'POST',
  path: '/api/cases/cases/{id}/check',
  permission: 'cases.check',
  summary: { zh: '核查案件：通过即结案，不通过退回', en: 'Check a case: closes it, or sends it back' },
  params: idParams,
  body: Type.Object({
    passed: Type.Boolean(),
    comment: Type.String({ minLength: 1, maxLength: 2000 }),
    form: Type.Optional(Json),
    version: Type.Optional(Version),
  }),
  response: Case,
})

/** A case was opened, moved, checked or closed. */
export const caseChanged = defineMessage(
  'cases.case-changed',
  Type.Object({
    by: Type.Optional(
      Type.Object(
        {
          userId: Type.Union([Id, Type.Null()]),
          name: Type.Union([Type.String(), Type.Null()]),
          did: LocalTextSchema,
        },
        { description: 'Who did what, told to everyone who has the case open.' },
      ),
    ),
    act: Type.Union([
      Type.Literal('opened'),
      Type.Literal('moved'),
      Type.Literal('task-changed'),
      Type.Literal('sent-back'),
      Type.Literal('closed'),
      Type.Literal('cancelled'),
    ]),
    case: Case,
    taskId: Type.Union([Id, Type.Null()]),
    measures: Type.Object(
      {
        returns: Type.Integer({ description: 'Times a check sent the case back.' }),
        taskMinutes: Type.Record(Type.String(), Type.Number(), {
          description:
            'By task of the case type: minutes from opening the case to finishing it the first time.',
        }),
      },
      { description: 'What indicators count of a case, beside the case itself.' },
    ),
  }),
)
