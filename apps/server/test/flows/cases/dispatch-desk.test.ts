import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations } from '../../../src/test-kit/index.ts'
import { aFiledCase, type CaseCity, openTask, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

const waiting = async (client: CaseCity['duty'], query = {}) =>
  (await client.call(contract.listDispatches, { query })).items

describe('the dispatch desk', () => {
  it('shows what waits, oldest first, with the unit of the duty list and why; taken it is gone', async () => {
    const { at, dispatcher } = kit
    const first = await aFiledCase(kit, { title: '先立的井盖案件' })
    await at('2026-06-02T09:10')
    const second = await aFiledCase(kit, { title: '后立的井盖案件' })
    const rows = await waiting(dispatcher)
    expect(rows.map((row) => row.task.caseId)).toEqual([first.id, second.id])
    const [row] = rows as [contract.Dispatch]
    expect(row).toMatchObject({
      task: { lamp: 'green', position: first.position },
      suggestion: {
        ...{ organisationId: organisations.drainage.id, basis: 'duty', divisionCode: '990100' },
        ...{ item: 'urban-management.handling', why: { zh: expect.stringContaining('责任清单') } },
      },
    })
    await dispatcher.call(contract.assignTask, {
      params: { id: row.task.id },
      body: { organisationId: row.suggestion?.organisationId ?? '', version: row.task.version },
    })
    expect((await waiting(dispatcher)).map((one) => one.task.caseId)).toEqual([second.id])
    expect((await openTask(dispatcher, first.id)).organisationId).toBe(organisations.drainage.id)
  })

  it('prefers the smallest division named, and is kept to the divisions of the caller', async () => {
    const { city, dispatcher } = kit
    const [row] = (await waiting(dispatcher)) as [contract.Dispatch]
    await city.kernel.db.transaction((tx) =>
      city.cases.importDuties(tx, [
        {
          item: 'urban-management.handling',
          divisionCode: row.task.divisionCode?.slice(0, 6) ?? '',
          organisationId: organisations.oldTownUrban.id,
        },
      ]),
    )
    const [now] = (await waiting(dispatcher)) as [contract.Dispatch]
    expect(now.suggestion).toMatchObject({ organisationId: organisations.oldTownUrban.id, basis: 'duty' })
    const elsewhere = row.task.divisionCode?.startsWith('990103') ? '990102' : '990103'
    expect(await waiting(await city.signedInAs('dispatcher', { divisions: [elsewhere] }))).toEqual([])
  })
})
