import {
  createInterlock,
  decideCommandBatch,
  getCommand,
  getCommandBatch,
  getShadow,
  listNonconformances,
  listThingCommands,
  previewCommands,
  rollBackCommandBatch,
  sendCommands,
  setDesired,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aClock, aDevice, aModel, connect, listen, publish } from './device-kit.ts'

const clock = aClock()
let city: TestPlatform
let admin: Client
let second: Client

const command = (id: string, title: string, sets: Record<string, unknown>, more: object = {}) => ({
  ...{ id, title: { zh: title, en: id }, input: {}, timeoutSeconds: 60, dangerous: false },
  ...{ interlockGroup: null, sets, ...more },
})
const commands = [
  command('stop', '停机', { running: false }),
  command('start', '启动', { running: true }),
  command('valve-close', '阀门关闭', { valve: 'closed' }),
  command('drain', '放空', { drained: true }, { dangerous: true }),
  command(
    'dim',
    '调光',
    { brightness: 0 },
    {
      input: {
        ...{ type: 'object', required: ['brightness'], additionalProperties: false },
        properties: { brightness: { type: 'number', minimum: 0, maximum: 100 } },
      },
    },
  ),
]

interface Packet {
  commandId: string
  name: string
  input: Record<string, unknown>
}

beforeAll(async () => {
  city = await startTestPlatform({ clock })
  admin = await city.signedInAs('administrator')
  second = await city.signedInAs('administrator')
  await publish(admin, 'machine', aModel({ title: { zh: '机泵', en: 'Machine' }, commands, sleeping: true }))
})
afterAll(() => city.stop())

const batchState = async (id: string) =>
  (await admin.call(getCommandBatch, { params: { id }, query: {} })).commands.items.map((one) => one.state)

describe('commands and shadows (PLT-011, PLT-017)', () => {
  it('never gives a device that wakes after the validity its command: 已超时', async () => {
    const valve = await aDevice(admin, 'machine', { name: '水表V1' })
    const order = { thingIds: [valve.id], command: 'valve-close', validitySeconds: 600 }
    const batch = await admin.call(sendCommands, { body: order })
    expect(await batchState(batch.id)).toEqual(['queued'])
    clock.advance(12)
    const device = await connect(city, valve.credential)
    const heard = await listen<Packet>(device, `civitas/v1/things/${valve.reference}/commands`)
    await expect.poll(() => batchState(batch.id)).toEqual(['expired'])
    expect(heard).toEqual([])
    const [late] = (await admin.call(listThingCommands, { params: { id: valve.id }, query: {} })).items
    const { log } = await admin.call(getCommand, { params: { id: late?.id as string } })
    expect(log.map((one) => one.act)).toEqual(['排队', '已超时'])
    // One that wakes in time is told.
    await admin.call(sendCommands, { body: order })
    await expect.poll(() => heard.map((one) => one.name)).toEqual(['valve-close'])
    await device.endAsync()
  })

  it('sends what waited when the device listens, takes its answer, and shows desired, reported and delta', async () => {
    const pump = await aDevice(admin, 'machine')
    const batch = await admin.call(sendCommands, { body: { thingIds: [pump.id], command: 'start' } })
    expect((await admin.call(getShadow, { params: { id: pump.id } })).delta).toEqual({ running: true })
    const base = `civitas/v1/things/${pump.id}`
    const device = await connect(city, pump.credential)
    const documents = await listen<{ delta: object }>(device, `${base}/shadow/document`)
    const heard = await listen<Packet>(device, `${base}/commands`)
    await expect.poll(() => heard.length).toBe(1)
    const answer = (body: object) =>
      device.publishAsync(`${base}/commands/${heard[0]?.commandId}/result`, JSON.stringify(body), { qos: 1 })
    await answer({ status: 'accepted' })
    expect(await batchState(batch.id)).toEqual(['accepted'])
    await answer({ status: 'succeeded', result: { rpm: 1450 } })
    await device.publishAsync(`${base}/shadow/reported`, JSON.stringify({ running: true }), { qos: 1 })
    const done = await admin.call(getCommandBatch, { params: { id: batch.id }, query: {} })
    expect(done).toMatchObject({
      batch: { state: 'finished', progress: { succeeded: 1 } },
      commands: { items: [{ result: { rpm: 1450 } }] },
    })
    expect(await admin.call(getShadow, { params: { id: pump.id } })).toMatchObject({
      ...{ reported: { running: true }, delta: {}, desiredVersion: 1, reportedVersion: 1 },
    })
    await expect.poll(() => documents.at(-1)?.delta).toEqual({})
    await device.endAsync()
  })

  it('refuses a batch that an interlock forbids before anything is sent, and a single stop of the other after', async () => {
    const [a, b] = [
      await aDevice(admin, 'machine', { name: '泵站A' }),
      await aDevice(admin, 'machine', { name: '泵站B' }),
    ]
    await admin.call(createInterlock, {
      body: {
        ...{ title: '泵站A与B不可同时停机', thingIds: [a.id, b.id], commands: ['stop'], mostAtOnce: 1 },
        ...{ stateProperty: 'running', stateValue: false },
      },
    })
    const order = { thingIds: [a.id, b.id], command: 'stop' }
    const preview = await admin.call(previewCommands, { body: order })
    expect(preview).toMatchObject({ allowed: false, problems: [{ code: 'interlocked' }] })
    await expect(admin.call(sendCommands, { body: order })).rejects.toMatchObject({
      problem: { status: 409, code: 'interlocked', detail: expect.stringContaining('泵站A与B不可同时停机') },
    })
    for (const one of [a, b]) {
      const { total } = await admin.call(listThingCommands, { params: { id: one.id }, query: {} })
      expect(total).toBe(0)
    }
    const stopA = { thingIds: [a.id], command: 'stop' }
    await admin.call(sendCommands, { body: stopA })
    await expect(admin.call(sendCommands, { body: { ...stopA, thingIds: [b.id] } })).rejects.toMatchObject({
      problem: { code: 'interlocked' },
    })
    // The shadow is no way around it.
    await expect(
      admin.call(setDesired, { params: { id: b.id }, body: { desired: { running: false } } }),
    ).rejects.toMatchObject({ problem: { code: 'interlocked' } })
  })

  it('holds a dangerous command until another person agrees', async () => {
    const tank = await aDevice(admin, 'machine')
    const batch = await admin.call(sendCommands, { body: { thingIds: [tank.id], command: 'drain' } })
    expect(batch.state).toBe('awaiting-approval')
    const decision = { params: { id: batch.id }, body: { approve: true, comment: '现场已确认' } }
    await expect(admin.call(decideCommandBatch, decision)).rejects.toMatchObject({
      problem: { status: 403, code: 'second-person-needed' },
    })
    await expect(
      admin.call(setDesired, { params: { id: tank.id }, body: { desired: { drained: true } } }),
    ).rejects.toMatchObject({ problem: { code: 'approval-needed' } })
    const device = await connect(city, tank.credential)
    const heard = await listen<Packet>(device, `civitas/v1/things/${tank.id}/commands`)
    expect(heard).toEqual([])
    await second.call(decideCommandBatch, decision)
    await expect.poll(() => heard.map((one) => one.name)).toEqual(['drain'])
    await device.endAsync()
  })

  it('rolls a batch back to what each device was to be before', async () => {
    const lamp = await aDevice(admin, 'machine')
    await admin.call(setDesired, { params: { id: lamp.id }, body: { desired: { brightness: 80 } } })
    const dim = { thingIds: [lamp.id], command: 'dim', input: { brightness: 20 } }
    await expect(
      admin.call(sendCommands, { body: { ...dim, input: { brightness: 200 } } }),
    ).rejects.toMatchObject({ problem: { status: 400, errors: [{ path: '/body/input' }] } })
    const batch = await admin.call(sendCommands, { body: dim })
    expect((await admin.call(getShadow, { params: { id: lamp.id } })).desired).toEqual({ brightness: 20 })
    const back = await admin.call(rollBackCommandBatch, {
      params: { id: batch.id },
      body: { reason: '投诉过暗' },
    })
    expect(back).toMatchObject({ rollsBackId: batch.id, command: 'set-properties' })
    expect((await admin.call(getShadow, { params: { id: lamp.id } })).desired).toEqual({ brightness: 80 })
  })

  it('tries an unconfirmed command again, then says that it failed', async () => {
    const mute = await aDevice(admin, 'machine')
    const device = await connect(city, mute.credential)
    const heard = await listen<Packet>(device, `civitas/v1/things/${mute.id}/commands`)
    const order = { thingIds: [mute.id], command: 'start', retries: 1, validitySeconds: 86_400 }
    const batch = await admin.call(sendCommands, { body: order })
    await expect.poll(() => heard.length).toBe(1)
    clock.advance(2)
    await expect.poll(() => heard.length).toBe(2)
    clock.advance(2)
    await expect.poll(() => batchState(batch.id)).toEqual(['failed'])
    await device.endAsync()
  })

  it('accepts what no model declares and flags the device 非规范', async () => {
    const odd = await aDevice(admin, 'machine', { name: '异常上报' })
    const device = await connect(city, odd.credential)
    const payload = JSON.stringify({ properties: { tilt: 12.5, colour: 3 } })
    await device.publishAsync(`civitas/v1/things/${odd.id}/telemetry`, payload, { qos: 1 })
    await device.endAsync()
    await expect
      .poll(async () => (await admin.call(listNonconformances, { query: { thing: odd.id } })).items)
      .toMatchObject([{ kind: 'undeclared', property: 'colour', count: 1, packet: payload }])
  })
})
