import type { ModelDefinition } from '@civitas/contract'
import { findUnit, type ThingType } from '@civitas/domain-kit'
import { type TObject, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type FieldError, Problem } from '../../../kernel/problem.ts'

/** What is wrong with a device model, by field; an empty list when it can be used. */
export function checkDefinition(
  definition: ModelDefinition,
  knowsEntityType: (id: string) => boolean,
): FieldError[] {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path: `/body${path}`, message })
  if (!knowsEntityType(definition.entityType)) wrong('/entityType', `没有“${definition.entityType}”这种实体`)
  const seen = new Set<string>()
  definition.properties.forEach((one, i) => {
    if (seen.has(one.id)) wrong(`/properties/${i}/id`, `属性“${one.id}”重复`)
    seen.add(one.id)
    if (!findUnit(one.unit)) wrong(`/properties/${i}/unit`, `没有计量单位“${one.unit}”（UCUM）`)
    if (one.min >= one.max) wrong(`/properties/${i}/max`, '上限应大于下限')
    if ((one.jumpAmount === null) !== (one.jumpSeconds === null))
      wrong(`/properties/${i}/jumpSeconds`, '跳变幅度与时间应同时给出')
  })
  const commands = new Set<string>()
  definition.commands.forEach((one, i) => {
    if (commands.has(one.id)) wrong(`/commands/${i}/id`, `命令“${one.id}”重复`)
    commands.add(one.id)
    if (!canCompile(one.input)) wrong(`/commands/${i}/input`, '不是可用的 JSON Schema')
  })
  if (definition.namingRule !== null && !isExpression(definition.namingRule))
    wrong('/namingRule', '不是可用的正则表达式')
  return errors
}

export function requireUsable(definition: ModelDefinition, knowsEntityType: (id: string) => boolean): void {
  const errors = checkDefinition(definition, knowsEntityType)
  const first = errors[0]
  if (first) throw new Problem('invalid', 'invalid-model', `${first.path}：${first.message}`, errors)
}

function canCompile(schema: Record<string, unknown>): boolean {
  try {
    Compile(Type.Unsafe(schema))
    return true
  } catch {
    return false
  }
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

/** A model made here as the hot path knows the models of the domains. */
export function toThingType(id: string, definition: ModelDefinition): ThingType {
  return {
    id,
    title: definition.title,
    entityType: definition.entityType,
    heartbeatSeconds: definition.heartbeatSeconds,
    datastreams: definition.properties.map((one) => ({
      id: one.id,
      title: one.title,
      unit: one.unit,
      observedProperty: { id: one.id, title: one.title },
      range: { min: one.min, max: one.max },
      ...(one.jumpAmount !== null && one.jumpSeconds !== null
        ? { jump: { amount: one.jumpAmount, withinSeconds: one.jumpSeconds } }
        : {}),
      periodSeconds: one.periodSeconds,
    })),
    commands: definition.commands.map((one) => ({
      id: one.id,
      title: one.title,
      parameters: Type.Unsafe(one.input) as unknown as TObject,
      dangerous: one.dangerous,
    })),
  }
}

/** A model a domain declares as the outside reads models. */
export function toDefinition(type: ThingType): ModelDefinition {
  return {
    title: type.title,
    entityType: type.entityType,
    properties: type.datastreams.map((one) => ({
      id: one.id,
      title: one.title,
      unit: one.unit,
      min: one.range.min,
      max: one.range.max,
      jumpAmount: one.jump?.amount ?? null,
      jumpSeconds: one.jump?.withinSeconds ?? null,
      periodSeconds: one.periodSeconds,
      mandatory: true,
      variable: true,
    })),
    events: [],
    commands: (type.commands ?? []).map((one) => ({
      id: one.id,
      title: one.title,
      input: JSON.parse(JSON.stringify(one.parameters ?? {})),
      timeoutSeconds: 30,
      dangerous: one.dangerous ?? false,
      interlockGroup: null,
      sets: {},
    })),
    heartbeatSeconds: type.heartbeatSeconds,
    sleeping: false,
    securityLevel: 1,
    namingRule: null,
    oidArc: null,
    facilityRequired: false,
    sector: null,
  }
}
