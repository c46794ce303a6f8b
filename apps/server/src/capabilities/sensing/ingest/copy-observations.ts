import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Transaction } from '../../../kernel/db/database.ts'

/** One reading on its way into the table; times in ms since epoch. */
export interface ObservationRow {
  datastreamId: number
  timeMs: number
  result: number | null
  quality: number
  receivedMs: number
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** PostgreSQL counts microseconds from 2000-01-01. */
const epochMs = Date.UTC(2000, 0, 1)
const fullRow = 2 + (4 + 4) + (4 + 8) + (4 + 8) + (4 + 2) + (4 + 8)

/** Encodes rows in the binary COPY format (PostgreSQL manual, COPY, “Binary Format”). */
export function encodeRows(rows: readonly ObservationRow[]): Buffer {
  const buffer = Buffer.allocUnsafe(signature.length + rows.length * fullRow + 2)
  let at = signature.copy(buffer, 0)
  for (const row of rows) {
    at = buffer.writeInt16BE(5, at)
    at = buffer.writeInt32BE(4, at)
    at = buffer.writeInt32BE(row.datastreamId, at)
    at = writeTime(buffer, row.timeMs, at)
    at = writeResult(buffer, row.result, at)
    at = buffer.writeInt32BE(2, at)
    at = buffer.writeInt16BE(row.quality, at)
    at = writeTime(buffer, row.receivedMs, at)
  }
  at = buffer.writeInt16BE(-1, at)
  return buffer.subarray(0, at)
}

function writeTime(buffer: Buffer, timeMs: number, at: number): number {
  const micros = (timeMs - epochMs) * 1000
  // Two halves are several times faster than a BigInt for each row.
  const high = Math.floor(micros / 0x1_0000_0000)
  let next = buffer.writeInt32BE(8, at)
  next = buffer.writeInt32BE(high, next)
  return buffer.writeUInt32BE(micros - high * 0x1_0000_0000, next)
}

function writeResult(buffer: Buffer, result: number | null, at: number): number {
  if (result === null) return buffer.writeInt32BE(-1, at)
  return buffer.writeDoubleBE(result, buffer.writeInt32BE(8, at))
}

export const observationColumns = 'datastream_id, phenomenon_time, result, quality, received_time'

/** Streams encoded rows into a table; fails whole when one of them is there already. */
export async function copyInto(
  tx: Pick<Transaction, 'client'>,
  table: string,
  encoded: Buffer,
): Promise<void> {
  const stream = tx.client.query(copyFrom(`COPY ${table} (${observationColumns}) FROM STDIN (FORMAT binary)`))
  await pipeline(Readable.from(chunks(encoded)), stream)
}

function* chunks(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += 65_536) yield buffer.subarray(at, at + 65_536)
}
