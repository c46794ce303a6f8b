import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createUser, getSeries, getThing, installPack, listEvents, listThings } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { repositoryRoot } from '../../src/kernel/root.ts'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

const run = promisify(execFile)
const [account, password] = ['pack-player', 'lantern-harbour-49']
let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  const name = '类型包演示员'
  await admin.call(createUser, {
    body: { account, name, password, roles: ['administrator'], divisions: ['990100'] },
  })
})
afterAll(() => city.stop())

const simulate = (...words: string[]) =>
  run(
    process.execPath,
    [
      ...['--import', 'tsx', join(repositoryRoot(), 'apps/cli/src/main.ts'), 'simulate', 'pack', ...words],
      ...['--url', city.url, '--account', account],
    ],
    { cwd: repositoryRoot(), env: { ...process.env, CIVITAS_PASSWORD: password, LANG: 'zh_CN.UTF-8' } },
  )

it('refuses to play a pack that is not installed', async () => {
  await expect(simulate('water-level')).rejects.toMatchObject({
    stderr: expect.stringContaining('还没有安装'),
  })
})

it('plays the script of a pack: its devices report for hours, and its rule fires (PLT-011)', async () => {
  await admin.call(installPack, { params: { id: 'water-level' } })
  await simulate('water-level', '--devices', '2', '--hours', '2', '--alarm')
  const { items } = await admin.call(listThings, { query: { type: 'water-level-v1' } })
  expect(items.map((one) => one.reference).sort()).toEqual(['SIM-WATER-LEVEL-V1-1', 'SIM-WATER-LEVEL-V1-2'])
  for (const { id, reference } of items) {
    const { datastreams } = await admin.call(getThing, { params: { id } })
    const level = datastreams.find((one) => one.property === 'level')
    const { points } = await admin.call(getSeries, {
      params: { id: level?.datastreamId ?? 0 },
      query: {
        from: new Date(Date.now() - 3 * 3_600_000).toISOString(),
        to: new Date().toISOString(),
        points: 5000,
      },
    })
    // One every five minutes; the first device climbs to a tenth above the limit of 350 cm.
    const values = points.flatMap((one) => (one.value === null ? [] : [one.value]))
    expect(values.length).toBe(24)
    if (reference.endsWith('-1')) expect(values.at(-1)).toBe(385)
    else expect(Math.max(...values)).toBeLessThan(160)
  }
  await city.settle()
  await city.settle()
  const { items: events } = await admin.call(listEvents, { query: { type: 'devices.reading-abnormal' } })
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    entityId: items.find((one) => one.reference.endsWith('-1'))?.id,
    source: 'rule',
    level: 'orange',
  })
  expect(events[0]?.title).toContain('水位')
})
