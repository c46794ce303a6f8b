import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../../src/capabilities/cases/robots/pages/browser.ts'
import { act, aFiledCase, type CaseCity, detailOf, openTask, refusal, startCaseCity } from './case-kit.ts'

/** A page of another system: a form, what was sent to it, and a neighbour no robot may reach. */
interface Site {
  origin: string
  /** What was submitted. */
  sent: string[]
  /** Whether the form still has its field 描述. */
  hasField: boolean
  /** Everything asked of the neighbour. */
  neighbour: { origin: string; asked: string[] }
  stop(): void
}

let kit: CaseCity
let site: Site
beforeAll(async () => {
  site = await openSite()
  kit = await startCaseCity()
})
afterAll(async () => {
  await kit.city.stop()
  site.stop()
})

const formPage = (
  hasField: boolean,
  neighbour: string,
) => `<!doctype html><meta charset="utf-8"><title>登记</title>
  <img src="${neighbour}/pixel.png" alt="">
  <form method="post" action="/sent"><label>事件标题 <input name="title" oninput="fetch('/sent', { method: 'POST', body: 'autosave' })"></label>
  ${hasField ? '<label>描述 <textarea name="text"></textarea></label>' : ''}
  <label>类别 <select name="kind"><option>设施</option><option>秩序</option></select></label>
  <button>提交登记</button></form>
  <table aria-label="近期登记"><tr><th>编号</th></tr><tr><td>A-1</td></tr></table>`

async function openSite(): Promise<Site> {
  const asked: string[] = []
  const near = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('secret')
  })
  const opened: Site = {
    ...{ origin: '', sent: [], hasField: true, neighbour: { origin: await listen(near), asked } },
    stop: () => {
      near.close()
      server.close()
    },
  }
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (request.url === '/away') {
      response.writeHead(302, { location: `${opened.neighbour.origin}/secret` }).end()
    } else if (request.method === 'POST') {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        opened.sent.push(decodeURIComponent(body.replaceAll('+', ' ')))
        response.end(
          '<meta charset="utf-8"><p>登记成功</p><label>受理号 <input value="SL-2026-7" readonly></label>',
        )
      })
    } else response.end(formPage(opened.hasField, opened.neighbour.origin))
  })
  opened.origin = await listen(server)
  return opened
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}

function stepsOf(path = '/form'): contract.RobotStep[] {
  return [
    { act: 'open', value: `${site.origin}${path}` },
    { act: 'fill', target: '事件标题', value: '{title}' },
    { act: 'fill', target: '描述', value: '案件 {reference}' },
    { act: 'choose', target: '类别', value: '秩序' },
    { act: 'read', target: '近期登记', as: 'recent' },
    { act: 'submit', target: '提交登记' },
    { act: 'see', value: '登记成功' },
    { act: 'read', target: '受理号', as: 'number' },
  ]
}

function aDefinition(word: string, steps: contract.RobotStep[]): contract.RobotDefinition {
  return {
    ...{ kind: 'web', caseType: 'urban-management.urban-case', task: 'file-case', threshold: 1, steps },
    signals: [{ field: 'title', op: 'contains', value: word, weight: 1 }],
    form: { accepted: true, reason: '外部系统受理号 {read.number}' },
  }
}

/** Writes and tries a robot that copies cases with a word in their title to the other system; approves it. */
async function anApprovedRobot(word: string, steps = stepsOf()): Promise<string> {
  const { duty, leader } = kit
  const body = { name: `外部登记·${word}`, definition: aDefinition(word, steps) }
  const { id } = await duty.call(contract.createRobot, { body })
  const params = { id, version: 1 }
  const { rehearsal } = await duty.call(contract.tryRobot, { params })
  expect(rehearsal).toMatchObject({ sound: true, steps: 5 })
  await leader.call(contract.decideRobot, { params, body: { approve: true, comment: '试运行通过' } })
  return id
}

/** A case whose task 立案 waits, and the run of the robot on it once it has ended. */
async function runOn(robotId: string, title: string) {
  const { duty } = kit
  const opened = await duty.call(contract.registerCase, {
    body: { type: 'urban-management.urban-case', title, position: [118.905, 33.405] },
  })
  await act(duty, opened.id, { real: true })
  const endedRun = async () => {
    const { items } = await duty.call(contract.listRobotRuns, { query: { robotId, caseId: opened.id } })
    return items.find((one) => one.outcome !== 'running')
  }
  await expect.poll(endedRun, { timeout: 40_000, interval: 300 }).toBeDefined()
  const run = (await endedRun()) as contract.RobotRun
  return { opened, run: await duty.call(contract.getRobotRun, { params: { id: run.id } }) }
}

const isJpeg = (bytes: Uint8Array) => Buffer.from(bytes).subarray(0, 3).toString('hex') === 'ffd8ff'

describe.skipIf(!findChromium())('PLT-077: robots on pages of other systems', { timeout: 90_000 }, () => {
  it('opens addresses somebody else has allowed and no others', async () => {
    const { duty, leader, dispatcher } = kit
    await aFiledCase(kit)
    const body = { name: '外部登记', definition: aDefinition('井盖', stepsOf()) }
    await expect(duty.call(contract.createRobot, { body })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/definition/steps/0/value' }] },
    })
    const metadata = { origin: 'http://169.254.169.254', title: '云主机元数据' }
    await expect(leader.call(contract.addRobotSite, { body: metadata })).rejects.toMatchObject(
      refusal(400, 'invalid-input'),
    )
    const allow = { body: { origin: site.origin, title: '外部登记系统' } }
    await expect(dispatcher.call(contract.addRobotSite, allow)).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
    await leader.call(contract.addRobotSite, allow)
    expect((await duty.call(contract.listRobotSites)).items).toMatchObject([{ origin: site.origin }])
  })

  it('fills, submits once, reads the answer and completes the task under its own name, each step with pictures', async () => {
    const { duty } = kit
    const { opened, run } = await runOn(await anApprovedRobot('路灯'), '路灯不亮')
    expect(run).toMatchObject({
      outcome: 'acted',
      read: { number: 'SL-2026-7', recent: [['编号'], ['A-1']] },
    })
    expect(site.sent).toEqual([`title=路灯不亮&text=案件 ${opened.reference}&kind=秩序`])
    expect(run.steps.map((one) => one.state)).toEqual(Array(8).fill('done'))
    for (const when of ['before', 'after'] as const) {
      const params = { id: run.id, number: 6, when }
      expect(isJpeg(await duty.call(contract.getRobotPicture, { params }))).toBe(true)
    }
    const { entries, tasks } = await detailOf(duty, opened.id)
    expect(tasks.find((one) => one.task === 'file-case')).toMatchObject({
      state: 'done',
      form: { accepted: true, reason: '外部系统受理号 SL-2026-7' },
    })
    expect(entries.find((one) => one.channel === 'robot' && one.act === 'task-done')?.userName).toContain(
      '机器人',
    )
    expect(site.neighbour.asked).toEqual([])
  })

  it('a page that lost a field: nothing is filled or submitted, and people get a task with the screenshot', async () => {
    const { duty } = kit
    const robotId = await anApprovedRobot('护栏')
    const before = site.sent.length
    site.hasField = false
    const { opened, run } = await runOn(robotId, '护栏缺失')
    site.hasField = true
    expect(site.sent).toHaveLength(before)
    expect(run).toMatchObject({
      outcome: 'stopped',
      submitTime: null,
      reason: expect.stringContaining('“描述”不存在'),
      outputs: expect.objectContaining({ submitted: false, code: 'page-changed' }),
    })
    expect(run.steps.map((one) => one.state)).toEqual(['done', 'failed', ...Array(6).fill('left')])
    const { entries, tasks } = await detailOf(duty, opened.id)
    expect(entries.map((one) => one.act)).toEqual(expect.arrayContaining(['robot-stopped', 'manual-opened']))
    expect(await openTask(duty, opened.id)).toMatchObject({
      task: 'file-case',
      state: 'assigned',
      form: null,
    })
    const manual = tasks.find((one) => one.kind === 'manual') as contract.Task
    expect(manual).toMatchObject({ state: 'assigned', title: { zh: expect.stringContaining('护栏') } })
    const [picture] = manual.attachments as [contract.Attachment]
    expect(isJpeg(await duty.call(contract.getAttachment, { params: { id: picture.id } }))).toBe(true)
    await duty.call(contract.acceptTask, { params: { id: manual.id } })
    const answer = { params: { id: manual.id }, body: { form: { answer: '已在外部系统人工登记' } } }
    expect(await duty.call(contract.completeTask, answer)).toMatchObject({ state: 'done' })
    await act(duty, opened.id, { accepted: true })
    expect(await openTask(duty, opened.id)).toMatchObject({ task: 'dispatch-case' })
  })

  it('a page that leads elsewhere is not followed, and a rehearsal that fails keeps a version from approval', async () => {
    const { duty, leader } = kit
    const body = { name: '外部登记·他处', definition: aDefinition('雨篦', stepsOf('/away')) }
    const { id } = await duty.call(contract.createRobot, { body })
    const params = { id, version: 1 }
    const trial = await duty.call(contract.tryRobot, { params })
    expect(trial.rehearsal).toMatchObject({ sound: false, message: expect.stringContaining('不在准许之内') })
    expect(site.neighbour.asked).toEqual([])
    const approve = { params, body: { approve: true, comment: '批准' } }
    await expect(leader.call(contract.decideRobot, approve)).rejects.toMatchObject(refusal(409, 'not-tried'))
  })
})
