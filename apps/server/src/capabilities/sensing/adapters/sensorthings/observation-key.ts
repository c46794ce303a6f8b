/** What the id of an Observation names: its datastream and its time in microseconds since 1970. */
export interface ObservationKey {
  datastreamId: number
  microseconds: number
}

/** `12-1700000000000`, or `12-1700000000000.001` for one more of the same millisecond. */
export function parseObservationKey(id: string): ObservationKey | null {
  const found = /^(\d{1,9})-(-?\d{1,15})(?:\.(\d{1,3}))?$/.exec(id)
  if (!found) return null
  const microseconds = Number(found[2]) * 1000 + Number((found[3] ?? '').padEnd(3, '0'))
  return Number.isSafeInteger(microseconds) && Math.abs(microseconds) < 8e15
    ? { datastreamId: Number(found[1]), microseconds }
    : null
}

/** The id of the Observation of a datastream at a time in microseconds since 1970. */
export function toObservationId(datastreamId: number, microseconds: number): string {
  const ms = Math.floor(microseconds / 1000)
  const more = microseconds - ms * 1000
  return `${datastreamId}-${ms}${more === 0 ? '' : `.${String(more).padStart(3, '0').replace(/0+$/, '')}`}`
}
