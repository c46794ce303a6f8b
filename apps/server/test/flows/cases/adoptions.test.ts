import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places } from '../../../src/test-kit/index.ts'
import { type CaseCity, refusal, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

describe('GOV-050: adoption tasks', () => {
  it('one citizen at a time looks after something, tells once a day, and is given points within the caps', async () => {
    const { city, leader, inspector, at } = kit
    await at('2026-06-10T09:00')
    const rule = await leader.call(contract.getOpennessRule)
    const { changedBy: _, changedTime: __, ...content } = rule
    const caps = { pointsEach: 10, dailyCap: 7, monthlyCap: 100 }
    await leader.call(contract.saveOpennessRule, { body: { ...content, ...caps } })
    const body = {
      ...{ kind: 'green' as const, title: '老城古槐', duty: '每周浇水，清理树池' },
      ...{ position: places.oldTown, everyDays: 7, points: 5 },
    }
    await expect(inspector.call(contract.createAdoption, { body })).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
    const { id } = await leader.call(contract.createAdoption, { body })
    const second = await leader.call(contract.createAdoption, { body: { ...body, title: '老城河段' } })
    const [citizen, other] = [await city.signedInAs('citizen'), await city.signedInAs('citizen')]
    const params = { id }
    const mine = await citizen.call(contract.adopt, { params })
    expect(mine).toMatchObject({ state: 'adopted', isMine: true, adopterName: null, overdue: false })
    await expect(other.call(contract.adopt, { params })).rejects.toMatchObject(refusal(409, 'adopted'))
    const seen = (await other.call(contract.listAdoptions, { query: {} })).items.find((one) => one.id === id)
    expect(seen).toMatchObject({ state: 'adopted', isMine: false, adopterName: null })

    const tell = (text: string, of = id) =>
      citizen.call(contract.recordAdoption, { params: { id: of }, body: { text } })
    const record = await tell('浇水两桶')
    await expect(tell('又浇了一次')).rejects.toMatchObject(refusal(409, 'told-today'))
    await expect(
      other.call(contract.recordAdoption, { params, body: { text: '我也浇水' } }),
    ).rejects.toMatchObject({ problem: { status: 404 } })
    await citizen.call(contract.adopt, { params: { id: second.id } })
    const more = await tell('清理漂浮物', second.id)
    const waiting = await leader.call(contract.listAdoptionRecords, { query: { state: 'waiting' } })
    expect(waiting.items.map((one) => one.text)).toEqual(['清理漂浮物', '浇水两桶'])
    const accept = (one: string) =>
      leader.call(contract.reviewAdoptionRecord, { params: { id: one }, body: { accept: true } })
    expect(await accept(record.id)).toMatchObject({ state: 'accepted', points: 5 })
    // The cap of the day leaves two of the five.
    expect(await accept(more.id)).toMatchObject({ state: 'accepted', points: 2 })
    await expect(accept(record.id)).rejects.toMatchObject(refusal(409, 'reviewed'))
    expect((await citizen.call(contract.listOwnPoints, { query: {} })).balance).toBe(7)

    await at('2026-06-18T10:00')
    const late = (await leader.call(contract.listAdoptions, { query: {} })).items.find((one) => one.id === id)
    expect(late).toMatchObject({ overdue: true, records: 1, adopterName: expect.any(String) })
    await leader.call(contract.giveUpAdoption, { params })
    expect(await other.call(contract.adopt, { params })).toMatchObject({ isMine: true, records: 0 })
    await leader.call(contract.endAdoption, { params })
    const left = await other.call(contract.listAdoptions, { query: {} })
    expect(left.items.map((one) => one.title)).toEqual(['老城河段'])
  })
})
