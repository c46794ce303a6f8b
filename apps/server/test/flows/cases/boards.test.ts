import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations } from '../../../src/test-kit/index.ts'
import { aFiledCase, type CaseCity, dispatchTo, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

it('GOV-045: counts each sub-field apart, by class, area and day, and keeps to the viewer’s divisions', async () => {
  const { duty, city, at } = kit
  await at('2026-06-02T09:00')
  const manhole = await aFiledCase(kit, { title: '井盖破损' })
  await dispatchTo(duty, manhole.id, organisations.drainage)
  const open = (classCode: string, title: string) =>
    duty.call(contract.registerCase, {
      body: { type: 'urban-management.urban-case', title, position: [118.905, 33.405], classCode },
    })
  const [bike] = [
    await open('gbt30428.events.0506', '单车乱停一'),
    await open('gbt30428.events.0506', '单车乱停二'),
    await open('gbt30428.events.0101', '楼顶加建'),
  ]
  const boards = await duty.call(contract.listCaseBoards)
  expect(boards.map((one) => [one.title.zh, one.open])).toEqual([
    ['市容环卫', 0],
    ['园林绿化', 0],
    ['市政设施', 1],
    ['智慧停车', 0],
    ['共享单车', 2],
    ['违法建设', 1],
    ['综合执法', 0],
  ])
  await duty.call(contract.cancelCase, { params: { id: bike?.id as string }, body: { reason: '重复登记' } })
  await at('2026-06-30T09:00')
  const later = await city.signedInAs('duty-officer')
  const board = (id: string, client = later) =>
    client.call(contract.getCaseBoard, { params: { id }, query: { days: 60 } })
  const bikes = await board('bikes')
  expect(bikes).toMatchObject({ open: 1, overdue: 1, filed: 1, closed: 0, inTime: null, medianHours: null })
  expect(bikes.classes.map((one) => [one.title.zh, one.filed])).toEqual([['非机动车乱停放', 1]])
  expect(bikes.late.map((one) => one.title)).toEqual(['单车乱停二'])
  expect(bikes.days.find((one) => one.day === '2026-06-02')).toEqual({
    day: '2026-06-02',
    filed: 1,
    closed: 0,
  })
  expect(bikes.days).toHaveLength(61)
  expect(bikes.areas.reduce((sum, one) => sum + one.open, 0)).toBe(1)
  const other = await city.signedInAs('district-officer', { divisions: ['990103'] })
  expect(await board('bikes', other)).toMatchObject({ open: 0, filed: 0, late: [] })
  await expect(board('none')).rejects.toMatchObject({ problem: { status: 404 } })
})
