import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  partCode,
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

describe('GOV-045: a seven-stage case', () => {
  it('of 井盖破损 with 4 紧急工作时 dispatched 23:30 is on time at 03:10', async () => {
    const { duty, at, workerOf } = kit
    await at('2026-06-02T23:00')
    const { id } = await aFiledCase(kit)
    await at('2026-06-02T23:30')
    const task = await dispatchTo(duty, id, organisations.drainage)
    expect(task).toMatchObject({ dueTime: toDate('2026-06-03T03:30').toISOString(), lamp: 'green' })
    await at('2026-06-03T03:10')
    await handle(await workerOf('drainage'), task)
    const done = (await detailOf(duty, id)).tasks.find((one) => one.id === task.id)
    expect(done).toMatchObject({ state: 'done', lamp: 'green' })
    expect((await detailOf(duty, id)).marks.filter((one) => one.kind === 'overdue')).toEqual([])
  })

  it('of the same class in 工作时 starts at 08:30 the next day', async () => {
    const { duty, at } = kit
    const key = { type: 'urban-management.urban-case', code: manhole }
    const limit = { minutes: 240, clock: 'working' as const, calendar: 'municipal' }
    await duty.call(contract.saveCaseClass, { params: key, body: { limit } })
    await at('2026-06-02T23:00')
    const { id } = await aFiledCase(kit)
    await at('2026-06-02T23:30')
    const task = await dispatchTo(duty, id, organisations.drainage)
    // 08:30–12:00 is three and a half hours; the rest follows the lunch break.
    expect(task.dueTime).toBe(toDate('2026-06-03T14:00').toISOString())
    await duty.call(contract.saveCaseClass, {
      params: key,
      body: { limit: { minutes: 240, clock: 'urgent' } },
    })
  })

  it('is not passed on photos taken elsewhere, and closes on a photo of the verifying collector', async () => {
    const { duty, inspector, at, workerOf } = kit
    await at('2026-06-03T09:00')
    const { id } = await aFiledCase(kit)
    const task = await dispatchTo(duty, id, organisations.drainage)
    await handle(await workerOf('drainage'), task, places.riverside)
    await act(duty, id, { complete: true })
    const pass = { params: { id }, body: { passed: true, comment: '已修复' } }
    await expect(inspector.call(contract.checkCase, pass)).rejects.toMatchObject(
      refusal(409, 'photos-missing'),
    )
    const photo = (position: [number, number], n: number) =>
      inspector.call(contract.attachCheckPhoto, {
        params: { id },
        body: { fileName: '核查.png', contentType: 'image/png', content: picture(n), position },
      })
    await photo(places.riverside, 7)
    await expect(inspector.call(contract.checkCase, pass)).rejects.toMatchObject(
      refusal(409, 'photo-not-at-place'),
    )
    await photo(places.oldTownNear, 8)
    const closed = await inspector.call(contract.checkCase, pass)
    expect(closed).toMatchObject({ state: 'closed', inTime: true, score: 2 })
    const { entries, checkAttachments } = await detailOf(duty, id)
    expect(checkAttachments).toHaveLength(2)
    expect(entries.at(-1)).toMatchObject({ act: 'evaluated', actText: { zh: '综合评价' } })
  })

  it('is not checked by who handled it, and needs a valid part code', async () => {
    const { duty } = kit
    const register = (code: string | undefined) =>
      duty.call(contract.registerCase, {
        body: {
          ...{ type: 'urban-management.urban-case', title: '井盖', position: places.oldTown },
          ...{ classCode: manhole, partCode: code },
        },
      })
    for (const wrong of [undefined, '99', '9901030102000001', '9901020101000001'])
      await expect(register(wrong)).rejects.toMatchObject({
        problem: { errors: [{ path: '/body/partCode' }] },
      })
    expect(await register(partCode)).toMatchObject({ partCode, classTitle: { zh: '污水井盖' } })
  })
})

describe('GOV-045: families of cases', () => {
  it('a parent stays open while a child is open', async () => {
    const { duty, inspector, workerOf } = kit
    const parent = await aFiledCase(kit)
    const child = await duty.call(contract.registerCase, {
      body: {
        ...{ type: 'urban-management.quick-case', title: '周边清理', position: places.oldTown },
        parentId: parent.id,
      },
    })
    await handle(await workerOf('drainage'), await dispatchTo(duty, parent.id, organisations.drainage))
    await act(duty, parent.id, { complete: true })
    await inspector.call(contract.attachCheckPhoto, {
      params: { id: parent.id },
      body: { fileName: 'a.png', contentType: 'image/png', content: picture(9), position: places.oldTown },
    })
    const pass = { params: { id: parent.id }, body: { passed: true, comment: '好' } }
    await expect(inspector.call(contract.checkCase, pass)).rejects.toMatchObject(
      refusal(409, 'children-open'),
    )
    await duty.call(contract.cancelCase, { params: { id: child.id }, body: { reason: '已一并清理' } })
    expect((await inspector.call(contract.checkCase, pass)).state).toBe('closed')
  })

  it('a merge is undone without losing anything', async () => {
    const { duty } = kit
    const [kept, twin] = [await aFiledCase(kit), await aFiledCase(kit)]
    const before = await openTask(duty, twin.id)
    await duty.call(contract.mergeCases, {
      params: { id: kept.id },
      body: { duplicateId: twin.id, reason: '同一井盖' },
    })
    expect((await detailOf(duty, twin.id)).case).toMatchObject({ state: 'cancelled', mergedInto: kept.id })
    expect((await detailOf(duty, kept.id)).merged.map((one) => one.id)).toEqual([twin.id])
    await duty.call(contract.unmergeCase, { params: { id: twin.id }, body: { reason: '不是同一处' } })
    const after = await openTask(duty, twin.id)
    expect(after).toMatchObject({ id: before.id, state: before.state, dueTime: before.dueTime })
    expect((await detailOf(duty, twin.id)).case).toMatchObject({ state: 'open', mergedInto: null })
  })
})
