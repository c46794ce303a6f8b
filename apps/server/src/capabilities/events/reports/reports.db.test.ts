import * as contract from '@civitas/contract'
import { defineDomain, text } from '@civitas/domain-kit'
import { domains as switchboard } from '@civitas/domains'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

/** A domain with a burst pipe, as urban management has one. */
const pipes = defineDomain({
  id: 'pipes',
  title: text('管网', 'Pipes'),
  description: text('供水管网', 'Water mains'),
  icon: 'drop',
  systems: [],
  eventTypes: [
    {
      id: 'burst',
      title: text('自来水管破裂', 'Burst water main'),
      icon: 'drop',
      mergeWithin: { metres: 100, minutes: 15 },
      verification: 'person',
      classes: ['gbt30428.events.0402'],
      words: ['水管爆裂', '爆管', '漏水', '喷水'],
      defaultLevel: 'yellow',
    },
    {
      id: 'rubbish',
      title: text('暴露垃圾', 'Exposed rubbish'),
      icon: 'delete',
      mergeWithin: { metres: 30, minutes: 60 },
      verification: 'person',
      classes: ['gbt30428.events.0102', 'gbt30428.events.0103'],
      words: ['垃圾没人清理', '垃圾堆'],
      defaultLevel: 'blue',
    },
  ],
})

let city: TestPlatform
let duty: Client
let now = new Date('2025-06-03T10:00:00+08:00')
const minutes = (n: number) => {
  now = new Date(now.getTime() + n * 60_000)
}
beforeAll(async () => {
  city = await startTestPlatform({
    domains: [...switchboard, pipes],
    clock: { now: () => new Date(now) },
    config: { sessionHours: 720 },
  })
  duty = await city.signedInAs('duty-officer')
})
afterAll(() => city.stop())

let nth = 0
/** Somewhere in the old town where no test has been. */
const freshPlace = (): [number, number] => {
  nth++
  return [places.oldTown[0] + (nth % 10) * 0.003, places.oldTown[1] + Math.floor(nth / 10) * 0.003]
}
const beside = ([lon, lat]: [number, number], metres: number): [number, number] => [
  lon,
  lat + metres / 110_500,
]

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')
const inboxOf = async (client: Client) => {
  const { items } = await client.call(contract.listInbox)
  return items.map((one) => one.title)
}
const read = (id: string) => duty.call(contract.getEvent, { params: { id } })
const report = (
  client: Client,
  body: Partial<contract.OperationInput<typeof contract.reportEvent>['body']>,
) =>
  client.call(contract.reportEvent, {
    body: { type: 'pipes.burst', title: '水管爆裂', position: places.oldTown, ...body },
  })

describe('reports', () => {
  it('of one thing by three people are one event with three reporters, all told of the end (PLT-097)', async () => {
    const at = freshPlace()
    const people = await Promise.all([1, 2, 3].map(() => city.signedInAs('citizen')))
    const [first, second, third] = people as [Client, Client, Client]
    const one = await report(first, { position: at, title: '解放路水管爆裂' })
    minutes(6)
    const two = await report(second, { position: beside(at, 60), title: '马路上喷水了' })
    minutes(6)
    const three = await report(third, { position: beside(at, -30), title: '爆管', hidden: true })
    expect([two.id, three.id]).toEqual([one.id, one.id])
    // Whoever may only report sees their own words and nothing of the others’.
    expect(two).toMatchObject({ title: '马路上喷水了', reports: 1, mergedIntoId: null })
    const detail = await read(one.id)
    expect(detail.event).toMatchObject({
      reports: 3,
      standardClass: 'gbt30428.events.0402',
      source: 'citizen',
    })
    expect(detail.reports.map((each) => each.title)).toEqual(['解放路水管爆裂', '马路上喷水了', '爆管'])
    expect(detail.reports[2]).toMatchObject({ hidden: true, reporterName: null, reporterPhone: null })
    await duty.call(contract.verifyEvent, { params: { id: one.id }, body: { real: true, comment: '属实' } })
    await duty.call(contract.closeEvent, { params: { id: one.id }, body: { comment: '水管已修复' } })
    await city.settle()
    for (const person of people) await expect.poll(() => inboxOf(person)).toEqual(['您反映的事项已办结'])
    const own = await second.call(contract.listOwnReports)
    expect(own.items[0]).toMatchObject({ state: 'done', answer: '水管已修复', mayRate: true })
    await city.settle()
    for (const person of people) expect(await inboxOf(person)).toHaveLength(1)
  })

  it('joins nothing farther away, later, or of another class', async () => {
    const at = freshPlace()
    const citizen = await city.signedInAs('citizen')
    const one = await report(citizen, { position: at })
    const far = await report(citizen, { position: beside(at, 130) })
    minutes(16)
    const late = await report(citizen, { position: beside(at, 5) })
    expect(new Set([one.id, far.id, late.id]).size).toBe(3)
    const place = freshPlace()
    const type = 'pipes.rubbish'
    const exposed = await report(citizen, { type, position: place, standardClass: 'gbt30428.events.0102' })
    const piled = await report(citizen, { type, position: place, standardClass: 'gbt30428.events.0103' })
    expect(piled.id).not.toBe(exposed.id)
  })

  it('are taken out again into an event of their own, and nothing is lost', async () => {
    const at = freshPlace()
    const citizen = await city.signedInAs('citizen')
    const one = await report(citizen, { position: at, title: '水管爆裂' })
    await report(citizen, { position: beside(at, 20), title: '其实是消防栓漏水' })
    const before = await read(one.id)
    const second = before.reports[1] as contract.EventReport
    const made = await duty.call(contract.splitReport, {
      params: { id: second.id },
      body: { comment: '不是同一处' },
    })
    expect(made).toMatchObject({ title: '其实是消防栓漏水', reports: 1, state: 'raised' })
    const after = await read(one.id)
    expect(after.event.reports).toBe(1)
    expect(after.entries.map((entry) => entry.act)).toContain('split-off')
    expect((await read(made.id)).reports.map((each) => each.id)).toEqual([second.id])
    await expect(
      duty.call(contract.splitReport, { params: { id: second.id }, body: { comment: '再拆' } }),
    ).rejects.toMatchObject({ problem: { code: 'only-report' } })
    await duty.call(contract.mergeEvent, { params: { id: made.id }, body: { intoId: one.id } })
    expect((await read(one.id)).reports).toHaveLength(2)
  })

  it('keep their photos, seen by staff and by the reporter only', async () => {
    const citizen = await city.signedInAs('citizen')
    const event = await report(citizen, {
      position: freshPlace(),
      photos: [{ contentType: 'image/png', content: png }],
    })
    const id = (await read(event.id)).reports[0]?.photos[0]?.id as string
    expect(
      Buffer.from(await citizen.call(contract.getReportPhoto, { params: { id } })).toString('base64'),
    ).toBe(png)
    await duty.call(contract.getReportPhoto, { params: { id } })
    const other = await city.signedInAs('citizen')
    await expect(other.call(contract.getReportPhoto, { params: { id } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
    await expect(
      report(citizen, { position: freshPlace(), photos: [{ contentType: 'image/jpeg', content: png }] }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/photos/0/content' }] } })
  })

  it('sent twice with one key are one report', async () => {
    const citizen = await city.signedInAs('citizen')
    const body = { position: freshPlace(), key: newId() }
    const [one, two] = await Promise.all([report(citizen, body), report(citizen, body)])
    expect(two.id).toBe(one.id)
    expect((await read(one.id)).reports).toHaveLength(1)
  })
})

describe('verifyEvent', () => {
  it('merges what a person confirms to be the same, and undoing it loses nothing', async () => {
    const at = freshPlace()
    const citizen = await city.signedInAs('citizen')
    const one = await report(citizen, { position: at, title: '解放路水管爆裂喷水' })
    const two = await report(citizen, { position: beside(at, 150), title: '解放路爆管喷水很高' })
    const { similar } = await read(one.id)
    const found = similar.find((each) => each.event.id === two.id)
    expect(found?.score).toBeGreaterThan(0.4)
    expect(found?.sharedWords).toContain('喷水')
    const merged = await duty.call(contract.verifyEvent, {
      params: { id: one.id },
      body: { real: true, comment: '同一处', mergeIds: [two.id] },
    })
    expect(merged).toMatchObject({ state: 'verified', reports: 2 })
    expect((await read(one.id)).reports).toHaveLength(2)
    await duty.call(contract.unmergeEvent, { params: { id: two.id } })
    expect((await read(one.id)).event.reports).toBe(1)
    expect((await read(two.id)).reports).toHaveLength(1)
  })
})

describe('takeIntake', () => {
  const intake = (client: Client, body: Partial<contract.IntakeBody>) =>
    client.call(contract.takeIntake, {
      body: {
        ...{ channel: 'department', sourceSystem: '12319', externalId: newId(), title: '垃圾堆没人清理' },
        ...('position' in body ? {} : { position: freshPlace() }),
        ...body,
      },
    })

  it('takes an event once for its external id, and reads the type from the words', async () => {
    const admin = await city.signedInAs('administrator')
    const externalId = newId()
    const first = await intake(admin, { externalId })
    const again = await intake(admin, { externalId })
    expect(first.event).toMatchObject({ type: 'pipes.rubbish', source: 'department' })
    expect(again.report.id).toBe(first.report.id)
    expect((await read(first.event.id)).suggestion?.words).toContain('垃圾')
  })

  it('takes in what many push at once: one event a place, one report an id, and only the wrong one refused', async () => {
    const admin = await city.signedInAs('administrator')
    const away = await city.signedInAs('administrator', { divisions: ['990103'] })
    const base = [places.oldTown[0] - 0.004, places.oldTown[1]] as const
    // Farther from each other than rubbish is joined in.
    const apart = (n: number): [number, number] => [
      base[0] + (n % 6) * 0.0005,
      base[1] + Math.floor(n / 6) * 0.0005,
    ]
    const externalId = newId()
    const [here, there, elsewhere] = [apart(30), apart(31), apart(32)]
    const near = ([lon, lat]: [number, number]): [number, number] => [lon + 0.0001, lat]
    const pushed = await Promise.allSettled([
      intake(admin, { position: here }),
      intake(admin, { position: near(here) }),
      intake(admin, { position: there, externalId }),
      intake(admin, { position: there, externalId }),
      intake(away, { position: elsewhere }),
      ...Array.from({ length: 30 }, (_, n) => intake(admin, { position: apart(n) })),
    ])
    const refused = pushed.filter((one) => one.status === 'rejected')
    expect(refused.map((one) => one.reason.problem)).toMatchObject([{ status: 403, code: 'outside-scope' }])
    const [first, second, third, again, , ...others] = pushed.map((one) =>
      one.status === 'fulfilled' ? one.value : undefined,
    )
    expect(second?.event.id).toBe(first?.event.id)
    expect([first?.joined, second?.joined].sort()).toEqual([false, true])
    expect(again?.report.id).toBe(third?.report.id)
    const events = new Set(others.map((one) => one?.event.id))
    const references = new Set(others.map((one) => one?.event.reference))
    expect([events.size, references.size]).toEqual([30, 30])
  })

  it('finds the place of an address, and takes an event of no known place at city level', async () => {
    const admin = await city.signedInAs('administrator')
    const lost = await intake(admin, { position: undefined, address: '查无此路99999号' })
    expect(lost.event).toMatchObject({ position: null, divisionCode: null, address: '查无此路99999号' })
  })

  it('refuses text no database keeps, and says where it stands', async () => {
    const admin = await city.signedInAs('administrator')
    await expect(intake(admin, { title: '垃圾\u0000堆' })).rejects.toMatchObject({
      problem: { status: 400, code: 'not-storable', errors: [{ path: '/body/title' }] },
    })
  })

  it('lets a person verify what an algorithm is not sure of', async () => {
    const admin = await city.signedInAs('administrator')
    const type = 'waterlogging.ponding'
    const sure = await intake(admin, { channel: 'algorithm', type, confidence: 0.95, title: '路面积水' })
    const unsure = await intake(admin, { channel: 'algorithm', type, confidence: 0.6, title: '路面积水' })
    expect(sure.event.state).toBe('verified')
    expect(unsure.event.state).toBe('raised')
  })

  it('refuses unknown kinds, unreadable words and people without the right', async () => {
    const admin = await city.signedInAs('administrator')
    const refusal = (path: string) => ({ problem: { status: 400, errors: [{ path }] } })
    await expect(intake(admin, { type: 'no.such' })).rejects.toMatchObject(refusal('/body/type'))
    await expect(intake(admin, { standardClass: 'x' })).rejects.toMatchObject(refusal('/body/standardClass'))
    await expect(intake(admin, { title: 'hello world' })).rejects.toMatchObject(refusal('/body/type'))
    await expect(intake(duty, {})).rejects.toMatchObject({ problem: { status: 403 } })
  })
})

describe('classifyEvent', () => {
  it('keeps what was suggested beside what a person decided, and learns', async () => {
    const citizen = await city.signedInAs('citizen')
    const { id } = await report(citizen, { position: freshPlace(), title: '路边废弃物成山' })
    const body = { type: 'pipes.rubbish', standardClass: 'gbt30428.events.0103', level: 'yellow' as const }
    const event = await duty.call(contract.classifyEvent, { params: { id }, body })
    expect(event).toMatchObject(body)
    const { entries } = await read(id)
    const entry = entries.find((one) => one.act === 'reclassified')
    expect(entry?.text).toContain('积存垃圾渣土（0103）')
    expect(entry?.detail).toMatchObject({ before: { type: 'pipes.burst' }, after: body })
    await expect
      .poll(async () => {
        const [best] = await duty.call(contract.suggestClass, { body: { text: '废弃物成山' } })
        return best?.standardClass
      })
      .toBe('gbt30428.events.0103')
    await expect(
      duty.call(contract.classifyEvent, { params: { id }, body: { type: 'no.such' } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/type' }] } })
  })
})

describe('rateReport', () => {
  it('is for the reporter, once, after the end; not solved asks for the work again within seven days (GOV-050)', async () => {
    const citizen = await city.signedInAs('citizen')
    const event = await report(citizen, { position: freshPlace() })
    const own = async () => (await citizen.call(contract.listOwnReports)).items[0] as contract.OwnReport
    const rate = async (client: Client, body: object) =>
      client.call(contract.rateReport, {
        params: { id: (await own()).report.id },
        body: { satisfied: false, ...body },
      })
    await expect(rate(citizen, {})).rejects.toMatchObject({ problem: { code: 'not-ended' } })
    await duty.call(contract.closeEvent, { params: { id: event.id }, body: { comment: '已修' } })
    const other = await city.signedInAs('citizen')
    await expect(rate(other, {})).rejects.toMatchObject({ problem: { status: 404 } })
    minutes(8 * 1440)
    await expect(rate(citizen, { reopen: true })).rejects.toMatchObject({ problem: { code: 'too-late' } })
    minutes(-2 * 1440)
    const rated = await rate(citizen, { reopen: true, comment: '还在漏' })
    expect(rated).toMatchObject({ mayRate: false, report: { rating: 'unsatisfied' } })
    await expect(rate(citizen, {})).rejects.toMatchObject({ problem: { code: 'already-rated' } })
    expect((await read(event.id)).event).toMatchObject({ state: 'raised', closedTime: null })
    await duty.call(contract.closeEvent, { params: { id: event.id }, body: { comment: '再次修好' } })
  })
})

describe('a reporter who asks again', () => {
  it('has the case and the event opened again, and is told once more at the end (GOV-050)', async () => {
    const citizen = await city.signedInAs('citizen')
    const admin = await city.signedInAs('administrator')
    const { id } = await report(citizen, { type: 'city-base.parts-damage', position: freshPlace() })
    await duty.call(contract.verifyEvent, { params: { id }, body: { real: true, comment: '属实' } })
    await city.settle()
    const caseId = (await read(id)).event.caseId as string
    const officer = await city.signedInAs('district-officer', {
      organisationId: organisations.oldTownUrban.id,
    })
    const doTask = async (form: Record<string, unknown>, photos = 0) => {
      const { tasks } = await officer.call(contract.getCase, { params: { id: caseId } })
      const task = tasks.find((each) => each.state !== 'done') as contract.Task
      const params = { id: task.id }
      const organisationId = organisations.oldTownUrban.id
      if (task.state === 'waiting')
        await admin.call(contract.assignTask, { params, body: { organisationId } })
      await officer.call(contract.acceptTask, { params })
      for (let n = 0; n < photos; n++) {
        const content = Buffer.concat([Buffer.from(png, 'base64'), Buffer.of(n)]).toString('base64')
        const body = { fileName: `${n}.png`, contentType: 'image/png' as const, content }
        await officer.call(contract.attachEvidence, { params, body })
      }
      await officer.call(contract.completeTask, { params, body: { form } })
      await city.settle()
    }
    await doTask({ accepted: false, reason: '不符合条件' })
    expect((await read(id)).event.state).toBe('closed')
    await expect.poll(() => inboxOf(citizen)).toHaveLength(1)
    const [own] = (await citizen.call(contract.listOwnReports)).items
    const body = { satisfied: false, reopen: true, comment: '还是坏的' }
    await citizen.call(contract.rateReport, { params: { id: own?.report.id as string }, body })
    await city.settle()
    const again = await admin.call(contract.getCase, { params: { id: caseId } })
    expect(again.case).toMatchObject({ state: 'open', closedTime: null })
    expect(again.entries.map((entry) => entry.text).join()).toContain('还是坏的')
    expect((await read(id)).event).toMatchObject({ state: 'verified', closedTime: null })
    minutes(30)
    await doTask({ measure: 'replaced' }, 2)
    const inspector = await city.signedInAs('inspector')
    await inspector.call(contract.attachCheckPhoto, {
      params: { id: caseId },
      body: { fileName: '核查.png', contentType: 'image/png', content: png },
    })
    const check = { passed: true, comment: '已更换', form: { distance_m: 5 } }
    await inspector.call(contract.checkCase, { params: { id: caseId }, body: check })
    await city.settle()
    expect((await read(id)).event.state).toBe('closed')
    await expect.poll(() => inboxOf(citizen)).toHaveLength(2)
  })
})

describe('a reporter who misuses reporting', () => {
  it('is suspended for a term with a reason, may appeal once, and somebody else rules (GOV-050)', async () => {
    const citizen = await city.signedInAs('citizen')
    const { id } = await report(citizen, { position: freshPlace() })
    const reportId = (await citizen.call(contract.listOwnReports)).items[0]?.report.id as string
    const body = { reportId, days: 7, reason: '反复虚假上报' }
    await expect(citizen.call(contract.blockReporter, { body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    const arbiter = await city.signedInAs('administrator')
    await arbiter.call(contract.blockReporter, { body })
    await expect(duty.call(contract.blockReporter, { body })).rejects.toMatchObject({
      problem: { code: 'already-blocked' },
    })
    await expect(report(citizen, { position: freshPlace() })).rejects.toMatchObject({
      problem: { status: 403, code: 'reporter-blocked', detail: expect.stringContaining('反复虚假上报') },
    })
    const other = await city.signedInAs('citizen')
    await report(other, { position: freshPlace() })
    expect(await other.call(contract.getOwnBlock)).toEqual({ block: null })
    const appealed = await citizen.call(contract.appealBlock, { body: { text: '照片属实' } })
    expect(appealed).toMatchObject({ state: 'running', appeal: '照片属实', ruling: null })
    await expect(citizen.call(contract.appealBlock, { body: { text: '再次申诉' } })).rejects.toMatchObject({
      problem: { code: 'appealed' },
    })
    const open = await duty.call(contract.listReporterBlocks, { query: { open: true } })
    expect(open.items.map((one) => [one.id, one.eventId])).toEqual([[appealed.id, id]])
    const rule = (client: Client, lift: boolean) =>
      client.call(contract.ruleBlockAppeal, {
        params: { id: appealed.id },
        body: { lift, answer: '经复核上报属实' },
      })
    await expect(rule(arbiter, true)).rejects.toMatchObject({ problem: { code: 'same-person' } })
    const second = await city.signedInAs('administrator')
    expect(await rule(second, true)).toMatchObject({ state: 'lifted' })
    await report(citizen, { position: freshPlace() })
    await expect.poll(async () => (await inboxOf(citizen)).length).toBe(2)
    await duty.call(contract.blockReporter, { body: { ...body, days: 1 } })
    minutes(1439)
    await expect(report(citizen, { position: freshPlace() })).rejects.toMatchObject({
      problem: { code: 'reporter-blocked' },
    })
    minutes(2)
    await report(citizen, { position: freshPlace() })
  })
})

describe('intake clients', () => {
  it('are given a key once and can be switched off', async () => {
    const admin = await city.signedInAs('administrator')
    const body = { name: '城管随手拍', channel: 'citizen' as const }
    const { client, apiKey } = await admin.call(contract.addIntakeClient, { body })
    expect(apiKey.length).toBeGreaterThan(30)
    expect(JSON.stringify(await admin.call(contract.listIntakeClients))).not.toContain(apiKey)
    await expect(admin.call(contract.addIntakeClient, { body })).rejects.toMatchObject({
      problem: { status: 409 },
    })
    await admin.call(contract.setIntakeClient, { params: { id: client.id }, body: { active: false } })
    const [listed] = await admin.call(contract.listIntakeClients)
    expect(listed).toMatchObject({ name: '城管随手拍', active: false, reports: 0 })
  })
})
