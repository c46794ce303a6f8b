import type { LiveLatest } from '@civitas/sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLatestFeed, toRows } from './latest-feed.ts'

function aReading(datastreamId: number, value: number): LiveLatest {
  return {
    entityId: `e${datastreamId}`,
    entityType: 'test.gauge',
    datastreamId,
    property: 'depth',
    value,
    time: '2025-06-01T00:00:00.000Z',
    quality: 0,
    receivedMs: 0,
  }
}

describe('readings on their way to the page', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 16))
    vi.stubGlobal('cancelAnimationFrame', (id: number) => clearTimeout(id))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('come in few batches, the newest of each datastream', () => {
    const batches: LiveLatest[][] = []
    const feed = createLatestFeed((rows) => batches.push(rows))
    for (let i = 0; i < 500; i++) {
      feed.push([aReading(1, i), aReading(2, -i)])
      vi.advanceTimersByTime(2)
    }
    vi.advanceTimersByTime(500)
    expect(batches.length).toBeLessThanOrEqual(7)
    expect(batches.at(-1)?.map((row) => row.value)).toEqual([499, -499])
  })

  it('stop when the page is left', () => {
    const onBatch = vi.fn()
    const feed = createLatestFeed(onBatch)
    feed.push(aReading(1, 1))
    feed.stop()
    vi.advanceTimersByTime(1_000)
    expect(onBatch).not.toHaveBeenCalled()
  })

  it('may be one or several in a message, and nothing else', () => {
    expect(toRows(aReading(1, 1))).toHaveLength(1)
    expect(toRows([aReading(1, 1), aReading(2, 2)])).toHaveLength(2)
    expect(toRows(null)).toEqual([])
  })
})
