import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations } from '../../../src/test-kit/index.ts'
import { aFiledCase, type CaseCity, detailOf, openTask, refusal, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

const signal = (value: string, weight: number): contract.RobotSignal => ({
  ...{ field: 'title', op: 'contains', value, weight },
})

/** Writes, tries and approves a robot; answers its id. */
async function aRobot(name: string, more: Partial<contract.RobotDefinition>): Promise<string> {
  const { duty, leader } = kit
  const definition: contract.RobotDefinition = {
    ...{ kind: 'dispatch', caseType: 'urban-management.urban-case', task: 'dispatch-case' },
    ...{ signals: [signal('井盖', 0.72), signal('破损', 0.28)], threshold: 0.9 },
    ...more,
  }
  const robot = await duty.call(contract.createRobot, { body: { name, definition } })
  const params = { id: robot.id, version: 1 }
  const approve = { params, body: { approve: true, comment: '试运行通过' } }
  await expect(duty.call(contract.decideRobot, approve)).rejects.toMatchObject(refusal(403, 'same-person'))
  await expect(leader.call(contract.decideRobot, approve)).rejects.toMatchObject(refusal(409, 'not-tried'))
  await aFiledCase(kit)
  await duty.call(contract.tryRobot, { params })
  expect((await leader.call(contract.decideRobot, approve)).activeVersion).toBe(1)
  return robot.id
}

describe('PLT-077: robots', () => {
  it('工单分派 below its confidence leaves the task in the inbox with suggestion and reason', async () => {
    const { duty, city } = kit
    const robotId = await aRobot('工单分派', { organisationId: organisations.drainage.id })
    const doubtful = await aFiledCase(kit, { title: '井盖松动' })
    await city.settle()
    expect(await openTask(duty, doubtful.id)).toMatchObject({ task: 'dispatch-case', state: 'assigned' })
    const { entries } = await detailOf(duty, doubtful.id)
    expect(entries.find((one) => one.act === 'robot-suggested')).toMatchObject({
      channel: 'robot',
      userName: expect.stringContaining('机器人'),
      text: expect.stringContaining(organisations.drainage.name),
      detail: expect.objectContaining({ confidence: 0.72 }),
    })
    const sure = await aFiledCase(kit, { title: '井盖破损' })
    await city.settle()
    expect(await openTask(duty, sure.id)).toMatchObject({
      task: 'handle-case',
      organisationName: organisations.drainage.name,
    })
    const acted = (await detailOf(duty, sure.id)).entries.filter((one) => one.channel === 'robot')
    expect(acted.map((one) => one.act)).toContain('task-done')
    const runs = await duty.call(contract.listRobotRuns, { query: { robotId } })
    expect(runs.items.slice(0, 2).map((one) => [one.caseId, one.outcome, one.confidence])).toEqual([
      [sure.id, 'acted', 1],
      [doubtful.id, 'suggested', 0.72],
    ])
    expect(runs.items[1]).toMatchObject({
      inputs: { title: '井盖松动' },
      reason: expect.stringContaining('0.9'),
    })
  })

  it('a form that lacks a field is not submitted; the task is left to people, who are told', async () => {
    const { duty, city } = kit
    const robotId = await aRobot('自动立案', {
      ...{ kind: 'fill', task: 'file-case', signals: [signal('路灯', 1)], form: { reason: '自动' } },
    })
    const opened = await duty.call(contract.registerCase, {
      body: { type: 'urban-management.urban-case', title: '路灯不亮', position: [118.905, 33.405] },
    })
    const params = { id: (await openTask(duty, opened.id)).id }
    await duty.call(contract.acceptTask, { params })
    await duty.call(contract.completeTask, { params, body: { form: { real: true } } })
    await city.settle()
    const task = await openTask(duty, opened.id)
    expect(task).toMatchObject({ task: 'file-case', state: 'assigned', form: null })
    const { entries } = await detailOf(duty, opened.id)
    expect(entries.at(-1)).toMatchObject({ act: 'robot-stopped', text: expect.stringContaining('必填') })
    const { items } = await duty.call(contract.listRobotRuns, { query: { robotId } })
    expect(items[0]).toMatchObject({ outcome: 'stopped', caseId: opened.id })
  })
})
