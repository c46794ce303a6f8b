import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let now = new Date('2025-06-04T10:00:00+08:00')
let admin: Client
let agents: Client[]
const ids: string[] = []
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } })
  admin = await city.signedInAs('administrator')
  agents = await Promise.all([city.signedInAs('hotline-agent'), city.signedInAs('hotline-agent')])
  for (const agent of agents) ids.push((await agent.call(contract.getMe)).user.id)
})
afterAll(() => city.stop())

const [first, second] = [() => agents[0] as Client, () => agents[1] as Client]
const pass = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
}
const setSkills = (n: number, skills: string[]) =>
  admin.call(contract.saveSeat, {
    params: { userId: ids[n] as string },
    body: { extension: `800${n}`, skills },
  })
const setState = (agent: Client, state: 'ready' | 'away' | 'off') =>
  agent.call(contract.saveOwnSeat, { body: { state } })
const ring = async (line: string, number?: string) =>
  (await admin.call(contract.reportCall, { body: { externalId: newId(), line, number } })).call
const signal = (id: string, given: 'hung-up' | 'call-back-accepted') =>
  admin.call(contract.signalCall, { params: { id }, body: { signal: given } })
const callOf = async (id: string, client = admin) =>
  (await client.call(contract.getCallCard, { params: { id } })).call
const ordersOf = (folder = 'telephony') => {
  const place = join(city.kernel.config.data, 'outbox', folder)
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(place, name), 'utf8')))
}
/** A call that rings at the agent and is picked up. */
async function talk(agent: Client, line: string, number: string) {
  await setState(agent, 'ready')
  const call = await ring(line, number)
  await expect.poll(async () => (await callOf(call.id)).state).toBe('ringing')
  return agent.call(contract.answerCall, { params: { id: call.id } })
}
const endCall = (agent: Client, id: string) => agent.call(contract.endCall, { params: { id } })

beforeEach(async () => {
  await setSkills(0, ['综合', '社保'])
  await setSkills(1, ['综合', '社保'])
  for (const agent of agents) await setState(agent, 'off')
})

describe('the queue', () => {
  it('offers a call-back after the limit and keeps the place (PLT-075)', async () => {
    const busy = [await talk(first(), '12333', '13900000001'), await talk(second(), '12333', '13900000002')]
    const third = await ring('12333', '13900000003')
    const fourth = await ring('12333', '13900000004')
    pass(60)
    await new Promise((next) => setTimeout(next, 1_100))
    expect((await callOf(third.id)).offeredTime).toBeNull()
    pass(1)
    await expect.poll(async () => (await callOf(third.id)).offeredTime).not.toBeNull()
    expect(ordersOf().filter((one) => one.act === 'offer-call-back').length).toBeGreaterThan(0)
    const { order } = await signal(third.id, 'call-back-accepted')
    expect(order.act).toBe('hang-up')
    await signal(third.id, 'hung-up')
    expect(await callOf(third.id)).toMatchObject({ state: 'call-back', place: 1 })
    expect((await callOf(fourth.id)).place).toBe(2)
    await endCall(first(), busy[0]?.id as string)
    await setState(first(), 'ready')
    await expect.poll(async () => (await callOf(third.id)).state).toBe('ringing')
    expect((await callOf(fourth.id)).state).toBe('queued')
    await first().call(contract.answerCall, { params: { id: third.id } })
    await signal(fourth.id, 'hung-up')
    expect((await callOf(fourth.id)).state).toBe('abandoned')
    await endCall(first(), third.id)
    await endCall(second(), busy[1]?.id as string)
  })

  it('puts emergency numbers through at once, from the switch and from a seat', async () => {
    const answer = await admin.call(contract.reportCall, {
      body: { externalId: newId(), line: '119', number: '13900000005' },
    })
    expect(answer).toMatchObject({ call: { state: 'transferred' }, order: { act: 'transfer', to: '119' } })
    const call = await talk(first(), '12345', '13900000006')
    const handed = await first().call(contract.transferCall, {
      params: { id: call.id },
      body: { number: '120', notes: '有人晕倒' },
    })
    expect(handed).toMatchObject({ state: 'transferred', transferredTo: '120' })
    expect(ordersOf().some((one) => one.act === 'transfer' && one.to === '120')).toBe(true)
  })

  it('shows the number to the seat and checkers only', async () => {
    const call = await talk(first(), '12345', '13912345678')
    expect((await callOf(call.id, first())).number).toBe('13912345678')
    expect((await callOf(call.id, second())).number).toBe('139****5678')
    await expect(endCall(second(), call.id)).rejects.toMatchObject({ problem: { status: 403 } })
    await endCall(first(), call.id)
  })
})

describe('a warm transfer', () => {
  it('takes the record along (SOC-023)', async () => {
    const specialist = '社保专席'
    await setSkills(1, [specialist])
    await setSkills(0, ['社保'])
    const call = await talk(first(), '12333', '13900000011')
    await first().call(contract.noteCall, {
      params: { id: call.id },
      body: { callerName: '王女士', notes: '退休金少发两个月' },
    })
    await setState(second(), 'ready')
    await first().call(contract.transferCall, {
      params: { id: call.id },
      body: { skill: specialist, notes: '已核对身份，请专席解答' },
    })
    await expect.poll(async () => (await second().call(contract.getDesk)).call?.id).toBe(call.id)
    const taken = await second().call(contract.answerCall, { params: { id: call.id } })
    expect(taken).toMatchObject({ line: '12333', callerName: '王女士', number: '13900000011' })
    expect(taken.notes).toContain('退休金少发两个月')
    expect(taken.notes).toContain('已核对身份')
    await endCall(second(), call.id)
  })
})

describe('tickets', () => {
  it('link forty callers of one matter, one task, and tell all forty (SOC-023)', async () => {
    const organisationId = organisations.drainage.id
    await city.kernel.db.transaction((tx) =>
      city.cases.importDuties(tx, [{ item: 'hotline.water-supply', divisionCode: '990100', organisationId }]),
    )
    const worker = await city.signedInAs('unit-worker', { organisationId })
    const texts = ['幸福花园停水了', '幸福花园小区没水，停水', '停水，幸福花园 3 栋']
    const made: string[] = []
    for (let n = 0; n < 40; n++) {
      const { ticket } = await first().call(contract.createTicket, {
        body: {
          ...{ category: 'water-supply', title: texts[n % 3] as string, text: '家里停水，什么时候来水' },
          ...{ address: n % 2 ? '幸福花园' : '幸福花园小区', channel: 'phone' as const },
          position: places.oldTown,
          ...{ callerName: `来电人${n}`, callerPhone: `137000000${String(n).padStart(2, '0')}` },
        },
      })
      made.push(ticket.id)
      pass(60)
    }
    expect(new Set(made).size).toBe(1)
    const id = made[0] as string
    const read = () => admin.call(contract.getTicket, { params: { id } })
    expect((await read()).ticket.callers).toBe(40)
    await expect.poll(async () => (await read()).ticket.eventId).not.toBeNull()
    const eventId = (await read()).ticket.eventId as string
    const event = () => admin.call(contract.getEvent, { params: { id: eventId } })
    await expect.poll(async () => (await event()).event.caseId).not.toBeNull()
    const caseId = (await event()).event.caseId as string
    const detail = await admin.call(contract.getCase, { params: { id: caseId } })
    expect(detail.tasks).toHaveLength(1)
    const [task] = detail.tasks
    await worker.call(contract.acceptTask, { params: { id: task?.id as string } })
    await worker.call(contract.completeTask, {
      params: { id: task?.id as string },
      body: { form: { result: 'solved', reply: '管道已修复' } },
    })
    await expect.poll(async () => (await read()).ticket.state).toBe('closed')
    expect((await read()).callers.filter((one) => one.told !== null)).toHaveLength(40)
    const phones = () =>
      new Set(ordersOf('sms').flatMap((one) => (one.title.includes('已办结') ? one.to.phone : [])))
    await expect.poll(() => phones().size).toBe(40)
  })

  it('count a second call on the same matter as an urge (PLT-075)', async () => {
    const before = await talk(first(), '12345', '13900000021')
    const { ticket } = await first().call(contract.createTicket, {
      body: {
        ...{ callId: before.id, category: 'road', title: '路灯不亮', text: '人民路路灯三天不亮' },
        ...{ address: '人民路 12 号' },
      },
    })
    await endCall(first(), before.id)
    pass(86_400)
    const again = await talk(second(), '12345', '13900000021')
    const card = await second().call(contract.getCallCard, { params: { id: again.id } })
    expect(card.openTickets.map((one) => one.id)).toEqual([ticket.id])
    expect(card.addresses).toEqual(['人民路 12 号'])
    const linked = await second().call(contract.linkTicket, {
      params: { id: ticket.id },
      body: { callId: again.id },
    })
    expect(linked).toMatchObject({ id: ticket.id, urges: 1, callers: 1 })
    const all = await admin.call(contract.listTickets, { query: { search: '路灯不亮' } })
    expect(all.total).toBe(1)
    await endCall(second(), again.id)
  })

  it('close as 咨询 when answered at once, and open again once when not satisfied', async () => {
    const item = await admin.call(contract.addKnowledge, {
      body: {
        ...{ question: '公积金怎么提取', answer: '凭身份证在线办理。', category: '政策咨询' },
        ...{ source: '公积金中心办事指南', reviewDue: '2026-01-01' },
      },
    })
    const found = await first().call(contract.suggestForTicket, { query: { text: '想问公积金提取' } })
    expect(found.knowledge[0]).toMatchObject({ id: item.id, source: '公积金中心办事指南' })
    const { ticket } = await first().call(contract.createTicket, {
      body: {
        ...{ category: 'consult', title: '公积金提取', text: '怎么提取', answer: item.answer },
        ...{ knowledgeId: item.id, callerPhone: '13900000031', callerName: '李先生' },
      },
    })
    expect(ticket).toMatchObject({ state: 'answered', eventId: null })
    const { callers } = await admin.call(contract.getTicket, { params: { id: ticket.id } })
    const rating = { callerId: callers[0]?.id as string, solved: false, attitude: 'unsatisfied' as const }
    const rate = () => first().call(contract.rateTicket, { params: { id: ticket.id }, body: rating })
    expect(await rate()).toMatchObject({ state: 'handling', round: 2 })
    const read = async () => (await admin.call(contract.getTicket, { params: { id: ticket.id } })).ticket
    await expect.poll(async () => (await read()).eventId).not.toBeNull()
    await expect(rate()).rejects.toMatchObject({ problem: { code: 'ticket-open' } })
  })

  it('keep a whistle-blower to the seat and checkers', async () => {
    const { ticket } = await first().call(contract.createTicket, {
      body: {
        ...{ category: 'report', title: '举报某单位', text: '违规收费', secret: true },
        ...{ callerName: '张三', callerPhone: '13900000041' },
      },
    })
    expect(ticket.sensitive).toBe(true)
    const open = second().call(contract.getTicket, { params: { id: ticket.id } })
    await expect(open).rejects.toMatchObject({ problem: { status: 404 } })
    const read = async () => (await admin.call(contract.getTicket, { params: { id: ticket.id } })).ticket
    await expect.poll(async () => (await read()).eventId).not.toBeNull()
    const { reports } = await admin.call(contract.getEvent, {
      params: { id: (await read()).eventId as string },
    })
    expect(reports[0]).toMatchObject({ reporterName: null, reporterPhone: null, hidden: true })
  })
})

describe('quality and statistics', () => {
  it('sample, score, appeal and rule; rates add up', async () => {
    // All there are: fewer, drawn by lot, might be the other seat’s only.
    const { sampled } = await admin.call(contract.sampleCalls, { body: { count: 50 } })
    expect(sampled).toBeGreaterThan(0)
    const { items } = await first().call(contract.listChecks, { query: {} })
    const mine = items[0] as contract.QualityCheck
    const params = { id: mine.id }
    await admin.call(contract.scoreCheck, { params, body: { score: 82, remark: '未复述诉求' } })
    await first().call(contract.appealCheck, { params, body: { reason: '已复述' } })
    const ruled = await admin.call(contract.scoreCheck, { params, body: { score: 95, remark: '申诉成立' } })
    expect(ruled).toMatchObject({ state: 'ruled', score: 95, ruling: '申诉成立' })
    const told = await first().call(contract.getHotlineStatistics, { query: {} })
    expect(told.calls).toBe(told.answered + told.abandoned + 1)
    expect(told.answerRate).toBeCloseTo(told.answered / (told.answered + told.abandoned))
    expect(told.urges).toBe(1)
    expect(told.halfHours).toHaveLength(48)
  })
})
