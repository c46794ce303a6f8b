import type { BundleCase, ProjectDetail } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { importOffices, offices, stepWorkingDays } from './joint-kit.ts'
import { creditCode, problem, someone } from './papers-kit.ts'
import { aFile } from './services-kit.ts'

/** SOC-007: construction projects from planning to completion. */
let city: TestPlatform
let builder: Client
let clerk: Client
let land: Client
let housing: Client
let now = new Date('2025-06-03T10:00:00+08:00')
let again: () => Promise<Client>

const signAllIn = async () => {
  builder = await again()
  clerk = await city.signedInAs('window-clerk')
  land = await city.signedInAs('approver', { organisationId: offices.land.id })
  housing = await city.signedInAs('approver', { organisationId: offices.housing.id })
}
/** Working days later; a session does not last as long as a project. */
const wait = async (days: number) => {
  now = stepWorkingDays(now, days)
  await signAllIn()
}

/** Metres of a degree on the CGCS2000 ellipsoid, from its radii of curvature. */
const metresAt = (lat: number) => {
  const [a, e2, sine] = [6_378_137, 0.006_694_380_023, Math.sin((lat * Math.PI) / 180)]
  const w = Math.sqrt(1 - e2 * sine * sine)
  const [north, across] = [(a * (1 - e2)) / w ** 3, (a / w) * Math.cos((lat * Math.PI) / 180)]
  return { east: (across * Math.PI) / 180, north: (north * Math.PI) / 180 }
}
const [west, south] = [118.905, 33.405]
const metres = metresAt(south + 0.003)
const square = (x: number, y: number, width: number, height: number): GeoJSON.Polygon => {
  const at = (dx: number, dy: number) => [west + dx / metres.east, south + dy / metres.north]
  const corners = [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)]
  return { type: 'Polygon', coordinates: [[...corners, corners[0] as number[]]] }
}

const proposal = (
  more: Partial<{ typeId: string; areaM2: number; parcel: GeoJSON.Geometry; name: string }>,
) => ({
  ...{ name: '云川智造产业园一期', typeId: 'public-services.government', industry: '47' },
  ...{ address: '望云街道青石桥路 8 号', areaM2: 3_000, investmentWan: 12_000 },
  ...{ parcel: square(0, 0, 100, 60) as GeoJSON.Geometry, ...more },
})

const zone = (name: string, layer: string, geometry: GeoJSON.Geometry) =>
  city.signedInAs('administrator').then((admin) =>
    admin.call(contract.createEntity, {
      body: {
        ...{ type: 'public-services.control-area', reference: name, name, geometry },
        attributes: { layer },
      },
    }),
  )

beforeAll(async () => {
  city = await startTestPlatform({
    ...{ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } },
  })
  await importOffices(city)
  const firm = { kind: 'organisation' as const, name: '云川建设集团有限公司', number: creditCode(77) }
  again = (await someone(city, firm)).again
  await city.kernel.db.transaction(async (tx) => {
    const subject = await city.identity.subjects.findByNumber(tx, creditCode(77))
    await city.identity.subjects.assure(tx, subject?.id ?? '', 2, '市场主体登记')
  })
  await signAllIn()
})
afterAll(() => city.stop())

const register = (more = {}) => builder.call(contract.registerProject, { body: proposal(more) })
const read = (id: string) => builder.call(contract.getProject, { params: { id } })
const start = (id: string, stage: string) =>
  builder.call(contract.startProjectStage, { params: { id, stage } })

/** Fills the one form of a stage and hands it in. */
async function fileStage(project: ProjectDetail, stage: string): Promise<BundleCase> {
  const { id, materials } = await start(project.id, stage)
  const form = { representative: '王强', contact: '王强', phone: '13900001111' }
  await builder.call(contract.saveBundleDraft, { params: { id }, body: { form } })
  for (const { material, by } of materials)
    if (by === 'missing')
      await builder.call(contract.addBundleFile, { params: { id }, body: { material, ...aFile } })
  return builder.call(contract.submitBundleCase, { params: { id } })
}

const judge = (id: string, body: { act: 'accept' } | { act: 'correct'; points: { text: string }[] }) =>
  clerk.call(contract.judgeIntake, { params: { id }, body })

/** The office of an item examines it and grants. */
async function grant(office: Client, application: string): Promise<void> {
  const { items } = await office.call(contract.listServiceTasks, { query: { application } })
  for (const task of items.filter((one) => one.state !== 'done'))
    await office.call(contract.finishServiceTask, {
      params: { id: task.id },
      body: { passes: true, opinion: '符合要求' },
    })
  await office.call(contract.decideServiceApplication, {
    params: { id: application },
    body: { outcome: 'grant', text: '符合法定条件，准予许可。' },
  })
}

describe('SOC-007: the proposal', () => {
  it('lists the layer, 120 m² and the office where a parcel overlaps permanent farmland, and stage 1 is refused (Accept 2)', async () => {
    await zone('基本农田-01', 'farmland', square(-40, 300, 42, 60))
    const project = await register({ name: '临路厂房', parcel: square(0, 300, 100, 60) })
    expect(project.code).toMatch(/^2506-990102-47-01-\d{6}$/)
    expect(project.conflicts).toMatchObject([
      { layer: '永久基本农田', organisation: '市自然资源和规划局', effect: 'forbid', areaM2: 120 },
    ])
    expect(project.stages[0]).toMatchObject({ state: 'closed' })
    const refused = await problem(start(project.id, 'land'))
    expect(refused).toMatchObject({ status: 409, code: 'plan-conflict' })
    expect(refused.detail).toContain('永久基本农田 120 平方米')
    // Moved off the farmland it may be filed; a parcel that crosses itself is none.
    const body = { name: '临路厂房', address: project.address, areaM2: 3_000 }
    const params = { id: project.id }
    const moved = await builder.call(contract.changeProposal, {
      params,
      body: { ...body, parcel: square(3, 300, 97, 60) },
    })
    expect(moved.conflicts).toEqual([])
    expect(moved.stages[0]).toMatchObject({ state: 'open' })
    const [a, b, c, d] = square(3, 300, 97, 60).coordinates[0] as number[][]
    const crossed = { type: 'Polygon' as const, coordinates: [[a, c, b, d, a] as number[][]] }
    expect(
      await problem(builder.call(contract.changeProposal, { params, body: { ...body, parcel: crossed } })),
    ).toMatchObject({ status: 400 })
  })

  it('asks departments with a date, and only those asked answer, once', async () => {
    const project = await register({ name: '北区仓库', parcel: square(300, 300, 80, 60) })
    const asked = await clerk.call(contract.askProjectOpinions, {
      params: { id: project.id },
      body: { organisationIds: [offices.land.id], days: 5 },
    })
    expect(asked.opinions).toMatchObject([{ dueDay: '2025-06-10', agrees: null, isLate: false }])
    const params = { id: asked.opinions[0]?.id ?? '' }
    const body = { agrees: true, text: '符合国土空间规划。' }
    expect(await problem(housing.call(contract.giveProjectOpinion, { params, body }))).toMatchObject({
      status: 404,
    })
    const given = await land.call(contract.giveProjectOpinion, { params, body })
    expect(given.opinions).toMatchObject([{ agrees: true, text: '符合国土空间规划。' }])
    expect(await problem(land.call(contract.giveProjectOpinion, { params, body }))).toMatchObject({
      status: 409,
    })
    const elsewhere = await city.signedInAs('window-clerk', { divisions: ['990103'] })
    expect(await problem(elsewhere.call(contract.getProject, { params: { id: project.id } }))).toMatchObject({
      status: 404,
    })
    expect((await elsewhere.call(contract.listProjects, { query: {} })).total).toBe(0)
  })

  it('shares the assessment of an area and spares the item it stands for', async () => {
    const admin = await city.signedInAs('administrator')
    await admin.call(contract.createEntity, {
      body: {
        ...{ type: 'public-services.assessed-area', reference: '区评-1', name: '产业园区域评估' },
        ...{ geometry: square(480, -20, 300, 200), attributes: { kind: 'water-soil' } },
      },
    })
    const inside = await register({ name: '园内厂房', areaM2: 9_000, parcel: square(500, 0, 100, 60) })
    const outside = await register({ name: '园外厂房', areaM2: 9_000, parcel: square(760, 0, 100, 60) })
    const items = ({ stages }: ProjectDetail) => stages[1]?.members.map((one) => one.title)
    expect(inside.assessed).toEqual(['water-soil'])
    expect(items(inside)).toEqual(['建设工程规划许可', '建设项目环境影响报告表审批'])
    expect(items(outside)).toContain('生产建设项目水土保持方案审批')
  })
})

describe('SOC-007: stages and clocks', () => {
  it('has used 71 of 100 working days after 31 + 22 + 18 in three stages, 40 days of correction beside it (Accept 1)', async () => {
    const project = await register({})
    expect(await problem(start(project.id, 'works'))).toMatchObject({ code: 'stage-closed' })
    const first = await fileStage(project, 'land')
    expect(first.members.map((one) => one.itemTitle)).toEqual([
      '建设项目用地预审与选址意见书',
      '建设用地规划许可',
    ])
    expect(first.form).toMatchObject({ projectCode: project.code, projectName: project.name })
    const [site, plan] = first.members.map((one) => one.id) as [string, string]
    const correct = { act: 'correct' as const, points: [{ text: '补充现状地形图' }] }
    for (const id of [site, plan]) await judge(id, correct)
    await wait(20)
    await builder.call(contract.submitBundleCase, { params: { id: first.id } })
    for (const id of [site, plan]) await judge(id, { act: 'accept' })
    await wait(10)
    await grant(land, site)
    // The mandatory permit of the stage is still under way: the next stage stays shut.
    expect(await problem(start(project.id, 'works'))).toMatchObject({ code: 'stage-closed' })
    await wait(21)
    await grant(land, plan)

    const second = await fileStage(project, 'works')
    const [works] = second.members.map((one) => one.id) as [string]
    await judge(works, correct)
    await wait(20)
    await builder.call(contract.submitBundleCase, { params: { id: second.id } })
    await judge(works, { act: 'accept' })
    await wait(22)
    await grant(land, works)
    await wait(3)
    const third = await fileStage(project, 'build')
    const [construction] = third.members.map((one) => one.id) as [string]
    await judge(construction, { act: 'accept' })
    await wait(18)
    await grant(housing, construction)
    await wait(5)

    const seen = await read(project.id)
    expect(seen.stages.map((one) => [one.usedDays, one.state])).toEqual([
      ...[[31, 'done'] as const, [22, 'done'] as const, [18, 'done'] as const, [0, 'open'] as const],
    ])
    expect(seen).toMatchObject({ limitDays: 100, usedDays: 71, remainingDays: 29, correctionDays: 40 })
    expect(seen.stages[2]).toMatchObject({ limitDays: 15, card: 'red' })
    const { items } = await clerk.call(contract.listProjects, { query: { search: project.code } })
    expect(items).toMatchObject([{ usedDays: 71, remainingDays: 29, stage: '施工许可' }])
    const shown = await city.anonymous().call(contract.listPublicProjects, { query: {} })
    expect(shown.items).toContainEqual(expect.objectContaining({ code: project.code, usedDays: 71 }))
    expect(JSON.stringify(shown)).not.toContain('云川建设集团')
  })

  it('lets time of special procedures stand beside the clock of government', async () => {
    const project = await register({ name: '东区厂房', parcel: square(0, 600, 80, 60) })
    const { members } = await fileStage(project, 'land')
    for (const { id } of members) await judge(id, { act: 'accept' })
    const body = { kind: 'expert' as const, notice: '专家评审通知书 3 号', days: 10, document: aFile }
    await wait(2)
    for (const { id: application } of members)
      await land.call(contract.suspendServiceApplication, { params: { id: application }, body })
    await wait(6)
    for (const { id: application } of members)
      await land.call(contract.resumeServiceApplication, {
        params: { id: application },
        body: { note: '评审结束' },
      })
    await wait(4)
    expect((await read(project.id)).stages[0]).toMatchObject({
      usedDays: 6,
      specialDays: 6,
      state: 'running',
    })
  })

  it('opens the next stage on a signed promise where the kind of project allows it', async () => {
    const project = await register({
      ...{ name: '西区小厂房', typeId: 'public-services.private-small', parcel: square(0, 800, 40, 40) },
    })
    const promise = (item: string) =>
      builder.call(contract.promiseProjectItem, {
        params: { id: project.id },
        body: { item, text: '承诺三十日内取得。' },
      })
    const { members } = await fileStage(project, 'land')
    expect(await problem(promise('public-services.land-plan'))).toMatchObject({ code: 'not-promisable' })
    for (const { id } of members) {
      await judge(id, { act: 'accept' })
      await grant(land, id)
    }
    expect(await problem(promise('public-services.works-plan'))).toMatchObject({ code: 'not-filed' })
    await fileStage(project, 'works')
    expect(await problem(start(project.id, 'build'))).toMatchObject({ code: 'stage-closed' })
    const promised = await promise('public-services.works-plan')
    expect(promised.stages[2]).toMatchObject({ state: 'open' })
    expect((await start(project.id, 'build')).title).toBe('施工许可阶段')
  })

  it('books all parties at once and comes to one conclusion', async () => {
    const project = await register({ name: '南区厂房', parcel: square(0, 1_000, 80, 60) })
    const organisationIds = [offices.land.id, offices.housing.id]
    const body = { kind: 'acceptance' as const, slot: 'morning' as const, organisationIds, scope: '1 号楼' }
    const book = (day: string) =>
      builder.call(contract.bookJointVisit, { params: { id: project.id }, body: { ...body, day } })
    // A Sunday is refused by name of the field.
    const sunday = new Date(now.getTime() + (7 - new Date(now).getUTCDay()) * 86_400_000)
    expect(await problem(book(sunday.toISOString().slice(0, 10)))).toMatchObject({ status: 400 })
    const monday = new Date(sunday.getTime() + 86_400_000).toISOString().slice(0, 10)
    const visit = await book(monday)
    const say = (office: Client, passes: boolean) =>
      office.call(contract.judgeJointVisit, {
        params: { id: visit.id },
        body: { passes, opinion: passes ? '通过' : '消防通道被占用' },
      })
    expect((await say(land, true)).state).toBe('booked')
    expect(await say(housing, false)).toMatchObject({
      state: 'failed',
      conclusion: '市住房和城乡建设局：消防通道被占用',
    })
    expect(await problem(say(land, true))).toMatchObject({ status: 409 })
    const mine = await housing.call(contract.listJointVisits, { query: {} })
    expect(mine.items).toMatchObject([{ title: '联合验收（1 号楼）：南区厂房' }])
  })
})
