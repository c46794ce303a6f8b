import type { Verdict } from '@civitas/contract'

/** What asking a source came to. */
export type Found =
  | {
      readonly is: 'value'
      readonly value: string | null
      readonly source: string
      readonly time: Date
      readonly isStale: boolean
      readonly isDisputed: boolean
    }
  | { readonly is: 'nothing'; readonly source: string; readonly time: Date }
  | { readonly is: 'unreachable'; readonly why: string; readonly source: string }

/** Compares what is claimed with what was found: what could not be asked is never a no. */
export function verdictOf(claims: ReadonlyArray<{ claimed: string; found: Found }>): {
  verdict: Verdict
  text: string
} {
  const away = claims.map((one) => one.found).find((found) => found.is === 'unreachable')
  if (away?.is === 'unreachable') return { verdict: 'unverifiable', text: `无法核验(${away.why})` }
  if (claims.some(({ found }) => found.is === 'nothing')) return { verdict: 'no-record', text: '无记录' }
  const differs = claims.some(({ claimed, found }) => found.is === 'value' && !isSame(claimed, found.value))
  return differs ? { verdict: 'different', text: '不一致' } : { verdict: 'same', text: '一致' }
}

/** Whether two values are the same but for spaces around them, width of letters and case. */
export function isSame(a: string | null, b: string | null): boolean {
  const plain = (text: string | null) => (text ?? '').normalize('NFKC').trim().toUpperCase()
  return plain(a) === plain(b)
}
