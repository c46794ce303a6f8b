/** The newest time and value of each datastream by its id, in two flat arrays; NaN where nothing is known. */
export interface NewestValues {
  time(id: number): number
  value(id: number): number
  /** Takes in a reading unless a newer one is held. */
  set(id: number, timeMs: number, value: number | null): void
}

export function createNewestValues(): NewestValues {
  let times = new Float64Array(1024).fill(Number.NaN)
  let values = new Float64Array(1024).fill(Number.NaN)
  const grow = (id: number) => {
    const size = Math.max(id + 1, times.length * 2)
    const wider = (old: Float64Array) => {
      const next = new Float64Array(size).fill(Number.NaN)
      next.set(old)
      return next
    }
    times = wider(times)
    values = wider(values)
  }
  return {
    time: (id) => times[id] ?? Number.NaN,
    value: (id) => values[id] ?? Number.NaN,
    set: (id, timeMs, value) => {
      if (id >= times.length) grow(id)
      if (timeMs < (times[id] as number)) return
      times[id] = timeMs
      values[id] = value ?? Number.NaN
    },
  }
}
