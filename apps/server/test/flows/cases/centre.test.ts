import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places } from '../../../src/test-kit/index.ts'
import { act, type CaseCity, dispatchTo, openTask, picture, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
  const give = (item: string, organisation: contract.Organisation) => ({
    item: `grassroots.${item}`,
    divisionCode: '990100',
    organisationId: organisation.id,
  })
  await kit.city.kernel.db.transaction((tx) =>
    kit.city.cases.importDuties(tx, [
      give('centre', organisations.operationCentre),
      give('matter-handling', organisations.drainage),
    ]),
  )
})
afterAll(() => kit.city.stop())

const aMatter = (title: string) =>
  kit.duty.call(contract.registerCase, {
    body: { type: 'grassroots.governance-matter', title, position: places.oldTown },
  })

async function arrive(worker: Client, id: string) {
  const params = { id: (await openTask(kit.duty, id)).id }
  await worker.call(contract.acceptTask, { params })
  const photo = { fileName: 'a.png', contentType: 'image/png' as const, content: picture(3) }
  await worker.call(contract.attachEvidence, { params, body: photo })
  await worker.call(contract.completeTask, { params, body: { form: { found: '已到现场' } } })
}

describe('a governance centre (GOV-015)', () => {
  it('keeps its clocks: 30 minutes, 30 minutes, two hours when urgent and a day else', async () => {
    const { duty, inspector, at, workerOf } = kit
    const worker = await workerOf('drainage')
    await at('2026-06-02T09:00')
    const [urgent, ordinary] = [await aMatter('群体上访苗头'), await aMatter('楼道杂物堆放')]
    const dueIn = async (id: string) => {
      const { dueTime, assignedTime } = await openTask(duty, id)
      return (Date.parse(dueTime as string) - Date.parse(assignedTime as string)) / 60_000
    }
    expect(await dueIn(urgent.id)).toBe(30)
    await at('2026-06-02T09:20')
    await act(duty, urgent.id, { verdict: 'urgent' })
    expect(await dueIn(urgent.id)).toBe(30)
    await at('2026-06-02T09:45')
    await act(duty, ordinary.id, { verdict: 'ordinary' })
    await dispatchTo(duty, urgent.id, organisations.drainage)
    await dispatchTo(duty, ordinary.id, organisations.drainage)
    expect([await dueIn(urgent.id), await dueIn(ordinary.id)]).toEqual([120, 1440])
    await at('2026-06-02T12:00')
    await arrive(worker, urgent.id)
    await arrive(worker, ordinary.id)
    for (const { id } of [urgent, ordinary]) {
      await act(worker, id, { result: '已化解' })
      const pass = { params: { id }, body: { passed: true, comment: '属实' } }
      expect((await inspector.call(contract.checkCase, pass)).state).toBe('closed')
    }
    const untrue = await aMatter('误报')
    await act(duty, untrue.id, { verdict: 'untrue' })
    const { case: ended } = await duty.call(contract.getCase, { params: { id: untrue.id } })
    expect(ended.state).toBe('closed')
  })

  it('counts them on its board, with what waits for a ruling and a score of what it is made', async () => {
    const { duty, at, workerOf } = kit
    await at('2026-06-02T13:00')
    const { id } = await aMatter('责任不清的积水')
    await act(duty, id, { verdict: 'ordinary' })
    await dispatchTo(duty, id, organisations.drainage)
    await duty.call(contract.blowWhistle, {
      params: { id },
      body: { organisationIds: [organisations.oldTownUrban.id], minutes: 30, reason: '请到场' },
    })
    const giveBack = async (unit: keyof typeof organisations) => {
      const params = { id: (await openTask(duty, id)).id }
      await (await workerOf(unit)).call(contract.returnTask, { params, body: { reason: '不属本单位' } })
    }
    await giveBack('drainage')
    await dispatchTo(duty, id, organisations.oldTownUrban)
    await giveBack('oldTownUrban')
    await at('2026-06-02T14:00')
    const board = await duty.call(contract.getGovernanceCentre, { query: { division: '990100', days: 7 } })
    const kept = (clock: string) => board.clocks.find((one) => one.clock === clock)
    // Of four accepted, the ordinary one took 45 minutes.
    expect(kept('accept')).toMatchObject({ due: 4, inTime: 3, late: 0 })
    expect(kept('allocate')).toMatchObject({ due: 3, inTime: 3 })
    // The urgent one was reached after 135 minutes; no clock runs while the centre rules.
    expect(kept('on-site')).toMatchObject({ due: 2, inTime: 1, running: 0 })
    expect(kept('whistle')).toMatchObject({ due: 1, inTime: 0, late: 1 })
    expect(board.disputes).toMatchObject([
      { caseId: id, refusedBy: [organisations.drainage.name, organisations.oldTownUrban.name] },
    ])
    const drainage = board.units.find((one) => one.organisationId === organisations.drainage.id)
    expect(drainage).toMatchObject({ closed: 2, closedInTime: 100, firstPass: 100, onSiteInTime: 50 })
    // 40 + 30 + 30 × 0.5
    expect(drainage?.score).toBe(85)
    expect(drainage?.returned).toBe(1)
    expect(board.areas).toMatchObject([{ code: '990102', open: 1, closed: 3, absent: 1, returned: 2 }])
  })

  it('leaves what was handed up with the level above: its next task goes there, not back to the first unit', async () => {
    const { duty, city, at, workerOf } = kit
    await at('2026-06-03T09:00')
    const { id } = await aMatter('跨村道路塌陷')
    await act(duty, id, { verdict: 'urgent' })
    await dispatchTo(duty, id, organisations.oldTownUrban)
    const first = await openTask(duty, id)
    const village = await city.signedInAs('grid-worker', { divisions: ['990102001001001'] })
    const params = { id: first.id }
    await village.call(contract.escalateCase, { params, body: { reason: '村里无力处置' } })
    const raised = await openTask(duty, id)
    expect(raised).toMatchObject({ id: first.id, organisationId: organisations.drainage.id })
    await arrive(await workerOf('drainage'), id)
    const next = await openTask(duty, id)
    expect(next).toMatchObject({
      ...{ task: 'handle-urgent', organisationId: organisations.drainage.id },
      divisionCode: raised.divisionCode,
    })
    expect(raised.divisionCode).not.toBe(first.divisionCode)
  })

  it('shows a town what is its own only', async () => {
    const town = await kit.city.signedInAs('district-officer', { divisions: ['990103'] })
    const own = await town.call(contract.getGovernanceCentre, { query: {} })
    expect(own).toMatchObject({ division: '990103', areas: [], units: [], disputes: [] })
    await expect(
      town.call(contract.getGovernanceCentre, { query: { division: '990102' } }),
    ).rejects.toMatchObject({ problem: { status: 403 } })
  })
})
