import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Delivery } from '../../batches/delivery.ts'
import { jsonLines } from '../../uploads/read-file.ts'

type Row = Readonly<Record<string, string | null>>

/** One change of a row by the names of the source; `old` is the row before, at least its key, where that is told. */
export interface Change {
  readonly operation: 'insert' | 'update' | 'delete'
  readonly row: Row | null
  readonly old: Row | null
}

/** What one transaction of the source changed in the table; `end` is the position after it. */
export interface Transaction {
  readonly end: string
  readonly changes: readonly Change[]
}

/** A column by its name in the source and its name here. */
interface ChangedColumn {
  readonly source: string
  readonly name: string
  readonly isKey?: boolean
}

/** The changes of all transactions in order, with what they come to: rows that are there now, and keys that went. */
export async function writeChanges(
  folder: string,
  columns: readonly ChangedColumn[],
  transactions: readonly Transaction[],
): Promise<Delivery> {
  const keys = columns.filter((one) => one.isKey)
  const keyOf = (row: Row | null): Row =>
    Object.fromEntries(keys.map((one) => [one.name, row?.[one.source] ?? null]))
  const there = new Map<string, Row>()
  const gone = new Map<string, Row>()
  const changes: NonNullable<Delivery['changes']>[number][] = []
  const put = (row: Row) => {
    const id = JSON.stringify(keyOf(row))
    gone.delete(id)
    // Set anew, so that rows come in the order of their last change.
    const before = there.get(id)
    there.delete(id)
    there.set(id, { ...before, ...row })
  }
  const take = (row: Row) => {
    const id = JSON.stringify(keyOf(row))
    there.delete(id)
    gone.set(id, keyOf(row))
  }
  for (const transaction of transactions) {
    for (const change of transaction.changes) {
      apply(change, put, take)
      changes.push({
        position: transaction.end,
        operation: change.operation,
        key: keyOf(change.row ?? change.old),
      })
    }
  }
  return {
    relation: await writeRows(join(folder, 'rows.jsonl'), columns, [...there.values()]),
    gone: await writeKeys(join(folder, 'gone.jsonl'), keys, [...gone.values()]),
    changes,
  }
}

function apply({ row, old, operation }: Change, put: (row: Row) => void, take: (row: Row) => void): void {
  if (operation === 'delete' && old) take(old)
  if (operation === 'update' && old) take(old)
  if (row) put(row)
}

async function writeRows(path: string, columns: readonly ChangedColumn[], rows: readonly Row[]) {
  const lines = rows.map((row) => {
    const unsent = columns.find((one) => !(one.source in row))
    if (unsent)
      throw new Error(
        `列 ${unsent.source} 的大值未随更新发送，请在源库执行 ALTER TABLE … REPLICA IDENTITY FULL`,
      )
    return `${JSON.stringify(Object.fromEntries(columns.map((one) => [one.name, row[one.source]])))}\n`
  })
  await writeFile(path, lines.join(''))
  return jsonLines(
    path,
    columns.map((one) => one.name),
  )
}

async function writeKeys(path: string, keys: readonly ChangedColumn[], rows: readonly Row[]) {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return jsonLines(
    path,
    keys.map((one) => one.name),
  )
}
