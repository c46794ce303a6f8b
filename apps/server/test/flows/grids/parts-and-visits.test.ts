import {
  changeHousehold,
  createHousehold,
  createPart,
  enterResident,
  findGridAt,
  getFormLoad,
  getPartStatistics,
  importParts,
  linkSource,
  listCases,
  listEntities,
  listEntitySources,
  listFieldConflicts,
  listHouseholds,
  listParts,
  listVisits,
  openCase,
  raisePartDispute,
  recordVisit,
  registerFieldForm,
  removePart,
  reportEvent,
  resolveFieldConflict,
  rulePartDispute,
  surveyPart,
  verifyEvent,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

const community = '990102001001'
const key = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`
let city: TestPlatform
let admin: Client
let worker: Client

beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  worker = await city.signedInAs('grid-worker', { divisions: ['990102'] })
})
afterAll(() => city.stop())

it('gives a part a code of 16 digits of its own, and keeps it with its cases when it is removed (GOV-046)', async () => {
  const body = { classCode: '0101', position: places.oldTown, key: key(1), owner: '云川市自来水公司' }
  const part = await worker.call(createPart, { body })
  expect(part.code).toBe('9901020101000001')
  expect(part).toMatchObject({
    classTitle: '上水井盖',
    gridCode: `${community}001`,
    type: 'city-base.manhole',
  })
  // The phone did not hear the answer and sends again.
  expect((await worker.call(createPart, { body })).id).toBe(part.id)
  await expect(worker.call(createPart, { body: { ...body, key: key(2) } })).rejects.toMatchObject({
    problem: { code: 'part-duplicate' },
  })
  const other = await worker.call(createPart, { body: { ...body, key: key(2), notDuplicate: true } })
  expect(other.code).toBe('9901020101000002')
  const event = await admin.call(reportEvent, {
    body: { type: 'city-base.parts-damage', title: '井盖破损', position: places.oldTown, entityId: part.id },
  })
  await admin.call(verifyEvent, { params: { id: event.id }, body: { real: true, comment: '现场属实' } })
  await city.settle()
  const { items: before } = await admin.call(listCases, { query: { eventId: event.id } })
  const opened =
    before[0] ?? (await admin.call(openCase, { body: { eventId: event.id, type: 'city-base.parts-repair' } }))
  const removed = await worker.call(removePart, {
    params: { id: part.id },
    body: { date: '2025-06-01', reason: '道路改造' },
  })
  expect(removed).toMatchObject({ code: part.code, state: 'removed', removedDate: '2025-06-01' })
  const { items } = await admin.call(listCases, { query: { eventId: event.id } })
  expect(items.map((one) => one.id)).toEqual([opened.id])
  expect((await admin.call(listParts, { query: { state: 'removed' } })).total).toBe(1)
})

it('refuses a part 30 m outside its declared grid, naming both grids (GOV-046)', async () => {
  const position: [number, number] = [118.925 + 30 / 92_996, 33.41]
  const refused = worker.call(createPart, {
    body: { classCode: '0101', position, gridCode: `${community}001` },
  })
  await expect(refused).rejects.toMatchObject({
    problem: {
      code: 'outside-declared-grid',
      detail: expect.stringMatching(new RegExp(`${community}002.*${community}001`)),
    },
  })
})

it('takes over surveys and rulings of ownership, and imports a census row by row', async () => {
  const { items } = await admin.call(listParts, { query: { state: 'in-use', classCode: '0101' } })
  const part = items[0] as (typeof items)[number]
  const survey = { key: key(3), time: '2025-06-02T01:00:00Z', state: 'damaged' as const }
  const surveyed = await worker.call(surveyPart, { params: { id: part.id }, body: survey })
  expect(surveyed).toMatchObject({ state: 'damaged', surveyedTime: survey.time })
  expect((await worker.call(surveyPart, { params: { id: part.id }, body: survey })).version).toBe(
    surveyed.version,
  )
  const dispute = await worker.call(raisePartDispute, {
    params: { id: part.id },
    body: { claimedOwner: '云川市排水公司', reason: '井盖印字不符' },
  })
  await admin.call(rulePartDispute, {
    params: { id: dispute.id },
    body: { owner: '云川市排水公司', ruling: '以印字为准' },
  })
  expect((await admin.call(listParts, { query: { search: part.code } })).items[0]?.owner).toBe(
    '云川市排水公司',
  )
  const csv = [
    '部件小类,经度,纬度,网格代码,权属单位',
    `0118,118.906,33.406,${community}001,"路灯处, 一所"`,
    '污水井盖,118.907,33.406,,',
    '9998,118.908,33.406,,',
    `0118,118.94,33.406,${community}001,`,
    '0118,118.906,33.406,,',
  ].join('\n')
  const file = { fileName: '普查.csv', content: Buffer.from(csv).toString('base64') }
  const checked = await worker.call(importParts, { body: { ...file, commit: false } })
  expect(checked).toMatchObject({ rows: 5, right: 2, imported: 0 })
  expect(checked.problems.map((one) => one.row)).toEqual([4, 5, 6])
  expect(checked.problems[1]?.message).toContain(`${community}002`)
  const done = await worker.call(importParts, { body: { ...file, commit: true } })
  expect(done.imported).toBe(2)
  const lamp = (await admin.call(listParts, { query: { classCode: '0118' } })).items[0]
  expect(lamp).toMatchObject({
    code: '9901020118000001',
    owner: '路灯处, 一所',
    type: 'city-base.street-lamp',
  })
  const statistics = await admin.call(getPartStatistics, { query: { division: '990102' } })
  expect(statistics.byClass.find((one) => one.classCode === '0101')).toMatchObject({
    count: 2,
    removed: 1,
    damaged: 1,
  })
})

it('stores three visits made offline and shows the phone number both sides wrote side by side (GOV-013)', async () => {
  const household = await worker.call(createHousehold, {
    body: {
      building: '清河苑1幢',
      room: '201',
      position: places.oldTown,
      head: '住户甲',
      phone: '0990-1111',
    },
  })
  await admin.call(changeHousehold, {
    params: { id: household.id },
    body: { version: household.version, facts: { phone: '0990-2222' } },
  })
  const visit = (
    n: number,
    changes: { field: 'phone' | 'people'; base: string | null; value: string | number }[],
  ) => ({
    ...{
      key: key(10 + n),
      householdId: household.id,
      visitTime: `2025-06-0${n}T02:00:00Z`,
      text: `第${n}次走访`,
    },
    ...{ tags: ['独居老人'], changes },
  })
  const queue = [
    visit(1, []),
    visit(2, [{ field: 'phone', base: '0990-1111', value: '0990-3333' }]),
    visit(3, [{ field: 'people', base: null, value: 3 }]),
  ]
  for (const body of queue) await worker.call(recordVisit, { body })
  // The line broke before the answers came: everything is sent once more.
  for (const body of queue) await worker.call(recordVisit, { body })
  const visits = await worker.call(listVisits, { query: { householdId: household.id } })
  expect(visits.items.map((one) => one.text)).toEqual(['第3次走访', '第2次走访', '第1次走访'])
  const conflicts = await worker.call(listFieldConflicts, { query: { householdId: household.id } })
  expect(conflicts.items).toMatchObject([
    { field: 'phone', base: '0990-1111', office: '0990-2222', found: '0990-3333', taken: null },
  ])
  expect(conflicts.items[0]?.officeBy).toBeTruthy()
  const find = async () => (await worker.call(listHouseholds, { query: { search: '清河苑' } })).items[0]
  expect(await find()).toMatchObject({ phone: '0990-2222', people: 3, tags: ['独居老人'], visits: 3 })
  await worker.call(resolveFieldConflict, {
    params: { id: conflicts.items[0]?.id as string },
    body: { take: 'field' },
  })
  expect((await find())?.phone).toBe('0990-3333')
})

it('marks a field that the population database has and asks only for the rest (GOV-013)', async () => {
  const form = await admin.call(registerFieldForm, {
    body: {
      ...{ title: '高龄津贴摸底', department: '云川市民政局', basis: '高龄津贴办法第五条' },
      ...{ frequency: 'monthly', divisions: ['990102'] },
      fields: [
        { title: '出生日期', kind: 'date' },
        { title: '是否愿意领取', kind: 'choice' },
      ],
    },
  })
  expect(form.fields[0]).toMatchObject({ mode: 'prefilled', source: { mark: '已有来源: 人口库' } })
  expect(form.fields[1]).toMatchObject({ mode: 'asked', source: null })
  const load = await admin.call(getFormLoad, { query: {} })
  expect(load.items.find((one) => one.code === community)).toMatchObject({
    ...{ forms: 1, askedFields: 1, savedFields: 1, fillingsPerYear: 12 },
  })
  expect(load.items.find((one) => one.code === '990103001001')?.forms).toBe(0)
})

it('lets a department register a form in its own name alone (GOV-013)', async () => {
  const bureau = {
    ...{ id: key(70), code: 'QS-CIVIL', name: '云川市民政局', shortName: '民政局', kind: 'bureau' },
    ...{ divisionCode: '990100', parentId: null },
  }
  await city.kernel.db.transaction((tx) => city.identity.importOrganisations(tx, [bureau]))
  const civil = await city.signedInAs('data-steward', { organisationId: bureau.id })
  const body = {
    ...{ title: '困难家庭摸底', basis: '社会救助暂行办法', frequency: 'yearly' as const, divisions: [] },
    fields: [{ title: '出生日期', kind: 'date' as const }],
  }
  const form = await civil.call(registerFieldForm, { body: { ...body, department: '云川市民政局' } })
  expect(form.fields[0]).toMatchObject({ mode: 'prefilled', source: { mark: '已有来源: 人口库' } })
  await expect(
    civil.call(registerFieldForm, { body: { ...body, department: '云川市公安局' } }),
  ).rejects.toMatchObject({ problem: { errors: [expect.objectContaining({ path: '/body/department' })] } })
})

it('holds one person from police and from a visit of the grid, with both and the newer address (GOV-014)', async () => {
  const citizenId = '11010519491231002X'
  const police = await admin.call(linkSource, {
    body: {
      ...{ type: 'base-registers.person', name: '王强', divisionCode: '990103', system: 'police' },
      ...{ sourceId: 'P-1', strongKeys: { citizen_id: citizenId } },
      attributes: { residence_address: '清河苑1幢201' },
    },
  })
  const household = await worker.call(createHousehold, {
    body: { building: '清河苑2幢', room: '305', position: places.oldTown },
  })
  const enter = (body: { name: string; citizenId?: string; phone?: string }) =>
    worker.call(enterResident, { body: { householdId: household.id, ...body } })
  expect(await enter({ name: '王强', citizenId })).toEqual({
    ...{ outcome: 'matched', name: '王强', address: '清河苑2幢305', sources: 2 },
  })
  // Entered again, it is the same record; a number that cannot be is refused.
  expect(await enter({ name: '王强', citizenId, phone: '13900000001' })).toMatchObject({
    ...{ outcome: 'updated', sources: 2 },
  })
  await expect(enter({ name: '赵一', citizenId: '110105194912310021' })).rejects.toMatchObject({
    problem: { status: 400 },
  })
  const persons = await admin.call(listEntities, {
    query: { type: 'base-registers.person', search: '王强' },
  })
  expect(persons.items.map((one) => one.id)).toEqual([police.root.id])
  const { items } = await admin.call(listEntitySources, { params: { id: police.root.id }, query: {} })
  const newest = [...items].sort((one, other) => other.linkedTime.localeCompare(one.linkedTime))
  expect(newest.map((one) => [one.system, one.attributes.residence_address])).toEqual([
    ['grid', '清河苑2幢305'],
    ['police', '清河苑1幢201'],
  ])
  // Who the person is stays out of sight of grid staff.
  expect((await worker.call(listEntities, { query: { type: 'base-registers.person' } })).total).toBe(0)
})

it('answers the grid of a point for whoever may see it', async () => {
  const [lon, lat] = places.riverside
  const { grid } = await worker.call(findGridAt, { query: { lon, lat } })
  expect(grid).toBeNull()
})
