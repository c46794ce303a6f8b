import type { SimilarEvent } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import type { EventsParts } from '../publish-event.ts'
import { isOpen } from '../rules.ts'
import * as store from '../store.ts'
import { type Comparable, compareEvents, similarWithin } from './similar.ts'

/** Below this, two events are not worth a person’s look. */
const worthALook = 0.35

function toComparable(row: store.EventRow): Comparable {
  return {
    type: row.type,
    standardClass: row.standard_class,
    text: `${row.title} ${row.description} ${row.address ?? ''}`,
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    time: row.raised_time,
  }
}

/** Open events that may be the same as this one, likeliest first, with why. */
export async function listSimilar(
  { kernel, toEvent }: EventsParts,
  row: store.EventRow,
  scope: Scope,
): Promise<SimilarEvent[]> {
  if (!isOpen(row.state)) return []
  const mine = toComparable(row)
  const around = await store.listOpenNear(
    kernel.db,
    { position: mine.position, ...similarWithin, time: row.raised_time, exceptId: row.id, type: row.type },
    scope,
  )
  return around
    .map((other) => ({ other, ...compareEvents(mine, toComparable(other)) }))
    .filter(({ score, metres }) => score >= worthALook && (metres === null || metres <= similarWithin.metres))
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ other, score, metres, minutes, sharedWords }) => ({
      ...{ event: toEvent(other), score, metres, minutes, sharedWords: [...sharedWords] },
    }))
}
