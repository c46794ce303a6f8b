/** Keeps calls away from what fails again and again. */
export interface Breaker {
  state(now: number): 'closed' | 'open' | 'half-open'
  /** Whether a call may go; half open lets one try. */
  allows(now: number): boolean
  succeeded(): void
  failed(now: number): void
}

/** Opens after so many failures in a row, for so long, then lets one call try. */
export function createBreaker({ failures = 5, openMs = 30_000 } = {}): Breaker {
  let inRow = 0
  let openedAt: number | null = null
  let isTrying = false
  const state = (now: number) =>
    openedAt === null ? 'closed' : now - openedAt < openMs ? 'open' : 'half-open'
  return {
    state,
    allows: (now) => {
      const is = state(now)
      if (is === 'half-open' && !isTrying) {
        isTrying = true
        return true
      }
      return is === 'closed'
    },
    succeeded: () => {
      inRow = 0
      openedAt = null
      isTrying = false
    },
    failed: (now) => {
      inRow++
      if (inRow >= failures || isTrying) openedAt = now
      isTrying = false
    },
  }
}

/** Breakers by name, made at first use. */
export function createBreakers(settings?: Parameters<typeof createBreaker>[0]) {
  const kept = new Map<string, Breaker>()
  return (name: string): Breaker => {
    const known = kept.get(name)
    if (known) return known
    const made = createBreaker(settings)
    kept.set(name, made)
    return made
  }
}
