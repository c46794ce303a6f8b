import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

let city: TestPlatform
let now = new Date('2026-11-20T10:00:00+08:00')
let admin: Client
let duty: Client
const unit = organisations.operationCentre
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } })
  admin = await city.signedInAs('administrator')
  duty = await city.signedInAs('duty-officer', { organisationId: unit.id })
})
afterAll(() => city.stop())

let phones = 0
async function send(more: Partial<contract.MessageRequest> & { overrideReason?: string } = {}) {
  phones += 1
  const to = [{ name: '联系人', phone: `1390000${String(phones).padStart(4, '0')}` }]
  const body = {
    key: newId(),
    title: '停水',
    text: '停水通知',
    urgency: 'urgent' as const,
    to,
    channels: ['sms' as const],
  }
  return duty.call(contract.sendMessage, { body: { ...body, ...more } })
}

async function stateOf(id: string) {
  const { receivers } = await duty.call(contract.getMessage, { params: { id }, query: {} })
  return receivers.items[0]?.deliveries.map((one) => [one.channel, one.state, one.code])
}

const quotaNow = async () =>
  (await duty.call(contract.listMessageQuotas, { query: {} })).items.find((one) => one.channel === 'sms')

const set = (more: object) =>
  admin.call(contract.saveMessageQuota, {
    body: { organisationId: unit.id, channel: 'sms', monthly: 3, whenUsed: 'hold', ...more },
  })

describe('PLT-072: quotas and costs', () => {
  it('counts segments and their price, and holds what the month has no room for', async () => {
    await admin.call(contract.saveMessagePrice, { body: { channel: 'sms', fromDate: '2026-01-01', fen: 5 } })
    await admin.call(contract.saveMessagePrice, { body: { channel: 'sms', fromDate: '2026-12-01', fen: 4 } })
    await set({})
    const [first, long] = [await send(), await send({ text: '长'.repeat(100) })]
    await expect.poll(() => stateOf(long.id)).toEqual([['sms', 'sent', 'file-drop']])
    await expect.poll(() => stateOf(first.id)).toEqual([['sms', 'sent', 'file-drop']])
    const held = await send()
    await expect.poll(() => stateOf(held.id)).toEqual([['sms', 'queued', 'quota-held']])
    expect(await quotaNow()).toMatchObject({ used: 3, stopped: 1, beyond: 0, organisationName: unit.name })
    const { items } = await admin.call(contract.listInbox)
    expect(items.map((one) => one.title)).toContain(`${unit.name}短信配额已用完`)

    const emergency = await send({ urgency: 'emergency', overrideReason: '洪水' })
    await expect.poll(() => stateOf(emergency.id)).toEqual([['sms', 'sent', 'file-drop']])
    expect(await quotaNow()).toMatchObject({ used: 4, beyond: 1 })

    now = new Date('2026-12-01T08:00:00+08:00')
    await expect.poll(() => stateOf(held.id), { timeout: 5000 }).toEqual([['sms', 'sent', 'file-drop']])
    const query = { from: '2026-11', to: '2026-12' }
    const costs = await duty.call(contract.listMessageCosts, { query })
    expect(costs.items.map((one) => [one.month, one.deliveries, one.units, one.fen])).toEqual([
      ['2026-12', 1, 1, 4],
      ['2026-11', 3, 4, 20],
    ])
    expect(costs.sum).toEqual({ deliveries: 4, units: 5, fen: 24 })
    const book = new ExcelJS.Workbook()
    const file = await duty.call(contract.exportMessageCosts, { query })
    await book.xlsx.load(file as unknown as ArrayBuffer)
    expect(book.worksheets[0]?.getRow(4).values).toEqual([undefined, '合计', '', '', 4, 5, 0.24])
  })

  it('refuses, or goes another way, as the quota says; a drill costs nothing', async () => {
    await expect(set({ whenUsed: 'switch' })).rejects.toMatchObject({ problem: { status: 400 } })
    await set({ monthly: 1, whenUsed: 'refuse' })
    const refused = await send()
    await expect.poll(() => stateOf(refused.id)).toEqual([['sms', 'failed', 'quota-used-up']])
    await set({ monthly: 1, whenUsed: 'switch', switchTo: 'app' })
    const { user } = await duty.call(contract.getMe)
    const switched = await send({ to: [{ userId: user.id, phone: '13900009999' }] })
    await expect
      .poll(() => stateOf(switched.id))
      .toEqual([
        ['sms', 'failed', 'quota-to-app'],
        ['app', 'sent', null],
      ])
    const before = await quotaNow()
    const drill = await send({ drill: true })
    await expect.poll(() => stateOf(drill.id)).toEqual([['sms', 'sent', 'drill']])
    expect((await quotaNow())?.used).toBe(before?.used)
    await admin.call(contract.liftMessageQuota, { query: { organisation: unit.id, channel: 'sms' } })
    expect(await quotaNow()).toBeUndefined()
    const free = await send()
    await expect.poll(() => stateOf(free.id)).toEqual([['sms', 'sent', 'file-drop']])
  })

  it('shows a person only what their own organisation spent', async () => {
    const other = await city.signedInAs('duty-officer', { organisationId: organisations.drainage.id })
    const query = { from: '2026-01', to: '2026-12' }
    expect((await other.call(contract.listMessageCosts, { query })).items).toEqual([])
    await set({})
    expect(await other.call(contract.listMessageQuotas, { query: {} })).toEqual({ items: [], total: 0 })
    const body = { channel: 'sms' as const, monthly: 1, whenUsed: 'refuse' as const }
    await expect(other.call(contract.saveMessageQuota, { body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
  })
})
