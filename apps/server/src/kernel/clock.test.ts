import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openMovableClock } from './clock.ts'

it('is as far ahead at the next start as it was left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'civitas-clock-'))
  const file = join(folder, 'clock.json')
  const clock = openMovableClock(file)
  expect(clock.aheadMs).toBe(0)
  clock.putForward(3_600_000)
  clock.putForward(60_000)
  const again = openMovableClock(file)
  expect(again.aheadMs).toBe(3_660_000)
  expect(again.now().getTime() - Date.now()).toBeGreaterThan(3_659_000)
  rmSync(folder, { recursive: true })
})
