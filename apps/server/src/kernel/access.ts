import type { PermissionName } from '@civitas/contract'
import { empty, join, raw, type Sql, default as sql } from 'sql-template-tag'
import { forbidden } from './problem.ts'

/**
 * Which rows a caller may see: those of these divisions and everything below them. No divisions: no rows.
 * `everything` is for the platform’s own work, never for a request.
 */
export interface Scope {
  readonly divisions: readonly string[]
  readonly everything: boolean
  /** Permissions that open protected registers to the caller; none when absent. */
  readonly registers?: readonly string[]
}

export const wholeScope: Scope = { divisions: [], everything: true }

/** A field the caller does not read in full, and why. */
export interface ClosedField {
  readonly title: string
  readonly effect: 'masked' | 'hidden'
  readonly reason: string
}

/** Who is calling. */
export interface Principal {
  readonly userId: string
  readonly account: string
  readonly name: string
  readonly organisationId: string | null
  readonly organisationName: string | null
  readonly permissions: ReadonlySet<string>
  readonly scope: Scope
  readonly sessionId: string
  /** Fields that are masked or hidden from the caller; none when absent. */
  readonly closedFields?: ReadonlyMap<string, ClosedField>
  /** How sure the platform is of who calls: 1 password, 2 a second factor, 3 strong. 1 when absent. */
  readonly level?: 1 | 2 | 3
  /** Has still to show a second factor before anything else may be done. */
  readonly pending?: boolean
  /** The identity worked under; absent for callers without one (devices, robots). */
  readonly post?: { readonly id: string | null; readonly kind: string; readonly title: string }
  /** Whom the caller stands in for. */
  readonly onBehalfOf?: { readonly userId: string; readonly name: string } | null
}

export function hasPermission(principal: Principal, permission: PermissionName): boolean {
  return principal.permissions.has(permission)
}

/** Leading digits shared by a division and all below it: 990100 (a city) → 9901, 990102 → 990102. */
export function divisionPrefix(code: string): string {
  if (code.length !== 6) return code
  if (code.endsWith('0000')) return code.slice(0, 2)
  return code.endsWith('00') ? code.slice(0, 4) : code
}

/** Whether a row of this division may be seen. Rows of no division belong to the city level. */
export function isInScope(divisionCode: string | null, scope: Scope): boolean {
  if (scope.everything) return true
  return scope.divisions.some((code) => {
    if (divisionCode === null) return code.endsWith('00')
    return divisionCode.startsWith(divisionPrefix(code)) || divisionCode === code
  })
}

/** SQL condition that keeps the rows of a scope; `column` is a division code column (collation "C"). */
export function inScope(column: string, scope: Scope): Sql {
  if (scope.everything) return sql`TRUE`
  if (scope.divisions.length === 0) return sql`FALSE`
  const name = raw(column)
  const parts = scope.divisions.map((code) => {
    const prefix = divisionPrefix(code)
    const below = sql`(${name} >= ${prefix} AND ${name} < ${`${prefix}:`})`
    return code.endsWith('00') && code.length === 6 ? sql`(${below} OR ${name} IS NULL)` : below
  })
  return sql`(${join(parts, ' OR ')})`
}

/** Keeps the rows of one division and below, as a filter a caller chose. */
export function inDivision(column: string, code: string | undefined): Sql {
  if (!code) return empty
  const prefix = divisionPrefix(code)
  return sql`AND ${raw(column)} >= ${prefix} AND ${raw(column)} < ${`${prefix}:`}`
}

/**
 * A table `d(code, prefix, whole)` of divisions, to count rows for several at once: join it with `isWithin`. Rows of no
 * division belong to the city level.
 */
export function divisionTable(codes: readonly string[]): Sql {
  return sql`unnest(${codes as string[]}::text[], ${codes.map(divisionPrefix)}::text[],
    ${codes.map((code) => code.length === 6 && code.endsWith('00'))}::boolean[]) AS d(code, prefix, whole)`
}

/** Joins a division code column to `divisionTable`. */
export function isWithin(column: string): Sql {
  const name = raw(column)
  return sql`((${name} >= d.prefix AND ${name} < d.prefix || ':') OR (d.whole AND ${name} IS NULL))`
}

/** Refuses to touch a row outside the caller’s divisions. */
export function requireInScope(divisionCode: string | null, scope: Scope): void {
  if (!isInScope(divisionCode, scope)) throw forbidden('该数据不在您的管辖范围内。', 'outside-scope')
}

/** Refuses to change what holds for the whole city to somebody who answers for a part of it. */
export function requireWholeCity(scope: Scope): void {
  const whole = scope.everything || scope.divisions.some((code) => code.length === 6 && code.endsWith('00'))
  if (!whole) throw forbidden('全市共用的设置只能由市级人员修改。', 'outside-scope')
}
