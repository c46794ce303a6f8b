import { observationQuality as flag } from '@civitas/contract'

/** What the quality of a reading is judged by. */
export interface QualityLimits {
  min: number
  max: number
  jumpAmount: number
  jumpMs: number
}

/** A device clock may be this far ahead before its time is refused, and this far before it is marked. */
export const clockLimits = { refuseAheadMs: 24 * 3_600_000, markAheadMs: 5 * 60_000 }

/** The earliest phenomenon time accepted. */
export const earliestTime = Date.UTC(1970, 0, 1)

/**
 * Quality flags of a reading (PLT-011): missing 缺测, out of range 超量程, jump 跳变, late 补传 (older than the newest
 * one held), clock drift. Times in ms since epoch; `last*` are of the newest reading held, NaN when there is none.
 */
export function judgeQuality(
  result: number | null,
  timeMs: number,
  receivedMs: number,
  limits: QualityLimits,
  lastValue: number,
  lastTimeMs: number,
): number {
  let quality: number = flag.normal
  if (timeMs < lastTimeMs) quality |= flag.late
  if (timeMs - receivedMs > clockLimits.markAheadMs) quality |= flag.clockDrift
  if (result === null) return quality | flag.missing
  if (result < limits.min || result > limits.max) quality |= flag.outOfRange
  else if (
    timeMs > lastTimeMs &&
    timeMs - lastTimeMs <= limits.jumpMs &&
    Math.abs(result - lastValue) > limits.jumpAmount
  ) {
    quality |= flag.jump
  }
  return quality
}

/** Whether a reading may take part in rules, derived values and indicators. */
export function isUsable(quality: number): boolean {
  return (quality & (flag.outOfRange | flag.missing)) === 0
}

/** Id of an observation in the outside world: datastream and phenomenon time, which are unique together. */
export function observationId(datastreamId: number, timeMs: number): string {
  return `${datastreamId}-${timeMs}`
}

export function parseObservationId(id: string): { datastreamId: number; timeMs: number } | null {
  const found = /^(\d{1,9})-(-?\d{1,15})$/.exec(id)
  return found ? { datastreamId: Number(found[1]), timeMs: Number(found[2]) } : null
}
