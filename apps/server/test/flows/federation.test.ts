import { connect, createServer, type Server, type Socket } from 'node:net'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** Two running installations: a city above a county, with a line between them that can be cut (PLT-089). */
let upper: TestPlatform
let lower: TestPlatform
let line: Awaited<ReturnType<typeof aLine>>
let cityAdmin: Client
let cityDuty: Client
let countyAdmin: Client
let countyDuty: Client
let county: contract.ExchangePeer
/** Behind the clock of this machine, as what happened during an outage is. */
let now = new Date()

/** A TCP line to a port that can be cut and mended. */
async function aLine(to: () => number) {
  let isCut = false
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    if (isCut) return void socket.destroy()
    const other = connect(to(), '127.0.0.1')
    for (const one of [socket, other]) {
      open.add(one)
      one.on('error', () => undefined).on('close', () => open.delete(one))
    }
    socket.pipe(other).pipe(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => {
      isCut = true
      for (const one of open) one.destroy()
    },
    mend: () => {
      isCut = false
    },
    close: () => {
      for (const one of open) one.destroy()
      return new Promise((done) => server.close(done))
    },
  }
}

beforeAll(async () => {
  upper = await startTestPlatform()
  lower = await startTestPlatform({ clock: { now: () => new Date(now) } })
  line = await aLine(() => upper.port)
  const back = lower.url
  cityAdmin = await upper.signedInAs('administrator')
  cityDuty = await upper.signedInAs('duty-officer')
  countyAdmin = await lower.signedInAs('administrator')
  countyDuty = await lower.signedInAs('duty-officer')
  const added = await cityAdmin.call(contract.addExchangePeer, {
    body: { kind: 'lower', name: '云城区运行中心', baseUrl: back, division: '990102' },
  })
  county = added.peer
  const known = await countyAdmin.call(contract.addExchangePeer, {
    body: { kind: 'upper', name: '云川市运行中心', baseUrl: line.url, presentKey: added.key },
  })
  await cityAdmin.call(contract.setExchangePeer, {
    params: { id: county.id },
    body: { presentKey: known.key },
  })
})
afterAll(async () => {
  await line?.close()
  await lower?.stop()
  await upper?.stop()
})

let step = 0
const report = (client: Client, title: string) => {
  step++
  return client.call(contract.reportEvent, {
    body: {
      ...{ type: 'city-base.parts-damage', title, level: 'yellow' },
      position: [places.oldTown[0] + step * 0.001, places.oldTown[1]],
    },
  })
}
const found = async (client: Client, search: string) =>
  (await client.call(contract.listEvents, { query: { search, limit: 100 } })).items
const state = async (client: Client, id: string) =>
  (await client.call(contract.getEvent, { params: { id } })).event.state

describe('a lower level', () => {
  it('that was cut off tells of everything once, with its own times, when it is back', async () => {
    line.cut()
    const times: string[] = []
    for (let i = 0; i < 8; i++) {
      now = new Date(now.getTime() + 150_000)
      times.push((await report(countyDuty, `断网期间第${i + 1}件`)).raisedTime)
    }
    await lower.settle()
    await expect
      .poll(async () => (await countyAdmin.call(contract.listExchangePeers))[0]?.lastError)
      .not.toBeNull()
    expect(await found(cityDuty, '断网期间')).toEqual([])
    line.mend()
    now = new Date(now.getTime() + 60_000)
    await expect.poll(async () => (await found(cityDuty, '断网期间')).length).toBe(8)
    const events = await found(cityDuty, '断网期间')
    expect(events.map((one) => one.raisedTime).sort()).toEqual(times.sort())
    expect(new Set(events.map((one) => one.source))).toEqual(new Set(['lower']))
    await expect.poll(async () => (await countyAdmin.call(contract.listExchangePeers))[0]?.waiting).toBe(0)
    await lower.settle()
    expect(await found(cityDuty, '断网期间')).toHaveLength(8)
  })

  it('keeps its events to itself: the upper level may urge, not close them', async () => {
    const own = await report(countyDuty, '下级自办事项')
    await expect.poll(async () => (await found(cityDuty, '下级自办')).length).toBe(1)
    const [above] = await found(cityDuty, '下级自办')
    const params = { id: above?.id as string }
    await expect(
      cityDuty.call(contract.closeEvent, { params, body: { comment: '关掉' } }),
    ).rejects.toMatchObject({ problem: { status: 403, code: 'owned-by-lower' } })
    await cityDuty.call(contract.urgePeer, { params, body: { comment: '请尽快处理' } })
    await expect
      .poll(async () =>
        (await countyDuty.call(contract.getEvent, { params: { id: own.id } })).entries.map((one) => one.text),
      )
      .toContain('云川市运行中心：请尽快处理')
    const body = { real: true, comment: '属实' }
    await countyDuty.call(contract.verifyEvent, { params: { id: own.id }, body })
    await lower.settle()
    await expect.poll(() => state(cityDuty, params.id)).toBe('verified')
    await upper.settle()
    // A verified event of this type opens a case where it is worked on, and only there.
    expect((await cityDuty.call(contract.getEvent, { params })).event.caseId).toBeNull()
    expect((await countyDuty.call(contract.getEvent, { params: { id: own.id } })).event.caseId).not.toBeNull()
  })
})

describe('an order', () => {
  it('is delivered, read, accepted and done, and its end ends the event above', async () => {
    const event = await report(cityDuty, '市级交办事项')
    const params = { id: event.id }
    const body = {
      peerId: county.id,
      comment: '三日内办结',
      dueTime: new Date(Date.now() + 3 * 86_400_000).toISOString(),
    }
    await cityDuty.call(contract.assignToPeer, { params, body })
    await expect(cityDuty.call(contract.assignToPeer, { params, body })).rejects.toMatchObject({
      problem: { code: 'already-assigned' },
    })
    await expect.poll(async () => (await found(countyDuty, '市级交办')).length).toBe(1)
    const [below] = await found(countyDuty, '市级交办')
    const id = below?.id as string
    const link = async () => (await cityDuty.call(contract.listExchangeLinks, { params }))[0]
    await expect.poll(async () => (await link())?.deliveredTime).not.toBeNull()
    expect((await link())?.remoteReference).toBe(below?.reference)
    await countyDuty.call(contract.getEvent, { params: { id } })
    await expect.poll(async () => (await link())?.readTime).not.toBeNull()
    await lower.settle()
    await expect.poll(async () => (await link())?.acceptedTime).not.toBeNull()
    await lower.kernel.db.pool.query('UPDATE events.event SET case_open = false WHERE id = $1', [id])
    await countyDuty.call(contract.closeEvent, { params: { id }, body: { comment: '井盖已更换' } })
    await expect.poll(() => state(cityDuty, event.id)).toBe('closed')
    await upper.settle()
    expect((await cityDuty.call(contract.getEvent, { params })).event).toMatchObject({
      ...{ caseId: null, handledBy: '云城区运行中心' },
    })
    const orders = await cityDuty.call(contract.listExchangeOrders, { query: { peerId: county.id } })
    expect(orders.items[0]).toMatchObject({ event: { id: event.id }, link: { note: '井盖已更换' } })
  })
})

describe('takeExchange', () => {
  const message = (more: object = {}) => ({
    ...{ id: newId(), kind: 'urge' as const, objectId: newId(), time: new Date().toISOString() },
    body: { comment: 'x' },
    ...more,
  })
  const send = (key: string, messages: contract.ExchangeMessage[]) =>
    upper.anonymous().call(contract.takeExchange, { body: { key, messages } })

  it('refuses an unknown key, and answers what it cannot take without stopping there', async () => {
    await expect(send('wrong', [])).rejects.toMatchObject({ problem: { status: 403 } })
    const added = await cityAdmin.call(contract.addExchangePeer, {
      body: { kind: 'lower', name: '另一区', baseUrl: 'http://127.0.0.1:9' },
    })
    const told = {
      ...{ reference: 'SJ1', type: 'city-base.parts-damage', standardClass: null, title: '直接推送的事件' },
      ...{ description: '', level: 'blue', state: 'raised', divisionCode: null, position: places.oldTown },
      ...{ address: null, raisedTime: '2025-06-01T00:00:00Z', changedTime: '2025-06-01T00:00:00Z' },
      ...{ closedTime: null, answer: null },
    }
    const good = message({ kind: 'event', body: told })
    const { receipts } = await send(added.key, [
      message(),
      message({ kind: 'event', body: { ...told, title: 7 } }),
      message({ kind: 'event', body: { ...told, type: 'no.such' } }),
      good,
    ])
    expect(receipts.map((one) => one.accepted)).toEqual([false, false, false, true])
    expect(receipts[1]?.detail).toContain('/title')
    const again = await send(added.key, [good])
    expect(again.receipts[0]).toEqual(receipts[3])
    expect(await found(cityDuty, '直接推送')).toHaveLength(1)
  })
})

describe('an Open311 server of another owner', () => {
  it('is given an event and followed until it has closed it', async () => {
    const { apiKey } = await countyAdmin.call(contract.addIntakeClient, {
      body: { name: '云川市转办', channel: 'citizen' },
    })
    const { peer } = await cityAdmin.call(contract.addExchangePeer, {
      body: {
        ...{ kind: 'open311', name: '水利局受理平台', presentKey: apiKey },
        baseUrl: `${lower.url}/open311/v2`,
      },
    })
    const event = await report(cityDuty, '村内水井污染')
    const params = { id: event.id }
    const body = { peerId: peer.id, serviceCode: 'city-base.parts-damage' }
    await cityDuty.call(contract.assignToPeer, { params, body })
    await expect.poll(async () => (await found(countyDuty, '村内水井')).length).toBe(1)
    const [below] = await found(countyDuty, '村内水井')
    const link = async () => (await cityDuty.call(contract.listExchangeLinks, { params }))[0]
    await expect.poll(async () => (await link())?.remoteState).toBe('open')
    await countyDuty.call(contract.closeEvent, {
      params: { id: below?.id as string },
      body: { comment: '水质已达标' },
    })
    // Asked once a minute; the test does not wait for it.
    await upper.kernel.db.pool.query('UPDATE events.link SET ask_time = now()')
    await expect.poll(() => state(cityDuty, event.id)).toBe('closed')
    const { entries } = await cityDuty.call(contract.getEvent, { params })
    expect(entries.map((one) => one.text).join('；')).toContain('水质已达标')
  })
})
