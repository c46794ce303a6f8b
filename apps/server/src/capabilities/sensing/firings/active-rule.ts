import type { RuleDefinition, RuleEscalation, RuleMerge, RuleReaction } from '@civitas/contract'
import { type Level, matchesWhere, type ObservationRule } from '@civitas/domain-kit'
import { divisionPrefix } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { ThingMeta } from '../datastreams/datastream-index.ts'
import { type Expression, parseExpression } from './expression.ts'
import { type Condition, isInFence, isInSchedule, parseCondition } from './rule-conditions.ts'

/** A rule ready to judge readings, whoever wrote it. */
export interface ActiveRule {
  readonly id: string
  readonly title: string
  /** Any change of a number makes another version. */
  readonly version: string
  /** Levels, filter, rise, spike: what `evaluateRule` follows. */
  readonly rule: ObservationRule
  readonly value: Expression
  readonly condition: Condition
  /** Datastreams whose readings are judged. */
  readonly properties: readonly string[]
  readonly needsAttributes: boolean
  readonly latenessMs: number
  readonly reactions: readonly RuleReaction[]
  /** How its alarms are merged and escalated. */
  readonly merge?: RuleMerge
  readonly escalation?: RuleEscalation
  covers(thing: ThingMeta, attributes: Record<string, unknown>): boolean
  isInForce(timeMs: number): boolean
}

/** Readings older than this are history brought in afterwards: nobody can act on what they would raise. */
const historyMs = 7 * 24 * 3_600_000

/** A rule’s version is the digest of its declaration, whatever the order of its fields. */
export function versionOf(rule: object): string {
  const sorted = (_key: string, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return sm3(JSON.stringify(rule, sorted)).slice(0, 12)
}

/** A rule of a domain. */
export function fromDeclared(rule: ObservationRule): ActiveRule {
  return {
    ...{ id: rule.id, title: rule.title.zh, version: versionOf(rule), rule },
    value: {
      properties: [rule.datastream],
      attributes: [],
      compute: (inputs) => inputs[rule.datastream] ?? null,
    },
    condition: parseCondition(undefined),
    properties: [rule.datastream],
    needsAttributes: Boolean(rule.where),
    latenessMs: historyMs,
    reactions: [],
    covers: (_thing, attributes) => matchesWhere(attributes, rule.where),
    isInForce: () => true,
  }
}

/** A rule people wrote. Throws a SyntaxError for an expression that cannot be read. */
export function fromDefinition(id: string, definition: RuleDefinition): ActiveRule {
  const { scope, schedule, merge, escalation } = definition
  const value = parseExpression(definition.value)
  const condition = parseCondition(definition.condition)
  const expressions = [value, ...condition.expressions]
  const properties = [...new Set(expressions.flatMap((one) => one.properties))]
  const prefix = scope?.division ? divisionPrefix(scope.division) : ''
  return {
    ...{ id, title: definition.title, version: versionOf(definition), value, condition, properties },
    rule: toObservationRule(id, definition, value.properties[0] ?? ''),
    needsAttributes:
      Boolean(scope?.attributes ?? merge?.attribute) ||
      expressions.some((expression) => expression.attributes.length > 0),
    latenessMs: definition.allowedLatenessSeconds * 1000,
    reactions: definition.reactions ?? [],
    ...(merge ? { merge } : {}),
    ...(escalation ? { escalation } : {}),
    covers: (thing, attributes) =>
      (thing.divisionCode ?? '').startsWith(prefix) &&
      isInFence(scope, thing.position) &&
      matchesWhere(attributes, scope?.attributes),
    isInForce: (timeMs) => isInSchedule(schedule, timeMs),
  }
}

function toObservationRule(id: string, definition: RuleDefinition, datastream: string): ObservationRule {
  return {
    ...{ id, kind: 'observation', title: { zh: definition.title, en: definition.title } },
    ...{ thingType: definition.thingType, datastream, eventType: definition.eventType, examples: [] },
    ...(definition.medianOf ? { filter: { kind: 'median', size: definition.medianOf } } : {}),
    levels: definition.levels.map((one) => ({
      level: one.level as Level,
      raise: one.raise as ObservationRule['levels'][number]['raise'],
      clear: one.clear as ObservationRule['levels'][number]['clear'],
      holdSeconds: one.holdSeconds,
      ...(one.holdReadings ? { holdReadings: one.holdReadings } : {}),
    })),
  }
}
