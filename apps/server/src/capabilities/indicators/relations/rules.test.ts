import { describe, expect, it } from 'vitest'
import { bestOf, chanceBound, concludeRelation, correlateLags, pearson } from './rules.ts'

/** Numbers that look random and are the same each time. */
function noise(n: number, seed: number): number[] {
  return Array.from({ length: n }, (_, index) => {
    const mixed = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43_758.5453
    return mixed - Math.floor(mixed)
  })
}

describe('lagged correlation', () => {
  it('is Pearson’s r by hand: (1,2) (2,1) (3,3) give 0.5', () => {
    expect(
      pearson([
        [1, 2],
        [2, 1],
        [3, 3],
      ]),
    ).toBeCloseTo(0.5, 12)
    expect(
      pearson([
        [1, 5],
        [2, 5],
      ]),
    ).toBeNull()
  })

  it('finds 6 hours when PM2.5 follows the wind by 6 hours, whichever is named first', () => {
    const wind = noise(240, 7)
    const particles = wind.map((_, t) => (t < 6 ? null : 80 - 60 * (wind[t - 6] as number)))
    const lags = correlateLags(wind, particles, 12)
    expect(bestOf(lags)).toMatchObject({ lag: 6, correlation: -1, pairs: 234 })
    expect(bestOf(correlateLags(particles, wind, 12))?.lag).toBe(-6)
    expect(Math.abs(bestOf(lags)?.correlation ?? 0)).toBeGreaterThan(chanceBound(lags) ?? 1)
  })

  it('says that unrelated series stay within chance, and nothing of too few pairs', () => {
    const lags = correlateLags(noise(200, 3), noise(200, 99), 12)
    const best = bestOf(lags)
    expect(Math.abs(best?.correlation ?? 1)).toBeLessThan((chanceBound(lags) ?? 0) * 1.1)
    expect(bestOf(correlateLags([1, 2, 3], [3, 2, 1], 1))).toBeNull()
    expect(concludeRelation(null, null, { cause: 'a', effect: 'b', step: 'hour' })).toContain('不足')
  })

  it('counts fewer pairs, and so a wider interval, where both series repeat themselves', () => {
    const slow = Array.from({ length: 200 }, (_, t) => Math.sin(t / 15))
    const [lag] = correlateLags(slow, slow, 1).slice(1)
    expect(lag?.effectivePairs).toBeLessThan(20)
  })
})
