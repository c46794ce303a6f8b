import { describe, expect, it } from 'vitest'
import { parseWindow, windowRange, writeWindow } from './time-window.ts'

describe('the shared time window', () => {
  it('is read from the URL and written back beside other parameters', () => {
    const window = parseWindow(new URLSearchParams('w=24h&select=x'))
    expect(window).toEqual({ preset: '24h' })
    expect(writeWindow(new URLSearchParams('w=24h&select=x'), { preset: '7d' }).toString()).toBe(
      'select=x&w=7d',
    )
  })
  it('takes two instants over a preset, and neither when they are the wrong way round', () => {
    const given = new URLSearchParams('from=2025-06-01T00:00:00Z&to=2025-06-01T08:00:00Z&w=1h')
    expect(parseWindow(given)).toEqual({ from: '2025-06-01T00:00:00.000Z', to: '2025-06-01T08:00:00.000Z' })
    expect(parseWindow(new URLSearchParams('from=2025-06-02&to=2025-06-01&w=1h'))).toEqual({ preset: '1h' })
    expect(parseWindow(new URLSearchParams('w=3y'))).toBeNull()
  })
  it('ends at a full step, so that nearby moments ask for the same', () => {
    const at = Date.parse('2025-06-01T08:00:01Z')
    const range = windowRange({ preset: '1h' }, at)
    expect(range).toEqual({ from: '2025-06-01T07:00:15.000Z', to: '2025-06-01T08:00:15.000Z' })
    expect(windowRange({ preset: '1h' }, at + 10_000)).toEqual(range)
  })
})
