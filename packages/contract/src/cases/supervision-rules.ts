import { type Static, Type } from 'typebox'
import { DivisionCode, Id, nullable, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { TimeLimit } from './cases.ts'

/** Facts of a case a rule may ask for: so many marks of a kind, or so many hours beyond its limit. */
export const SupervisionTrigger = Type.Union([
  Type.Object({
    kind: Type.Literal('mark'),
    mark: oneOf('overdue', 'refused', 'unanswered', 'unsigned', 'absent', 'urged', 'rework', 'reopened'),
    times: Type.Integer({ minimum: 1, maximum: 20 }),
  }),
  Type.Object({
    kind: Type.Literal('late'),
    hours: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10_000,
      description: 'Natural hours past the limit of the case.',
    }),
  }),
])
export type SupervisionTrigger = Static<typeof SupervisionTrigger>

/**
 * When a supervision order is issued by itself, to whom, with which reason. The reason may hold `{reference}`, `{title}`,
 * `{unit}`, `{times}` and `{hours}`.
 */
export const SupervisionRuleContent = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 60 }),
  trigger: SupervisionTrigger,
  caseTypes: Type.Array(Type.String(), { maxItems: 50, description: 'None: every case type.' }),
  divisionCode: DivisionCode,
  reason: Type.String({ minLength: 2, maxLength: 500 }),
  limit: TimeLimit,
})
export type SupervisionRuleContent = Static<typeof SupervisionRuleContent>

export const SupervisionRule = Type.Object({
  id: Id,
  version: Type.Integer(),
  content: SupervisionRuleContent,
  divisionName: nullable(Type.String()),
  state: oneOf('draft', 'active', 'paused', 'refused'),
  writtenName: Type.String(),
  writtenTime: Time,
  decidedName: nullable(Type.String()),
  decidedTime: nullable(Time),
  decision: nullable(Type.String()),
  issued: Type.Integer({ description: 'Orders issued by it so far.' }),
})
export type SupervisionRule = Static<typeof SupervisionRule>

/** An order a rule issues, or would issue. */
export const RuledOrder = Type.Object({
  ruleId: Id,
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
  organisationName: nullable(Type.String()),
  reason: Type.String(),
})
export type RuledOrder = Static<typeof RuledOrder>

const idParams = Type.Object({ id: Id })

export const listSupervisionRules = defineOperation({
  id: 'cases.listSupervisionRules',
  method: 'GET',
  path: '/api/cases/supervision-rules',
  permission: 'cases.supervise',
  summary: { zh: '自动督办规则', en: 'Rules that issue supervision orders' },
  response: Type.Object({ items: Type.Array(SupervisionRule) }),
})

export const createSupervisionRule = defineOperation({
  id: 'cases.createSupervisionRule',
  method: 'POST',
  path: '/api/cases/supervision-rules',
  permission: 'cases.supervise',
  summary: { zh: '起草自动督办规则', en: 'Write a supervision rule' },
  body: SupervisionRuleContent,
  response: SupervisionRule,
  creates: true,
})

export const changeSupervisionRule = defineOperation({
  id: 'cases.changeSupervisionRule',
  method: 'PUT',
  path: '/api/cases/supervision-rules/{id}',
  permission: 'cases.supervise',
  summary: { zh: '修改自动督办规则（须重新批准）', en: 'Change a rule; it waits for approval again' },
  params: idParams,
  body: Type.Object({ content: SupervisionRuleContent, version: Type.Integer({ minimum: 1 }) }),
  response: SupervisionRule,
})

export const tryOutSupervisionRule = defineOperation({
  id: 'cases.trySupervisionRule',
  method: 'POST',
  path: '/api/cases/supervision-rules/{id}/trial',
  permission: 'cases.supervise',
  summary: { zh: '试算：现在会督办哪些案件', en: 'Which orders it would issue now' },
  params: idParams,
  response: Type.Object({ total: Type.Integer(), items: Type.Array(RuledOrder) }),
})

export const decideSupervisionRule = defineOperation({
  id: 'cases.decideSupervisionRule',
  method: 'POST',
  path: '/api/cases/supervision-rules/{id}/decision',
  permission: 'cases.supervise',
  summary: { zh: '批准或退回自动督办规则', en: 'Approve or refuse a rule somebody else wrote' },
  params: idParams,
  body: Type.Object({
    version: Type.Integer({ minimum: 1 }),
    approve: Type.Boolean(),
    comment: Type.String({ minLength: 1, maxLength: 500 }),
  }),
  response: SupervisionRule,
})

export const pauseSupervisionRule = defineOperation({
  id: 'cases.pauseSupervisionRule',
  method: 'PUT',
  path: '/api/cases/supervision-rules/{id}/pause',
  permission: 'cases.supervise',
  summary: { zh: '暂停或恢复自动督办规则', en: 'Pause a rule, or let it go on' },
  params: idParams,
  body: Type.Object({ paused: Type.Boolean() }),
  response: SupervisionRule,
})

export const runSupervisionRules = defineOperation({
  id: 'cases.runSupervisionRules',
  method: 'POST',
  path: '/api/cases/supervision-rules/run',
  permission: 'cases.supervise',
  summary: {
    zh: '立即执行自动督办（平时每分钟自动执行）',
    en: 'Let the rules look now; they do so every minute',
  },
  response: Type.Object({ issued: Type.Array(RuledOrder) }),
})
