/**
 * A stretch of time an indicator looks at.
 * Rolling, ending now: `15m`, `1h`, `24h`, `7d`. Calendar, Asia/Shanghai, from its beginning to now:
 * `today`, `week` (from Monday), `month`, `year`; `yesterday` is the whole day before.
 */
export type Window =
  | 'today'
  | 'yesterday'
  | 'week'
  | 'month'
  | 'year'
  | `${number}m`
  | `${number}h`
  | `${number}d`

/** A window taken apart. */
export type ParsedWindow =
  | { readonly kind: 'rolling'; readonly seconds: number }
  | { readonly kind: 'calendar'; readonly unit: 'today' | 'yesterday' | 'week' | 'month' | 'year' }

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86400 }

/** Parses a {@link Window}; gives null for anything else, so a checker can name the field. */
export function parseWindow(window: string): ParsedWindow | null {
  if (
    window === 'today' ||
    window === 'yesterday' ||
    window === 'week' ||
    window === 'month' ||
    window === 'year'
  )
    return { kind: 'calendar', unit: window }
  const match = /^([1-9]\d*)([mhd])$/.exec(window)
  if (!match) return null
  return { kind: 'rolling', seconds: Number(match[1]) * unitSeconds[match[2]!]! }
}
