import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { DataDelivery, DatasetField, MaskKind } from '@civitas/contract'
import type { PushTarget } from './store.ts'

/** A delivery and the table of the consumer it is to be written to. */
export interface ToWrite {
  readonly target: PushTarget
  readonly password: string | undefined
  readonly kind: DataDelivery['kind']
  readonly id: string
  readonly subscriptionId: string
  /** Lines of the delivery. */
  readonly path: string
  readonly fields: ReadonlyArray<DatasetField & { shown: MaskKind }>
}

/** What a consumer’s table then holds of a delivery. */
export interface Held {
  readonly rows: number
  readonly sm3: string
}

export type Line = Record<string, unknown> & { _row: number; _change?: 'put' | 'remove'; _disputed?: true }

/** Columns that say which delivery a row is of, which of its rows, and whether somebody doubts it: 核查中. */
export const own = {
  delivery: '_civitas_delivery',
  subscription: '_civitas_subscription',
  row: '_civitas_row',
  disputed: '_civitas_disputed',
}
const batchLines = 5_000

/** Names of a delivery’s keys, which rows are changed and removed by. */
export function keysOf({ fields }: ToWrite): ToWrite['fields'] {
  return fields.filter((field) => field.isKey)
}

export function requireKeys(given: ToWrite): ToWrite['fields'] {
  const keys = keysOf(given)
  if (keys.length === 0) throw new Error('授权范围内没有主键，不能按变更写入')
  return keys
}

export async function* batches(path: string): AsyncGenerator<Line[]> {
  let lines: Line[] = []
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lines.push(JSON.parse(text))
    if (lines.length < batchLines) continue
    yield lines
    lines = []
  }
  if (lines.length > 0) yield lines
}

/** Reads what a table holds of some lines of a delivery. */
export interface Reading {
  /** Rows of the delivery between two of its rows, by number, with values as the lines show them. */
  held(first: number, last: number): Promise<ReadonlyMap<number, Record<string, unknown>>>
  /** Of lines that say a row is gone, those of whose row nothing is left. */
  gone(removed: readonly Line[]): Promise<ReadonlySet<number>>
}

/** Digests what the consumer’s table holds of a delivery as the lines that were sent were digested. */
export async function digestHeld(given: ToWrite, reading: Reading): Promise<Held> {
  const hash = createHash('sm3')
  let rows = 0
  for await (const lines of batches(given.path)) {
    const [first, last] = [lines[0] as Line, lines.at(-1) as Line]
    const byRow = await reading.held(first._row, last._row)
    const removed = lines.filter((line) => line._change === 'remove')
    const gone = removed.length > 0 ? await reading.gone(removed) : new Set<number>()
    for (const line of lines) {
      const row = byRow.get(line._row)
      const text =
        line._change === 'remove'
          ? gone.has(line._row) && JSON.stringify(line)
          : row && asLine(line, row, given)
      if (!text) continue
      hash.update(`${text}\n`)
      rows++
    }
  }
  return { rows, sm3: hash.digest('hex') }
}

/** A row of the table in the shape of the line that was sent: its own values under the same names. */
function asLine(line: Line, row: Record<string, unknown>, given: ToWrite): string {
  const types = new Map(given.fields.map((field) => [field.name, field.type]))
  const values = Object.keys(line).map((name) => {
    if (name === '_row' || name === '_change') return [name, line[name]]
    if (name === '_disputed') return [name, row[own.disputed]]
    const value = row[name]
    return [name, types.get(name) === 'geometry' && typeof value === 'string' ? JSON.parse(value) : value]
  })
  return JSON.stringify(Object.fromEntries(values))
}
