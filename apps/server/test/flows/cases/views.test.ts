import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

const view = {
  name: '超时的红色案件',
  filters: { lamp: 'red', level: 'red', search: '积水' },
  columns: ['lamp', 'title', 'unit'],
}
type Caller = Awaited<ReturnType<TestPlatform['signedInAs']>>
const named = async (client: Caller) =>
  (await client.call(contract.listCaseViews)).items.map((one) => [one.name, one.own])

describe('kept views of the case list', () => {
  it('are there for whoever kept them; a shared one for their organisation, and nobody else', async () => {
    const same = { organisationId: organisations.operationCentre.id }
    const keeper = await city.signedInAs('dispatcher', same)
    const colleague = await city.signedInAs('dispatcher', same)
    const stranger = await city.signedInAs('dispatcher', { organisationId: organisations.drainage.id })
    const kept = await keeper.call(contract.saveCaseView, { body: { ...view, shared: false } })
    expect(await named(colleague)).toEqual([])
    const shared = await keeper.call(contract.saveCaseView, { body: { ...view, columns: [], shared: true } })
    expect(shared.id).toBe(kept.id)
    expect(await named(keeper)).toEqual([[view.name, true]])
    expect((await colleague.call(contract.listCaseViews)).items).toMatchObject([
      { name: view.name, filters: view.filters, columns: [], own: false, shared: true },
    ])
    expect(await named(stranger)).toEqual([])
    await expect(colleague.call(contract.deleteCaseView, { params: { id: kept.id } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
    await keeper.call(contract.deleteCaseView, { params: { id: kept.id } })
    expect(await named(keeper)).toEqual([])
  })

  it('of one without an organisation cannot be shared', async () => {
    const alone = await city.signedInAs('dispatcher')
    await expect(
      alone.call(contract.saveCaseView, { body: { ...view, shared: true } }),
    ).rejects.toMatchObject({ problem: { errors: [expect.objectContaining({ path: '/body/shared' })] } })
    await alone.call(contract.saveCaseView, { body: { ...view, shared: false } })
    expect(await named(alone)).toEqual([[view.name, true]])
  })
})
