import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations } from '../../../src/test-kit/index.ts'
import { aFiledCase, type CaseCity, detailOf, dispatchTo, refusal, startCaseCity } from './case-kit.ts'

let kit: CaseCity
let second: Client
beforeAll(async () => {
  kit = await startCaseCity('2026-06-01T09:00')
  second = await kit.city.signedInAs('leader')
})
afterAll(() => kit.city.stop())

const content: contract.SupervisionRuleContent = {
  ...{ name: '超期一天即督办', trigger: { kind: 'late', hours: 24 }, caseTypes: [], divisionCode: '990100' },
  reason: '{reference} 已超期 {hours} 小时，请{unit}限期办结',
  limit: { days: 2, clock: 'working-day' },
}

const run = async () => (await kit.leader.call(contract.runSupervisionRules)).issued

describe('PLT-098: supervision orders by rule', () => {
  it('runs only an approved version, gives who, when and why, and issues once', async () => {
    const { leader, duty, at, workerOf } = kit
    // There before the order is, since a message is for those a unit has when it is sent.
    const worker = await workerOf('drainage')
    const { id } = await aFiledCase(kit)
    await dispatchTo(duty, id, organisations.drainage)
    const due = new Date((await detailOf(duty, id)).case.dueTime as string)
    const unknown = { ...content, reason: '{who} 超期' }
    await expect(leader.call(contract.createSupervisionRule, { body: unknown })).rejects.toMatchObject(
      refusal(400, 'invalid-input'),
    )
    const rule = await leader.call(contract.createSupervisionRule, { body: content })
    const decision = { params: { id: rule.id }, body: { version: 1, approve: true, comment: '同意' } }
    await expect(leader.call(contract.decideSupervisionRule, decision)).rejects.toMatchObject(
      refusal(403, 'same-person'),
    )
    const clock = (time: Date) => new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
    await at(clock(new Date(due.getTime() + 30 * 3_600_000)))
    expect(await run()).toEqual([])
    const tried = await leader.call(contract.tryOutSupervisionRule, { params: { id: rule.id } })
    expect(tried.items.map((one) => one.caseId)).toEqual([id])
    expect((await second.call(contract.decideSupervisionRule, decision)).state).toBe('active')

    const issued = await Promise.all([run(), run()])
    expect(issued.flat()).toHaveLength(1)
    const { supervisions, entries } = await detailOf(duty, id)
    expect(supervisions).toMatchObject([
      {
        ...{ ruleId: rule.id, organisationName: organisations.drainage.name, state: 'issued' },
        reason: expect.stringMatching(/已超期 30 小时，请.*限期办结/),
        issuedName: '自动督办·超期一天即督办（第 1 版）',
      },
    ])
    expect(entries.find((one) => one.act === 'supervision-issued')).toMatchObject({
      ...{ channel: 'robot', userName: '自动督办·超期一天即督办（第 1 版）' },
    })
    const told = async () => (await worker.call(contract.listInbox)).items.map((one) => one.title)
    await expect.poll(told, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/^督办单/))

    const [order] = supervisions as [contract.Supervision]
    const of = { params: { id: order.id } }
    await worker.call(contract.rectifySupervision, { ...of, body: { text: '今日修复' } })
    await leader.call(contract.verifySupervision, { ...of, body: { passed: true, comment: '属实' } })
    expect(await run()).toEqual([])
    expect((await leader.call(contract.listSupervisionRules)).items[0]).toMatchObject({ issued: 1 })
  })

  it('counts marks, leaves alone what is under an open order, and pauses', async () => {
    const { leader, duty } = kit
    const body: contract.SupervisionRuleContent = {
      ...content,
      ...{ name: '催办两次', trigger: { kind: 'mark', mark: 'urged', times: 2 } },
      reason: '{title} 催办 {times} 次仍未办结',
    }
    const rule = await leader.call(contract.createSupervisionRule, { body })
    const of = { params: { id: rule.id } }
    await second.call(contract.decideSupervisionRule, {
      ...of,
      body: { version: 1, approve: true, comment: '同意' },
    })
    const [urged, ordered] = [await aFiledCase(kit), await aFiledCase(kit)]
    for (const one of [urged, ordered]) {
      const task = await dispatchTo(duty, one.id, organisations.drainage)
      for (const comment of ['请抓紧', '再次催办'])
        await leader.call(contract.urgeTask, { params: { id: task.id }, body: { reason: comment } })
    }
    await leader.call(contract.issueSupervision, {
      params: { id: ordered.id },
      body: { reason: '已单独督办' },
    })
    await leader.call(contract.pauseSupervisionRule, { ...of, body: { paused: true } })
    expect(await run()).toEqual([])
    await leader.call(contract.pauseSupervisionRule, { ...of, body: { paused: false } })
    expect(await run()).toMatchObject([{ caseId: urged.id, reason: expect.stringContaining('催办 2 次') }])
    const changed = await leader.call(contract.changeSupervisionRule, {
      ...of,
      body: { content: { ...body, name: '催办三次' }, version: 1 },
    })
    expect(changed).toMatchObject({ version: 2, state: 'draft' })
  })
})
