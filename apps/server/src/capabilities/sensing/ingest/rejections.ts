import type { Rejection } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { insertRejections, type NewRejection } from '../store.ts'
import type { IngestCounts } from './ingest-counts.ts'

export interface Rejections {
  /** Sets a message aside with the reason; it is counted at once and written a moment later. */
  add(rejection: Omit<Rejection, 'id' | 'time' | 'payload'> & { payload: string | Uint8Array }): void
  stop(): Promise<void>
}

const keptCharacters = 2_000
/** A flood of wrong messages must not fill the disk: beyond this many a second they are counted only. */
const keptPerFlush = 500
const flushMs = 500

export function startRejections(kernel: Kernel, counts: IngestCounts): Rejections {
  let waiting: NewRejection[] = []
  const flush = async () => {
    const rows = waiting
    waiting = []
    if (rows.length > 0) await insertRejections(kernel.db, rows)
  }
  const timer = setInterval(() => {
    void flush().catch((error: Error) => kernel.log.warn({ error: error.message }, 'rejections not written'))
  }, flushMs)
  return {
    add: (rejection) => {
      counts.rejected(rejection.reason)
      if (waiting.length >= keptPerFlush) return
      waiting.push({ ...rejection, time: kernel.clock.now(), payload: toText(rejection.payload) })
    },
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

/** The beginning of a payload as text a database can hold. */
function toText(payload: string | Uint8Array): string {
  const text =
    typeof payload === 'string'
      ? payload
      : Buffer.from(payload.subarray(0, keptCharacters * 4)).toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL text cannot hold NUL
  return text.slice(0, keptCharacters).replace(/\u0000/g, '␀')
}
