import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations } from '../../../src/test-kit/index.ts'
import { aFiledCase, type CaseCity, detailOf, refusal, startCaseCity } from './case-kit.ts'

let kit: CaseCity
let county: Awaited<ReturnType<CaseCity['city']['signedInAs']>>
beforeAll(async () => {
  kit = await startCaseCity()
  county = await kit.city.signedInAs('leader', { divisions: ['990102'] })
})
afterAll(() => kit.city.stop())

const letter = { title: '沿街消防通道占用整治', reason: '请五个工作日内书面回复整改情况' }

function write(
  more: Partial<typeof letter> & { caseId?: string; divisionCode?: string; limit?: contract.TimeLimit } = {},
) {
  return county.call(contract.issueLetter, {
    body: { organisationId: organisations.oldTownUrban.id, ...letter, ...more },
  })
}

async function seen(client: typeof county, id: string) {
  const { items } = await client.call(contract.listSupervisions, { query: { limit: 200 } })
  return items.find((one) => one.id === id)
}

async function inboxOf(client: typeof county, reference: string): Promise<string[]> {
  await kit.city.settle()
  const { items } = await client.call(contract.listInbox, { query: { limit: 200 } })
  return items.filter((one) => `${one.title}${one.text}`.includes(reference)).map((one) => one.text)
}

describe('GOV-014: a supervision letter', () => {
  it('is due at the end of the fifth working day, red then, and climbs to the next level on the sixth, once', async () => {
    const { at, leader } = kit
    await at('2026-06-02T09:00')
    const { id, reference, ...sent } = await write()
    expect(sent).toMatchObject({
      ...{ caseId: null, state: 'issued', overdue: false, divisionCode: '990102', climbedTo: null },
      dueTime: new Date('2026-06-09T17:30:00+08:00').toISOString(),
    })
    await at('2026-06-09T17:29')
    expect(await seen(county, id)).toMatchObject({ overdue: false })
    await at('2026-06-09T17:31')
    expect(await seen(county, id)).toMatchObject({ overdue: true, climbedTo: null })
    await expect.poll(() => inboxOf(county, reference)).toContainEqual(expect.stringContaining('未按时回复'))
    expect(await inboxOf(leader, reference)).toEqual([])
    await at('2026-06-10T09:00')
    await at('2026-06-10T15:00')
    await at('2026-06-12T15:00')
    expect(await seen(leader, id)).toMatchObject({
      ...{
        overdue: true,
        climbedTo: '990100',
        climbedTime: new Date('2026-06-10T09:00:00+08:00').toISOString(),
      },
    })
    const climbed = await leader.call(contract.listSupervisions, { query: { climbed: true } })
    expect(climbed.items.map((one) => one.id)).toContain(id)
    const told = async () =>
      (await inboxOf(leader, reference)).filter((text) => text.includes('逾期仍未回复'))
    await expect.poll(told).toHaveLength(1)
  })

  it('answered in time it neither turns red nor climbs; the level that issued it verifies the answer', async () => {
    const { at, leader, workerOf } = kit
    await at('2026-06-15T09:00')
    const { id } = await write({ title: '夜市油烟扰民整治' })
    const unit = await workerOf('oldTownUrban')
    const stranger = await workerOf('riversideUrban')
    const answer = { params: { id }, body: { text: '已约谈经营户并加装净化设施' } }
    expect(await seen(unit, id)).toMatchObject({ title: '夜市油烟扰民整治', divisionCode: '990102' })
    await expect(stranger.call(contract.rectifySupervision, answer)).rejects.toMatchObject(
      refusal(403, 'other-organisation'),
    )
    await unit.call(contract.rectifySupervision, answer)
    await at('2026-06-23T10:00')
    expect(await seen(leader, id)).toMatchObject({ state: 'rectified', overdue: false, climbedTo: null })
    const verified = await county.call(contract.verifySupervision, {
      params: { id },
      body: { passed: true, comment: '现场复核合格' },
    })
    expect(verified.state).toBe('verified')
  })

  it('about a case is in its timeline when issued, late and climbed', async () => {
    const { at, duty } = kit
    await at('2026-06-24T09:00')
    const { id } = await aFiledCase(kit)
    await write({ caseId: id, limit: { days: 1, clock: 'working-day' } })
    await at('2026-06-25T18:00')
    await at('2026-06-26T09:00')
    const { entries, supervisions } = await detailOf(duty, id)
    expect(entries.map((one) => one.act).filter((act) => act.startsWith('supervision'))).toEqual([
      ...['supervision-issued', 'supervision-overdue', 'supervision-climbed'],
    ])
    expect(supervisions).toMatchObject([{ title: letter.title, climbedTo: '990100' }])
  })

  it('is refused in the name of another level, to a unit above it, and kept from other districts', async () => {
    await expect(write({ divisionCode: '990103' })).rejects.toMatchObject(refusal(403, 'other-level'))
    const up = { organisationId: organisations.drainage.id, ...letter }
    await expect(county.call(contract.issueLetter, { body: up })).rejects.toMatchObject({
      problem: { status: 400, errors: [expect.objectContaining({ path: '/body/organisationId' })] },
    })
    const { id } = await write()
    const other = await kit.city.signedInAs('leader', { divisions: ['990103'] })
    expect(await seen(other, id)).toBeUndefined()
    await expect(
      other.call(contract.verifySupervision, { params: { id }, body: { passed: true, comment: '越权' } }),
    ).rejects.toMatchObject({ problem: { status: 404 } })
  })
})
