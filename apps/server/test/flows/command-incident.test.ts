import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
  await signIn()
})

async function signIn() {
  duty = await city.signedInAs('duty-officer', { organisationId: organisations.operationCentre.id })
  leader = await city.signedInAs('leader')
  admin = await city.signedInAs('administrator')
}
afterAll(() => city.stop())

interface Dropped {
  deliveryId: string
  title: string
  to: { phone: string | null }
}
/** What the file adapter of a channel has left for its gateway. */
function outboxOf(channel: string): Dropped[] {
  const folder = join(city.kernel.config.data, 'outbox', channel)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

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
    await expect(
      duty.call(contract.openIncident, {
        body: {
          ...{ kind: 'emergency.hazardous-leak', title: '泄漏', text: '电话报告' },
          participants: [incident.id],
        },
      }),
    ).rejects.toMatchObject({
      problem: { errors: [expect.objectContaining({ path: '/body/participants' })] },
    })
    const real = await duty.call(contract.listIncidents, { query: { drill: false, limit: 100 } })
    expect(real.items.map((one) => one.id)).not.toContain(incident.id)
  })
})

describe('a drill with people who take part', () => {
  it('tells them alone, marked 【演练】, and no statistics of the city (GOV-031, PLT-096)', async () => {
    const [player, other, resident] = await Promise.all([
      city.signedInAs('unit-worker'),
      city.signedInAs('unit-worker'),
      city.signedInAs('citizen'),
    ])
    const inboxOf = async (client: Client) =>
      (await client.call(contract.listInbox)).items.map((one) => one.title)
    const holder = async (client: Client, name: string, post: string) => {
      const { id: userId } = (await client.call(contract.getMe)).user
      const contact = await aContact(name, { phone: '13900000077', userId })
      await admin.call(contract.setPostHolder, {
        params: { planId: 'emergency.flood', post },
        body: { contactId: contact.id },
      })
      return contact
    }
    const figures = async () => [
      (await duty.call(contract.listEvents, { query: {} })).total,
      (await duty.call(contract.listCases, { query: {} })).total,
      (await duty.call(contract.listIncidents, { query: { drill: false } })).total,
    ]
    const before = { figures: await figures(), texts: outboxOf('sms').length + outboxOf('voice').length }
    const publicity = await holder(player, '发布专员', 'publicity')
    await holder(other, '排涝组长', 'drainage')
    const drill = await leader.call(contract.startDrill, {
      body: { script: 'rainstorm', speed: 2, participants: [publicity.id] },
    })
    const incidentId = drill.incidentId as string
    await leader.call(contract.startPlan, {
      params: { id: incidentId },
      body: { planId: 'emergency.flood', level: 'orange', acceptVacancies: true },
    })
    const { items } = await duty.call(contract.listOrders, { query: { incidentId, limit: 50 } })
    const told = items.filter((one) => one.channel !== null)
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told.map((one) => one.addressee.name))).toEqual(new Set(['发布专员']))
    const expected = told.map((one) => `【演练】指令：${one.title}`).sort()
    await expect.poll(async () => (await inboxOf(player)).sort()).toEqual(expected)
    pass(2)
    await city.settle()
    expect(await inboxOf(other)).toEqual([])
    expect(await inboxOf(resident)).toEqual([])
    expect({
      figures: await figures(),
      texts: outboxOf('sms').length + outboxOf('voice').length,
    }).toEqual(before)
    await leader.call(contract.endDrill, { params: { id: drill.id } })
  })
})

describe('plan 内涝 level Ⅲ', () => {
  it('gives tasks with times to named units at once, and calls who has not read after five minutes (PLT-100)', async () => {
    const incident = await duty.call(contract.openIncident, {
      body: { kind: 'emergency.flood', title: '老城内涝', text: '电话报告', position: places.oldTown },
    })
    const contact = await duty.call(contract.saveContact, {
      body: {
        ...{ name: '排水公司值班长', duty: '值班长', phone: '13900000088' },
        organisationId: organisations.drainage.id,
      },
    })
    await admin.call(contract.setPostHolder, {
      params: { planId: 'emergency.flood', post: 'drainage' },
      body: { contactId: contact.id },
    })
    await leader.call(contract.startPlan, {
      params: { id: incident.id },
      body: { planId: 'emergency.flood', level: 'yellow', acceptVacancies: true },
    })
    const { versions } = await duty.call(contract.getPlan, { params: { planId: 'emergency.flood' } })
    const tasks = versions[0]?.document.levels.find((one) => one.level === 'yellow')?.tasks ?? []
    const query = { incidentId: incident.id, limit: 50 }
    const { items } = await duty.call(contract.listOrders, { query })
    expect(items.map((one) => one.title).sort()).toEqual(tasks.map((one) => one.title.zh).sort())
    for (const one of items) {
      expect(Date.parse(one.issuedTime) - now.getTime()).toBeLessThan(60_000)
      const minutes = tasks.find((each) => each.title.zh === one.title)?.withinMinutes as number
      expect(Date.parse(one.dueTime as string) - Date.parse(one.issuedTime)).toBe(minutes * 60_000)
    }
    const own = items.filter((one) => one.addressee.name === '排水公司值班长')
    expect(own.length).toBeGreaterThan(0)
    expect(own[0]?.addressee.organisationId).toBe(organisations.drainage.id)
    const calls = () => outboxOf('voice').filter((one) => one.title.startsWith('催办：'))
    const before = calls().length
    pass(4)
    await city.settle()
    expect(calls()).toHaveLength(before)
    pass(1)
    await expect.poll(() => calls().length - before).toBeGreaterThanOrEqual(own.length)
    expect(calls().some((one) => one.to.phone === '13900000088')).toBe(true)
    const late = await duty.call(contract.listOrders, { query })
    expect(late.items.find((one) => one.id === own[0]?.id)).toMatchObject({ isUnreadLate: true })
  })
})

it('plays 14:00–14:30 again: positions of units and orders in the order they were recorded (PLT-094)', async () => {
  now = new Date('2026-06-16T14:00:00+08:00')
  await signIn()
  const incident = await openLeak()
  const pump = await admin.call(contract.createEntity, {
    body: {
      ...{
        type: 'emergency.vehicle',
        reference: 'E7-1',
        name: '抢险车一号',
        attributes: { ability: '抢险' },
      },
      geometry: { type: 'Point', coordinates: places.oldTown },
    },
  })
  const give = (title: string) =>
    leader.call(contract.issueOrder, {
      params: { id: incident.id },
      body: { title, organisationId: organisations.trafficPolice.id },
    })
  const stand = (metres: number) =>
    admin.call(contract.reportPositions, {
      body: {
        entityId: pump.id,
        positions: [
          {
            time: now.toISOString(),
            lon: places.oldTown[0] + metres / 92_900,
            lat: places.oldTown[1] + (metres % 800) / 111_000,
          },
        ],
      },
    })
  const from = now.toISOString()
  for (const [n, title] of ['警戒', '疏散', '堵漏'].entries()) {
    pass(9)
    await stand(n * 400)
    await give(title)
  }
  const to = new Date('2026-06-16T14:30:00+08:00').toISOString()
  pass(10)
  await give('半点之后')
  await stand(5_000)
  const log = await leader.call(contract.listIncidentLog, {
    params: { id: incident.id },
    query: { until: to },
  })
  const orders = log.filter((one) => one.act === 'order-issued' && one.time >= from)
  expect(orders.map((one) => one.text.split('：').at(-1))).toEqual(['警戒', '疏散', '堵漏'])
  expect(orders.map((one) => Date.parse(one.time) - Date.parse(from))).toEqual(
    [9, 18, 27].map((minutes) => minutes * 60_000),
  )
  const track = await admin.call(contract.getTrack, {
    params: { entityId: pump.id },
    query: { from, to },
  })
  expect(track.points.map((one) => Date.parse(one.time) - Date.parse(from))).toEqual(
    [9, 18, 27].map((minutes) => minutes * 60_000),
  )
  expect(track.points[2]?.lon).toBeGreaterThan(track.points[0]?.lon as number)
})

describe('orders', () => {
  it('reach a desk whose app is stopped by SMS and then by call within a minute (GOV-030)', async () => {
    const desk = await city.signedInAs('unit-worker')
    const { id: userId } = (await desk.call(contract.getMe)).user
    const contact = await aContact('沭阳值班台', { phone: '13900000099', userId })
    const incident = await openLeak()
    const params = { id: incident.id }
    const { id } = await leader.call(contract.issueOrder, {
      params,
      body: { title: '增派堵漏队', contactId: contact.id },
    })
    const sent = (channel: string) => outboxOf(channel).find((one) => one.title === '指令：增派堵漏队')
    const order = async () =>
      (await duty.call(contract.listOrders, { query: { incidentId: incident.id } })).items.find(
        (one) => one.id === id,
      )
    expect(await order()).toMatchObject({ state: 'sent', channel: 'app' })
    now = new Date(now.getTime() + 21_000)
    await expect
      .poll(async () => [sent('sms')?.to.phone, (await order())?.channel])
      .toEqual(['13900000099', 'sms'])
    expect(sent('voice')).toBeUndefined()
    now = new Date(now.getTime() + 26_000)
    await expect
      .poll(async () => [sent('voice')?.to.phone, (await order())?.channel])
      .toEqual(['13900000099', 'voice'])
    now = new Date(now.getTime() + 8_000)
    const deliveryId = sent('voice')?.deliveryId as string
    await admin.call(contract.reportReceipt, { body: { deliveryId, state: 'confirmed', code: '1' } })
    await expect.poll(order).toMatchObject({
      ...{ state: 'accepted', channel: 'voice', acceptedTime: now.toISOString() },
    })
  })

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

  it('given to somebody else keep their place in the plan, and who had them is told (PLT-100)', async () => {
    const incident = await openLeak()
    await leader.call(contract.startPlan, {
      params: { id: incident.id },
      body: { planId: 'emergency.hazardous-leak', level: 'yellow', acceptVacancies: true },
    })
    const orders = async () =>
      (await duty.call(contract.listOrders, { query: { incidentId: incident.id, limit: 50 } })).items
    const former = (await orders()).find((one) => one.title.includes('专家研判')) as contract.TaskOrder
    expect(former.isVacant).toBe(true)
    const contact = await aContact('专家甲', { phone: '13900000055' })
    const body = { title: former.title, contactId: contact.id, withinMinutes: 20, supersedesId: former.id }
    const other = await openLeak()
    await expect(leader.call(contract.issueOrder, { params: { id: other.id }, body })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/supersedesId' }] },
    })
    const next = await leader.call(contract.issueOrder, { params: { id: incident.id }, body })
    expect(next).toMatchObject({
      ...{ taskNumber: former.taskNumber, startId: former.startId, phase: former.phase },
      ...{ isVacant: false, addressee: { name: '专家甲' } },
    })
    await expect
      .poll(async () => {
        const { items } = await leader.call(contract.listInbox)
        return items.find((one) => one.title === `撤回：${former.title}`)?.text
      })
      .toContain('改由专家甲办理')
    const { steps } = await duty.call(contract.getReview, { params: { id: incident.id } })
    expect(steps.filter((one) => one.title === former.title).map((one) => one.owner)).toEqual(['专家甲'])
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
