import {
  bindProfile,
  finishConformanceRun,
  getConformanceRun,
  listConformanceRuns,
  listEvents,
  listOverdueThings,
  type ProfileContent,
  publishProfile,
  remindOverdue,
  sendCommands,
  startConformanceRun,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSm2Signature } from '../../src/kernel/crypto.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aClock, aDevice, aModel, connect, listen, publish } from './device-kit.ts'

const clock = aClock()
let city: TestPlatform
let admin: Client
const content: ProfileContent = {
  model: 'ponding',
  properties: [{ id: 'level', unit: 'cm', periodSeconds: 300, mandatory: true }],
  ...{ commands: ['sample'], securityLevel: 1, namingRule: '^JS-', reconnects: true },
}
beforeAll(async () => {
  city = await startTestPlatform({ clock })
  admin = await city.signedInAs('administrator')
  const sample = { ...{ id: 'sample', title: { zh: '采样', en: 'Sample' }, input: {}, timeoutSeconds: 30 } }
  const commands = [{ ...sample, dangerous: false, interlockGroup: null, sets: {} }]
  await publish(admin, 'ponding', aModel({ title: { zh: '积水监测', en: 'Ponding' }, commands }))
  const body = { title: '积水监测', content, graceDays: 0 }
  for (const _ of [1, 2]) await admin.call(publishProfile, { params: { id: 'ponding' }, body })
})
afterAll(() => city.stop())

/** Plays a device under test: two readings in a unit, an answer to the command, and coming back after a loss. */
async function test(unit: string, reference: string) {
  const device = await aDevice(admin, 'ponding', { reference })
  const started = await admin.call(startConformanceRun, {
    body: { profileId: 'ponding', thingId: device.id, vendor: '测试厂家', modelName: 'WL-1' },
  })
  const base = `civitas/v1/things/${device.id}`
  const report = (client: Awaited<ReturnType<typeof connect>>, minute: number) =>
    client.publishAsync(
      `${base}/telemetry`,
      JSON.stringify({ time: `2025-06-01T00:0${minute}:00Z`, properties: { level: { value: 0.35, unit } } }),
      { qos: 1 },
    )
  const first = await connect(city, device.credential)
  const heard = await listen<{ commandId: string }>(first, `${base}/commands`)
  await report(first, 0)
  await admin.call(sendCommands, { body: { thingIds: [device.id], command: 'sample' } })
  await expect.poll(() => heard.length).toBe(1)
  const answer = JSON.stringify({ status: 'succeeded' })
  await first.publishAsync(`${base}/commands/${heard[0]?.commandId}/result`, answer, { qos: 1 })
  await first.endAsync()
  const again = await connect(city, device.credential)
  await report(again, 5)
  await again.endAsync()
  return admin.call(finishConformanceRun, { params: { id: started.id } })
}

describe('PLT-015 conformance', () => {
  it('fails the item 单位 of a device that reports metres, quotes the packet, and signs the report', async () => {
    const run = await test('m', 'JS-0001')
    expect(run).toMatchObject({ profileVersion: 2, state: 'failed', result: '不通过', validUntil: null })
    const failed = run.items.filter((one) => !one.passed)
    expect(failed).toMatchObject([{ item: '单位 level', detail: '应为 cm，报文为 m' }])
    expect(failed[0]?.packet).toContain('"unit":"m"')
    const { report, signature, publicKey, packets } = await admin.call(getConformanceRun, {
      params: { id: run.id },
    })
    expect(isSm2Signature(Buffer.from(report as string), signature as string, publicKey)).toBe(true)
    expect(isSm2Signature(Buffer.from(`${report} `), signature as string, publicKey)).toBe(false)
    expect(packets.map((one) => one.kind)).toContain('disconnect')
  })

  it('passes a device that does all of it, for a year', async () => {
    const run = await test('cm', 'JS-0002')
    expect(run.items.filter((one) => !one.passed)).toEqual([])
    expect(run.result).toBe('通过')
    const valid = await admin.call(listConformanceRuns, { query: { valid: true } })
    expect(valid.items.map((one) => one.id)).toEqual([run.id])
  })

  it('lists devices still on V2 on day 61 after V3 with 60 days of grace as 超期未升级, and tells', async () => {
    const device = await aDevice(admin, 'ponding', {
      reference: 'JS-0003',
      ownerId: organisations.drainage.id,
    })
    const bound = { version: 2, thingIds: [device.id] }
    await admin.call(bindProfile, { params: { id: 'ponding' }, body: bound })
    const v3 = await admin.call(publishProfile, {
      params: { id: 'ponding' },
      body: { title: '积水监测', content: { ...content, securityLevel: 2 }, graceDays: 60 },
    })
    expect(v3).toMatchObject({ version: 3, affected: 1, difference: ['安全等级 1 → 2'] })
    expect((await admin.call(listOverdueThings, { query: {} })).total).toBe(0)
    clock.advance(61 * 24 * 60)
    // The session of the administrator has ended in those two months.
    admin = await city.signedInAs('administrator')
    const overdue = await admin.call(listOverdueThings, { query: {} })
    expect(overdue.items).toMatchObject([
      {
        thingId: device.id,
        state: '超期未升级',
        version: 2,
        currentVersion: 3,
        ownerName: organisations.drainage.name,
      },
    ])
    expect((await admin.call(remindOverdue, {})).reminded).toBe(1)
    expect((await admin.call(remindOverdue, {})).reminded).toBe(0)
    await city.settle()
    const { items } = await admin.call(listEvents, { query: { type: 'devices.profile-overdue' } })
    expect(items).toMatchObject([{ entityId: device.id }])
    expect(items[0]?.description).toContain(organisations.drainage.name)
  })
})
