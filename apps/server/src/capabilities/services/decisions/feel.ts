import { evaluate, unaryTest } from 'feelin'

/** Facts a FEEL expression reads, by name; names may hold spaces. */
export type Facts = Readonly<Record<string, unknown>>

/** The value of a FEEL expression; null where it says nothing about these facts. Throws on text that is not FEEL. */
export function feelValue(expression: string, facts: Facts): unknown {
  return toPlain(remembered(expression, facts, () => evaluate(expression, { ...facts }).value))
}

/** Whether a condition over the facts holds; an absent condition does. */
export function holds(condition: string | undefined, facts: Facts): boolean {
  if (!condition) return true
  return remembered(condition, facts, () => evaluate(condition, { ...facts }).value) === true
}

/** Whether a value passes a unary test (DMN 1.3 § 10.3.2.9); `-` passes everything. */
export function passes(test: string, value: unknown, facts: Facts): boolean {
  if (test.trim() === '-' || test.trim() === '') return true
  const given = { ...facts, '?': value }
  return remembered(`?${test}`, given, () => unaryTest(test, given).value) === true
}

const answers = new Map<string, unknown>()
const mostAnswers = 2_000

/**
 * The answer to the same question over the same facts. Names may hold spaces, so a text can only be read with its facts and
 * is read anew each time; the forms of a desk ask the same of the same application at every step.
 */
function remembered<T>(expression: string, facts: Facts, evaluate: () => T): T {
  if (/\b(now|today)\s*\(/.test(expression) || !isPlain(facts)) return evaluate()
  const key = `${expression}\n${JSON.stringify(facts)}`
  if (answers.has(key)) return answers.get(key) as T
  const answer = evaluate()
  if (answers.size >= mostAnswers) answers.delete(answers.keys().next().value as string)
  answers.set(key, answer)
  return answer
}

/** Whether values are such that their JSON says all of them. */
function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.values(value).every(isPlain)
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
