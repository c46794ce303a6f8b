import { expect, it, vi } from 'vitest'

it('asks after 45 seconds and forgets after 60', async () => {
  vi.stubGlobal('location', { search: '' })
  vi.stubGlobal('sessionStorage', { getItem: () => null })
  const { judgeIdle } = await import('./kiosk-mode.ts')
  expect(judgeIdle(44_999)).toBe('used')
  expect(judgeIdle(45_000)).toBe('ask')
  expect(judgeIdle(60_000)).toBe('wipe')
  vi.unstubAllGlobals()
})
