import type { LiveLatest } from '@civitas/sdk'

/** Gives batches of readings to the page, so that it draws a few times a second however many come in. */
export interface LatestFeed {
  /** Takes what the live channel delivered: one reading or several. */
  push: (body: unknown) => void
  stop: () => void
}

const FLUSH_MS = 200

/**
 * Gathers readings, newest for each datastream, and hands them over at an animation frame at most every 200 ms.
 * A hidden page gets them when it is shown again.
 */
export function createLatestFeed(onBatch: (rows: LiveLatest[]) => void): LatestFeed {
  const waiting = new Map<number, LiveLatest>()
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastMs = 0
  const flush = () => {
    frame = 0
    lastMs = performance.now()
    const rows = [...waiting.values()]
    waiting.clear()
    if (rows.length > 0) onBatch(rows)
  }
  const plan = () => {
    if (frame || timer !== undefined) return
    const rest = FLUSH_MS - (performance.now() - lastMs)
    const ask = () => {
      timer = undefined
      frame = requestAnimationFrame(flush)
    }
    if (rest <= 0) ask()
    else timer = setTimeout(ask, rest)
  }
  return {
    push: (body) => {
      for (const row of toRows(body)) waiting.set(row.datastreamId, row)
      if (waiting.size > 0) plan()
    },
    stop: () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      waiting.clear()
    },
  }
}

/** The readings in a message of the live channel. */
export function toRows(body: unknown): LiveLatest[] {
  if (Array.isArray(body)) return body as LiveLatest[]
  return body && typeof body === 'object' ? [body as LiveLatest] : []
}
