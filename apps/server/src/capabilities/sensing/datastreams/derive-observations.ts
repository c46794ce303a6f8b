import { type ObservationRow as MessageRow, observationsRecorded } from '@civitas/contract'
import type { DerivedDatastream, DomainRegistry, SeriesByDatastream } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import { markHours } from '../history/roll-up.ts'
import { toBatch } from '../ingest/reading-batch.ts'
import { toUpdates } from '../ingest/share-latest.ts'
import { isUsable } from '../rules.ts'
import { type DerivedRow, deleteDerived, ensurePartitions, upsertDerived } from '../store.ts'
import type { DatastreamIndex, ThingMeta } from './datastream-index.ts'
import { readRawSeries } from './series.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Asia/Shanghai, where a day of the city ends. */
const offset = 8 * hourMs

/**
 * Computes derived datastreams (an AQI from hourly concentrations) after their sources are recorded. A late reading
 * computes again every instant whose look-back it falls into; the new value replaces the old one, and a value that can
 * no longer be given is removed.
 */
export function deriveObservations(
  kernel: Kernel,
  entities: Entities,
  index: DatastreamIndex,
  domains: DomainRegistry,
): void {
  kernel.messages.subscribe('sensing.derive', observationsRecorded, async (tx, message) => {
    for (const { thing, times } of timesByThing(index, domains, message.body.rows as MessageRow[])) {
      const type = domains.findThingType(thing.thingType)
      for (const derived of type?.derived ?? []) {
        await deriveOne(kernel, tx, entities, index, thing, derived, times)
      }
    }
  })
}

interface Touched {
  thing: ThingMeta
  /** Times of readings, by source property. */
  times: Map<string, number[]>
}

function timesByThing(index: DatastreamIndex, domains: DomainRegistry, rows: MessageRow[]): Touched[] {
  const touched = new Map<string, Touched>()
  for (const [id, timeMs] of rows) {
    const meta = index.find(id)
    if (!meta || meta.derived || !domains.findThingType(meta.thing.thingType)?.derived?.length) continue
    const one = touched.get(meta.thing.id) ?? { thing: meta.thing, times: new Map<string, number[]>() }
    one.times.set(meta.property, [...(one.times.get(meta.property) ?? []), timeMs])
    touched.set(meta.thing.id, one)
  }
  return [...touched.values()]
}

/** The instants to compute: those of the readings, and later ones that look back on them and were computed before. */
export function instantsOf(derived: DerivedDatastream, times: readonly number[], newestMs: number): number[] {
  const instants = new Set<number>()
  const lookbackMs = derived.lookbackHours * hourMs
  for (const time of times) {
    if (derived.at === 'reading') instants.add(time)
    const step = derived.at === 'day' ? dayMs : hourMs
    if (derived.at === 'reading') continue
    const first = derived.at === 'day' ? endOfDay(time) : Math.ceil(time / hourMs) * hourMs
    for (let at = first; at < time + lookbackMs && (at === first || at <= newestMs + step - 1); at += step)
      instants.add(at)
  }
  return [...instants].sort((a, b) => a - b)
}

function endOfDay(time: number): number {
  return (Math.floor((time + offset) / dayMs) + 1) * dayMs - offset
}

async function deriveOne(
  kernel: Kernel,
  tx: Transaction,
  entities: Entities,
  index: DatastreamIndex,
  thing: ThingMeta,
  derived: DerivedDatastream,
  touched: ReadonlyMap<string, number[]>,
): Promise<void> {
  const target = index.findDatastream(thing.id, derived.id)
  const times = derived.from.flatMap((property) => touched.get(property) ?? [])
  if (!target || times.length === 0) return
  const earliest = times.reduce((a, b) => Math.min(a, b))
  const latest = times.reduce((a, b) => Math.max(a, b))
  const lookbackMs = derived.lookbackHours * hourMs
  const series = await readSources(
    kernel,
    tx,
    index,
    thing,
    derived,
    earliest - lookbackMs,
    latest + lookbackMs + dayMs,
  )
  const newest = Object.values(series).reduce(
    (a, one) => Math.max(a, one.times[one.times.length - 1] ?? 0),
    latest,
  )
  const rows: DerivedRow[] = []
  const gone: Array<{ datastreamId: number; timeMs: number }> = []
  for (const timeMs of instantsOf(derived, times, newest)) {
    const { result, parameters } = derived.compute(series, timeMs)
    if (result === null) gone.push({ datastreamId: target.id, timeMs })
    else rows.push({ datastreamId: target.id, timeMs, result, parameters: parameters ?? {} })
  }
  await deleteDerived(tx, gone)
  const changed = [...gone, ...rows].map((row) => Math.floor(row.timeMs / hourMs) * hourMs)
  if (changed.length > 0) await markHours(tx, changed)
  await storeDerived(kernel, tx, entities, index, rows)
}

async function readSources(
  { lake }: Kernel,
  tx: Transaction,
  index: DatastreamIndex,
  thing: ThingMeta,
  derived: DerivedDatastream,
  fromMs: number,
  toMs: number,
): Promise<SeriesByDatastream> {
  const sources = derived.from.map((property) => index.findDatastream(thing.id, property))
  const ids = sources.flatMap((one) => (one ? [one.id] : []))
  const raw = await readRawSeries({ db: tx, lake }, ids, fromMs, toMs)
  return Object.fromEntries(
    derived.from.map((property, i) => {
      const rows = raw.get(sources[i]?.id ?? -1) ?? []
      return [
        property,
        {
          times: rows.map((row) => row.timeMs),
          values: rows.map((row) => (isUsable(row.quality) ? row.result : null)),
        },
      ]
    }),
  )
}

async function storeDerived(
  kernel: Kernel,
  tx: Transaction,
  entities: Entities,
  index: DatastreamIndex,
  rows: DerivedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const now = kernel.clock.now()
  const stored = rows.map((row) => ({ ...row, quality: 0, receivedMs: now.getTime() }))
  await ensurePartitions(kernel.db, toBatch(stored))
  await upsertDerived(tx, rows, now)
  const last = stored.at(-1) as (typeof stored)[number]
  await entities.recordLatest(tx, {
    datastreamIds: [last.datastreamId],
    times: [last.timeMs],
    values: [last.result],
    qualities: [0],
  })
  const watched = stored.filter((row) => index.find(row.datastreamId)?.watched)
  if (watched.length > 0) {
    const body = watched.map((row): MessageRow => [row.datastreamId, row.timeMs, row.result, 0])
    await kernel.messages.publish(tx, observationsRecorded, { rows: body })
  }
  tx.afterCommit(() => kernel.realtime.publishLatest(toUpdates(index, [last])))
}
