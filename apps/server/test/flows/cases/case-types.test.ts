import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places } from '../../../src/test-kit/index.ts'
import { act, type CaseCity, detailOf, openTask, refusal, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

const words = (zh: string) => ({ zh, en: zh })
const hours = (n: number) => ({ minutes: n * 60, clock: 'working' as const })
const yesNo = (label: string) => ({
  type: 'boolean' as const,
  label: words(label),
  widget: 'switch' as const,
})
const formOf = (properties: contract.DesignForm['properties'], required: string[] = []) => ({
  ...{ type: 'object' as const, properties, required, additionalProperties: false as const },
})
const taskOf = (id: string, title: string, more: Partial<contract.DesignTask> = {}): contract.DesignTask => ({
  ...{ id, title: words(title), item: 'city.tree-care', role: 'unit-worker', instructions: words('') },
  ...{ form: formOf({}), photosRequired: 0, limit: hours(8), ...more },
})

/** 古树名木抢救: looked at, then saved and fenced off at the same time, then closed. */
const trees = (): contract.CaseTypeContent => ({
  ...{ title: words('古树名木抢救'), numberPrefix: 'GS', limit: hours(24), escalation: [], appraisal: [] },
  dutyItems: [{ id: 'city.tree-care', title: words('古树名木养护'), usualUnit: words('园林中心') }],
  stages: [
    {
      ...{ id: 'look', title: words('现场会诊') },
      tasks: [taskOf('look-tree', '会诊', { form: formOf({ alive: yesNo('仍存活') }, ['alive']) })],
      exits: [
        {
          ...{ id: 'dead', title: words('已死亡'), to: 'closed' },
          when: { task: 'look-tree', field: 'alive', op: '=', value: false },
        },
        { id: 'save', title: words('需抢救'), to: 'rescue' },
      ],
    },
    {
      ...{ id: 'rescue', title: words('抢救') },
      tasks: [taskOf('feed', '复壮', { parallel: true }), taskOf('fence', '围护', { parallel: true })],
      exits: [{ id: 'saved', title: words('抢救完成'), to: 'closed' }],
    },
  ],
})

const type = 'city.old-trees'
const note = '园林中心提出'
const save = (content: contract.CaseTypeContent, id = type) =>
  kit.duty.call(contract.saveCaseTypeDraft, { params: { type: id }, body: { content, note } })
const tryOut = (version: number, answers: Record<string, Record<string, unknown>>, id = type) =>
  kit.duty.call(contract.tryCaseType, {
    params: { type: id, version },
    body: { divisionCode: '990102', startTime: '2026-06-02T01:00:00.000Z', answers, checks: [] },
  })
const decide = (version: number, approve = true, id = type) =>
  kit.leader.call(contract.decideCaseType, {
    params: { type: id, version },
    body: { approve, comment: '同意' },
  })

describe('PLT-071: case types the city designs itself', () => {
  it('names the place of every fault and lets nothing with a fault be tried or published', async () => {
    const broken = trees()
    ;(broken.stages[0] as contract.DesignStage).exits[1] = { id: 'save', title: words(''), to: 'resqe' }
    ;(broken.stages[0] as contract.DesignStage).tasks[0] = taskOf('look-tree', '会诊', {
      ...{ item: 'city.nobody', role: 'gardener' },
    })
    const { version, faults } = await save(broken)
    expect(version).toBe(1)
    expect(new Map(faults.map((one) => [one.path, one.message]))).toEqual(
      new Map([
        ['/stages/0/exits/0/when/field', '表单没有字段“alive”'],
        ['/stages/0/exits/1/to', '没有环节“resqe”'],
        ['/stages/0/exits/1/title', '缺少名称'],
        ['/stages/0/tasks/0/item', '没有“city.nobody”这一项'],
        ['/stages/0/tasks/0/role', '没有角色“gardener”'],
        ['/stages/1', '没有路通到环节“rescue”'],
      ]),
    )
    await expect(tryOut(1, {})).rejects.toMatchObject(refusal(409, 'has-faults'))
    await expect(decide(1)).rejects.toMatchObject(refusal(409, 'has-faults'))
  })

  it('is tried on a sample case, approved by somebody else, and then opens cases', async () => {
    const { duty, workerOf } = kit
    expect((await save(trees())).faults).toEqual([])
    await expect(decide(1)).rejects.toMatchObject(refusal(409, 'not-tried'))
    const waiting = await tryOut(1, {})
    expect(waiting).toMatchObject({ complete: false, waitsFor: ['look-tree'] })
    await expect(tryOut(1, { 'look-tree': { alive: 'yes' } })).rejects.toMatchObject(
      refusal(400, 'invalid-form'),
    )
    const walk = await tryOut(1, { 'look-tree': { alive: true } })
    expect(walk.complete).toBe(true)
    expect(walk.steps.map((one) => [one.kind, one.text])).toEqual([
      ...[
        ['stage', '现场会诊'],
        ['task', '会诊'],
        ['exit', '需抢救'],
        ['stage', '抢救'],
      ],
      ...[
        ['task', '复壮（并行）'],
        ['task', '围护（并行）'],
        ['exit', '抢救完成'],
        ['closed', '结案'],
      ],
    ])
    const own = { params: { type, version: 1 }, body: { approve: true, comment: '自批' } }
    await expect(duty.call(contract.decideCaseType, own)).rejects.toMatchObject(refusal(403, 'same-person'))
    expect((await decide(1)).design).toMatchObject({ active: 1, declared: false })
    await expect(decide(1)).rejects.toMatchObject(refusal(409, 'decided'))

    await duty.call(contract.saveDuty, {
      body: {
        ...{ item: 'city.tree-care', divisionCode: '990100', fromDate: '2026-01-01' },
        organisationId: organisations.drainage.id,
      },
    })
    const opened = await duty.call(contract.registerCase, {
      body: { type, title: '老槐树倾斜', position: places.oldTown },
    })
    expect(opened).toMatchObject({ typeVersion: 1, typeTitle: { zh: '古树名木抢救' } })
    expect(opened.reference).toMatch(/^GS-20260602-/)
    const worker = await workerOf('drainage')
    await act(worker, opened.id, { alive: true })
    const { tasks } = await detailOf(duty, opened.id)
    expect(tasks.filter((one) => one.doneTime === null).map((one) => one.title.zh)).toEqual(['复壮', '围护'])
    await act(worker, opened.id, {})
    await act(worker, opened.id, {})
    expect((await detailOf(duty, opened.id)).case.state).toBe('closed')
  })

  it('a declared type is changed the same way; running cases keep their version', async () => {
    const { duty, leader, workerOf } = kit
    const id = 'city-base.parts-repair'
    const open = () =>
      duty.call(contract.registerCase, { body: { type: id, title: '路灯倾斜', position: places.oldTown } })
    const before = await open()
    const { content, version } = await leader.call(contract.getCaseTypeDesign, { params: { type: id } })
    expect(version).toBe(0)
    const [report, repair] = content.stages as [contract.DesignStage, contract.DesignStage]
    report.title = words('受理登记')
    repair.tasks.push({
      ...(repair.tasks[0] as contract.DesignTask),
      id: 'clean-up',
      title: words('清理现场'),
    })
    expect((await save({ ...content, stages: [report, repair] }, id)).faults).toEqual([])
    const answers = {
      ...{ 'file-report': { accepted: true }, 'repair-part': { measure: 'repaired' } },
      'clean-up': { measure: 'secured' },
    }
    expect(await tryOut(1, answers, id)).toMatchObject({ complete: true })
    const { design } = await decide(1, true, id)
    expect(design.versions.map((one) => [one.version, one.state, one.running])).toEqual([
      [1, 'published', 0],
      [0, 'replaced', 1],
    ])
    const after = await open()
    expect([before.typeVersion, after.typeVersion]).toEqual([0, 1])
    expect([before.stageTitle.zh, after.stageTitle.zh]).toEqual(['立案派遣', '受理登记'])
    const list = await duty.call(contract.listCases, { query: { type: id } })
    expect(list.items.map((one) => one.stageTitle.zh)).toEqual(['受理登记', '立案派遣'])
    const give = (item: string) =>
      duty.call(contract.saveDuty, {
        body: {
          ...{ item: `city-base.${item}`, divisionCode: '990100', fromDate: '2026-01-01' },
          organisationId: organisations.drainage.id,
        },
      })
    await give('parts-dispatch')
    await give('parts-repair')
    const worker = await workerOf('drainage')
    for (const one of [before, after])
      await duty.call(contract.assignTask, {
        params: { id: (await openTask(duty, one.id)).id },
        body: { organisationId: organisations.drainage.id, assistants: [] },
      })
    for (const one of [before, after]) await act(worker, one.id, { accepted: true })
    const stagesOf = async (case_: contract.Case) => (await openTask(duty, case_.id)).title.zh
    expect([await stagesOf(before), await stagesOf(after)]).toEqual(['维修部件', '维修部件'])
    const types = await duty.call(contract.listCaseTypes, {})
    const shown = types.find((one) => one.id === id)
    expect(shown?.stages[1]?.tasks.map((one) => one.id)).toEqual(['repair-part', 'clean-up'])
  })

  it('a vote of lead and assistants decides the way out; who does not answer does not agree', async () => {
    const { duty, workerOf } = kit
    const asked = { item: 'city.tree-care', title: words('表决单位') }
    const ballot = taskOf('ballot', '表决', {
      form: formOf({ agree: yesNo('同意迁移') }, ['agree']),
      vote: { field: 'agree', yes: true, morePercent: 50 },
    })
    const moving = (task: contract.DesignTask): contract.CaseTypeContent => ({
      ...{ title: words('古树迁移'), numberPrefix: 'GSQY', limit: hours(24), escalation: [], appraisal: [] },
      dutyItems: [{ id: 'city.tree-care', title: words('古树名木养护'), usualUnit: words('园林中心') }],
      stages: [
        {
          ...{ id: 'vote', title: words('表决'), tasks: [task] },
          exits: [
            {
              ...{ id: 'move', title: words('同意迁移'), to: 'move' },
              when: { task: 'ballot', field: 'agree', op: '=', value: true },
            },
            { id: 'stay', title: words('不迁移'), to: 'closed' },
          ],
        },
        {
          ...{ id: 'move', title: words('迁移'), tasks: [taskOf('move-tree', '迁移')] },
          exits: [{ id: 'moved', title: words('完成'), to: 'closed' }],
        },
      ],
    })
    const id = 'city.tree-moves'
    const { faults } = await save(
      moving({ ...ballot, vote: { ...ballot.vote, field: 'agree', yes: 'maybe', morePercent: 100 } }),
      id,
    )
    expect(faults.map((one) => one.path).sort()).toEqual([
      '/stages/0/tasks/0/vote/morePercent',
      '/stages/0/tasks/0/vote/yes',
    ])
    await save(moving(ballot), id)
    await tryOut(1, { ballot: { agree: true } }, id)
    await decide(1, true, id)
    await kit.city.kernel.db.transaction((tx) =>
      kit.city.cases.importDuties(tx, [
        { item: asked.item, divisionCode: '990100', organisationId: organisations.drainage.id },
      ]),
    )
    const { oldTownUrban, trafficPolice } = organisations
    const outcomes = []
    for (const [urbanAgrees, force] of [
      [true, true],
      [false, true],
    ] as const) {
      const one = await duty.call(contract.registerCase, {
        body: { type: id, title: '老槐树迁移', position: places.oldTown },
      })
      for (const unit of [oldTownUrban, trafficPolice])
        await duty.call(contract.inviteAssistant, {
          params: { id: (await openTask(duty, one.id)).id },
          body: { organisationId: unit.id },
        })
      const lead = await openTask(duty, one.id)
      const parts = (await detailOf(duty, one.id)).tasks.filter((each) => each.parentId === lead.id)
      expect(Object.keys((parts[0] as contract.Task).formSchema.properties as object)).toEqual(['agree'])
      const urban = await workerOf('oldTownUrban')
      const params = { id: parts.find((each) => each.organisationId === oldTownUrban.id)?.id as string }
      await urban.call(contract.acceptTask, { params })
      await urban.call(contract.completeTask, { params, body: { form: { agree: urbanAgrees } } })
      const worker = await workerOf('drainage')
      await worker.call(contract.acceptTask, { params: { id: lead.id } })
      await expect(
        worker.call(contract.completeTask, { params: { id: lead.id }, body: { form: { agree: true } } }),
      ).rejects.toMatchObject(refusal(409, 'assistants-missing'))
      const done = await worker.call(contract.completeTask, {
        params: { id: lead.id },
        body: { form: { agree: true }, ...(force ? { force: { reason: '表决时限已到' } } : {}) },
      })
      const { case: now, entries } = await detailOf(duty, one.id)
      outcomes.push([done.vote, now.stage, entries.find((each) => each.act === 'task-voted')?.text])
    }
    expect(outcomes).toEqual([
      [
        { asked: 3, answered: 2, yes: 2, morePercent: 50, passed: true },
        'move',
        '表决：表决通过：应表决 3 家，同意 2 家，1 家未表决',
      ],
      [
        { asked: 3, answered: 2, yes: 1, morePercent: 50, passed: false },
        'closed',
        '表决：表决未通过：应表决 3 家，同意 1 家，1 家未表决',
      ],
    ])
  })

  it('prints the papers of its type with the facts of a case, and names a place it does not know', async () => {
    const { duty } = kit
    const write = (body: string, active = true) =>
      duty.call(contract.saveCasePaper, { body: { caseType: type, title: '会诊通知书', body, active } })
    await expect(write('{{案号}} {{会诊.仍存活}} {{树龄}}')).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/body', message: '案件没有这些变量：树龄' }] },
    })
    const paper = await write('# 通知\n{{案号}}：{{标题}}，{{会诊.仍存活}}')
    const listed = await duty.call(contract.listCasePapers, { query: { type } })
    expect(listed.items.map((one) => one.title)).toEqual(['会诊通知书'])
    expect(listed.places).toEqual(expect.arrayContaining(['案号', '经过', '会诊.仍存活']))
    const { items } = await duty.call(contract.listCases, { query: { type } })
    const params = { id: items[0]?.id as string, paperId: paper.id }
    const file = Buffer.from((await duty.call(contract.printCasePaper, { params })) as Uint8Array)
    expect(file.subarray(0, 5).toString()).toBe('%PDF-')
    const { items: others } = await duty.call(contract.listCases, { query: { type: 'city.tree-moves' } })
    await expect(
      duty.call(contract.printCasePaper, { params: { ...params, id: others[0]?.id as string } }),
    ).rejects.toMatchObject(refusal(404, 'not-found'))
    await write('{{案号}}', false)
    await expect(duty.call(contract.printCasePaper, { params })).rejects.toMatchObject(
      refusal(409, 'paper-inactive'),
    )
  })
})
