import type { QueryConfig } from 'pg'
import type { Sql } from './sql.ts'

/** A text that was asked so often is worth keeping parsed and planned. */
const worthKeeping = 20
/** Each connection keeps its own; PostgreSQL holds some ten kilobytes for one. */
const mostKept = 1_000
/** Texts made from what a client asks for are without end; beyond these nothing is counted. */
const mostCounted = 10_000

const paging = /\b(LIMIT|OFFSET) \$\d/

/** Statements that connections keep parsed and planned. */
export interface Prepared {
  /** How to ask a statement: under the name of its text when it is asked often. */
  of(statement: Sql): QueryConfig
  /** Begins anew, under other names: a table was altered beneath a text that asks for all its columns. */
  forget(): void
}

/**
 * Gives a name to texts that are asked often, so that a connection parses and plans each of them once: for the short
 * statements of a handling desk that is half of what PostgreSQL does. Pages of lists keep the plan of their own values,
 * since how many rows are wanted decides between an index and a sort; one that knows better bears a `name` of its own.
 */
export function createPrepared(): Prepared {
  const asked = new Map<string, number>()
  const names = new Map<string, string>()
  let named = 0
  return {
    of: (statement) => {
      const { text, values } = statement
      const name = (statement as { name?: string }).name ?? names.get(text)
      if (name) return { name, text, values }
      if (names.size >= mostKept) return { text, values }
      const times = (asked.get(text) ?? 0) + 1
      if (times >= worthKeeping && !paging.test(text)) {
        asked.delete(text)
        names.set(text, `civitas_${named++}`)
      } else if (times > 1 || asked.size < mostCounted) asked.set(text, times)
      return { text, values }
    },
    forget: () => {
      asked.clear()
      names.clear()
    },
  }
}

/** Whether a kept statement no longer fits its tables (PostgreSQL `feature_not_supported`). */
export function isStalePlan(error: unknown): boolean {
  return (error as { code?: string }).code === '0A000' && /cached plan/.test((error as Error).message)
}
