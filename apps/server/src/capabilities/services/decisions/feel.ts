import { evaluate, unaryTest } from 'feelin'

/** Facts a FEEL expression reads, by name; names may hold spaces. */
export type Facts = Readonly<Record<string, unknown>>

/** The value of a FEEL expression; null where it says nothing about these facts. Throws on text that is not FEEL. */
export function feelValue(expression: string, facts: Facts): unknown {
  return toPlain(evaluate(expression, { ...facts }).value)
}

/** Whether a condition over the facts holds; an absent condition does. */
export function holds(condition: string | undefined, facts: Facts): boolean {
  if (!condition) return true
  return evaluate(condition, { ...facts }).value === true
}

/** Whether a value passes a unary test (DMN 1.3 § 10.3.2.9); `-` passes everything. */
export function passes(test: string, value: unknown, facts: Facts): boolean {
  if (test.trim() === '-' || test.trim() === '') return true
  return unaryTest(test, { ...facts, '?': value }).value === true
}

/** Why a text is no FEEL expression, or null. */
export function feelFault(text: string, kind: 'expression' | 'test'): string | null {
  if (kind === 'test' && (text.trim() === '-' || text.trim() === '')) return null
  try {
    if (kind === 'test') unaryTest(text, { '?': null })
    else evaluate(text, {})
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Dates and durations as their text, so that a value can be kept as JSON. */
function toPlain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value !== 'object') return value
  if (Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toPlain(one)]))
  return String(value)
}
