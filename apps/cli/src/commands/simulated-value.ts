/** How a simulated quantity behaves: a daily wave around a mean, with noise. */
export interface Wave {
  mean: number
  swing: number
  noise: number
}

const dayMs = 86_400_000

/** The value of a device at an instant: the same again for the same device and instant; never below nought where the mean is not. */
export function valueAt({ mean, swing, noise }: Wave, seed: number, ms: number): number {
  const phase = (ms % dayMs) / dayMs + seed / 24
  const value = mean + swing * Math.sin(2 * Math.PI * phase) + noise * (2 * chance(seed, ms) - 1)
  const rounded = Math.round(value * 1000) / 1000
  return mean >= 0 ? Math.max(0, rounded) : rounded
}

/** The last values go to an end in steps no larger than given; what the wave has nearer to the end already is kept. */
export function leadTo(
  rows: ReadonlyArray<[string, number]>,
  end: number,
  step: number,
): Array<[string, number]> {
  return rows.map(([time, value], i) => {
    const away = i === rows.length - 1 ? 0 : (rows.length - 1 - i) * step
    const led = value < end ? Math.max(value, end - away) : Math.min(value, end + away)
    return [time, Math.round(led * 1000) / 1000]
  })
}

/** From 0 to below 1, by device and instant (splitmix32). */
function chance(seed: number, ms: number): number {
  let x = (seed * 0x9e3779b9 + Math.floor(ms / 1000)) | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
}
