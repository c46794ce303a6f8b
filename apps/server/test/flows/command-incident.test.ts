import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** GOV-030, GOV-031, PLT-099, PLT-100: incident, level, plan, order, by the ways an officer goes. */
let city: TestPlatform
let duty: Client
let leader: Client
let admin: Client
let now = new Date('2026-06-15T06:00:00Z')

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  duty = await city.signedInAs('duty-officer', { organisationId: organisations.operationCentre.id })
  leader = await city.signedInAs('leader')
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const pass = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}

function openLeak(more: Partial<{ drill: boolean; facts: Record<string, number> }> = {}) {
  return duty.call(contract.openIncident, {
    body: {
      kind: 'emergency.hazardous-leak',
      title: '储罐爆炸',
      text: '园区电话报告：储罐爆炸。',
      source: 'phone',
      position: places.oldTown,
      facts: { dead: 2, severe: 11 },
      ...more,
    },
  })
}

async function aContact(name: string, more: Partial<{ phone: string; userId: string }> = {}) {
  return duty.call(contract.saveContact, {
    body: { name, duty: '值班', organisationId: organisations.trafficPolice.id, ...more },
  })
}

describe('level of an incident', () => {
  it('is proposed with its reason, changes with the facts, and both versions stay', async () => {
    const incident = await openLeak()
    expect(incident.proposal).toMatchObject({ level: 'yellow', reasons: ['重伤10–49人'] })
    await leader.call(contract.decideLevel, {
      params: { id: incident.id },
      body: { level: 'yellow', comment: '同意' },
    })
    await duty.call(contract.reportIncident, {
      params: { id: incident.id },
      body: { kind: 'correction', facts: { dead: 10 }, text: '死亡更正为10人' },
    })
    const {
      reports,
      decisions,
      incident: after,
    } = await duty.call(contract.getIncident, {
      params: { id: incident.id },
    })
    expect(after.proposal).toMatchObject({ level: 'orange', reasons: ['死亡10–29人'] })
    expect(after.level).toBe('yellow')
    expect(reports.map((one) => [one.version, one.facts.dead])).toEqual([
      [1, 2],
      [2, 10],
    ])
    expect(decisions).toHaveLength(1)
    await leader.call(contract.decideLevel, {
      params: { id: incident.id },
      body: { level: 'orange', comment: '按更正升级' },
    })
    const log = await duty.call(contract.listIncidentLog, { params: { id: incident.id }, query: {} })
    expect(log.map((one) => one.act)).toEqual(['opened', 'level-decided', 'reported', 'level-decided'])
  })

  it('names a fact the kind does not have', async () => {
    await expect(openLeak({ facts: { rain1h: 3 } })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/facts/rain1h' }] },
    })
  })
})

describe('plan of level Ⅲ with twelve tasks', () => {
  it('lists vacant posts before it starts, then gives each task to today’s holder with minutes', async () => {
    const incident = await openLeak()
    const input = { planId: 'emergency.hazardous-leak', level: 'yellow' } as const
    await expect(
      leader.call(contract.startPlan, { params: { id: incident.id }, body: input }),
    ).rejects.toMatchObject({ problem: { code: 'post-vacant' } })
    const traffic = await aContact('交管当班')
    await admin.call(contract.setPostHolder, {
      params: { planId: input.planId, post: 'traffic' },
      body: { contactId: traffic.id },
    })
    const started = await leader.call(contract.startPlan, {
      params: { id: incident.id },
      body: { ...input, acceptVacancies: true },
    })
    expect(started.vacancies).not.toContain('交通管控组长')
    expect(started.vacancies).toContain('救援组长')
    const { items } = await duty.call(contract.listOrders, { query: { incidentId: incident.id, limit: 50 } })
    expect(items).toHaveLength(12)
    const task = items.find((one) => one.title.includes('警戒区外围交通管制'))
    expect(task).toMatchObject({ isVacant: false, addressee: { name: '交管当班' }, state: 'sent' })
    expect(Date.parse(task?.dueTime ?? '') - Date.parse(task?.issuedTime ?? '')).toBe(15 * 60_000)
    await expect(
      leader.call(contract.startPlan, {
        params: { id: incident.id },
        body: { ...input, acceptVacancies: true },
      }),
    ).rejects.toMatchObject({ problem: { code: 'plan-started' } })
  })

  it('refuses an expired plan without a reason', async () => {
    const { versions } = await duty.call(contract.getPlan, { params: { planId: 'emergency.blackout' } })
    const document = versions[0]?.document as contract.PlanDocument
    const draft = await admin.call(contract.savePlanDraft, {
      params: { planId: 'emergency.blackout' },
      body: { document, reviewDate: '2026-01-01' },
    })
    await admin.call(contract.approvePlan, {
      params: { planId: 'emergency.blackout' },
      body: { version: draft.version },
    })
    const incident = await duty.call(contract.openIncident, {
      body: { kind: 'emergency.blackout', title: '大面积停电', text: '电话报告', position: places.oldTown },
    })
    const body = { planId: 'emergency.blackout', level: 'yellow', acceptVacancies: true } as const
    await expect(
      leader.call(contract.startPlan, { params: { id: incident.id }, body }),
    ).rejects.toMatchObject({
      problem: { code: 'plan-expired' },
    })
    const started = await leader.call(contract.startPlan, {
      params: { id: incident.id },
      body: { ...body, overrideReason: '尚无新版，先行启动' },
    })
    expect(started).toMatchObject({ version: 2, overrideReason: '尚无新版，先行启动' })
  })

  it('keeps what it tells the public among those who take part in a drill', async () => {
    const incident = await openLeak({ drill: true })
    await leader.call(contract.startPlan, {
      params: { id: incident.id },
      body: { planId: 'emergency.hazardous-leak', level: 'yellow', acceptVacancies: true },
    })
    const { items } = await duty.call(contract.listOrders, { query: { incidentId: incident.id, limit: 50 } })
    expect(items.every((one) => one.isDrill)).toBe(true)
    // Nobody takes part, so nobody is told.
    expect(items.every((one) => one.channel === null)).toBe(true)
    const real = await duty.call(contract.listIncidents, { query: { drill: false, limit: 100 } })
    expect(real.items.map((one) => one.id)).not.toContain(incident.id)
  })
})

describe('orders', () => {
  it('are signed, never change, and are superseded by a counter-order', async () => {
    const incident = await openLeak()
    const order = await leader.call(contract.issueOrder, {
      params: { id: incident.id },
      body: { title: '封闭滨江路', organisationId: organisations.trafficPolice.id, withinMinutes: 10 },
    })
    const proof = await duty.call(contract.verifyOrder, { params: { id: order.id } })
    expect(proof).toMatchObject({ intact: true, digest: order.digest })
    expect(proof.signedText).toContain('封闭滨江路')
    expect(proof.ledgerEntryId).not.toBeNull()
    const counter = await leader.call(contract.issueOrder, {
      params: { id: incident.id },
      body: { title: '改为单向放行', organisationId: organisations.trafficPolice.id, supersedesId: order.id },
    })
    expect(counter).toMatchObject({ kind: 'counter', supersedesId: order.id })
    const { items } = await duty.call(contract.listOrders, { query: { incidentId: incident.id } })
    expect(items.find((one) => one.id === order.id)).toMatchObject({
      state: 'superseded',
      supersededById: counter.id,
    })
    await expect(city.kernel.db.pool.query('UPDATE command.task_order SET title = title')).rejects.toThrow(
      /permission denied/,
    )
  })

  it('nobody has read after the minutes set are followed by a call, once', async () => {
    const contact = await aContact('沭东值班室', { phone: '0527-8000001' })
    const incident = await openLeak()
    const order = await leader.call(contract.issueOrder, {
      params: { id: incident.id },
      body: { title: '立即增援', contactId: contact.id },
    })
    pass(4)
    pass(2)
    await expect
      .poll(async () => (await logOf(incident.id)).filter((one) => one.act === 'order-called').length)
      .toBe(1)
    const { items } = await duty.call(contract.listOrders, { query: { incidentId: incident.id } })
    expect(items[0]).toMatchObject({ id: order.id, isUnreadLate: true, channel: 'voice' })
  })

  it('are acknowledged by the unit they are for and nobody else', async () => {
    const incident = await openLeak()
    const order = await leader.call(contract.issueOrder, {
      params: { id: incident.id },
      body: { title: '疏导交通', organisationId: organisations.trafficPolice.id },
    })
    const own = await city.signedInAs('unit-worker', { organisationId: organisations.trafficPolice.id })
    const other = await city.signedInAs('unit-worker', { organisationId: organisations.drainage.id })
    const step = (client: Client, state: 'accepted' | 'read' | 'done') =>
      client.call(contract.progressOrder, { params: { id: order.id }, body: { state } })
    await expect(step(other, 'read')).rejects.toMatchObject({ problem: { code: 'not-addressee' } })
    expect(await step(own, 'accepted')).toMatchObject({ state: 'accepted' })
    await expect(step(own, 'read')).rejects.toMatchObject({ problem: { code: 'order-passed' } })
    expect((await own.call(contract.listMyOrders, { query: {} })).map((one) => one.id)).toContain(order.id)
    expect(await step(own, 'done')).toMatchObject({ state: 'done', isLate: false })
  })
})

function logOf(id: string) {
  return duty.call(contract.listIncidentLog, { params: { id }, query: {} })
}

it('proposes the plan when an event meets its trigger', async () => {
  const event = await duty.call(contract.reportEvent, {
    body: { type: 'emergency.fire-report', title: '仓库起火', position: places.oldTown, level: 'orange' },
  })
  await city.settle()
  const proposals = await duty.call(contract.listPlanProposals, { query: {} })
  const proposal = proposals.find((one) => one.eventId === event.id)
  expect(proposal).toMatchObject({ planId: 'emergency.fire', level: 'orange', state: 'open' })
  const taken = await leader.call(contract.answerPlanProposal, {
    params: { id: proposal?.id as string },
    body: { take: true },
  })
  expect(taken.state).toBe('taken')
  const { items } = await duty.call(contract.listOrders, {
    query: { incidentId: taken.incidentId as string, limit: 50 },
  })
  expect(items.length).toBeGreaterThan(3)
})

it('answers with times, gaps and what is to be learned when it has ended', async () => {
  const incident = await openLeak()
  const order = await leader.call(contract.issueOrder, {
    params: { id: incident.id },
    body: { title: '堵漏', organisationId: organisations.drainage.id, withinMinutes: 10 },
  })
  pass(25)
  await leader.call(contract.noteDeviation, {
    params: { id: order.id },
    body: { text: '阀门锈死，改用木楔', done: true },
  })
  await leader.call(contract.endIncident, { params: { id: incident.id }, body: { comment: '泄漏止住' } })
  await leader.call(contract.addImprovement, {
    params: { id: incident.id },
    body: {
      text: '预案增加备用堵漏工具',
      planId: 'emergency.hazardous-leak',
      owner: '市应急管理局',
      dueDate: '2026-07-01',
    },
  })
  const review = await leader.call(contract.saveReview, {
    params: { id: incident.id },
    body: { lessons: '备用工具要随车', confirm: true },
  })
  expect(review).toMatchObject({ late: 1, onTime: 0, minutesToEnd: 25, lessons: '备用工具要随车' })
  expect(review.steps[0]).toMatchObject({ plannedMinutes: 10, actualMinutes: 25 })
  expect(review.steps[0]?.gap).toContain('超时 15 分钟')
  expect(review.improvements).toHaveLength(1)
  expect(review.confirmedBy).not.toBeNull()
})
