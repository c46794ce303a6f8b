import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { Territory } from '../../territory/index.ts'
import type { DevicePosition } from '../adapters/protocols/protocol.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { type Cleaning, cleanNext, nothingCleaned } from './clean.ts'
import type { Fences, Moved } from './fences/run-fences.ts'
import * as store from './position-store.ts'

/** Positions of one entity from one source. */
export interface PositionBatch {
  entityId: string
  source: string
  positions: readonly DevicePosition[]
}

export interface RecordedPositions {
  stored: number
  repeated: number
  drifted: number
}

/** Resolves once everything is durable; positions that come while a batch is written make the next one. */
export interface PositionRecorder {
  record(batches: readonly PositionBatch[]): Promise<RecordedPositions>
  stop(): Promise<void>
}

interface Parts {
  kernel: Kernel
  entities: Entities
  territory: Territory
  index: DatastreamIndex
  fences: Fences
  /** People are followed here only: their entity, which every register shows, stays where it is. */
  isPersonal: (entityType: string) => boolean
}

interface Waiting {
  batches: readonly PositionBatch[]
  done: (recorded: RecordedPositions) => void
  failed: (error: Error) => void
}

/** Calls written in one transaction. */
const callsAtOnce = 500

export function createPositionRecorder(parts: Parts): PositionRecorder {
  let queue: Waiting[] = []
  let writing: Promise<void> | undefined
  const write = async () => {
    while (queue.length > 0) {
      const calls = queue.slice(0, callsAtOnce)
      queue = queue.slice(calls.length)
      await writeCalls(parts, calls)
    }
    writing = undefined
  }
  return {
    record: (batches) =>
      new Promise((done, failed) => {
        queue.push({ batches, done, failed })
        writing ??= new Promise<void>((next) => setImmediate(next)).then(write)
      }),
    stop: async () => {
      await writing
    },
  }
}

/** All calls in one transaction; when it fails each alone, so that one bad call takes no other with it. */
async function writeCalls(parts: Parts, calls: readonly Waiting[]): Promise<void> {
  try {
    const recorded = await recordAll(parts, calls)
    calls.forEach((call, i) => {
      call.done(recorded[i] as RecordedPositions)
    })
  } catch (error) {
    if (calls.length > 1) {
      for (const call of calls) await writeCalls(parts, [call])
      return
    }
    calls[0]?.failed(error as Error)
  }
}

function recordAll(parts: Parts, calls: readonly Waiting[]): Promise<RecordedPositions[]> {
  return parts.kernel.db.transaction(async (tx) => {
    const recorded: RecordedPositions[] = []
    for (const call of calls) {
      const sum = { stored: 0, repeated: 0, drifted: 0 }
      for (const batch of call.batches) {
        const one = await recordBatch(parts, tx, batch)
        sum.stored += one.stored
        sum.repeated += one.repeated
        sum.drifted += one.drifted
      }
      recorded.push(sum)
    }
    return recorded
  })
}

async function recordBatch(parts: Parts, tx: Transaction, batch: PositionBatch): Promise<RecordedPositions> {
  const { kernel, entities, fences, territory } = parts
  const held = (await store.lockCleaning(tx, [batch.entityId])).get(batch.entityId)
  const entity = await entities.find(tx, batch.entityId)
  if (!entity) return { stored: 0, repeated: batch.positions.length, drifted: 0 }
  const { rows, cleaning, newest } = clean(batch, held?.cleaning ?? nothingCleaned)
  const stored = await store.insertPositions(tx, rows, kernel.clock.now())
  const drifted = rows.filter((one) => one.drift).length
  const recorded = { stored, repeated: batch.positions.length - stored, drifted }
  const last = newest.at(-1)
  if (!last) {
    if (held) await store.saveCleaning(tx, entity.id, cleaning)
    return recorded
  }
  const divisionCode = territory.findDivisionAt(last.lon, last.lat)
  const { type: entityType, name } = entity
  await store.upsertLatest(tx, [
    { entityId: entity.id, entityType, name, divisionCode, position: last, cleaning },
  ])
  const moved: Moved = { entityId: entity.id, entityType, name, divisionCode, fixes: newest }
  await fences.judge(tx, [moved])
  if (parts.isPersonal(entityType)) return recorded
  await entities.move(tx, [{ id: entity.id, lon: last.lon, lat: last.lat, divisionCode }])
  tx.afterCommit(() => parts.index.change(entity.id, { position: [last.lon, last.lat], divisionCode }))
  return recorded
}

/**
 * Marks drift among the positions that are newer than the last good one, and answers those that are good; older ones
 * (a terminal that had no network) are stored for the track only.
 */
function clean(batch: PositionBatch, before: Cleaning) {
  const byTime = new Map(batch.positions.map((one) => [one.timeMs, one]))
  const ordered = [...byTime.values()].sort((a, b) => a.timeMs - b.timeMs)
  let cleaning = before
  const newest: store.PositionRow[] = []
  const rows = ordered.map((position): store.PositionRow => {
    const row = { ...position, entityId: batch.entityId, source: batch.source, drift: false }
    if (cleaning.last && position.timeMs <= cleaning.last.timeMs) return row
    const judged = cleanNext(cleaning, position)
    cleaning = judged.state
    if (!judged.drift) newest.push(row)
    return { ...row, drift: judged.drift }
  })
  return { rows, cleaning, newest }
}
