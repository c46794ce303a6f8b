import type { Scalar } from './text.ts'

/** How two values are compared. */
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>='

/** A value to compare with: `{ op: '>=', value: 15 }`. */
export type Comparison = { readonly op: Operator; readonly value: Scalar }

/** A number to compare with. */
export type NumberComparison = { readonly op: '<' | '<=' | '>' | '>='; readonly value: number }

/**
 * A filter on attributes, all lines joined by AND:
 * `{ point_kind: 'underpass', lanes: { op: '>=', value: 4 }, usage: ['school', 'hospital'] }`.
 * A scalar means equal, a list means one of, an absent attribute never matches (except `!=`).
 */
export type Where = { readonly [attribute: string]: Scalar | readonly Scalar[] | Comparison }

/** Applies one comparison; an absent left side matches only `!=`. */
export function compare(left: unknown, comparison: Comparison): boolean {
  const { op, value } = comparison
  if (left === null || left === undefined) return op === '!='
  if (op === '=') return left === value
  if (op === '!=') return left !== value
  if (typeof left !== typeof value) return false
  const a = left as Scalar
  if (op === '<') return a < value
  if (op === '<=') return a <= value
  return op === '>' ? a > value : a >= value
}

/** True when the attributes satisfy every line of the filter; an absent filter matches everything. */
export function matchesWhere(
  attributes: Readonly<Record<string, unknown>>,
  where: Where | undefined,
): boolean {
  if (!where) return true
  return Object.entries(where).every(([attribute, wanted]) => {
    const value = attributes[attribute]
    if (Array.isArray(wanted)) return (wanted as readonly Scalar[]).includes(value as Scalar)
    if (typeof wanted === 'object') return compare(value, wanted as Comparison)
    return value === wanted
  })
}
