import type { LiveLatest } from '@civitas/sdk'

/** When a reading arrived at the platform and when the frame that shows it was drawn, ms since 1970. */
export interface Painted {
  receivedMs: number
  paintedMs: number
  value: number | null
}

declare global {
  interface Window {
    /** For the `live` benchmark: the newest painted reading of each datastream. */
    civitasLive?: { lastPaint: Map<number, Painted> }
  }
}

/** Notes readings as painted, after the frame that shows them has been handed to the compositor. */
export function recordPaint(rows: LiveLatest[]): void {
  window.civitasLive ??= { lastPaint: new Map() }
  const { lastPaint } = window.civitasLive
  requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const paintedMs = Date.now()
      for (const row of rows)
        lastPaint.set(row.datastreamId, { receivedMs: row.receivedMs, paintedMs, value: row.value })
      channel.port1.close()
    }
    channel.port2.postMessage(null)
  })
}
