/** Whether a signature holds, and why not. */
export type KeyVerdict =
  | { ok: true }
  | { ok: false; reason: 'changed' | 'unknown-key' | 'revoked' | 'expired' }

/** What decides over a signature beside the signature itself. */
export interface KeyLife {
  from_time: Date
  until_time: Date | null
  revoked_time: Date | null
}

/**
 * The verdict over a signature made at a proven time: changed data first, then a key that was revoked by then, then one that
 * was not yet or no longer good. What was signed before the revocation stays valid (GB/T 20518, GM/T 0031).
 */
export function verdictOf(key: KeyLife, holds: boolean, at: Date): KeyVerdict {
  if (!holds) return { ok: false, reason: 'changed' }
  if (key.revoked_time && at >= key.revoked_time) return { ok: false, reason: 'revoked' }
  if (at < key.from_time || (key.until_time && at > key.until_time)) return { ok: false, reason: 'expired' }
  return { ok: true }
}
