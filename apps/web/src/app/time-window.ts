import { useNow } from '@civitas/ui'
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export const windowPresets = ['1h', '6h', '24h', '7d'] as const
export type WindowPreset = (typeof windowPresets)[number]

/** The time every chart and list of a page looks at: up to now, or between two instants (ISO 8601). */
export type TimeWindow = { preset: WindowPreset } | { from: string; to: string }

const LENGTH_MS: Record<WindowPreset, number> = {
  '1h': 3_600_000,
  '6h': 6 * 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
}

const KEPT = 'civitas.window'

/** Reads the window from URL parameters: `w=6h`, or `from` and `to`. Anything unreadable gives null. */
export function parseWindow(parameters: URLSearchParams): TimeWindow | null {
  const from = Date.parse(parameters.get('from') ?? '')
  const to = Date.parse(parameters.get('to') ?? '')
  if (from < to) return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  const preset = windowPresets.find((each) => each === parameters.get('w'))
  return preset ? { preset } : null
}

/** Writes the window into URL parameters, leaving the others. */
export function writeWindow(parameters: URLSearchParams, window: TimeWindow): URLSearchParams {
  const next = new URLSearchParams(parameters)
  for (const name of ['w', 'from', 'to']) next.delete(name)
  if ('preset' in window) next.set('w', window.preset)
  else {
    next.set('from', window.from)
    next.set('to', window.to)
  }
  return next
}

/**
 * The instants of a window. A window up to now ends at the next full step (a sixtieth of its length, at least
 * 15 s), so that a cached read is not asked again at every tick.
 */
export function windowRange(window: TimeWindow, nowMs: number): { from: string; to: string } {
  if (!('preset' in window)) return window
  const length = LENGTH_MS[window.preset]
  const step = Math.max(15_000, length / 240)
  const to = Math.ceil(nowMs / step) * step
  return { from: new Date(to - length).toISOString(), to: new Date(to).toISOString() }
}

/** The shared window: in the URL, and kept in this tab when one goes to another page. */
export function useTimeWindow(): {
  window: TimeWindow
  range: { from: string; to: string }
  setWindow: (window: TimeWindow) => void
} {
  const [parameters, setParameters] = useSearchParams()
  const now = useNow()
  const kept = sessionStorage.getItem(KEPT)
  const window = useMemo(
    () =>
      parseWindow(parameters) ?? parseWindow(new URLSearchParams(kept ?? '')) ?? { preset: '6h' as const },
    [parameters, kept],
  )
  const range = useMemo(() => windowRange(window, now), [window, now])
  const setWindow = useCallback(
    (next: TimeWindow) => {
      sessionStorage.setItem(KEPT, writeWindow(new URLSearchParams(), next).toString())
      setParameters((former) => writeWindow(former, next), { replace: true })
    },
    [setParameters],
  )
  return { window, range, setWindow }
}
