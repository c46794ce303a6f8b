import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

const dayMs = 86_400_000
const start = new Date('2026-01-05T12:00:00+08:00')
let now = start
let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
})
afterAll(() => city.stop())

describe('GOV-013: a household not confirmed for 180 days', () => {
  it('is marked 待核实 and is a visit task of its grid worker until it is visited', async () => {
    // A session does not last half a year: another worker of the same grids takes over.
    const sign = () => city.signedInAs('grid-worker', { divisions: ['990102'] })
    let worker = await sign()
    const register = (room: string) =>
      worker.call(contract.createHousehold, { body: { building: '1 幢', room, position: places.oldTown } })
    const [visited, never] = [await register('101'), await register('102')]
    const visit = (key: string) =>
      worker.call(contract.recordVisit, {
        body: { key, householdId: visited.id, visitTime: now.toISOString(), text: '核实居住情况' },
      })
    const tasks = async (client = worker) =>
      (await client.call(contract.listHouseholds, { query: { toVerify: true } })).items.map((one) => one.id)
    const markOf = async (id: string) =>
      (await worker.call(contract.listHouseholds)).items.find((one) => one.id === id)
    await visit('00000000-0000-7000-8000-00000000a001')
    now = new Date(start.getTime() + 180 * dayMs - 60_000)
    worker = await sign()
    expect(await tasks()).toEqual([])
    now = new Date(start.getTime() + 180 * dayMs)
    expect(await tasks()).toEqual([visited.id])
    expect(await markOf(visited.id)).toMatchObject({ toVerify: true, verifyTime: now.toISOString() })
    expect(await markOf(never.id)).toMatchObject({ toVerify: false, verifyTime: null })
    expect(await tasks(await city.signedInAs('grid-worker', { divisions: ['990103'] }))).toEqual([])
    await visit('00000000-0000-7000-8000-00000000a002')
    expect(await tasks()).toEqual([])
    expect(await markOf(visited.id)).toMatchObject({ toVerify: false })
  })
})
