import type { Sql } from './sql.ts'

type Write = (rows: readonly never[]) => Promise<unknown>

/** Rows of a transaction that are only added and need not be written before somebody looks. */
export interface KeptRows {
  keep<T>(table: string, row: T, write: (rows: readonly T[]) => Promise<unknown>): void
  /** Writes what the statement could see or depend on; all of it before a savepoint. */
  before(statement: Sql): Promise<void>
  /** Writes everything. */
  writeAll(): Promise<void>
}

/** Keeps rows by table (`schema.table`) and writes those of a table in one statement. */
export function createKeptRows(): KeptRows {
  const kept = new Map<string, { rows: unknown[]; write: Write }>()
  const writeOf = async (table: string) => {
    const one = kept.get(table)
    kept.delete(table)
    await one?.write(one.rows as never[])
  }
  const writeAll = async () => {
    // Writing may keep more: a notice that is sent is told of.
    while (kept.size > 0) for (const table of [...kept.keys()]) await writeOf(table)
  }
  return {
    keep: (table, row, write) => {
      const one = kept.get(table)
      if (one) one.rows.push(row)
      else kept.set(table, { rows: [row], write: write as Write })
    },
    before: async (statement) => {
      if (kept.size === 0) return
      const text = statement.sql
      // What came after a savepoint goes with it when it is taken back, and nothing of what came before.
      if (text.startsWith('ROLLBACK TO')) kept.clear()
      else if (/^(SAVEPOINT|RELEASE)/.test(text)) await writeAll()
      else for (const table of [...kept.keys()]) if (text.includes(table)) await writeOf(table)
    },
    writeAll,
  }
}
