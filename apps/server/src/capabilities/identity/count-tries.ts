import type { Kernel } from '../../kernel/kernel.ts'
import { Problem } from '../../kernel/problem.ts'

export interface Tries {
  /** Counts a try of an address; throws when there were too many within the minute. */
  take(ip: string): void
}

/** Limits sign-in attempts for each address, beside the lock-out of each account. */
export function countTries(kernel: Kernel): Tries {
  let minute = 0
  const counts = new Map<string, number>()
  return {
    take: (ip: string) => {
      const now = Math.floor(Date.now() / 60_000)
      if (now !== minute) {
        minute = now
        counts.clear()
      }
      const count = (counts.get(ip) ?? 0) + 1
      counts.set(ip, count)
      if (count > kernel.config.signInsPerMinute)
        throw new Problem('limit-exceeded', 'too-many-sign-ins', '登录尝试过于频繁，请一分钟后再试。')
    },
  }
}
