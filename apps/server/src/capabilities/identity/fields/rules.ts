import { type GovernedField, governedFields } from '@civitas/contract'
import type { ClosedField } from '../../../kernel/access.ts'

export interface RoleRule {
  role: string
  field: string
  effect: 'masked' | 'hidden'
  reason: string
}

export function isGoverned(field: string): field is GovernedField {
  return Object.hasOwn(governedFields, field)
}

/** What some roles together do not read in full: of two rules the stricter holds, as a refusal goes before a permission. */
export function closedBy(rules: readonly RoleRule[]): Map<string, ClosedField> {
  const closed = new Map<string, ClosedField>()
  for (const { field, effect, reason } of rules) {
    if (!isGoverned(field)) continue
    if (closed.get(field)?.effect === 'hidden') continue
    if (closed.has(field) && effect === 'masked') continue
    closed.set(field, { title: governedFields[field].zh, effect, reason })
  }
  return closed
}
