import type { Cluster } from '../cluster.ts'

/** Wakes who reads the log when a message of a kind it waits for was written, here or in another process. */
export interface Bell {
  /** Without a name always. */
  ring(name?: string): void
  /** Rings from now on count for the next wait. */
  heed(): void
  /** Resolves at the next ring, at once when there was one, or after `ms`; whether it rang. */
  wait(ms: number): Promise<boolean>
}

/** A message of another kind does not wake: it is passed over at the next look, many at a time. */
export function createBell(isAwaited: (name: string) => boolean): Bell {
  let rung = false
  let wakeUp: (() => void) | undefined
  return {
    ring: (name) => {
      if (name !== undefined && !isAwaited(name)) return
      rung = true
      wakeUp?.()
    },
    heed: () => {
      rung = false
    },
    wait: async (ms) => {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      wakeUp = undefined
      return rung
    },
  }
}

/** Rings here at once and in the other processes soon: many messages in a moment make one ring. */
export function ringFor(bell: Bell, cluster: Cluster): (name: string) => void {
  let told = false
  cluster.hear('messages', () => bell.ring())
  return (name) => {
    bell.ring(name)
    if (told) return
    told = true
    setTimeout(() => {
      told = false
      cluster.tell('messages', null)
    }, 10)
  }
}
