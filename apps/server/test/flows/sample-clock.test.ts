import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getMe, getPlatformInfo, putClockForward } from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMovableClock } from '../../src/kernel/clock.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** The clock of a sample city, which somebody puts forward to see what comes due. */
const folder = mkdtempSync(join(tmpdir(), 'civitas-clock-'))
let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform({ clock: openMovableClock(join(folder, 'clock.json')) })
})
afterAll(async () => {
  await city.stop()
  rmSync(folder, { recursive: true })
})

it('is put forward by who may, and what runs out by then has run out', async () => {
  const [admin, duty] = [await city.signedInAs('administrator'), await city.signedInAs('duty-officer')]
  const forward = { body: { minutes: 13 * 60 } }
  await expect(duty.call(putClockForward, forward)).rejects.toMatchObject({ problem: { status: 403 } })
  expect((await duty.call(getMe)).user.account).toBeTruthy()
  const { now, clockAheadMs } = await admin.call(putClockForward, forward)
  expect(clockAheadMs).toBe(13 * 3_600_000)
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(12.9 * 3_600_000)
  expect((await city.anonymous().call(getPlatformInfo)).clockAheadMs).toBe(clockAheadMs)
  // A session lasts twelve hours.
  await expect(duty.call(getMe)).rejects.toMatchObject({ problem: { status: 401 } })
})

it('does not move where nobody lives in a sample', async () => {
  const real = await startTestPlatform()
  const admin = await real.signedInAs('administrator')
  await expect(admin.call(putClockForward, { body: { minutes: 1 } })).rejects.toMatchObject({
    problem: { status: 409, code: 'no-movable-clock' },
  })
  expect((await real.anonymous().call(getPlatformInfo)).clockAheadMs).toBe(0)
  await real.stop()
})
