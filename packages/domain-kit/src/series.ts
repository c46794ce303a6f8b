import type { Json } from './text.ts'

/**
 * Readings of one datastream as two columns of equal length, ascending by time, no time twice.
 * Columns, not objects, because a replay computes hundreds of thousands of derived values.
 */
export type Series = {
  /** Milliseconds since 1970, the phenomenon time of each reading. */
  readonly times: ArrayLike<number>
  /** The reading; null (or NaN) for a reading that is there but not valid. */
  readonly values: ArrayLike<number | null>
}

/** The source series of a derived datastream, by datastream id; a source without readings is an empty series. */
export type SeriesByDatastream = Readonly<Record<string, Series>>

/** What a derived datastream computes: `null` means no value may be given, and the parameters say why. */
export type DerivedValue = {
  readonly result: number | null
  readonly parameters?: { readonly [key: string]: Json }
}

/** A series without readings. */
export const EMPTY_SERIES: Series = { times: [], values: [] }

/** Index of the last reading at or before `time`, or −1. Binary search. */
export function findLastIndex(times: ArrayLike<number>, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
