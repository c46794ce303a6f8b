import {
  changeGrids,
  findGridAt,
  type GridFault,
  getGridStatistics,
  getMe,
  importGridLayer,
  listAttendance,
  listEvents,
  listGridCrosswalk,
  listGrids,
  listGridVersions,
  recordPatrol,
  reportEvent,
  ruleGridConflict,
  saveGridLeave,
  saveGridStaff,
  savePatrolPlan,
  signGridLayer,
} from '@civitas/contract'
import { type Client, ProblemError } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

const community = '990102001001'
const [first, second] = [`${community}001`, `${community}002`]
let city: TestPlatform
let admin: Client

const box = (west: number, south: number, east: number, north: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})

beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

it('refuses a grid over another and answers the overlap as polygon with its m² (GOV-012)', async () => {
  // 12 m × 10 m inside the first grid.
  const [width, height] = [12 / 92_996, 10 / 110_912]
  const geometry = box(118.91, 33.41, 118.91 + width, 33.41 + height)
  const body = {
    kind: 'create' as const,
    communityCode: community,
    effectiveDate: '2025-02-01',
    reason: '新划网格',
  }
  const refused = await admin
    .call(changeGrids, { body: { ...body, from: [], to: [{ name: '新网格', geometry }] } })
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ProblemError)
  const { problem } = refused as ProblemError
  expect(problem.code).toBe('grids-overlap')
  const [fault] = problem.findings as GridFault[]
  expect(fault?.areaM2).toBeGreaterThan(119)
  expect(fault?.areaM2).toBeLessThan(121)
  expect(fault?.codes).toContain(first)
  expect(fault?.geometry?.type).toBe('Polygon')
  expect((await admin.call(listGrids, { query: { parent: community } })).total).toBe(2)
})

it('refuses a split that leaves a gap and a grid that leaves its community', async () => {
  const body = {
    kind: 'split' as const,
    communityCode: community,
    effectiveDate: '2025-04-01',
    reason: '拆分',
  }
  const split = (to: { name: string; geometry: GeoJSON.Polygon }[]) =>
    admin
      .call(changeGrids, { body: { ...body, from: [first], to } })
      .catch((error: ProblemError) => error.problem)
  const gap = await split([
    { name: '西', geometry: box(118.9, 33.4, 118.91, 33.42) },
    { name: '东', geometry: box(118.911, 33.4, 118.925, 33.42) },
  ])
  expect(gap).toMatchObject({ code: 'grids-gap', findings: [{ kind: 'gap' }] })
  const outside = await split([
    { name: '西', geometry: box(118.89, 33.4, 118.91, 33.42) },
    { name: '东', geometry: box(118.91, 33.4, 118.925, 33.42) },
  ])
  expect(outside).toMatchObject({ code: 'grids-outside' })
})

it('keeps what happened under the grid of its time, and answers grid and staff of a later day (GOV-012)', async () => {
  await admin.call(saveGridStaff, {
    body: { divisionCode: first, post: 'leader', name: '网格长甲', phone: '0990-1', fromDate: '2025-01-01' },
  })
  const event = await admin.call(reportEvent, {
    body: {
      type: 'waterlogging.ponding',
      title: '三月积水',
      position: places.oldTown,
      reportedTime: '2025-03-01T02:00:00Z',
    },
  })
  expect(event.divisionCode).toBe(first)
  const { items } = await admin.call(changeGrids, {
    body: {
      ...{ kind: 'split', communityCode: community, effectiveDate: '2025-04-01', reason: '户数过多' },
      from: [first],
      to: [
        { name: '第三网格', geometry: box(118.9, 33.4, 118.91, 33.42) },
        { name: '第四网格', geometry: box(118.91, 33.4, 118.925, 33.42) },
      ],
    },
  })
  expect(items.map((one) => one.code)).toEqual([`${community}003`, `${community}004`])
  const march = await admin.call(listEvents, { query: { division: first } })
  expect(march.items.map((one) => one.id)).toContain(event.id)
  const [lon, lat] = places.oldTown
  const at = (time: string) => admin.call(findGridAt, { query: { lon, lat, time } })
  expect((await at('2025-03-01T02:00:00Z')).grid?.code).toBe(first)
  const may = await at('2025-05-01T02:00:00Z')
  expect(may.grid).toMatchObject({ code: `${community}003`, predecessors: [first], fromDate: '2025-04-01' })
  expect(may.staff.map((one) => [one.name, one.divisionCode])).toEqual([['网格长甲', `${community}003`]])
  const versions = await admin.call(listGridVersions, { params: { code: first } })
  expect(versions.items).toMatchObject([{ version: 1, toDate: '2025-04-01' }])
  expect(
    (await city.territory.findGridStaff(lon, lat, new Date('2025-03-01T02:00:00Z')))[0]?.divisionCode,
  ).toBe(first)
  const statistics = await admin.call(getGridStatistics, { query: { parent: '990102' } })
  expect(statistics).toMatchObject({ grids: 3, withLeader: 2 })
  // New events go to the grid that is there now.
  const later = await admin.call(reportEvent, {
    body: { type: 'waterlogging.ponding', title: '桥东路口今日积水', position: [118.918, 33.415] },
  })
  expect(later.divisionCode).toBe(`${community}004`)
})

it('merges grids into their union and refuses a second change of what has ended', async () => {
  const merge = () =>
    admin.call(changeGrids, {
      body: {
        ...{ kind: 'merge' as const, communityCode: community, effectiveDate: '2025-06-01', reason: '合并' },
        from: [`${community}003`, `${community}004`],
        to: [{ name: '第五网格' }],
      },
    })
  const { items, gapM2 } = await merge()
  expect(gapM2).toBe(0)
  expect(items[0]).toMatchObject({ code: `${community}005`, cause: 'merged' })
  await expect(merge()).rejects.toMatchObject({ problem: { status: 400, code: 'invalid-input' } })
})

it('names who stands in for somebody on leave', async () => {
  const person = (name: string) =>
    admin.call(saveGridStaff, {
      body: { divisionCode: second, post: 'full-time', name, phone: `0990-${name}`, fromDate: '2025-01-01' },
    })
  const [one, other] = [await person('专职一'), await person('专职二')]
  await admin.call(saveGridLeave, {
    params: { id: one.id },
    body: { fromDate: '2025-05-01', toDate: '2025-05-05', substituteId: other.id },
  })
  const query = { lon: 118.94, lat: 33.41, time: '2025-05-03T02:00:00Z' }
  const { staff } = await admin.call(findGridAt, { query })
  expect(staff.find((each) => each.id === one.id)?.substitute).toEqual({
    name: '专职二',
    phone: '0990-专职二',
  })
  const after = await admin.call(findGridAt, { query: { ...query, time: '2025-05-06T02:00:00Z' } })
  expect(after.staff.find((each) => each.id === one.id)?.substitute).toBeNull()
})

it('counts fixes of a patrol only inside the grid and to 50 m, and a key only once', async () => {
  const worker = await city.signedInAs('grid-worker')
  const plan = await admin.call(savePatrolPlan, {
    body: {
      ...{ gridCode: second, title: '日常巡查', timesPerWeek: 5 },
      checkpoints: [{ name: '桥头', position: [118.94, 33.41] }],
    },
  })
  const time = '2025-05-10T01:00:00Z'
  const fix = (lon: number, accuracyM: number) => ({
    position: [lon, 33.41] as [number, number],
    time,
    accuracyM,
  })
  const body = {
    ...{ key: '01890000-0000-7000-8000-000000000001', gridCode: second, planId: plan.id },
    ...{ startTime: time, endTime: '2025-05-10T02:00:00Z' },
    track: [fix(118.94, 10), fix(118.941, 80), fix(118.91, 10)],
    checkIns: [{ name: '桥头', ...fix(118.94, 12) }],
  }
  const sent = await worker.call(recordPatrol, { body })
  expect(sent).toMatchObject({ points: 3, countedPoints: 1, checkIns: [{ name: '桥头', counted: true }] })
  expect((await worker.call(recordPatrol, { body })).id).toBe(sent.id)
})

it('counts attendance by person and day, only inside the grid that is one’s own (GOV-013)', async () => {
  const worker = await city.signedInAs('grid-worker')
  const { user } = await worker.call(getMe)
  const walk = (key: number, gridCode: string, lon: number, accuracyM: number) => {
    const at = (minute: string) => `2025-05-12T01:${minute}:00Z`
    const fix = (minute: string) => ({
      position: [lon, 33.41] as [number, number],
      time: at(minute),
      accuracyM,
    })
    return worker.call(recordPatrol, {
      body: {
        ...{ key: `01890000-0000-7000-8000-0000000000${key}`, gridCode },
        ...{ startTime: at('00'), endTime: at('59'), track: [fix('05'), fix('45')], checkIns: [] },
      },
    })
  }
  const post = { post: 'full-time' as const, name: user.name, phone: '0990-9', userId: user.id }
  await admin.call(saveGridStaff, { body: { ...post, divisionCode: second, fromDate: '2025-05-12' } })
  const day = { from: '2025-05-12', to: '2025-05-12' }
  const seen = async (query: object = {}) =>
    (await admin.call(listAttendance, { query: { ...day, ...query } })).items.filter(
      (one) => one.userId === user.id,
    )
  await walk(11, second, 118.94, 80)
  expect(await seen()).toMatchObject([{ present: false, points: 2, countedPoints: 0, minutes: 0 }])
  // Inside the neighbours’ grid, exactly: not one’s own.
  await walk(12, `${community}005`, 118.91, 5)
  expect(await seen({ absent: true })).toMatchObject([{ patrols: 2, countedPoints: 0 }])
  await walk(13, second, 118.94, 50)
  expect(await seen()).toMatchObject([
    { day: '2025-05-12', present: true, patrols: 3, points: 6, countedPoints: 2, minutes: 40 },
  ])
  expect(await seen({ absent: true })).toEqual([])
  expect(await seen({ division: '990103' })).toEqual([])
})

it('lays a department’s grids over the city’s, and adopts them when every owner has signed', async () => {
  const layer = await admin.call(importGridLayer, {
    body: {
      ...{ department: '公安警务', title: '警务网格', owners: ['市公安局', '市委政法委'] },
      features: [
        { reference: 'JW-1', name: '警务一', geometry: box(118.9, 33.4, 118.925, 33.42) },
        { reference: 'JW-2', name: '警务二', geometry: box(118.915, 33.4, 118.94, 33.41) },
      ],
    },
  })
  expect(layer).toMatchObject({ cells: 2, matched: 1, conflicts: 1, state: 'open' })
  const params = { id: layer.id }
  const rows = await admin.call(listGridCrosswalk, { params, query: { conflicts: true } })
  expect(rows.items.map((one) => [one.reference, one.gridCode, one.shareOfOld])).toEqual([
    ['JW-2', second, 0.6],
    ['JW-2', `${community}005`, 0.4],
  ])
  const sign = (owner: string) => admin.call(signGridLayer, { params, body: { owner, comment: '同意' } })
  await expect(sign('市公安局')).rejects.toMatchObject({ problem: { code: 'conflicts-open' } })
  await admin.call(ruleGridConflict, {
    params,
    body: { reference: 'JW-2', gridCode: second, ruling: '以道路中线为界，归第二网格' },
  })
  expect((await sign('市公安局')).state).toBe('open')
  expect((await sign('市委政法委')).state).toBe('adopted')
})
