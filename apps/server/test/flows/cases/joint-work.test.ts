import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { organisations, places } from '../../../src/test-kit/index.ts'
import {
  act,
  aFiledCase,
  type CaseCity,
  detailOf,
  dispatchTo,
  handle,
  manhole,
  openTask,
  picture,
  refusal,
  startCaseCity,
  toDate,
} from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

describe('PLT-071: a joint task', () => {
  it('cannot be finished by the lead while an assistant has not answered, save by force; the overdue is counted', async () => {
    const { duty, at, workerOf } = kit
    await at('2026-06-02T09:00')
    const ofClass = { type: 'urban-management.urban-case', code: manhole }
    await duty.call(contract.saveCaseClass, {
      params: ofClass,
      body: { limit: { minutes: 3 * 1440, clock: 'natural' } },
    })
    const { id } = await aFiledCase(kit)
    const { drainage, oldTownUrban, trafficPolice } = organisations
    const lead = await dispatchTo(duty, id, drainage, [oldTownUrban, trafficPolice])
    const parts = (await detailOf(duty, id)).tasks.filter((one) => one.parentId === lead.id)
    expect(parts.map((one) => one.organisationName)).toEqual([oldTownUrban.name, trafficPolice.name])
    const urban = await workerOf('oldTownUrban')
    const params = { id: parts[0]?.id as string }
    await urban.call(contract.acceptTask, { params })
    await urban.call(contract.completeTask, { params, body: { form: { answer: '已疏导交通' } } })
    const worker = await workerOf('drainage')
    await expect(handle(worker, lead)).rejects.toMatchObject(refusal(409, 'assistants-missing'))
    for (const one of [lead, ...parts]) expect(one.dueTime).toBe(toDate('2026-06-05T09:00').toISOString())
    await at('2026-06-05T08:59')
    expect((await detailOf(duty, id)).marks.filter((one) => one.kind === 'overdue')).toEqual([])
    await expect(handle(worker, lead)).rejects.toMatchObject(refusal(409, 'assistants-missing'))
    await at('2026-06-05T09:01')
    await worker.call(contract.completeTask, {
      params: { id: lead.id },
      body: { form: { measure: 'replaced' }, force: { reason: '险情已排除，不再等待' } },
    })
    const { marks, entries } = await detailOf(duty, id)
    const police = marks.filter((one) => one.organisationId === trafficPolice.id).map((one) => one.kind)
    expect(police.sort()).toEqual(['overdue', 'unanswered'])
    const done = entries.find((one) => one.act === 'task-done' && one.detail.taskId === lead.id)
    expect(done?.detail.answers).toEqual([
      expect.objectContaining({ unit: oldTownUrban.name, state: 'done', form: { answer: '已疏导交通' } }),
      expect.objectContaining({ unit: trafficPolice.name, state: 'unanswered', overdue: true }),
    ])
    await duty.call(contract.saveCaseClass, {
      params: ofClass,
      body: { limit: { minutes: 240, clock: 'urgent' } },
    })
  })

  it('not signed for is sent again and then shown as 未签收', async () => {
    const { duty, at } = kit
    await at('2026-06-08T09:00')
    const { id } = await aFiledCase(kit)
    const { id: taskId } = await dispatchTo(duty, id, organisations.drainage)
    const see = async () => (await detailOf(duty, id)).tasks.find((one) => one.id === taskId)
    await at('2026-06-08T09:31')
    expect(await see()).toMatchObject({ sent: 2, unsigned: false })
    await at('2026-06-08T10:02')
    expect(await see()).toMatchObject({ sent: 2, unsigned: true })
    await at('2026-06-08T10:40')
    const acts = (await detailOf(duty, id)).entries.map((one) => one.act)
    expect(acts.filter((one) => one === 'task-resent' || one === 'task-unsigned')).toEqual([
      'task-resent',
      'task-unsigned',
    ])
  })
})

describe('PLT-097: contested responsibility', () => {
  it('goes to a ruling after two refusals; the ruled unit cannot return it and its clock starts at the ruling', async () => {
    const { duty, at, workerOf } = kit
    await at('2026-06-09T09:00')
    const { id } = await aFiledCase(kit)
    const task = await dispatchTo(duty, id, organisations.drainage)
    const params = { id: task.id }
    const [a, b] = [await workerOf('drainage'), await workerOf('oldTownUrban')]
    await a.call(contract.returnTask, { params, body: { reason: '非我单位管养' } })
    expect((await openTask(duty, id)).state).toBe('waiting')
    await duty.call(contract.assignTask, { params, body: { organisationId: organisations.drainage.id } })
    await a.call(contract.returnTask, { params, body: { reason: '产权在区里' } })
    expect(await openTask(duty, id)).toMatchObject({ state: 'disputed', refusals: 2 })
    await at('2026-06-09T11:00')
    const body = { organisationId: organisations.oldTownUrban.id, reason: '按责任清单由区城管局负责' }
    const ruled = await kit.dispatcher.call(contract.ruleTask, { params, body })
    expect(ruled).toMatchObject({
      ruled: true,
      assignedTime: toDate('2026-06-09T11:00').toISOString(),
      dueTime: toDate('2026-06-09T15:00').toISOString(),
    })
    await expect(b.call(contract.returnTask, { params, body: { reason: '也不归我' } })).rejects.toMatchObject(
      refusal(409, 'ruled'),
    )
    const { marks } = await detailOf(duty, id)
    const refusals = marks.filter((one) => one.kind === 'refused')
    expect(refusals.map((one) => one.organisationId)).toEqual([
      organisations.drainage.id,
      organisations.drainage.id,
    ])
  })
})

describe('GOV-015: 吹哨报到', () => {
  it('marks who is not on site in time, tells the level above, and closes on the evidence of all', async () => {
    const { duty, inspector, at, workerOf } = kit
    await at('2026-06-10T09:00')
    const county = await kit.city.signedInAs('duty-officer', { divisions: ['990102'] })
    const market = await duty.call(contract.registerCase, {
      body: { type: 'urban-management.quick-case', title: '市场消防通道堵塞', position: places.oldTown },
    })
    const { oldTownUrban, riversideUrban } = organisations
    const whistle = await duty.call(contract.blowWhistle, {
      params: { id: market.id },
      body: { organisationIds: [oldTownUrban.id, riversideUrban.id], minutes: 60, reason: '联合清理' },
    })
    const [urban, other] = [await workerOf('oldTownUrban'), await workerOf('riversideUrban')]
    const [first, second] = whistle as [contract.Task, contract.Task]
    await at('2026-06-10T09:40')
    await expect(
      urban.call(contract.checkInOnSite, { params: { id: first.id }, body: { position: places.riverside } }),
    ).rejects.toMatchObject(refusal(403, 'too-far'))
    await urban.call(contract.checkInOnSite, {
      params: { id: first.id },
      body: { position: places.oldTownNear },
    })
    await at('2026-06-10T10:00')
    // The platform's own clock may have the limit under hand at this moment.
    await expect
      .poll(async () =>
        (await detailOf(duty, market.id)).tasks.flatMap((one) => (one.absent ? one.organisationName : [])),
      )
      .toEqual([riversideUrban.name])
    const { tasks, marks } = await detailOf(duty, market.id)
    expect(marks.find((one) => one.kind === 'absent')?.organisationId).toBe(riversideUrban.id)
    await expect
      .poll(async () => (await county.call(contract.listInbox, { query: {} })).items.map((one) => one.text))
      .toContainEqual(expect.stringContaining(`${riversideUrban.name}未在规定时间到场报到`))

    const quick = tasks.find((one) => one.kind === 'main') as contract.Task
    await handle(await workerOf('drainage'), quick)
    await inspector.call(contract.attachCheckPhoto, {
      params: { id: market.id },
      body: { fileName: 'a.png', contentType: 'image/png', content: picture(5), position: places.oldTown },
    })
    const pass = { params: { id: market.id }, body: { passed: true, comment: '已畅通' } }
    await expect(inspector.call(contract.checkCase, pass)).rejects.toMatchObject(refusal(409, 'whistle-open'))
    await other.call(contract.checkInOnSite, {
      params: { id: second.id },
      body: { position: places.oldTownNear },
    })
    for (const [client, task] of [
      [urban, first],
      [other, second],
    ] as const) {
      const params = { id: task.id }
      await client.call(contract.acceptTask, { params })
      const answer = { params, body: { form: { answer: '已清理' } } }
      await expect(client.call(contract.completeTask, answer)).rejects.toMatchObject(
        refusal(409, 'photos-missing'),
      )
      await client.call(contract.attachEvidence, {
        params,
        body: { fileName: 'b.png', contentType: 'image/png', content: picture(6) },
      })
      await client.call(contract.completeTask, answer)
    }
    expect((await inspector.call(contract.checkCase, pass)).state).toBe('closed')
  })

  it('a village hands up: the town sees the history, the village goes on reading', async () => {
    const { duty, at, city, workerOf } = kit
    await at('2026-06-11T09:00')
    const { id } = await aFiledCase(kit)
    const task = await dispatchTo(duty, id, organisations.oldTownUrban)
    const village = await city.signedInAs('grid-worker', { divisions: ['990102001001001'] })
    await village.call(contract.acceptTask, { params: { id: task.id } })
    await village.call(contract.escalateCase, { params: { id: task.id }, body: { reason: '村里无力处置' } })
    const town = await city.signedInAs('district-officer', { divisions: ['990102001'] })
    const [seen, kept] = [await detailOf(town, id), await detailOf(village, id)]
    expect(seen.entries.map((one) => one.act)).toContain('task-escalated')
    expect(kept.entries).toHaveLength(seen.entries.length)
    await expect(
      village.call(contract.completeTask, {
        params: { id: task.id },
        body: { form: { measure: 'replaced' } },
      }),
    ).rejects.toMatchObject({ problem: { status: 404 } })
    // The town has it done by its unit; the village that handed it up looks at the result.
    await handle(await workerOf('drainage'), await dispatchTo(duty, id, organisations.drainage))
    await act(duty, id, { complete: true })
    const checker = await city.signedInAs('inspector', { divisions: ['990102001001001'] })
    await checker.call(contract.attachCheckPhoto, {
      params: { id },
      body: { fileName: 'c.png', contentType: 'image/png', content: picture(8), position: places.oldTown },
    })
    const pass = { params: { id }, body: { passed: true, comment: '本村核实已解决' } }
    expect((await checker.call(contract.checkCase, pass)).state).toBe('closed')
  })
})

describe('PLT-098: delays', () => {
  it('are counted by step and unit, and each late task by what made it late', async () => {
    const { duty, city } = kit
    const query = { from: '2026-06-01T00:00:00+08:00', to: '2026-06-12T00:00:00+08:00' }
    const found = await duty.call(contract.analyseDelays, { query })
    const facts = await city.kernel.db.query<{ task: string; late: number; due: number }>(
      sql`SELECT task, count(*) FILTER (WHERE coalesce(done_time, ${new Date('2026-06-11T09:00:00+08:00')}) > due_time)::int AS late,
        count(*)::int AS due
      FROM cases.task WHERE due_time IS NOT NULL AND kind IN ('main', 'assist') AND state <> 'cancelled' GROUP BY task`,
    )
    expect(found.due).toBe(facts.reduce((sum, one) => sum + one.due, 0))
    expect(found.overdue).toBe(facts.reduce((sum, one) => sum + one.late, 0))
    for (const { task, late } of facts) {
      const steps = found.steps.filter((one) => one.task === task)
      expect(
        steps.reduce((sum, one) => sum + one.overdue, 0),
        task,
      ).toBe(late)
    }
    expect(found.causes.reduce((sum, one) => sum + one.tasks, 0)).toBe(found.overdue)
    expect(found.causes.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(100, 0)
    // The lead of PLT-071 waited for the traffic police; the manhole nobody signed for was signed late.
    const causes = found.causes.map((one) => one.cause)
    expect(causes).toContain('assistant')
    const assistant = found.causes.find((one) => one.cause === 'assistant')
    expect(assistant?.examples[0]).toMatchObject({ title: '污水井盖破损', step: { zh: expect.any(String) } })
    const elsewhere = await city.signedInAs('district-officer', { divisions: ['990103'] })
    expect(await elsewhere.call(contract.analyseDelays, { query })).toMatchObject({ due: 0, causes: [] })
    const wrong = { ...query, to: query.from }
    await expect(duty.call(contract.analyseDelays, { query: wrong })).rejects.toMatchObject({
      problem: { errors: [{ path: '/query/to' }] },
    })
  })
})

describe('PLT-095: cases that may belong together', () => {
  it('are listed with their reasons, for who may supervise, on a basis that stays in the timeline', async () => {
    const { city, at } = kit
    await at('2026-06-12T08:00')
    // Sessions end in between, so people sign in again.
    const [duty, leader, inspector] = await Promise.all([
      city.signedInAs('administrator', { organisationId: organisations.operationCentre.id }),
      city.signedInAs('leader'),
      city.signedInAs('inspector'),
    ])
    const [lon, lat] = places.oldTown
    const open = async (title: string, time: string, position: [number, number], classCode: string) => {
      await at(time)
      const body = { type: 'urban-management.urban-case', title, position, classCode }
      return duty.call(contract.registerCase, { body })
    }
    const litter = 'gbt30428.events.0101'
    const first = await open('菜市场后巷乱倒建筑垃圾', '2026-06-12T09:00', [lon, lat], litter)
    const second = await open('菜市场后巷夜间乱倒建筑垃圾', '2026-06-12T18:00', [lon + 0.0002, lat], litter)
    const far = await open('公园长椅损坏', '2026-06-12T18:00', places.riverside, litter)
    const late = await open('菜市场后巷乱倒建筑垃圾', '2026-06-14T09:00', [lon, lat], litter)
    const params = { id: first.id }
    const body = { basis: '市容管理条例第二十条，查找同一来源', days: 1, withinM: 100 }
    const found = await leader.call(contract.analyseLinks, { params, body })
    const ids = found.items.map((one) => one.case.id)
    expect(ids).toContain(second.id)
    expect(ids).not.toContain(far.id)
    expect(ids).not.toContain(late.id)
    const link = found.items.find((one) => one.case.id === second.id)
    expect(link?.reasons.map((one) => one.kind)).toEqual(['place', 'class', 'title', 'time'])
    expect(link?.score).toBeCloseTo((link?.reasons ?? []).reduce((sum, one) => sum + one.weight, 0))
    expect(found.method).toContain('杰卡德')
    // Two matters of one citizen at two ends of the town are told by the citizen, who is not named.
    const citizen = await city.signedInAs('citizen')
    const told = async (type: string, title: string, position: [number, number]) => {
      const { id } = await citizen.call(contract.reportEvent, { body: { type, title, position } })
      await duty.call(contract.verifyEvent, { params: { id }, body: { real: true, comment: '属实' } })
      await city.settle()
      return (await duty.call(contract.listCases, { query: { eventId: id } })).items[0] as contract.Case
    }
    const bench = await told('urban-management.component', '长椅断裂', [lon, lat])
    const stall = await told('urban-management.street-order', '占道摆摊', places.riverside)
    const same = await leader.call(contract.analyseLinks, { params: { id: bench.id }, body })
    const party = same.items.find((one) => one.case.id === stall.id)
    expect(party?.reasons[0]).toEqual({ kind: 'party', text: '相同当事人或申请人 1 人', weight: 0.5 })
    const [entry] = (await detailOf(duty, first.id)).entries.filter((one) => one.act === 'links-analysed')
    expect(entry).toMatchObject({ text: expect.stringContaining(body.basis), detail: { caseIds: ids } })
    // Without a basis, without the right, and out of one's area there is nothing to see.
    const empty = { params, body: { ...body, basis: '' } }
    await expect(leader.call(contract.analyseLinks, empty)).rejects.toMatchObject({
      problem: { status: 400 },
    })
    await expect(inspector.call(contract.analyseLinks, { params, body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    const elsewhere = await city.signedInAs('leader', { divisions: ['990103'] })
    await expect(elsewhere.call(contract.analyseLinks, { params, body })).rejects.toMatchObject({
      problem: { status: 404 },
    })
  })
})
