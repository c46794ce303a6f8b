import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, places } from '../../../src/test-kit/index.ts'
import { act, type CaseCity, detailOf, openTask, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity('2026-06-02T09:00')
  await kit.city.kernel.db.transaction((tx) =>
    kit.city.cases.importDuties(tx, [
      ...['intake', 'building'].map((item) => ({
        ...{ item: `it-projects.${item}`, divisionCode: '990100' },
        organisationId: organisations.operationCentre.id,
      })),
    ]),
  )
})
afterAll(() => kit.city.stop())

const testCases = 'TC-01 登录\nTC-02 指标与来源一致\nTC-03 无权限者不可见'

it('a topic goes live with all tests passed, and its effect is checked 90 days after (PLT-102)', async () => {
  const { duty } = kit
  const { id } = await duty.call(contract.registerCase, {
    body: { type: 'it-projects.topic', title: 'T1 供水监测主题', position: places.oldTown },
  })
  await act(duty, id, {
    ...{ unit: organisations.drainage.name, purpose: '看清供水', data: '水压', users: '供水调度' },
    goal: '投诉下降一成',
  })
  await act(duty, id, {
    ...{ value: '高', readiness: '已接入', effort: 20, duplicates: '无', decision: 'accept' },
  })
  await act(duty, id, { built: '一张图', testCases, trialUsers: '调度员' })
  const asked = { id: organisations.drainage.id, name: organisations.drainage.name }
  expect((await duty.call(contract.getCase, { params: { id } })).units).toEqual([asked])
  const params = { id: (await openTask(duty, id)).id }
  await duty.call(contract.acceptTask, { params })
  const goLive = (passed: string | undefined) =>
    duty.call(contract.completeTask, {
      params,
      body: { form: { ...(passed ? { passed } : {}), release: '1.0', rollBack: '退回 0.9' } },
    })
  await expect(goLive(undefined)).rejects.toMatchObject({
    problem: { status: 409, code: 'items-missing', detail: expect.stringContaining('TC-01 登录；TC-02') },
  })
  await expect(goLive('TC-01 见截图\nTC-03 见记录')).rejects.toMatchObject({
    problem: { detail: expect.stringMatching(/缺少已通过的测试用例：TC-02 指标与来源一致$/) },
  })
  expect((await detailOf(duty, id)).case.stage).toBe('test')
  await goLive('TC-01 见截图\nTC-02：见比对表\nTC-03 见记录')
  await act(duty, id, { trained: '二十人' })
  // Sessions end in between, so people sign in again.
  const signIn = () =>
    kit.city.signedInAs('administrator', { organisationId: organisations.operationCentre.id })
  await kit.at('2026-08-30T09:00')
  const waiting = await detailOf(await signIn(), id)
  expect(waiting.case.stage).toBe('live')
  expect(waiting.waiting).toMatchObject({
    stageTitle: { zh: '待检验' },
    until: expect.stringMatching(/^2026-08-31/),
  })
  await kit.at('2026-08-31T09:01')
  const later = await signIn()
  const { case: due } = await detailOf(later, id)
  expect(due).toMatchObject({ stage: 'effect', stageTitle: { zh: '待检验' }, state: 'open' })
  expect((await detailOf(later, id)).waiting).toBeNull()
  expect(await openTask(later, id)).toMatchObject({
    task: 'check-effect',
    organisationId: organisations.drainage.id,
  })
})
