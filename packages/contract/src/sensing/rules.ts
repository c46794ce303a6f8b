import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

const level = Type.Enum(['blue', 'yellow', 'orange', 'red'])
const numberComparison = Type.Object({
  op: Type.Enum(['<', '<=', '>', '>=']),
  value: Type.Number(),
})
const clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'HH:mm, Asia/Shanghai.',
})
const expression = Type.String({
  minLength: 1,
  maxLength: 500,
  description:
    'Numbers, + - * / ( ), min max abs sqrt, names of datastreams, and attributes as attr.name: `speed * attr.width_m`.',
})

export const RuleScope = Type.Object({
  division: Type.Optional(DivisionCode),
  attributes: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      description: 'Attributes of the thing’s entity that must be equal.',
    }),
  ),
  geofence: Type.Optional(
    Type.Object({
      polygon: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), {
        minItems: 3,
        maxItems: 500,
        description: '[lon, lat] of the corners.',
      }),
      inside: Type.Boolean({ default: true, description: 'False: things outside of it.' }),
    }),
  ),
})
export type RuleScope = Static<typeof RuleScope>

/** What must hold besides the levels: comparisons joined by AND (`all`) and OR (`any`), two deep. */
const ruleComparison = Type.Object({ expression, ...numberComparison.properties })
export const RuleCondition = Type.Object({
  all: Type.Optional(
    Type.Array(
      Type.Union([ruleComparison, Type.Object({ any: Type.Array(ruleComparison, { minItems: 1 }) })]),
      { minItems: 1, maxItems: 20 },
    ),
  ),
  any: Type.Optional(
    Type.Array(
      Type.Union([ruleComparison, Type.Object({ all: Type.Array(ruleComparison, { minItems: 1 }) })]),
      { minItems: 1, maxItems: 20 },
    ),
  ),
})
export type RuleCondition = Static<typeof RuleCondition>

export const RuleSchedule = Type.Object({
  months: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 12 }))),
  weekdays: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { description: 'Monday is 1.' }),
  ),
  from: Type.Optional(clock),
  to: Type.Optional(clock),
})
export type RuleSchedule = Static<typeof RuleSchedule>

/** What happens when the rule opens. `limitPerHour` counts over all things of the rule; more are noted as suppressed. */
export const RuleReaction = Type.Union([
  Type.Object({
    kind: Type.Literal('command'),
    command: Type.String({ description: 'A command of the model of the target.' }),
    input: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    targetThingId: Type.Optional(
      Type.Union([Id, Type.Null()], { description: 'The thing itself when absent.' }),
    ),
    confirm: Type.Boolean({ default: true, description: 'A person must agree first.' }),
    limitPerHour: Type.Integer({ minimum: 1, maximum: 1000, default: 6 }),
  }),
  Type.Object({
    kind: Type.Literal('webhook'),
    url: Type.String({ pattern: '^https?://', maxLength: 1000 }),
    confirm: Type.Boolean({ default: false }),
    limitPerHour: Type.Integer({ minimum: 1, maximum: 10_000, default: 600 }),
  }),
])
export type RuleReaction = Static<typeof RuleReaction>

/** Alarms of one cause are told once: those of the rule that open near one that is open, or share an attribute with it. */
export const RuleMerge = Type.Object({
  withinSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 600 }),
  withinMetres: Type.Optional(Type.Number({ minimum: 1, maximum: 50_000 })),
  attribute: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Equal values mean the same cause; goes before metres.',
    }),
  ),
})
export type RuleMerge = Static<typeof RuleMerge>

/** An alarm nobody acknowledges rises by one level after each such time, up to red. */
export const RuleEscalation = Type.Object({
  afterSeconds: Type.Integer({ minimum: 5, maximum: 604_800 }),
})
export type RuleEscalation = Static<typeof RuleEscalation>

/** A rule as people write it (PLT-016). Times are event times; the words are those of the domain kit’s `RuleLevel`. */
export const RuleDefinition = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 100 }),
  thingType: Type.String(),
  value: expression,
  scope: Type.Optional(RuleScope),
  condition: Type.Optional(RuleCondition),
  levels: Type.Array(
    Type.Object({
      level,
      raise: numberComparison,
      clear: numberComparison,
      holdSeconds: Type.Number({ minimum: 0, maximum: 86_400, default: 0 }),
      holdReadings: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    }),
    { minItems: 1, maxItems: 4, description: 'Mildest first.' },
  ),
  medianOf: Type.Optional(Type.Integer({ minimum: 3, maximum: 15, description: 'Odd.' })),
  schedule: Type.Optional(RuleSchedule),
  allowedLatenessSeconds: Type.Integer({ minimum: 0, maximum: 604_800, default: 86_400 }),
  eventType: Type.String(),
  merge: Type.Optional(RuleMerge),
  escalation: Type.Optional(RuleEscalation),
  reactions: Type.Optional(Type.Array(RuleReaction, { maxItems: 10 })),
})
export type RuleDefinition = Static<typeof RuleDefinition>

export const Rule = Type.Object({
  id: Type.String(),
  /** Whether a domain declares it: such a rule is read, not changed. */
  declared: Type.Boolean(),
  version: Type.String(),
  enabled: Type.Boolean(),
  definition: RuleDefinition,
  openThings: Type.Integer({ description: 'Things at which it is open now.' }),
  firings: Type.Integer({ description: 'Firings of the last 30 days.' }),
  changedTime: Type.Union([Time, Type.Null()]),
  changedBy: Type.Union([Type.String(), Type.Null()]),
})
export type Rule = Static<typeof Rule>

export const RuleFiring = Type.Object({
  id: Id,
  ruleId: Type.String(),
  ruleVersion: Type.String(),
  thingId: Id,
  thingName: Type.String(),
  act: Type.String(),
  level: Type.Union([Type.String(), Type.Null()]),
  time: Time,
  startTime: Time,
  value: Type.Number(),
  values: Type.Array(Type.Tuple([Type.Number(), Type.Number()])),
})
export type RuleFiring = Static<typeof RuleFiring>

export const DryRun = Type.Object({
  things: Type.Integer({ description: 'Things the rule covers.' }),
  thingsJudged: Type.Integer({ description: 'At most 500 of them are played.' }),
  readings: Type.Integer(),
  openings: Type.Integer({ description: 'How often it would have opened.' }),
  firings: Type.Array(
    Type.Object({
      thingId: Id,
      thingName: Type.String(),
      act: Type.String(),
      level: Type.Union([Type.String(), Type.Null()]),
      time: Time,
      startTime: Time,
      value: Type.Number(),
    }),
    { description: 'The first 1,000.' },
  ),
})
export type DryRun = Static<typeof DryRun>

export const Reaction = Type.Object({
  id: Id,
  firingId: Id,
  ruleId: Type.String(),
  thingId: Id,
  thingName: Type.String(),
  reaction: RuleReaction,
  state: Type.Enum(['waiting', 'queued', 'done', 'failed', 'suppressed', 'refused']),
  attempts: Type.Integer(),
  detail: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  doneTime: Type.Union([Time, Type.Null()]),
})
export type Reaction = Static<typeof Reaction>

const ruleParams = Type.Object({ id: Type.String() })

export const listRules = defineOperation({
  id: 'sensing.listRules',
  method: 'GET',
  path: '/api/sensing/rules',
  permission: 'sensing.read',
  summary: { zh: '联动规则列表', en: 'List rules, declared and made here' },
  query: Type.Object({ ...pageQuery, thingType: Type.Optional(Type.String()) }),
  response: pageOf(Rule),
})

export const getRule = defineOperation({
  id: 'sensing.getRule',
  method: 'GET',
  path: '/api/sensing/rules/{id}',
  permission: 'sensing.read',
  summary: { zh: '规则详情与历次版本', en: 'A rule with its versions' },
  params: ruleParams,
  response: Type.Object({
    rule: Rule,
    versions: Type.Array(
      Type.Object({ version: Type.String(), time: Time, by: Type.String(), definition: RuleDefinition }),
    ),
  }),
})

export const createRule = defineOperation({
  id: 'sensing.createRule',
  method: 'POST',
  path: '/api/sensing/rules',
  permission: 'sensing.rules',
  summary: { zh: '新建联动规则', en: 'Make a rule' },
  body: Type.Object({ definition: RuleDefinition, enabled: Type.Boolean({ default: true }) }),
  response: Rule,
  creates: true,
})

export const changeRule = defineOperation({
  id: 'sensing.changeRule',
  method: 'PUT',
  path: '/api/sensing/rules/{id}',
  permission: 'sensing.rules',
  summary: {
    zh: '修改、启停联动规则（产生新版本）',
    en: 'Change a rule; a changed definition is another version',
  },
  params: ruleParams,
  body: Type.Object({ definition: RuleDefinition, enabled: Type.Boolean(), version: Type.String() }),
  response: Rule,
})

export const dryRunRule = defineOperation({
  id: 'sensing.dryRunRule',
  method: 'POST',
  path: '/api/sensing/rule-dry-runs',
  permission: 'sensing.rules',
  summary: { zh: '规则试运行：按历史数据推演，不产生事件', en: 'Play a rule over history; nothing is sent' },
  body: Type.Object({ definition: RuleDefinition, from: Time, to: Time }),
  response: DryRun,
})

export const listRuleFirings = defineOperation({
  id: 'sensing.listRuleFirings',
  method: 'GET',
  path: '/api/sensing/rule-firings',
  permission: 'sensing.read',
  summary: { zh: '规则触发记录', en: 'Firings of rules with the values they used' },
  query: Type.Object({
    ...pageQuery,
    ruleId: Type.Optional(Type.String()),
    thingId: Type.Optional(Id),
  }),
  response: pageOf(RuleFiring),
})

export const listReactions = defineOperation({
  id: 'sensing.listReactions',
  method: 'GET',
  path: '/api/sensing/reactions',
  permission: 'sensing.read',
  summary: { zh: '联动动作记录', en: 'What rules set in motion' },
  query: Type.Object({
    ...pageQuery,
    ruleId: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
  }),
  response: pageOf(Reaction),
})

export const decideReaction = defineOperation({
  id: 'sensing.decideReaction',
  method: 'POST',
  path: '/api/sensing/reactions/{id}/decisions',
  permission: 'sensing.control',
  summary: { zh: '确认或否决联动动作', en: 'Agree to a reaction or refuse it' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ agree: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: Reaction,
})

/** Limits that hold tighter for a while, as in war mode; the rules themselves stay as they are. */
export const listTightenings = defineOperation({
  id: 'sensing.listTightenings',
  method: 'GET',
  path: '/api/sensing/rule-tightenings',
  permission: 'sensing.read',
  summary: { zh: '临时收紧的阈值', en: 'Limits held tighter for a while' },
  response: Type.Object({
    items: Type.Array(Type.Object({ title: Type.String(), percent: Type.Number(), until: Time })),
  }),
})

export const listEventTypesForRules = defineOperation({
  id: 'sensing.listEventTypes',
  method: 'GET',
  path: '/api/sensing/rule-event-types',
  permission: 'sensing.read',
  summary: { zh: '规则可产生的事件类型', en: 'Event types a rule may raise' },
  response: Type.Array(Type.Object({ id: Type.String(), title: LocalTextSchema })),
})

/** Rules were made or changed; every process reads them again. */
export const rulesChanged = defineMessage('sensing.rules-changed', Type.Object({ id: Type.String() }))

/** A rule opened, changed its level, or cleared at a thing. */
export const ruleFired = defineMessage(
  'sensing.rule-fired',
  Type.Object({
    firingId: Id,
    ruleId: Type.String(),
    ruleVersion: Type.String(),
    ruleTitle: Type.String(),
    act: Type.Union([
      Type.Literal('opened'),
      Type.Literal('raised'),
      Type.Literal('lowered'),
      Type.Literal('cleared'),
    ]),
    eventType: Type.String(),
    level: Type.Union([Type.String(), Type.Null()]),
    thingId: Id,
    thingName: Type.String(),
    divisionCode: Type.Union([Type.String(), Type.Null()]),
    position: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    datastreamId: Type.Integer(),
    observationId: Type.String(),
    value: Type.Number(),
    unit: Type.String(),
    time: Time,
    values: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), {
      description: 'The readings the decision used: [time ms, value].',
    }),
  }),
)
