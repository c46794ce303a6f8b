import type { AnyOperation } from '@civitas/contract'
import type { ClosedField, Principal } from '../access.ts'
import { forbidden } from '../problem.ts'

/** Where governed fields stand in the answers of an operation. */
export interface FieldPlan {
  field?: string
  properties: Map<string, FieldPlan>
  items?: FieldPlan
}

interface Schema {
  'x-field'?: string
  'x-reads'?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

/** Reads the marks of a schema; null where nothing in it is governed. */
export function planFields(schema: Schema): FieldPlan | null {
  const plan: FieldPlan = { properties: new Map() }
  if (schema['x-field']) plan.field = schema['x-field']
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    const below = planFields(one)
    if (below) plan.properties.set(name, below)
  }
  const items = schema.items ? planFields(schema.items) : null
  if (items) plan.items = items
  for (const one of schema.anyOf ?? []) {
    const found = planFields(one)
    if (found?.field) plan.field = found.field
    for (const [name, below] of found?.properties ?? []) plan.properties.set(name, below)
    if (found?.items) plan.items = found.items
  }
  return plan.field || plan.items || plan.properties.size > 0 ? plan : null
}

/** Every field a plan names; one that depends on its neighbour is named for both kinds. */
export function fieldsOf(plan: FieldPlan | null): string[] {
  if (!plan) return []
  const own = plan.field
    ? plan.field.startsWith('{')
      ? ['person', 'organisation'].map((kind) => plan.field?.replace(/^\{\w+\}/, kind) ?? '')
      : [plan.field]
    : []
  return [...own, ...[...plan.properties.values()].flatMap(fieldsOf), ...fieldsOf(plan.items ?? null)]
}

export const hiddenText = '（不可见）'

/** The first letter, and of longer words the last, so that those who know them can tell two apart. */
export function maskText(text: string): string {
  const letters = [...text]
  if (letters.length < 2) return '*'
  const tail = letters.length > 4 ? (letters.at(-1) ?? '') : ''
  return `${letters[0]}${'*'.repeat(letters.length - 1 - tail.length)}${tail}`
}

type Closed = ReadonlyMap<string, ClosedField>

/** The answer with what is closed to the caller masked or taken out; `held` gathers which fields that were. */
export function closeFields(
  value: unknown,
  plan: FieldPlan,
  closed: Closed,
  held: Set<string>,
  beside?: Record<string, unknown>,
): unknown {
  if (value === null || value === undefined) return value
  if (plan.field) {
    const field = plan.field.replace(/^\{(\w+)\}/, (_, name: string) => String(beside?.[name] ?? ''))
    const rule = closed.get(field)
    if (rule) {
      held.add(`${field}=${rule.effect}`)
      return replace(value, rule.effect)
    }
  }
  if (Array.isArray(value)) {
    const { items } = plan
    return items ? value.map((one) => closeFields(one, items, closed, held)) : value
  }
  if (typeof value !== 'object' || plan.properties.size === 0) return value
  const row = value as Record<string, unknown>
  const changed = [...plan.properties].map(([name, below]) => [
    name,
    closeFields(row[name], below, closed, held, row),
  ])
  return { ...row, ...Object.fromEntries(changed.filter(([, one]) => one !== undefined)) }
}

function replace(value: unknown, effect: ClosedField['effect']): unknown {
  if (Array.isArray(value)) return []
  if (typeof value === 'object') return {}
  if (effect === 'hidden') return hiddenText
  return maskText(String(value))
}

/** Refuses to search, filter or sort by what the caller may not read, and to make a file of it. */
export function requireOpenFields(
  operation: AnyOperation,
  query: Record<string, unknown> | undefined,
  principal: Principal | null,
): void {
  const closed = principal?.closedFields
  if (!closed || closed.size === 0) return
  const parameters = (operation.query?.properties ?? {}) as Record<string, Schema>
  for (const [name, schema] of Object.entries(parameters)) {
    const given = query?.[name]
    if (given === undefined || given === '') continue
    refuse(closed, schema['x-reads'] ?? [], '按它查找、筛选或排序')
  }
  refuse(closed, operation.carries ?? [], '取得含有它的文件')
}

function refuse(closed: Closed, fields: readonly string[], act: string): void {
  for (const field of fields) {
    const rule = closed.get(field)
    if (!rule) continue
    const how = rule.effect === 'hidden' ? '不可见' : '已遮盖'
    throw forbidden(`“${rule.title}”对您的角色${how}，不能${act}（理由：${rule.reason}）。`, 'field-closed')
  }
}
