import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DecisionTable } from './decisions.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Text = Type.String({ maxLength: 2000 })
const Short = Type.String({ maxLength: 200 })
const Condition = Type.String({ maxLength: 500, description: 'FEEL over the answers and facts.' })

/** 事项类型: the ten kinds of administrative power and public services. */
export const PowerKind = oneOf(
  ...(['licence', 'penalty', 'coercion', 'levy', 'grant', 'inspection', 'confirmation', 'award'] as const),
  ...(['ruling', 'other', 'public-service'] as const),
)
export type PowerKind = Static<typeof PowerKind>
export const ItemLevel = oneOf('city', 'county', 'town', 'village')
export type ItemLevel = Static<typeof ItemLevel>

/** 材料: named once for all items (SOC-001); a change of it shows in every guide. */
export const ServiceMaterial = Type.Object({
  code: Type.String({ pattern: '^[a-z0-9.-]{2,80}$' }),
  title: Short,
  source: Short,
  form: oneOf('original', 'copy', 'electronic'),
  copies: Type.Integer({ minimum: 0, maximum: 20 }),
  licenceType: Type.Union([Type.String(), Type.Null()], {
    description: 'Type of the licence that stands in for it.',
  }),
  dataCheck: Type.Union([Type.String(), Type.Null()], {
    description: 'Fact of the subject that stands in for it: `subject.number` …',
  }),
})
export type ServiceMaterial = Static<typeof ServiceMaterial>

/** One question of a form. */
export const ServiceFormField = Type.Object({
  name: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,60}$' }),
  title: Short,
  type: oneOf(
    'text',
    'long',
    'number',
    'integer',
    'date',
    'choice',
    'boolean',
    'phone',
    'division',
    'scopes',
    'rows',
  ),
  required: Type.Boolean(),
  hint: Type.Optional(Short),
  unit: Type.Optional(Type.String({ maxLength: 20 })),
  choices: Type.Optional(Type.Array(Short, { maxItems: 100 })),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  pattern: Type.Optional(Short),
  prefill: Type.Optional(
    Type.String({ maxLength: 100, description: '`subject.name`, `by.name`, `licence:<type>.<field>` …' }),
  ),
  when: Type.Optional(Condition),
  columns: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), title: Short, required: Type.Boolean() }), {
      maxItems: 20,
    }),
  ),
})
export type ServiceFormField = Static<typeof ServiceFormField>

export const GuidedChoice = Type.Object({
  id: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,60}$' }),
  ask: Short,
  type: oneOf('choice', 'boolean', 'number'),
  choices: Type.Optional(Type.Array(Short, { maxItems: 30 })),
  hint: Type.Optional(Short),
  when: Type.Optional(Condition),
})

/** A step of handling after acceptance; special procedures may let the main clock stand still. */
export const FlowStep = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
  title: Short,
  kind: oneOf('review', 'joint', 'survey', 'hearing', 'test', 'expert', 'publicity'),
  organisation: Type.String({ maxLength: 100, description: 'Name of the organisation that does it.' }),
  days: Type.Integer({ minimum: 1, maximum: 365, description: 'Working days.' }),
  suspends: Type.Boolean(),
  after: Type.Optional(Type.Array(Type.String())),
  silenceConsents: Type.Optional(Type.Boolean()),
  when: Type.Optional(Condition),
})
export type FlowStep = Static<typeof FlowStep>

/** 事项内容, frozen in a version. */
export const ItemContent = Type.Object({
  title: Short,
  basicCode: Type.String({ maxLength: 40, description: '基本编码.' }),
  kind: PowerKind,
  level: ItemLevel,
  variant: Type.String({ maxLength: 40, description: '办理项: 新办, 变更, 注销 …' }),
  organisation: Type.String({ maxLength: 100, description: 'Name of the responsible organisation.' }),
  owner: Type.Optional(
    Type.String({ maxLength: 100, description: 'Organisation the right was concentrated from.' }),
  ),
  basis: Type.Array(Type.Object({ law: Short, article: Short }), { maxItems: 20 }),
  applicants: Type.Array(oneOf('person', 'organisation'), { maxItems: 2 }),
  conditions: Text,
  materials: Type.Array(
    Type.Object({
      material: Type.String(),
      required: Type.Boolean(),
      core: Type.Boolean({ description: 'May not be made up later.' }),
      when: Type.Optional(Condition),
    }),
    { maxItems: 60 },
  ),
  promisedDays: Type.Integer({ minimum: 0, maximum: 1000, description: 'Working days, 0: at once.' }),
  statutoryDays: Type.Integer({ minimum: 0, maximum: 1000, description: 'Working days.' }),
  fee: Type.Object({
    fen: Type.Integer({ minimum: 0 }),
    title: Short,
    basis: Short,
    beforeDecision: Type.Boolean(),
  }),
  questions: Type.Array(GuidedChoice, { maxItems: 30 }),
  decision: Type.Union([DecisionTable, Type.Null()], {
    description: 'Over the answers; its outputs are facts. `apply = false` and `advice` end the way.',
  }),
  fields: Type.Array(ServiceFormField, { maxItems: 100 }),
  steps: Type.Array(FlowStep, { maxItems: 30 }),
  result: Type.Union([
    Type.Object({ licenceType: Type.String(), title: Short, validMonths: Type.Optional(Type.Integer()) }),
    Type.Null(),
  ]),
  channels: Type.Object({ consult: Short, complain: Short }),
  window: Type.String({ maxLength: 40, description: '一窗 class: 企业, 不动产, 社保 …' }),
  scenes: Type.Array(Short, { maxItems: 20, description: 'Situations of life.' }),
  words: Type.Array(Short, { maxItems: 60, description: 'Everyday words and synonyms.' }),
  online: Type.Integer({ minimum: 0, maximum: 4, description: '网上可办深度.' }),
  visits: Type.Integer({ minimum: 0, maximum: 9 }),
  acceptedAt: Type.Array(ItemLevel, { description: 'Levels whose windows may take it in.' }),
  commitment: Type.Union([
    Type.Object({ duties: Text, check: Text, consequence: Text, checkDays: Type.Integer({ minimum: 1 }) }),
    Type.Null(),
  ]),
  tolerance: Type.Union([
    Type.Object({
      days: Type.Integer({ minimum: 1, maximum: 365 }),
      waits: oneOf('decision', 'delivery'),
      late: oneOf('return', 'withdraw'),
    }),
    Type.Null(),
  ]),
  supervisor: Type.String({ maxLength: 100, description: '监管部门 that is told of each decision.' }),
  onLedger: Type.Boolean(),
  register: Type.Optional(
    oneOf('estate-check', 'estate-transfer', 'firm-start', 'firm-change', 'firm-end', 'road-opening'),
  ),
  charge: Type.Optional(
    Type.Object(
      { series: Type.String(), base: Type.String(), title: Short },
      { description: 'Computed from a field in yuan by the rate table of the series in force.' },
    ),
  ),
  ways: Type.Optional(
    Type.Array(oneOf('web', 'app', 'kiosk', 'tv', 'window', 'phone', 'paper', 'home-call', 'proxy'), {
      ...{ minItems: 1, maxItems: 9 },
      description: '办理方式. Left out: on the web and at every window it is accepted at.',
    }),
  ),
  digitalOnly: Type.Optional(
    Type.Object(
      { reason: Text, approvedBy: Short, until: Day },
      { description: 'Approved exception for an item nobody can do without a screen.' },
    ),
  ),
})
export type ItemContent = Static<typeof ItemContent>

export const ServiceItemState = oneOf('draft', 'review', 'published', 'retired')
export type ServiceItemState = Static<typeof ServiceItemState>

/** An item as the city sees it: its version in force. */
export const ServiceItem = Type.Object({
  id: Id,
  code: Type.String(),
  version: Type.Integer(),
  state: ServiceItemState,
  effectiveFrom: Type.Union([Day, Type.Null()]),
  organisationId: Type.Union([Id, Type.Null()]),
  content: ItemContent,
  materials: Type.Array(ServiceMaterial),
})
export type ServiceItem = Static<typeof ServiceItem>

export const ItemRow = Type.Object({
  id: Id,
  code: Type.String(),
  version: Type.Integer(),
  state: ServiceItemState,
  title: Type.String(),
  variant: Type.String(),
  kind: PowerKind,
  level: ItemLevel,
  organisation: Type.String(),
  applicants: Type.Array(oneOf('person', 'organisation')),
  promisedDays: Type.Integer(),
  statutoryDays: Type.Integer(),
  materials: Type.Integer(),
  online: Type.Integer(),
  scenes: Type.Array(Type.String()),
})
export type ItemRow = Static<typeof ItemRow>

const params = Type.Object({ id: Id })

export const searchServiceItems = defineOperation({
  id: 'services.searchServiceItems',
  method: 'GET',
  path: '/api/services/items',
  permission: 'public',
  summary: { zh: '查找服务事项', en: 'Find service items' },
  query: Type.Object({
    ...pageQuery,
    scene: Type.Optional(Short),
    applicant: Type.Optional(oneOf('person', 'organisation')),
    organisation: Type.Optional(Short),
  }),
  response: pageOf(ItemRow),
})

export const listServiceScenes = defineOperation({
  id: 'services.listServiceScenes',
  method: 'GET',
  path: '/api/services/scenes',
  permission: 'public',
  summary: { zh: '人生事件与主题', en: 'Situations of life' },
  response: Type.Object({ items: Type.Array(Type.Object({ scene: Type.String(), items: Type.Integer() })) }),
})

export const getServiceItem = defineOperation({
  id: 'services.getServiceItem',
  method: 'GET',
  path: '/api/services/items/{id}',
  permission: 'public',
  summary: { zh: '办事指南', en: 'Guide of a service item' },
  params,
  query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }),
  response: ServiceItem,
})

export const getItemForm = defineOperation({
  id: 'services.getItemForm',
  method: 'GET',
  path: '/api/services/items/{id}/form',
  permission: 'public',
  summary: { zh: '表单（JSON Schema）', en: 'Form as JSON Schema' },
  params,
  response: Json,
})

export const listItemChanges = defineOperation({
  id: 'services.listItemChanges',
  method: 'GET',
  path: '/api/services/item-changes',
  permission: 'public',
  summary: { zh: '事项变更流', en: 'Feed of changed items' },
  query: Type.Object({
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Those after it, the oldest first.' })),
    before: Type.Optional(Type.Integer({ minimum: 0, description: 'Those before it, the newest first.' })),
    limit: pageQuery.limit,
  }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        sequence: Type.Integer(),
        itemId: Id,
        code: Type.String(),
        title: Type.String({ description: 'In that version.' }),
        version: Type.Integer(),
        change: oneOf('published', 'retired', 'material'),
        time: Time,
      }),
    ),
  }),
})

export const listItemVersions = defineOperation({
  id: 'services.listItemVersions',
  method: 'GET',
  path: '/api/services/items/{id}/versions',
  permission: 'services.items',
  summary: { zh: '事项版本', en: 'Versions of an item' },
  params,
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        version: Type.Integer(),
        state: ServiceItemState,
        effectiveFrom: Type.Union([Day, Type.Null()]),
        writer: Type.String(),
        reviewer: Type.Union([Type.String(), Type.Null()]),
        changed: Type.Array(Type.String(), { description: 'Fields that differ from the version before.' }),
        reason: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
})

export const listItemDrafts = defineOperation({
  id: 'services.listItemDrafts',
  method: 'GET',
  path: '/api/services/item-drafts',
  permission: 'services.items',
  summary: { zh: '编制中的事项', en: 'Items being written' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(ServiceItemState) }),
  response: pageOf(ItemRow),
})

export const getItemDraft = defineOperation({
  id: 'services.getItemDraft',
  method: 'GET',
  path: '/api/services/item-drafts/{id}',
  permission: 'services.items',
  summary: {
    zh: '读取编制中的事项',
    en: 'Newest version of an item, with what stands against publishing it',
  },
  params,
  response: Type.Object({
    item: ServiceItem,
    writer: Type.String(),
    faults: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
  }),
})

export const draftServiceItem = defineOperation({
  id: 'services.draftServiceItem',
  method: 'POST',
  path: '/api/services/item-drafts',
  permission: 'services.items',
  summary: { zh: '起草事项', en: 'Draft an item or its next version' },
  body: Type.Object({
    code: Type.String({ pattern: '^[a-z0-9.-]{3,100}$' }),
    content: ItemContent,
  }),
  response: ServiceItem,
  creates: true,
})

export const publishServiceItem = defineOperation({
  id: 'services.publishServiceItem',
  method: 'POST',
  path: '/api/services/items/{id}/versions/{version}/publish',
  permission: 'services.release',
  summary: { zh: '审核发布事项', en: 'Review and publish a version' },
  params: Type.Object({ id: Id, version: Type.Integer() }),
  body: Type.Object({ effectiveFrom: Type.Optional(Day) }),
  response: ServiceItem,
})

export const retireServiceItem = defineOperation({
  id: 'services.retireServiceItem',
  method: 'POST',
  path: '/api/services/items/{id}/retire',
  permission: 'services.release',
  summary: { zh: '取消事项', en: 'Retire an item' },
  params,
  body: Type.Object({ reason: Type.Optional(Text), successorId: Type.Optional(Id) }),
  response: Type.Object({ done: Type.Literal(true) }),
})

export const listServiceMaterials = defineOperation({
  id: 'services.listServiceMaterials',
  method: 'GET',
  path: '/api/services/materials',
  permission: 'services.items',
  summary: { zh: '材料库', en: 'Materials that items ask for' },
  query: Type.Object(pageQuery),
  response: pageOf(ServiceMaterial),
})

export const saveServiceMaterial = defineOperation({
  id: 'services.saveServiceMaterial',
  method: 'PUT',
  path: '/api/services/materials/{code}',
  permission: 'services.items',
  summary: { zh: '维护材料', en: 'Keep a material' },
  params: Type.Object({ code: ServiceMaterial.properties.code }),
  body: Type.Omit(ServiceMaterial, ['code']),
  response: Type.Object({ guides: Type.Integer({ description: 'Guides that show the change.' }) }),
})

export const listSourceDifferences = defineOperation({
  id: 'services.listSourceDifferences',
  method: 'GET',
  path: '/api/services/source-differences',
  permission: 'services.items',
  summary: { zh: '四级同源检查', en: 'Differences of items of one basic code' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        basicCode: Type.String(),
        field: oneOf('title', 'kind', 'basis'),
        items: Type.Array(Type.Object({ code: Type.String(), level: ItemLevel, value: Type.String() })),
      }),
    ),
  }),
})
