import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetRows } from '../../../src/capabilities/cases/robots/rows/forget-rows.ts'
import { sql } from '../../../src/kernel/db/sql.ts'
import { startPlatform } from '../../../src/platform.ts'
import { organisations, places } from '../../../src/test-kit/index.ts'
import { aFiledCase, type CaseCity, detailOf, openTask, refusal, startCaseCity } from './case-kit.ts'

/** A Friday evening, so that a weekend comes next. */
let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity('2026-06-05T18:00')
  await kit.workerOf('drainage')
})
afterAll(() => kit.city.stop())

const base64 = (text: string) => Buffer.from(text).toString('base64')
const [lon, lat] = places.oldTown
const headings = '编号,事项,类别,数量,经度,纬度'
const line = (number: string, what: string, kind: string, n: number, more: [number, number] = [lon, lat]) =>
  `${number},${what},${kind},${n},${more[0]},${more[1]}`

const when = (column: string, op: contract.RobotCondition['op'], value?: string) => ({
  column,
  op,
  ...(value === undefined ? {} : { value }),
})
const urbanCase = 'urban-management.urban-case'

function aRowDefinition(more: Partial<contract.RobotRows> = {}): contract.RobotDefinition {
  return {
    ...{ kind: 'rows', threshold: 1, organisationId: organisations.drainage.id, minutesSaved: 6 },
    rows: {
      ...{ divisionCode: '990102', columns: headings.split(','), key: ['编号'] },
      rules: [
        { when: [when('类别', 'equals', '作废')], act: { kind: 'skip', note: '已作废' } },
        { when: [when('数量', 'above', '10')], act: { kind: 'people', note: '数量过大，请核对' } },
        {
          when: [when('类别', 'equals', '市容'), when('事项', 'filled')],
          act: { kind: 'case', caseType: urbanCase, title: '{事项}（{编号}）', lon: '{经度}', lat: '{纬度}' },
        },
        {
          when: [when('类别', 'contains', '积水')],
          act: {
            ...{ kind: 'event', eventType: 'waterlogging.ponding', title: '{事项}' },
            ...{ description: '台账 {编号}', lon: '{经度}', lat: '{纬度}' },
          },
        },
      ],
      ...more,
    },
  }
}

/** Writes a robot, has it tried and approved by somebody else; answers its id. */
async function approved(
  name: string,
  definition: contract.RobotDefinition,
  sample?: string,
): Promise<string> {
  const { duty, leader } = kit
  const { id } = await duty.call(contract.createRobot, { body: { name, definition } })
  const params = { id, version: 1 }
  if (sample === undefined) await duty.call(contract.tryRobot, { params })
  else
    await duty.call(contract.tryRobotRows, {
      params,
      body: { fileName: '样例.csv', content: base64(sample) },
    })
  await leader.call(contract.decideRobot, { params, body: { approve: true, comment: '同意' } })
  return id
}

async function ended(id: string): Promise<contract.RobotBatch> {
  const find = async () =>
    (await kit.duty.call(contract.listRobotBatches, { query: {} })).items.find((one) => one.id === id)
  await expect.poll(async () => (await find())?.endedTime ?? null, { timeout: 20_000 }).not.toBeNull()
  return (await find()) as contract.RobotBatch
}

const rowsOf = (id: string) => kit.duty.call(contract.listRobotRows, { params: { id }, query: {} })

describe('PLT-077: robots of files', { timeout: 60_000 }, () => {
  const file = [
    headings,
    line('A1', '乱堆物料', '市容', 1),
    line('A2', '道路积水', '道路积水', 2),
    line('A3', '重复登记', '作废', 1),
    line('A4', '大面积积水', '道路积水', 40),
    line('A5', '说不清', '其他', 1),
    line('A1', '乱堆物料', '市容', 1),
    line('A6', '外区暴露垃圾', '市容', 1, places.riverside),
  ].join('\n')

  it('names the column a rule speaks of and the file lacks, and is tried on a sample by lines', async () => {
    const { duty } = kit
    const wrong = aRowDefinition({ key: ['证号'] })
    const body = { name: '台账', definition: wrong }
    await expect(duty.call(contract.createRobot, { body })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/definition/rows/key/0' }] },
    })
    const { id } = await duty.call(contract.createRobot, {
      body: { name: '台账', definition: aRowDefinition() },
    })
    const params = { id, version: 1 }
    await expect(duty.call(contract.tryRobot, { params })).rejects.toMatchObject(refusal(409, 'needs-file'))
    const sample = { fileName: '样例.csv', content: base64('编号,事项\nA1,x') }
    await expect(duty.call(contract.tryRobotRows, { params, body: sample })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ message: expect.stringContaining('类别、数量') }] },
    })
    const tried = await duty.call(contract.tryRobotRows, {
      params,
      body: { fileName: '样例.csv', content: base64(file) },
    })
    expect(tried).toMatchObject({ rows: 7, acts: 3, left: 2 })
    expect(tried.items.map((one) => [one.number, one.act])).toEqual([
      ...[
        [2, 'case'],
        [3, 'event'],
        [4, 'skip'],
        [5, 'people'],
      ],
      ...[
        [6, null],
        [7, 'case'],
        [8, 'case'],
      ],
    ])
    expect(tried.items[0]?.says).toBe('乱堆物料（A1）')
    const give = duty.call(contract.startRobotBatch, {
      params: { id },
      body: { fileName: 'a.csv', content: base64(file) },
    })
    await expect(give).rejects.toMatchObject(refusal(409, 'not-approved'))
  })

  it('goes through a file by its rules, keeps what became of each line, and does nothing twice', async () => {
    const { duty, city } = kit
    const id = await approved('巡查台账', aRowDefinition(), file)
    const body = { fileName: '巡查.csv', content: base64(file) }
    const batch = await ended((await duty.call(contract.startRobotBatch, { params: { id }, body })).id)
    expect(batch.counts).toEqual({ waiting: 0, done: 2, skipped: 1, known: 1, left: 3, byHand: 0 })
    const { items } = await rowsOf(batch.id)
    expect(items.map((one) => [one.number, one.state, one.rule])).toEqual([
      ...[
        [2, 'done', 3],
        [3, 'done', 4],
        [4, 'skipped', 1],
        [5, 'left', 2],
      ],
      ...[
        [6, 'left', null],
        [7, 'known', null],
        [8, 'left', 3],
      ],
    ])
    expect(items[6]?.reason).toContain('不在机器人的办理范围内')
    const opened = await detailOf(duty, items[0]?.subject?.id as string)
    expect(opened.case).toMatchObject({ title: '乱堆物料（A1）', type: urbanCase })
    expect(opened.entries[0]).toMatchObject({
      channel: 'robot',
      userName: expect.stringContaining('机器人·巡查台账'),
    })
    const event = await duty.call(contract.getEvent, { params: { id: items[1]?.subject?.id as string } })
    expect(event.event).toMatchObject({ title: '道路积水', source: 'system' })
    const workbook = new ExcelJS.Workbook()
    const sheet = workbook.addWorksheet('台账')
    for (const one of [headings, line('A2', '道路积水', '道路积水', 2), line('A7', '占道', '市容', 3)])
      sheet.addRow(one.split(','))
    const content = Buffer.from(await workbook.xlsx.writeBuffer()).toString('base64')
    const again = await duty.call(contract.startRobotBatch, {
      params: { id },
      body: { fileName: '巡查.xlsx', content },
    })
    expect((await ended(again.id)).counts).toMatchObject({ done: 1, known: 1, left: 0 })
    await city.settle()
    const inbox = await (await kit.workerOf('drainage')).call(contract.listInbox, { query: {} })
    expect(inbox.items.filter((one) => one.title.includes('巡查台账'))).toMatchObject([
      { title: '机器人“巡查台账”有 3 行转人工', receipt: true },
    ])
    // Once the time to keep is over, lines that are settled are emptied; what became of them stays and is known.
    const inTime = new Date(Date.parse(batch.endedTime as string))
    expect(await city.kernel.db.transaction((tx) => forgetRows(tx, inTime))).toBe(0)
    const over = new Date(inTime.getTime() + 1)
    expect(await city.kernel.db.transaction((tx) => forgetRows(tx, over))).toBe(4 + 2)
    const emptied = (await rowsOf(batch.id)).items.map((one) => Object.values(one.cells).some((cell) => cell))
    expect(emptied).toEqual([false, false, false, true, true, false, true])
    const third = await duty.call(contract.startRobotBatch, { params: { id }, body })
    expect((await ended(third.id)).counts).toMatchObject({ done: 0, known: 3 })
  })

  it('a line left to people is settled by one, once, and what was settled is not done again', async () => {
    const { duty } = kit
    const [batch] = (
      await duty.call(contract.listRobotBatches, { query: { search: undefined } })
    ).items.filter((one) => one.fileName === '巡查.csv')
    const params = { id: batch?.id as string, number: 5 }
    const byHand = { params, body: { act: 'by-hand' as const, comment: '已电话核对' } }
    expect(await duty.call(contract.settleRobotRow, byHand)).toMatchObject({ state: 'by-hand' })
    await expect(duty.call(contract.settleRobotRow, byHand)).rejects.toMatchObject(refusal(409, 'not-left'))
    const again = { params: { ...params, number: 8 }, body: { act: 'again' as const, comment: '再试' } }
    await duty.call(contract.settleRobotRow, again)
    expect((await ended(params.id)).counts).toMatchObject({ left: 2, byHand: 1, waiting: 0 })
    const content = base64([headings, line('A4', '大面积积水', '道路积水', 1)].join('\n'))
    const more = await duty.call(contract.startRobotBatch, {
      params: { id: batch?.robotId as string },
      body: { fileName: '补.csv', content },
    })
    expect((await ended(more.id)).counts).toMatchObject({ known: 1, done: 0 })
    const result = Buffer.from(
      await duty.call(contract.exportRobotBatch, { params: { id: params.id } }),
    ).toString()
    expect(result).toContain('A4,大面积积水,道路积水,40')
    expect(result).toContain('人工办理')
  })

  it('goes on where it stopped when the process is lost between two lines', async () => {
    const { duty, city } = kit
    const id = await approved('断点', aRowDefinition(), file)
    const { db } = city.kernel
    const many = Array.from({ length: 40 }, (_, n) => line(`B${n}`, `占道经营${n}`, '市容', 1))
    const body = { fileName: '多行.csv', content: base64([headings, ...many].join('\n')) }
    const started = await duty.call(contract.startRobotBatch, { params: { id }, body })
    const doneOf = async () =>
      (
        await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.robot_row
        WHERE batch_id = ${started.id} AND state = 'done'`)
      )?.n ?? 0
    await expect.poll(doneOf, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0)
    // The city's process is lost: what it had under hand is rolled back with its connections.
    await db.query(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`)
    expect((await ended(started.id)).counts).toMatchObject({ done: 40, left: 0 })
    const cases = await db.query<{
      title: string
      n: number
    }>(sql`SELECT title, count(*)::int AS n FROM cases.city_case
      WHERE title LIKE '占道经营%' GROUP BY 1`)
    expect(cases).toHaveLength(40)
    expect(cases.every((one) => one.n === 1)).toBe(true)
  })

  it('completes the waiting task of the case a line names, and leaves one that is gone to people', async () => {
    const { duty } = kit
    const opened = await duty.call(contract.registerCase, {
      body: { type: urbanCase, title: '待核实', position: places.oldTown },
    })
    const { task } = await openTask(duty, opened.id)
    const definition = aRowDefinition({
      columns: ['案件', '属实'],
      key: ['案件'],
      rules: [
        {
          when: [when('属实', 'equals', '是')],
          act: { kind: 'task', caseType: urbanCase, task, reference: '{案件}', form: { real: true } },
        },
      ],
    })
    const sample = `案件,属实\n${opened.reference},是\nXX-1,是`
    const id = await approved('批量核实', definition, sample)
    const body = { fileName: '核实.csv', content: base64(sample) }
    const batch = await ended((await duty.call(contract.startRobotBatch, { params: { id }, body })).id)
    expect(batch.counts).toMatchObject({ done: 1, left: 1 })
    expect(await openTask(duty, opened.id)).not.toMatchObject({ task })
    expect((await rowsOf(batch.id)).items[1]?.reason).toContain('XX-1')
  })
})

describe('PLT-077: robots by time', { timeout: 60_000 }, () => {
  it('looks at working days only, once for two processes, at what waits and at the files of its folder', async () => {
    const { duty, city } = kit
    const robotId = await approved('定时分派', {
      ...{ kind: 'dispatch', caseType: urbanCase, task: 'dispatch-case', threshold: 0.9 },
      signals: [{ field: 'title', op: 'contains', value: '井盖', weight: 1 }],
      ...{ organisationId: organisations.drainage.id, minutesSaved: 4 },
      times: { at: ['08:30'], days: 'working' },
    })
    const folder = 'patrol'
    const rows = await approved(
      '定时台账',
      { ...aRowDefinition({ folder }), times: { at: ['08:30'], days: 'working' } },
      [headings, line('Z', '占道', '市容', 1)].join('\n'),
    )
    const path = join(city.kernel.config.data, 'robot-files', folder)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, '周报.csv'), [headings, line('C1', '周末占道', '市容', 1)].join('\n'))
    const old = new Date('2026-06-05T09:00:00Z')
    utimesSync(join(path, '周报.csv'), old, old)
    const waiting = await aFiledCase(kit, { title: '井盖周五松动' })
    const all = (await duty.call(contract.listRobots)).items
    expect(all.find((one) => one.id === robotId)?.nextTime).toBe('2026-06-08T00:30:00.000Z')

    const data = mkdtempSync(join(tmpdir(), 'civitas-second-'))
    const { config, clock } = city.kernel
    const second = await startPlatform({
      ...{ config: { ...config, data, port: 0, mqttPort: 0, cluster: true }, clock, schedule: false },
    })
    try {
      await kit.at('2026-06-07T12:00')
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      expect(await openTask(duty, waiting.id)).toMatchObject({ task: 'dispatch-case' })
      await kit.at('2026-06-08T09:00')
      await expect
        .poll(async () => (await openTask(duty, waiting.id)).task, { timeout: 20_000 })
        .toBe('handle-case')
      const found = async () =>
        (await duty.call(contract.listRobotBatches, { query: { robotId: rows } })).items
      await expect.poll(async () => (await found())[0]?.counts.done, { timeout: 20_000 }).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      expect(await found()).toHaveLength(1)
    } finally {
      await second.stop()
      rmSync(data, { recursive: true, force: true })
    }
    const fires = await city.kernel.db.query(
      sql`SELECT planned_time FROM cases.robot_fire WHERE robot_id = ${robotId}`,
    )
    expect(fires).toHaveLength(1)
    const { items } = await duty.call(contract.listRobotRuns, { query: { robotId } })
    expect(items.filter((one) => one.caseId === waiting.id)).toMatchObject([{ outcome: 'acted' }])
    const later = (await duty.call(contract.listRobots)).items.find((one) => one.id === robotId)
    expect(later).toMatchObject({
      nextTime: '2026-06-09T00:30:00.000Z',
      lastFired: '2026-06-08T00:30:00.000Z',
    })
  })

  it('counts by robot and month what was done, left to people, and the minutes that saved', async () => {
    const { duty } = kit
    const { items } = await duty.call(contract.getRobotSavings, { query: { from: '2026-06', to: '2026-06' } })
    expect(items.find((one) => one.robotName === '巡查台账')).toMatchObject({
      ...{ month: '2026-06', acted: 3, handedOver: 6, runs: 9, minutesSaved: 18 },
    })
    expect(items.find((one) => one.robotName === '定时分派')).toMatchObject({ acted: 1, minutesSaved: 4 })
    expect((await duty.call(contract.getRobotSavings, { query: { from: '2026-07' } })).items).toEqual([])
    const elsewhere = await kit.city.signedInAs('administrator', { divisions: ['990103'] })
    const theirs = (await elsewhere.call(contract.getRobotSavings, { query: {} })).items
    expect(theirs).toEqual([])
    expect((await elsewhere.call(contract.listRobotBatches, { query: {} })).total).toBe(0)
  })
})
