import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-100, GOV-030: what the public is told about an incident, and the call tree of four levels. */
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
  await admin.call(contract.saveSite, { body: { code: 'main', name: '云川市人民政府', kind: 'main' } })
  await admin.call(contract.saveSiteColumn, {
    params: { code: 'main' },
    body: { code: 'news', title: '要闻', kind: 'news', organisationId: organisations.operationCentre.id },
  })
})
afterAll(() => city.stop())

const refusal = (status: number, code?: string) => ({
  problem: expect.objectContaining(code ? { status, code } : { status }),
})

describe('a notice to the public', () => {
  const open = (drill = false) =>
    duty.call(contract.openIncident, {
      body: {
        ...{ kind: 'emergency.flood', title: '老城内涝', text: '电话报告', position: places.oldTown },
        ...{ facts: { trapped: 3 }, ...(drill ? { drill, participants: [] } : {}) },
      },
    })

  it('is drafted from the plan, let out by a second person, and stands on the portal and with citizens', async () => {
    const citizen = await city.signedInAs('citizen', { divisions: [] })
    const incident = await open()
    await leader.call(contract.startPlan, {
      params: { id: incident.id },
      body: { planId: 'emergency.flood', level: 'yellow', acceptVacancies: true },
    })
    const draft = await duty.call(contract.draftPublicNotice, { params: { id: incident.id } })
    expect(draft).toMatchObject({ state: 'draft', planTitle: '城市防汛应急预案', isMine: true })
    expect(draft.body).toContain('发生老城内涝')
    expect(draft.body).toContain('被困 3')
    const params = { id: draft.id }
    const change = (body: string, submit: boolean) =>
      duty.call(contract.changePublicNotice, { params, body: { title: draft.title, body, submit } })
    await expect(change(`${draft.body}{weather}`, true)).rejects.toMatchObject({
      problem: { status: 400, errors: [expect.objectContaining({ path: '/body/body' })] },
    })
    await change(`${draft.body}\n\n发布后续。`, true)
    await expect(change('送审以后不能再改的内容', false)).rejects.toMatchObject(refusal(409, 'not-a-draft'))
    const decide = (client: Client, approve: boolean, comment?: string) =>
      client.call(contract.decidePublicNotice, { params, body: { approve, ...(comment ? { comment } : {}) } })
    await expect(decide(duty, true)).rejects.toMatchObject(refusal(403, 'own-notice'))
    await expect(decide(leader, false)).rejects.toMatchObject(refusal(400))
    expect(await decide(leader, false, '补充避险提示')).toMatchObject({
      state: 'draft',
      comment: '补充避险提示',
    })
    await change(`${draft.body}\n\n请勿靠近低洼处。`, true)
    expect(await decide(leader, true)).toMatchObject({ state: 'published', reviewerName: expect.any(String) })
    await city.settle()
    const article = await citizen.call(contract.readPublished, { params })
    expect(article).toMatchObject({ columnTitle: '要闻', content: { title: '关于老城内涝的情况通报' } })
    expect(article.content.body).toContain('请勿靠近低洼处。')
    const inbox = async () => (await citizen.call(contract.listInbox)).items.map((one) => one.title)
    await expect.poll(inbox).toContain('关于老城内涝的情况通报')
    const log = await duty.call(contract.listIncidentLog, { params: { id: incident.id }, query: {} })
    expect(log.map((one) => one.text)).toEqual(
      expect.arrayContaining([
        '起草公开信息：关于老城内涝的情况通报',
        '发布公开信息：关于老城内涝的情况通报',
      ]),
    )
  })

  it('of a drill reaches neither the portal nor a citizen', async () => {
    const citizen = await city.signedInAs('citizen', { divisions: [] })
    const incident = await open(true)
    const { id, title, body } = await duty.call(contract.draftPublicNotice, { params: { id: incident.id } })
    await duty.call(contract.changePublicNotice, { params: { id }, body: { title, body, submit: true } })
    const out = await leader.call(contract.decidePublicNotice, { params: { id }, body: { approve: true } })
    expect(out.state).toBe('drilled')
    await city.settle()
    await expect(citizen.call(contract.readPublished, { params: { id } })).rejects.toMatchObject(refusal(404))
    expect((await citizen.call(contract.listInbox)).items).toEqual([])
  })
})

describe('the call tree', () => {
  it('is tested down to its fourth level; the centre calls below one who does not answer', async () => {
    const worker = await city.signedInAs('unit-worker')
    const { id: userId } = (await worker.call(contract.getMe)).user
    const person = async (name: string, more: { userId?: string } = {}) =>
      (await duty.call(contract.saveContact, { body: { name, duty: '值守', phone: '13900000001', ...more } }))
        .id
    const put = (id: string, callerId?: string) =>
      duty.call(contract.placeInCallTree, {
        params: { id },
        body: callerId ? { place: 'under', callerId } : { place: 'top' },
      })
    await expect(duty.call(contract.startCallTest, { body: { waitMinutes: 5 } })).rejects.toMatchObject(
      refusal(409, 'empty-tree'),
    )
    const [top, second, third, fourth, fifth] = [
      await person('市值班长', { userId }),
      await person('区值班员'),
      await person('镇街值班员'),
      await person('网格长'),
      await person('居民小组长'),
    ] as const
    await put(top)
    for (const [below, above] of [
      [second, top],
      [third, second],
      [fourth, third],
    ] as const)
      await put(below, above)
    await expect(put(fifth, fourth)).rejects.toMatchObject(refusal(400))
    await expect(put(top, fourth)).rejects.toMatchObject(refusal(400))
    expect((await duty.call(contract.getCallTree)).people.map((one) => [one.name, one.level])).toEqual([
      ['市值班长', 1],
      ['区值班员', 2],
      ['镇街值班员', 3],
      ['网格长', 4],
    ])
    const { id } = await duty.call(contract.startCallTest, { body: { waitMinutes: 5 } })
    const params = { id }
    const states = async () => {
      const { calls } = await duty.call(contract.getCallTest, { params })
      return calls.map((one) => `${one.name} ${one.state}${one.isBypassed ? ' 中心代呼' : ''}`)
    }
    expect(await states()).toEqual([
      '市值班长 calling',
      '区值班员 waiting',
      '镇街值班员 waiting',
      '网格长 waiting',
    ])
    expect(await worker.call(contract.listMyTestCalls)).toMatchObject([
      { testId: id, callees: [{ name: '区值班员' }] },
    ])
    await expect(
      worker.call(contract.answerTestCall, { params, body: { contactId: second } }),
    ).rejects.toMatchObject(refusal(403))
    now = new Date(now.getTime() + 90_000)
    await worker.call(contract.answerTestCall, { params, body: {} })
    expect(await states()).toEqual([
      '市值班长 answered',
      '区值班员 calling',
      '镇街值班员 waiting',
      '网格长 waiting',
    ])
    now = new Date(now.getTime() + 5 * 60_000 + 1000)
    await expect
      .poll(states)
      .toEqual(['市值班长 answered', '区值班员 unanswered', '镇街值班员 calling 中心代呼', '网格长 waiting'])
    for (const contactId of [third, fourth])
      await duty.call(contract.answerTestCall, { params, body: { contactId } })
    const { test } = await duty.call(contract.getCallTest, { params })
    expect(test).toMatchObject({ state: 'ended', waitMinutes: 5 })
    expect(test.levels.map((one) => [one.level, one.answered, one.unanswered, one.slowestSeconds])).toEqual([
      [1, 1, 0, 90],
      [2, 0, 1, null],
      [3, 1, 0, 0],
      [4, 1, 0, 0],
    ])
    const tree = await duty.call(contract.getCallTree)
    const days = (Date.parse(tree.nextDue as string) - Date.parse(test.startedTime)) / 86_400_000
    expect([days, tree.isOverdue]).toEqual([90, false])
  })
})
