import type { Sm2KeyPair } from '../../../kernel/crypto.ts'
import type { DataParts } from '../data-parts.ts'
import type { Breaker } from './breaker.ts'
import type { KeyAsk, ServedRow } from './served-rows.ts'
import type { UseLog } from './use-log.ts'

/** What the functions that hand data over work with. */
export interface GatewayParts extends DataParts {
  readonly uses: UseLog
  /** Rows of grants by key, those asked for at once together. */
  readonly readServedKey: (ask: KeyAsk) => Promise<ServedRow[]>
  readonly breakerOf: (name: string) => Breaker
  /** Signs receipts. */
  readonly receiptKey: Sm2KeyPair
  /** What was read a moment ago about keys, abilities and grants; forgotten when one of them changes. */
  readonly recent: Recent
}

/** Remembers answers for a moment. */
export interface Recent {
  get<T>(name: string, read: () => Promise<T>): Promise<T>
  forget(): void
}

/** How long something read of keys, abilities and grants holds, ms. */
const rememberMs = 3_000

export function createRecent(): Recent {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>()
  return {
    get: <T>(name: string, read: () => Promise<T>) => {
      const now = performance.now()
      const known = kept.get(name)
      if (known && known.until > now) return known.value as Promise<T>
      const value = read()
      value.catch(() => kept.delete(name))
      if (kept.size > 5_000) kept.clear()
      kept.set(name, { value, until: now + rememberMs })
      return value
    },
    forget: () => kept.clear(),
  }
}
