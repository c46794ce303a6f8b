import { type Static, Type } from 'typebox'
import { LocalTextSchema, nullable, oneOf, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { TimeLimit } from './cases.ts'

const Short = Type.String({ maxLength: 60 })
const Words = Type.Object({ zh: Type.String({ maxLength: 2000 }), en: Type.String({ maxLength: 2000 }) })

/** A field of a form: JSON Schema with the names people see. */
export const DesignField = Type.Object(
  {
    type: oneOf('string', 'number', 'integer', 'boolean', 'array'),
    label: Words,
    widget: Type.Optional(oneOf('text', 'long-text', 'date', 'date-time', 'choice', 'switch', 'number')),
    help: Type.Optional(Words),
    unit: Type.Optional(Short),
    enum: Type.Optional(Type.Array(Short, { maxItems: 100 })),
    choices: Type.Optional(Type.Array(Type.Object({ value: Short, title: Words }), { maxItems: 100 })),
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
    format: Type.Optional(oneOf('date', 'date-time')),
  },
  { additionalProperties: true },
)
export type DesignField = Static<typeof DesignField>

/** The form of a task as JSON Schema: the named fields and nothing else. */
export const DesignForm = Type.Object({
  type: Type.Literal('object'),
  required: Type.Optional(Type.Array(Short)),
  properties: Type.Record(Type.String(), DesignField),
  additionalProperties: Type.Literal(false),
})
export type DesignForm = Static<typeof DesignForm>

export const DesignTask = Type.Object({
  id: Short,
  title: Words,
  item: Type.String({ maxLength: 120, description: 'Qualified duty item.' }),
  role: Short,
  instructions: Words,
  form: DesignForm,
  photosRequired: Type.Integer({ minimum: 0, maximum: 20 }),
  limit: TimeLimit,
  limitByClass: Type.Optional(Type.Boolean()),
  itemByClass: Type.Optional(Type.Boolean()),
  photoWithin_m: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  unitFrom: Type.Optional(Type.Object({ task: Short, field: Short })),
  toGridLeader: Type.Optional(Type.Boolean()),
  dispatches: Type.Optional(Type.Boolean()),
  assistants: Type.Optional(
    Type.Array(Type.Object({ item: Type.String({ maxLength: 120 }), title: Words }), { maxItems: 20 }),
  ),
  receiptLimit: Type.Optional(TimeLimit),
  covers: Type.Optional(Type.Object({ task: Short, items: Short, field: Short, title: Words })),
  parallel: Type.Optional(Type.Boolean()),
  vote: Type.Optional(
    Type.Object(
      { field: Short, yes: Type.Union([Type.String(), Type.Boolean()]), morePercent: Type.Number() },
      { description: 'Lead and assistants vote; exits see `yes` when more than this share of all gave it.' },
    ),
  ),
})
export type DesignTask = Static<typeof DesignTask>

const Answer = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
export const DesignExit = Type.Object({
  id: Short,
  title: Words,
  to: Short,
  after: Type.Optional(Type.Object({ days: Type.Number() })),
  when: Type.Optional(
    Type.Object({
      task: Short,
      field: Short,
      op: oneOf('=', '!=', '<', '<=', '>', '>='),
      value: Answer,
    }),
  ),
})
export type DesignExit = Static<typeof DesignExit>

export const DesignStage = Type.Object({
  id: Short,
  title: Words,
  tasks: Type.Array(DesignTask, { maxItems: 30 }),
  exits: Type.Array(DesignExit, { maxItems: 20 }),
})
export type DesignStage = Static<typeof DesignStage>

export const DesignCheck = Type.Object({
  title: Words,
  item: Type.String({ maxLength: 120 }),
  role: Short,
  notSamePerson: Type.Literal(true),
  instructions: Words,
  form: DesignForm,
  photosRequired: Type.Integer({ minimum: 0, maximum: 20 }),
  photoWithin_m: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  limit: TimeLimit,
  onFail: Short,
})
export type DesignCheck = Static<typeof DesignCheck>

/** A case type as it is written by the city; its id and version stand beside it. */
export const CaseTypeContent = Type.Object({
  title: Words,
  description: Type.Optional(Words),
  numberPrefix: Type.String({ pattern: '^[A-Z]{2,6}$' }),
  stages: Type.Array(DesignStage, { maxItems: 40 }),
  check: Type.Optional(DesignCheck),
  limit: TimeLimit,
  escalation: Type.Array(
    Type.Object({ atPercent: Type.Integer({ minimum: 1, maximum: 500 }), notify: Short, message: Words }),
    { maxItems: 20 },
  ),
  classes: Type.Optional(Type.Array(Type.Any())),
  evaluates: Type.Optional(Type.Boolean()),
  appraisal: Type.Array(
    Type.Object({
      id: Short,
      title: Words,
      when: oneOf('in-time', 'overdue', 'returned', 'escalated', 'rated-good', 'rated-bad'),
      points: Type.Number(),
    }),
    { maxItems: 20 },
  ),
  opensFor: Type.Optional(
    Type.Array(Type.Object({ eventType: Type.String({ maxLength: 120 }), minLevel: WarningLevel }), {
      maxItems: 20,
    }),
  ),
  dutyItems: Type.Optional(
    Type.Array(Type.Object({ id: Type.String({ maxLength: 120 }), title: Words, usualUnit: Words }), {
      maxItems: 20,
      description: 'Duty items the type brings along, `city.…`.',
    }),
  ),
})
export type CaseTypeContent = Static<typeof CaseTypeContent>

const DesignVersion = Type.Object({
  version: Type.Integer({ description: '0 as a domain declares it.' }),
  state: oneOf('draft', 'published', 'replaced', 'refused'),
  note: Type.String(),
  writtenName: nullable(Type.String()),
  writtenTime: nullable(Time),
  tried: Type.Integer({ description: 'Complete dry runs of the draft as it is now.' }),
  decidedName: nullable(Type.String()),
  decidedTime: nullable(Time),
  decision: nullable(Type.String()),
  running: Type.Integer({ description: 'Open cases that follow it.' }),
})

/** A case type with its versions; running cases follow the version they were opened under. */
export const CaseTypeDesign = Type.Object({
  type: Type.String(),
  title: LocalTextSchema,
  declared: Type.Boolean({ description: 'Declared by a domain; otherwise the city’s own.' }),
  active: nullable(
    Type.Integer({ description: 'Version new cases follow; null before the first is published.' }),
  ),
  versions: Type.Array(DesignVersion),
})
export type CaseTypeDesign = Static<typeof CaseTypeDesign>

const Fault = Type.Object({
  path: Type.String({ description: 'JSON pointer into the content.' }),
  message: Type.String(),
})

export const CaseTypeDraft = Type.Object({
  design: CaseTypeDesign,
  version: Type.Integer({ description: 'The version shown.' }),
  content: CaseTypeContent,
  faults: Type.Array(Fault, { description: 'What stands against publishing.' }),
  mayDecide: Type.Boolean({ description: 'Whether the caller may approve it: somebody else wrote it.' }),
})
export type CaseTypeDraft = Static<typeof CaseTypeDraft>

/** What a dry run did: one entry a step. */
export const DesignTrialStep = Type.Object({
  kind: oneOf('stage', 'task', 'assist', 'answer', 'exit', 'wait', 'check', 'closed', 'stopped'),
  stage: Type.String(),
  task: nullable(Type.String()),
  text: Type.String(),
  time: Time,
  dueTime: nullable(Time),
  organisationName: nullable(Type.String()),
})
export type DesignTrialStep = Static<typeof DesignTrialStep>

const typeParams = Type.Object({ type: Type.String({ pattern: '^[a-z][a-z0-9-]*\\.[a-z][a-z0-9_-]*$' }) })
const versionParams = Type.Object({ ...typeParams.properties, version: Type.Integer({ minimum: 0 }) })

export const listCaseTypeDesigns = defineOperation({
  id: 'cases.listCaseTypeDesigns',
  method: 'GET',
  path: '/api/cases/type-designs',
  permission: 'cases.read',
  summary: { zh: '案件类型及其版本', en: 'Case types with their versions' },
  response: Type.Object({ items: Type.Array(CaseTypeDesign) }),
})

const Named = Type.Object({ id: Type.String(), title: LocalTextSchema })

export const listDesignParts = defineOperation({
  id: 'cases.listDesignParts',
  method: 'GET',
  path: '/api/cases/type-design-parts',
  permission: 'cases.read',
  summary: {
    zh: '流程可用的角色、职责事项、事件类型与计量单位',
    en: 'Roles, duty items, event types and units a case type may name',
  },
  response: Type.Object({
    roles: Type.Array(Named),
    dutyItems: Type.Array(Named),
    eventTypes: Type.Array(Named),
    units: Type.Array(Named),
  }),
})

export const getCaseTypeDesign = defineOperation({
  id: 'cases.getCaseTypeDesign',
  method: 'GET',
  path: '/api/cases/type-designs/{type}',
  permission: 'cases.read',
  summary: { zh: '案件类型的一个版本（缺省为草稿，没有草稿时为现行）', en: 'A version of a case type' },
  params: typeParams,
  query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 0 })) }),
  response: CaseTypeDraft,
})

export const saveCaseTypeDraft = defineOperation({
  id: 'cases.saveCaseTypeDraft',
  method: 'PUT',
  path: '/api/cases/type-designs/{type}/draft',
  permission: 'cases.manage',
  summary: { zh: '起草案件类型的新版本', en: 'Write the next version of a case type' },
  params: typeParams,
  body: Type.Object({ content: CaseTypeContent, note: Type.String({ maxLength: 500 }) }),
  response: CaseTypeDraft,
})

export const tryCaseType = defineOperation({
  id: 'cases.tryCaseType',
  method: 'POST',
  path: '/api/cases/type-designs/{type}/versions/{version}/trial',
  permission: 'cases.manage',
  summary: {
    zh: '用样例案件试运行一个版本，不写入任何案件',
    en: 'Try a version on a sample case; nothing is kept',
  },
  params: versionParams,
  body: Type.Object({
    divisionCode: Type.String(),
    startTime: Time,
    answers: Type.Record(Type.String(), Type.Record(Type.String(), Type.Any()), {
      description: 'What is filled in, by task.',
    }),
    checks: Type.Array(Type.Boolean(), { maxItems: 10, description: 'Whether each check in turn passes.' }),
  }),
  response: Type.Object({
    complete: Type.Boolean({ description: 'The sample case was closed.' }),
    waitsFor: Type.Array(Type.String(), { description: 'Tasks whose answers are missing.' }),
    steps: Type.Array(DesignTrialStep),
  }),
})

export const decideCaseType = defineOperation({
  id: 'cases.decideCaseType',
  method: 'POST',
  path: '/api/cases/type-designs/{type}/versions/{version}/decision',
  permission: 'cases.supervise',
  summary: { zh: '审批并发布案件类型版本', en: 'Approve and publish a version, or refuse it' },
  params: versionParams,
  body: Type.Object({ approve: Type.Boolean(), comment: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: CaseTypeDraft,
})
