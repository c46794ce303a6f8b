import { finished } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { ReadingBatch } from './reading-batch.ts'

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** PostgreSQL counts microseconds from 2000-01-01. */
const epochMs = Date.UTC(2000, 0, 1)
const fullRow = 2 + (4 + 4) + (4 + 8) + (4 + 8) + (4 + 2) + (4 + 8)

/** Encodes readings in the binary COPY format (PostgreSQL manual, COPY, “Binary Format”). */
export function encodeBatch(batch: ReadingBatch): Buffer<ArrayBuffer> {
  const buffer = Buffer.allocUnsafeSlow(signature.length + batch.length * fullRow + 2)
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
  let at = signature.copy(buffer, 0)
  for (let i = 0; i < batch.length; i++) {
    view.setInt16(at, 5)
    view.setInt32(at + 2, 4)
    view.setInt32(at + 6, batch.datastreamIds[i] as number)
    setTime(view, at + 10, batch.times[i] as number)
    at = setResult(view, at + 22, batch.results[i] as number)
    view.setInt32(at, 2)
    view.setInt16(at + 4, batch.qualities[i] as number)
    setTime(view, at + 6, batch.received[i] as number)
    at += 18
  }
  view.setInt16(at, -1)
  return buffer.subarray(0, at + 2)
}

function setTime(view: DataView, at: number, timeMs: number): void {
  const micros = (timeMs - epochMs) * 1000
  // Two halves are several times faster than a BigInt for each row.
  const high = Math.floor(micros / 0x1_0000_0000)
  view.setInt32(at, 8)
  view.setInt32(at + 4, high)
  view.setUint32(at + 8, micros - high * 0x1_0000_0000)
}

function setResult(view: DataView, at: number, result: number): number {
  if (Number.isNaN(result)) {
    view.setInt32(at, -1)
    return at + 4
  }
  view.setInt32(at, 8)
  view.setFloat64(at + 4, result)
  return at + 12
}

/** The statement that takes encoded readings. */
export function copyStatement(table: string): string {
  return `COPY ${table} (datastream_id, phenomenon_time, result, quality, received_time) FROM STDIN (FORMAT binary)`
}

/** Sends encoded readings into a table; fails whole when one of them is there already. */
export function copyInto(tx: Pick<Transaction, 'client'>, table: string, encoded: Buffer): Promise<void> {
  const stream = tx.client.query(copyFrom(copyStatement(table)))
  // In one piece: of many, each would wait for the next turn of a busy loop.
  stream.end(encoded)
  return finished(stream)
}
