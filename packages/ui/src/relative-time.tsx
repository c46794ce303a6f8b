import { useSyncExternalStore } from 'react'
import { formatRelative, formatTime } from './formats.ts'
import { useLocale } from './locale.tsx'

const STEP_MS = 15_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, STEP_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** The present in steps of 15 s, one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

/** `3 分钟前`, with the absolute time on hover. */
export function RelativeTime({ time }: { time: string | null | undefined }) {
  const locale = useLocale()
  const present = Math.max(useNow(), Date.now() - STEP_MS)
  if (!time) return <span>—</span>
  return (
    <time dateTime={time} title={formatTime(time)}>
      {formatRelative(time, present, locale)}
    </time>
  )
}
