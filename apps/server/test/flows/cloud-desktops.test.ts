import {
  allocateDesktop,
  createUser,
  listDesktopSessions,
  listDesktops,
  reclaimDesktop,
  reclaimIdleDesktops,
  reportDesktopSession,
  saveDesktopProfile,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aClock } from './device-kit.ts'

const clock = aClock()
let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform({ clock })
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

let numbers = 0
async function aDesktop(idleMinutes: number | null) {
  const n = ++numbers
  const { id: userId } = await admin.call(createUser, {
    body: {
      ...{ account: `staff-${n}`, name: `工作人员${n}`, password: 'correct horse battery' },
      ...{ roles: ['grid-worker'], divisions: ['990102'] },
    },
  })
  const profile = await admin.call(saveDesktopProfile, {
    body: { title: `规格${n}`, image: '统信 UOS', cpus: 4, memoryGb: 8, diskGb: 100, idleMinutes },
  })
  const body = {
    ...{ reference: `VDI-${n}`, profileId: profile.id, userId, purpose: '窗口办公' },
    organisationId: organisations.drainage.id,
  }
  return { body, desktop: await admin.call(allocateDesktop, { body }) }
}

it('gives a person one desktop of a profile, and takes it back when it is idle for too long (PLT-009)', async () => {
  const { body, desktop } = await aDesktop(30)
  expect(desktop).toMatchObject({ reference: 'VDI-1', userName: '工作人员1', state: 'idle' })
  await expect(admin.call(allocateDesktop, { body: { ...body, reference: 'VDI-1b' } })).rejects.toMatchObject(
    {
      problem: { code: 'already-allocated' },
    },
  )
  const params = { id: desktop.id }
  await admin.call(reportDesktopSession, { params, body: { session: 'S1', act: 'opened' } })
  clock.advance(45)
  // A session is open, so it is not idle.
  expect(await admin.call(reclaimIdleDesktops)).toEqual({ reclaimed: 0 })
  await admin.call(reportDesktopSession, { params, body: { session: 'S1', act: 'closed', reason: '下班' } })
  expect(await admin.call(reclaimIdleDesktops)).toEqual({ reclaimed: 0 })
  clock.advance(31)
  expect(await admin.call(reclaimIdleDesktops)).toEqual({ reclaimed: 1 })
  const { items } = await admin.call(listDesktops, { query: { search: 'VDI-1' } })
  expect(items).toMatchObject([{ state: 'reclaimed', reclaimedBy: '平台' }])
  const late = { session: 'S2', act: 'opened' as const }
  await expect(admin.call(reportDesktopSession, { params, body: late })).rejects.toThrow(/已收回/)
  // The number and the person are free again.
  expect(await admin.call(allocateDesktop, { body })).toMatchObject({ state: 'idle' })
})

it('keeps every session for the audit, and ends those of a desktop that is taken back', async () => {
  const { desktop } = await aDesktop(null)
  const params = { id: desktop.id }
  const opened = { session: 'A', act: 'opened' as const, clientAddress: '10.1.2.3' }
  await admin.call(reportDesktopSession, { params, body: opened })
  await admin.call(reportDesktopSession, { params, body: { session: 'A', act: 'active' } })
  await admin.call(reclaimDesktop, { params, body: { reason: '调岗' } })
  const { items } = await admin.call(listDesktopSessions, { query: { desktopId: desktop.id } })
  expect(items).toMatchObject([{ session: 'A', clientAddress: '10.1.2.3', closeReason: '桌面已收回' }])
  expect(items[0]?.closedTime).not.toBeNull()
})

it('shows a desktop to nobody of another division', async () => {
  await aDesktop(null)
  const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
  const all = await admin.call(listDesktops, { query: {} })
  const seen = await stranger.call(listDesktops, { query: {} })
  expect(seen.total).toBeLessThan(all.total)
})
