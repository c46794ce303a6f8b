import type { Kernel } from '../../../kernel/kernel.ts'
import type { ThingMeta } from '../datastreams/datastream-index.ts'
import type { Packet } from './rules.ts'
import { appendPackets, readRunning, upsertNonconformances } from './store.ts'

/** Follows what devices send: packets for a test that runs, and what no model declares. */
export interface ConformanceWatch {
  /** Whether the packets of a thing are wanted. */
  isTested(thingId: string): boolean
  packet(thingId: string, packet: Omit<Packet, 'time'>): void
  /** Accepted and flagged 非规范. */
  nonconformance(thing: ThingMeta, kind: 'undeclared' | 'unit', property: string, packet: string): void
  begin(thingId: string, runId: string): void
  end(thingId: string): void
  flush(): Promise<void>
  stop(): Promise<void>
}

const flushMs = 500
const keptCharacters = 2_000
/** A test that runs wild must not fill the database. */
const keptPackets = 500

interface Counted {
  thingId: string
  kind: string
  property: string
  count: number
  packet: string
}

export async function startConformanceWatch(kernel: Kernel): Promise<ConformanceWatch> {
  const running = new Map(
    (await readRunning(kernel.db)).map((row) => [row.thing_id, { runId: row.id, kept: 0 }]),
  )
  let packets = new Map<string, Packet[]>()
  let found = new Map<string, Counted>()
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    const [batch, flags] = [packets, [...found.values()]]
    packets = new Map()
    found = new Map()
    for (const [runId, rows] of batch) await appendPackets(kernel.db, runId, rows)
    if (flags.length > 0) await upsertNonconformances(kernel.db, flags, kernel.clock.now())
  }
  const flush = () => {
    writing = writing.then(write, write)
    return writing
  }
  const timer = setInterval(() => {
    void flush().catch((error: Error) =>
      kernel.log.warn({ error: error.message }, 'packets of tests not written'),
    )
  }, flushMs)
  return {
    isTested: (thingId) => running.has(thingId),
    packet: (thingId, packet) => {
      const run = running.get(thingId)
      if (!run || run.kept >= keptPackets) return
      run.kept++
      const row = {
        ...packet,
        time: kernel.clock.now().toISOString(),
        payload: packet.payload.slice(0, keptCharacters),
      }
      packets.set(run.runId, [...(packets.get(run.runId) ?? []), row])
    },
    nonconformance: (thing, kind, property, packet) => {
      const key = `${thing.id} ${kind} ${property}`
      const held = found.get(key)
      if (held) held.count++
      else
        found.set(key, {
          thingId: thing.id,
          kind,
          property,
          count: 1,
          packet: packet.slice(0, keptCharacters),
        })
    },
    begin: (thingId, runId) => running.set(thingId, { runId, kept: 0 }),
    end: (thingId) => running.delete(thingId),
    flush,
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
