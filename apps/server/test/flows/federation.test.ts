import { connect, createServer, type Server, type Socket } from 'node:net'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/kernel/db/sql.ts'
import { newId } from '../../src/kernel/ids.ts'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { picture } from './cases/case-kit.ts'

/** Two running installations: a city above a county, with a line between them that can be cut (PLT-089). */
let upper: TestPlatform
let lower: TestPlatform
let line: Awaited<ReturnType<typeof aLine>>
/** From the city down to the county. */
let down: Awaited<ReturnType<typeof aLine>>
let cityAdmin: Client
let cityDuty: Client
let countyAdmin: Client
let countyDuty: Client
/** What the city presents to the county. */
let countyKey: string
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
  down = await aLine(() => lower.port)
  cityAdmin = await upper.signedInAs('administrator')
  cityDuty = await upper.signedInAs('duty-officer')
  countyAdmin = await lower.signedInAs('administrator')
  countyDuty = await lower.signedInAs('duty-officer')
  const added = await cityAdmin.call(contract.addExchangePeer, {
    body: { kind: 'lower', name: '云城区运行中心', baseUrl: down.url, division: '990102' },
  })
  county = added.peer
  const known = await countyAdmin.call(contract.addExchangePeer, {
    body: { kind: 'upper', name: '云川市运行中心', baseUrl: line.url, presentKey: added.key },
  })
  countyKey = known.key
  await cityAdmin.call(contract.setExchangePeer, {
    params: { id: county.id },
    body: { presentKey: known.key },
  })
})
afterAll(async () => {
  await line?.close()
  await down?.close()
  await lower?.stop()
  await upper?.stop()
})

/** Files, repairs and checks a case of the county, each by whom it is for. */
async function repair(caseId: string): Promise<void> {
  const { id: organisationId } = organisations.oldTownUrban
  const worker = await lower.signedInAs('district-officer', { organisationId })
  const forms: Array<[Record<string, unknown>, photos: number]> = [
    [{ accepted: true }, 0],
    [{ measure: 'replaced' }, 2],
  ]
  for (const [form, photos] of forms) {
    const { tasks } = await countyAdmin.call(contract.getCase, { params: { id: caseId } })
    const params = { id: tasks.find((one) => one.doneTime === null)?.id as string }
    await countyAdmin.call(contract.assignTask, { params, body: { organisationId } })
    await worker.call(contract.acceptTask, { params })
    for (let n = 0; n < photos; n++) {
      const body = { fileName: `${n}.png`, contentType: 'image/png' as const, content: picture(n) }
      await worker.call(contract.attachEvidence, { params, body })
    }
    await worker.call(contract.completeTask, { params, body: { form } })
    await lower.settle()
  }
  const inspector = await lower.signedInAs('inspector')
  const params = { id: caseId }
  const body = { fileName: '核查.png', contentType: 'image/png' as const, content: picture(9) }
  await inspector.call(contract.attachCheckPhoto, { params, body })
  const check = { passed: true, comment: '已修复', form: { distance_m: 5 } }
  await inspector.call(contract.checkCase, { params, body: check })
}

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
    down.cut()
    const times: string[] = []
    const ordered = await report(cityDuty, '断网期间的交办')
    const waiting = { params: { id: ordered.id }, body: { peerId: county.id, comment: '恢复后办理' } }
    // Who assigns chooses from the installations, without the right to register them.
    const choice = await cityDuty.call(contract.listExchangePeers)
    expect(choice.map((one) => one.id)).toEqual([county.id])
    await cityDuty.call(contract.assignToPeer, waiting)
    const link = async () => (await cityDuty.call(contract.listExchangeLinks, { params: waiting.params }))[0]
    for (let i = 0; i < 8; i++) {
      now = new Date(now.getTime() + 150_000)
      times.push((await report(countyDuty, `断网期间第${i + 1}件`)).raisedTime)
    }
    await lower.settle()
    await expect
      .poll(async () => (await countyAdmin.call(contract.listExchangePeers))[0]?.lastError)
      .not.toBeNull()
    expect(await found(cityDuty, '断网期间第')).toEqual([])
    expect(await found(countyDuty, '期间的交办')).toEqual([])
    expect((await link())?.deliveredTime).toBeNull()
    line.mend()
    down.mend()
    now = new Date(now.getTime() + 60_000)
    await expect.poll(async () => (await found(cityDuty, '断网期间第')).length).toBe(8)
    const events = await found(cityDuty, '断网期间第')
    expect(events.map((one) => one.raisedTime).sort()).toEqual(times.sort())
    expect(new Set(events.map((one) => one.source))).toEqual(new Set(['lower']))
    await expect.poll(async () => (await countyAdmin.call(contract.listExchangePeers))[0]?.waiting).toBe(0)
    await lower.settle()
    expect(await found(cityDuty, '断网期间第')).toHaveLength(8)
    // What was not delivered is tried again by the clock of this machine, which the test does not wait for.
    await upper.kernel.db.pool.query('UPDATE events.peer SET next_try_time = now()')
    await expect.poll(async () => (await found(countyDuty, '期间的交办')).length).toBe(1)
    await expect.poll(async () => (await link())?.deliveredTime ?? null).not.toBeNull()
    const coverage = await cityAdmin.call(contract.getConnectionCoverage)
    expect(coverage.kinds.find((one) => one.kind === 'lower')).toMatchObject({
      ...{ registered: 1, active: 1, heard: 1, silent: [] },
    })
    expect(coverage.divisions).toEqual({ total: 2, covered: 1, missing: ['临江区'] })
    expect(coverage.share).toBe(1)
    expect(coverage.in24h).toBeGreaterThanOrEqual(8)
    expect(coverage.byChannel).toContainEqual({ source: 'lower', events: 8 })
  }, 60_000)

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

describe('a case of a department', () => {
  it('is not closed by the city without the right of command; it urges, which the department sees (PLT-089)', async () => {
    const event = await report(cityDuty, '井盖缺失由部门办理')
    const verify = { params: { id: event.id }, body: { real: true, comment: '属实' } }
    await cityDuty.call(contract.verifyEvent, verify)
    await upper.settle()
    const { caseId } = (await cityDuty.call(contract.getEvent, { params: { id: event.id } })).event
    const params = { id: caseId as string }
    const { tasks } = await cityAdmin.call(contract.getCase, { params })
    const task = { id: tasks[0]?.id as string }
    const { id: organisationId } = organisations.oldTownUrban
    await cityAdmin.call(contract.assignTask, { params: task, body: { organisationId } })
    const department = await upper.signedInAs('district-officer', { organisationId })
    await department.call(contract.acceptTask, { params: task })
    const refused = { problem: { status: 403 } }
    const body = { reason: '市级直接办结' }
    const leader = await upper.signedInAs('leader')
    await expect(leader.call(contract.cancelCase, { params, body })).rejects.toMatchObject(refused)
    await expect(
      leader.call(contract.completeTask, { params: task, body: { form: { accepted: false } } }),
    ).rejects.toMatchObject(refused)
    await leader.call(contract.urgeTask, { params: task, body: { reason: '请今日办结' } })
    const seen = await department.call(contract.getCase, { params })
    expect(seen.case.state).toBe('open')
    expect(seen.entries.at(-1)).toMatchObject({
      act: 'task-urged',
      text: expect.stringContaining('请今日办结'),
    })
    await upper.settle()
    const texts = async () => (await department.call(contract.listInbox)).items.map((one) => one.text)
    await expect.poll(texts).toContainEqual(expect.stringContaining('催办：请今日办结'))
  })
})

describe('an order', () => {
  it('sent twice is one task below; its result comes back, and the timeline shows the steps of both (PLT-071)', async () => {
    const event = await report(cityDuty, '协办事项E1')
    const params = { id: event.id }
    await cityDuty.call(contract.assignToPeer, { params, body: { peerId: county.id, comment: '请协办' } })
    await expect.poll(async () => (await found(countyDuty, '协办事项E1')).length).toBe(1)
    // The receipt was lost on the way, so the city sends the same message with the same key once more.
    const [message] = await upper.kernel.db.query<Omit<contract.ExchangeMessage, 'time'>>(
      sql`SELECT id, kind, object_id AS "objectId", body FROM events.outbox
        WHERE kind = 'assignment' AND object_id = ${event.id}`,
    )
    const told = { ...(message as contract.ExchangeMessage), time: new Date().toISOString() }
    const { receipts } = await lower.anonymous().call(contract.takeExchange, {
      body: { key: countyKey, messages: [told] },
    })
    expect(receipts[0]?.accepted).toBe(true)
    await lower.settle()
    const events = await found(countyDuty, '协办事项E1')
    expect(events).toHaveLength(1)
    const id = events[0]?.id as string
    await countyDuty.call(contract.getEvent, { params: { id } })
    const { items: cases } = await countyAdmin.call(contract.listCases, { query: { eventId: id } })
    expect(cases).toHaveLength(1)
    const caseId = cases[0]?.id as string
    const open = async () => (await countyAdmin.call(contract.getCase, { params: { id: caseId } })).tasks
    expect(await open()).toHaveLength(1)
    await repair(caseId)
    await expect.poll(() => state(cityDuty, event.id), { timeout: 20_000 }).toBe('closed')
    const { entries } = await cityDuty.call(contract.getEvent, { params })
    const steps = entries.map((one) => one.text)
    const at = (words: string) => steps.findIndex((text) => text.includes(words))
    const order = [at('请协办'), at('云城区运行中心 已接受'), at('云城区运行中心 已办结')]
    expect([...order].sort((a, b) => a - b)).toEqual(order)
    expect(order[0]).toBeGreaterThanOrEqual(0)
    expect(at('云城区运行中心 已阅')).toBeGreaterThan(order[0] as number)
    const link = (await cityDuty.call(contract.listExchangeLinks, { params }))[0]
    expect(link?.note).toBeTruthy()
  }, 60_000)

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

it('PLT-100, GOV-030: reports of an incident go up within two hours and down to the county, once, and a drill’s do not', async () => {
  const body = {
    ...{ kind: 'emergency.hazardous-leak', title: '液氯钢瓶泄漏', text: '一只钢瓶泄漏，正在堵漏' },
    ...{ position: places.oldTown, facts: { dead: 0, severe: 2 } },
  }
  const own = await countyDuty.call(contract.openIncident, { body })
  const tell = (client: Client, id: string, version: number) =>
    client.call(contract.tellReport, { params: { id }, body: { version } })
  const told = await tell(countyDuty, own.id, 1)
  expect(told.told.map((one) => [one.peerKind, one.isLate])).toEqual([['upper', false]])
  await expect(tell(countyDuty, own.id, 1)).rejects.toMatchObject({ problem: { code: 'nobody-to-tell' } })
  const taken = async () =>
    (await cityDuty.call(contract.listSituationReports, { query: { direction: 'in' } })).items
  await expect.poll(async () => (await taken()).length, { timeout: 20_000 }).toBe(1)
  expect((await taken())[0]).toMatchObject({
    ...{ peerKind: 'lower', peerName: county.name },
    report: { title: body.title, version: 1, reportKind: 'first', text: body.text, level: null },
  })
  expect((await taken())[0]?.report.facts.join()).toContain('2')
  const tellings = async () => await countyDuty.call(contract.listReportTellings, { params: { id: own.id } })
  await expect
    .poll(async () => (await tellings()).items[0]?.told[0]?.deliveredTime, { timeout: 20_000 })
    .toEqual(expect.any(String))

  const drill = await countyDuty.call(contract.openIncident, { body: { ...body, drill: true } })
  await expect(tell(countyDuty, drill.id, 1)).rejects.toMatchObject({ problem: { code: 'drill' } })

  const above = await cityDuty.call(contract.openIncident, { body })
  const down = await tell(cityDuty, above.id, 1)
  expect(down.told.map((one) => one.peerName)).toEqual([county.name])
  const below = async () =>
    (await countyDuty.call(contract.listSituationReports, { query: { direction: 'in' } })).items
  await expect.poll(async () => (await below()).length, { timeout: 20_000 }).toBe(1)
  const far = await cityDuty.call(contract.openIncident, {
    body: { ...body, position: places.riverside, title: '另一处' },
  })
  await expect(tell(cityDuty, far.id, 1)).rejects.toMatchObject({ problem: { code: 'nobody-to-tell' } })

  now = new Date(now.getTime() + 3 * 3_600_000)
  const late = await lower.signedInAs('duty-officer')
  await late.call(contract.reportIncident, {
    params: { id: own.id },
    body: { kind: 'follow-up', facts: { severe: 3 }, text: '又一人不适' },
  })
  now = new Date(now.getTime() + 3 * 3_600_000)
  const later = await lower.signedInAs('duty-officer')
  const { items } = await later.call(contract.listReportTellings, { params: { id: own.id } })
  expect(items.map((one) => [one.version, one.isOverdue])).toEqual([
    [1, false],
    [2, true],
  ])
  expect((await tell(later, own.id, 2)).told[0]?.isLate).toBe(true)
})
