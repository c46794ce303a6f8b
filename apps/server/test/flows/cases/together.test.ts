import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiveListener } from '../../../src/kernel/realtime.ts'
import { organisations } from '../../../src/test-kit/index.ts'
import {
  aFiledCase,
  type CaseCity,
  detailOf,
  dispatchTo,
  openTask,
  refusal,
  startCaseCity,
  toDate,
} from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

describe('two people on one case', () => {
  it('the second is refused with who changed what, and both are told', async () => {
    const { duty, dispatcher, city } = kit
    const { id } = await aFiledCase(kit)
    await dispatchTo(duty, id, organisations.drainage)
    const { version, id: taskId } = await openTask(duty, id)
    const heard: unknown[] = []
    const principal = { scope: { divisions: ['990100'], everything: false } }
    const listener = {
      principal,
      filter: { topics: new Set(['cases']), scope: principal.scope, types: null, entities: null, bbox: null },
      send: (_id: number, _topic: string, body: unknown) => heard.push(body),
      sendLatest: () => undefined,
    } as unknown as LiveListener
    city.kernel.realtime.join(listener, null)
    const give = (client: typeof duty, organisationId: string) =>
      client.call(contract.assignTask, { params: { id: taskId }, body: { organisationId, version } })
    await give(duty, organisations.oldTownUrban.id)
    const late = give(dispatcher, organisations.trafficPolice.id)
    await expect(late).rejects.toMatchObject({
      problem: { status: 409, code: 'changed-meanwhile', detail: expect.stringContaining('派遣') },
    })
    await city.settle()
    expect((await openTask(duty, id)).organisationName).toBe(organisations.oldTownUrban.name)
    expect(heard).toContainEqual(expect.objectContaining({ act: 'contested', caseId: id, change: '派遣' }))
    await expect
      .poll(() => heard)
      .toContainEqual(
        expect.objectContaining({
          act: 'task-changed',
          by: expect.objectContaining({ did: { zh: '派遣', en: 'Assigned' } }),
        }),
      )
    city.kernel.realtime.leave(listener)
  })

  it('accepting at the same moment, one of them has the task', async () => {
    const { duty, city } = kit
    const { id } = await aFiledCase(kit)
    const task = await dispatchTo(duty, id, organisations.drainage)
    const same = { organisationId: organisations.drainage.id }
    const two = [await city.signedInAs('unit-worker', same), await city.signedInAs('unit-worker', same)]
    const answers = await Promise.allSettled(
      two.map((one) => one.call(contract.acceptTask, { params: { id: task.id } })),
    )
    expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(answers.find((one) => one.status === 'rejected')).toMatchObject({
      reason: refusal(409, 'already-accepted'),
    })
  })
})

describe('undo', () => {
  it('takes back a return: the unit, the clock and the count of refusals are as before', async () => {
    const { duty, workerOf } = kit
    const { id } = await aFiledCase(kit)
    const before = await dispatchTo(duty, id, organisations.drainage)
    const worker = await workerOf('drainage')
    await worker.call(contract.returnTask, { params: { id: before.id }, body: { reason: '点错了' } })
    const { undoable } = await detailOf(duty, id)
    await duty.call(contract.undoCaseAct, { params: { id }, body: { entryId: undoable as string } })
    const { organisationId, state, dueTime, refusals } = await openTask(duty, id)
    expect({ organisationId, state, dueTime, refusals }).toEqual({
      ...{ organisationId: before.organisationId, state: before.state, dueTime: before.dueTime, refusals: 0 },
    })
    const { marks, undoable: again } = await detailOf(duty, id)
    expect(marks).toEqual([])
    expect(again).toBeNull()
    await expect(
      duty.call(contract.undoCaseAct, { params: { id }, body: { entryId: undoable as string } }),
    ).rejects.toMatchObject(refusal(409, 'not-undoable'))
  })
})

describe('a pause', () => {
  it('stops every clock when approved by somebody else, and lets them run on exactly', async () => {
    const { duty, leader, at, workerOf } = kit
    await at('2026-06-03T09:00')
    const { id } = await aFiledCase(kit)
    const task = await dispatchTo(duty, id, organisations.drainage)
    const worker = await workerOf('drainage')
    const params = { id: task.id }
    await worker.call(contract.acceptTask, { params })
    await at('2026-06-03T10:00')
    const asked = await worker.call(contract.requestSuspension, { params, body: { reason: '暴雨无法施工' } })
    expect((await detailOf(duty, id)).case.suspendedTime).toBeNull()
    const yes = { params: { id: asked.id }, body: { approve: true, comment: '同意' } }
    await expect(worker.call(contract.decideCaseRequest, yes)).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
    await leader.call(contract.decideCaseRequest, yes)
    await at('2026-06-04T16:30')
    const { case: still, tasks, marks } = await detailOf(duty, id)
    expect(still.suspendedTime).toBe(toDate('2026-06-03T10:00').toISOString())
    expect(tasks.find((one) => one.id === task.id)?.lamp).toBe('green')
    expect(marks).toEqual([])
    await leader.call(contract.resumeCase, { params: { id }, body: { reason: '雨停' } })
    // Three of four urgent hours were left; the case itself counts working days and had nine whole days and more.
    expect(await openTask(duty, id)).toMatchObject({ dueTime: toDate('2026-06-04T19:30').toISOString() })
    await at('2026-06-04T19:31')
    expect((await detailOf(duty, id)).marks.map((one) => one.kind)).toEqual(['overdue'])
  })

  it('ends by itself at the time granted, and a delay moves the end out', async () => {
    const { duty, leader, at, workerOf } = kit
    await at('2026-06-08T09:00')
    const { id } = await aFiledCase(kit)
    const task = await dispatchTo(duty, id, organisations.drainage)
    const worker = await workerOf('drainage')
    const params = { id: task.id }
    await worker.call(contract.acceptTask, { params })
    const body = { reason: '等待开挖许可', untilTime: toDate('2026-06-08T11:00').toISOString() }
    const asked = await worker.call(contract.requestSuspension, { params, body })
    const approve = { approve: true, comment: '同意' }
    await leader.call(contract.decideCaseRequest, { params: { id: asked.id }, body: approve })
    await at('2026-06-08T11:00')
    expect((await openTask(duty, id)).dueTime).toBe(toDate('2026-06-08T15:00').toISOString())
    const more = await worker.call(contract.requestDelay, { params, body: { minutes: 120, reason: '缺件' } })
    await leader.call(contract.decideCaseRequest, { params: { id: more.id }, body: approve })
    expect((await openTask(duty, id)).dueTime).toBe(toDate('2026-06-08T17:00').toISOString())
  })
})

describe('PLT-098: supervision', () => {
  it('is issued with a reason, answered, verified or sent back, and counted when late', async () => {
    const { duty, leader, at, workerOf } = kit
    await at('2026-06-09T09:00')
    const { id } = await aFiledCase(kit)
    await dispatchTo(duty, id, organisations.drainage)
    const order = await leader.call(contract.issueSupervision, {
      params: { id },
      body: { reason: '群众反映强烈', limit: { minutes: 120, clock: 'natural' } },
    })
    expect(order).toMatchObject({ state: 'issued', organisationName: organisations.drainage.name })
    await at('2026-06-09T11:01')
    const late = await leader.call(contract.listSupervisions, { query: { overdue: true } })
    expect(late.items.map((one) => one.id)).toContain(order.id)
    const params = { id: order.id }
    const worker = await workerOf('drainage')
    const stranger = await workerOf('riversideUrban')
    const answer = { params, body: { text: '已增派人员' } }
    await expect(stranger.call(contract.rectifySupervision, answer)).rejects.toMatchObject(
      refusal(403, 'other-organisation'),
    )
    await worker.call(contract.rectifySupervision, answer)
    await leader.call(contract.verifySupervision, { params, body: { passed: false, comment: '仍未到场' } })
    await worker.call(contract.rectifySupervision, answer)
    const done = await leader.call(contract.verifySupervision, {
      params,
      body: { passed: true, comment: '已整改' },
    })
    expect(done.state).toBe('verified')
    const { entries } = await detailOf(duty, id)
    expect(entries.filter((one) => one.act.startsWith('supervision')).map((one) => one.act)).toEqual([
      ...['supervision-issued', 'supervision-overdue', 'supervision-rectified', 'supervision-sent-back'],
      ...['supervision-rectified', 'supervision-verified'],
    ])
  })
})

describe('many cases at once', () => {
  it('are dispatched and urged with one answer for each row', async () => {
    const { duty, at } = kit
    await at('2026-06-10T09:00')
    const ids = [(await aFiledCase(kit)).id, (await aFiledCase(kit)).id]
    const closed = (await aFiledCase(kit)).id
    await duty.call(contract.cancelCase, { params: { id: closed }, body: { reason: '误报' } })
    const batch = (act: 'dispatch' | 'urge', organisationId?: string) =>
      duty.call(contract.actOnCases, {
        body: {
          act,
          ids: [...ids, closed],
          comment: '统一派遣',
          ...(organisationId ? { organisationId } : {}),
        },
      })
    const { rows } = await batch('dispatch', organisations.drainage.id)
    expect(rows.map((one) => [one.done, one.code])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, 'nothing-waiting'],
    ])
    await batch('urge')
    expect((await openTask(duty, ids[0] as string)).urges).toBe(1)
  })

  it('a closed case is taken up again within seven days and counts as not closed', async () => {
    const { duty, at } = kit
    await at('2026-06-11T09:00')
    const opened = await duty.call(contract.registerCase, {
      body: { type: 'urban-management.urban-case', title: '误报', position: [118.905, 33.405] },
    })
    const params = { id: (await openTask(duty, opened.id)).id }
    await duty.call(contract.acceptTask, { params })
    await duty.call(contract.completeTask, { params, body: { form: { real: false } } })
    expect((await detailOf(duty, opened.id)).case.state).toBe('closed')
    await at('2026-06-17T09:00')
    const again = { params: { id: opened.id }, body: { reason: '再次出现' } }
    const reopened = await duty.call(contract.reopenCase, again)
    expect(reopened).toMatchObject({ state: 'open', reopens: 1, closedTime: null, inTime: null })
    expect((await detailOf(duty, opened.id)).marks.map((one) => one.kind)).toEqual(['reopened'])
  })
})
