import { registerPermissions } from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'
import { inScope, isInScope, requireInScope, type Scope } from '../../kernel/access.ts'
import { raw, type Sql, sql } from '../../kernel/db/sql.ts'
import { forbidden } from '../../kernel/problem.ts'
import { defaultVocabulary } from './adapters/ngsi-ld/contexts/core-context.ts'
import { toTypeTerm } from './adapters/ngsi-ld/entities/registers.ts'

/**
 * Registers that only some people may read (PLT-065, 个人信息保护法 28), by the permission they name. Their rows are out of
 * sight for everybody else: they are in no list, count, search, query, notification or history, so that nothing can be
 * guessed from a filter. The same domains give the same registers in every platform of a process, so they are kept once.
 */
const protectedBy = new Map<string, string>()

/** Learns which registers are protected; a permission that does not exist would open the register to nobody. */
export function protectRegisters(types: readonly EntityType[]): void {
  for (const { id, permissions: needed } of types) {
    const [permission] = needed?.read ?? []
    if (permission === undefined) continue
    if (!registerPermissions.some((name) => name === permission))
      throw new Error(`${id}/permissions/read names no permission of a register`)
    protectedBy.set(id, permission)
  }
}

/** Types of which a scope sees nothing. */
export function hiddenTypes({ everything, registers = [] }: Scope): string[] {
  if (everything) return []
  return [...protectedBy].flatMap(([type, permission]) => (registers.includes(permission) ? [] : [type]))
}

/** The same by the names NGSI-LD has for them. */
export function hiddenTerms(scope: Scope): string[] {
  return hiddenTypes(scope).map((type) => defaultVocabulary + toTypeTerm(type))
}

/** SQL condition that keeps the entities a scope may see; `alias` with its dot, as in `e.`. */
export function inSight(scope: Scope, alias = ''): Sql {
  const hidden = hiddenTypes(scope)
  const within = inScope(`${alias}division_code`, scope)
  return hidden.length === 0 ? within : sql`(${within} AND ${raw(`${alias}type`)} <> ALL(${hidden}::text[]))`
}

/** Refuses to write what the writer could not read back. */
export function requireInSight(row: { type: string; divisionCode: string | null }, scope: Scope): void {
  requireInScope(row.divisionCode, scope)
  if (hiddenTypes(scope).includes(row.type))
    throw forbidden('您没有查看和登记此类个人信息的权限。', 'protected-register')
}

/** Registers nobody sees on a map, whoever looks. */
export function isProtected(type: string): boolean {
  return protectedBy.has(type)
}

/** Whether an entity may be seen. */
export function isInSight(row: { type: string; division_code: string | null }, scope: Scope): boolean {
  return isInScope(row.division_code, scope) && !hiddenTypes(scope).includes(row.type)
}
