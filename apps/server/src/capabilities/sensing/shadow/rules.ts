export type State = Record<string, unknown>

/** A state with changes applied: null removes a key, an object is merged into an object (RFC 7396). */
export function mergeState(state: State, change: State): State {
  const merged: State = { ...state }
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key]
    else if (isState(value) && isState(merged[key])) merged[key] = mergeState(merged[key] as State, value)
    else merged[key] = value
  }
  return merged
}

/** What a device still has to become: the parts of the desired state it does not report. */
export function deltaOf(desired: State, reported: State): State {
  const delta: State = {}
  for (const [key, value] of Object.entries(desired)) {
    const held = reported[key]
    if (isState(value) && isState(held)) {
      const inner = deltaOf(value, held)
      if (Object.keys(inner).length > 0) delta[key] = inner
    } else if (!isSame(value, held)) delta[key] = value
  }
  return delta
}

/** Whether two JSON values are the same, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => isSame(value, b[i]))
  if (!isState(a) || !isState(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]))
}

export function isState(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
