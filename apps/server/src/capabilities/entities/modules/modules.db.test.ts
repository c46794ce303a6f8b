import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

const school = 'grassroots.school'
let city: TestPlatform
let admin: Client
let officer: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  officer = await city.signedInAs('duty-officer')
})
afterAll(() => city.stop())

const file = (text: string) => Buffer.from(text).toString('base64')
const importRows = (type: string, text: string, commit = true) =>
  admin.call(contract.importRegister, {
    params: { type },
    body: { fileName: '台账.csv', content: file(text), commit },
  })
const [lon, lat] = places.oldTown

describe('the nine modules of comprehensive governance (GOV-014)', () => {
  it('stand there with their registers and events, by their names', async () => {
    const { items } = await admin.call(contract.listModules)
    expect(items.filter((one) => one.id.startsWith('grassroots.')).map((one) => one.title.zh)).toEqual([
      ...['综治组织及综合业务', '实有人口', '特殊人群', '重点青少年', '非公有制经济组织和社会组织'],
      ...['社会治安', '矛盾纠纷排查化解', '校园及周边安全', '护路护线'],
    ])
    for (const one of items) expect(one.registers.length).toBeGreaterThan(0)
  })

  it('take rows from a file, name what is wrong in it, and give them back in the same shape', async () => {
    const { text } = await admin.call(contract.exportRegister, {
      params: { type: school },
      query: { content: 'template' },
    })
    expect(text).toContain('编号,名称,区划代码,经度,纬度,学校类型,在校学生数')
    const rows = [
      '编号,名称,区划代码,经度,纬度,学校类型,在校学生数,安全保卫人数',
      `XX-1,城东小学,,${lon},${lat},小学,820,4`,
      `XX-2,城东幼儿园,990102001001,,,幼儿园,160,2`,
      'XX-3,城西中学,990102001001,,,大专,900,3',
      'XX-4,城南小学,990102001001,,,小学,很多,3',
      'XX-5,城北小学,999999,,,小学,300,3',
      'XX-1,城东小学分校,990102001001,,,小学,90,1',
    ].join('\n')
    const checked = await importRows(school, rows, false)
    expect(checked).toMatchObject({ rows: 6, right: 2, imported: 0 })
    expect(checked.problems.map((one) => [one.row, one.column])).toEqual([
      ...[
        [4, '学校类型'],
        [5, '在校学生数'],
        [6, '区划代码'],
        [7, '编号'],
      ],
    ])
    expect((await importRows(school, rows)).imported).toBe(2)
    expect((await importRows(school, rows)).imported).toBe(0)
    const back = await admin.call(contract.exportRegister, { params: { type: school } })
    expect(back.rows).toBe(2)
    expect(back.text).toContain('XX-1,城东小学,')
    expect(back.text).toContain(',小学,820,4,')
  })

  it('are counted by place and by choice, within a division', async () => {
    const params = { id: 'grassroots.campus' }
    const { registers } = await admin.call(contract.getModuleStatistics, { params })
    const schools = registers.find((one) => one.type === school)
    expect(schools).toMatchObject({ total: 2, changed: 2, places: [{ code: '990102', count: 2 }] })
    expect(schools?.fields[0]?.values.map((one) => [one.title?.zh, one.count]).sort()).toEqual(
      [
        ['小学', 1],
        ['幼儿园', 1],
      ].sort(),
    )
    const elsewhere = await admin.call(contract.getModuleStatistics, {
      params,
      query: { division: '990103' },
    })
    expect(elsewhere.registers.find((one) => one.type === school)?.total).toBe(0)
    await expect(
      admin.call(contract.getModuleStatistics, { params, query: { division: '999999' } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/query/division' }] } })
  })

  it('keep people in care out of sight, of counts and of files without the right', async () => {
    const type = 'grassroots.special-person'
    await importRows(type, '编号,名称,区划代码,人员类别\nTS-1,甲,990102001001,社区矫正人员')
    const seenBy = async (by: Client) =>
      (await by.call(contract.listModules)).items
        .find((one) => one.id === 'grassroots.special-people')
        ?.registers.map((one) => one.count)
    expect(await seenBy(admin)).toEqual([1])
    expect(await seenBy(officer)).toEqual([null])
    const statistics = await officer.call(contract.getModuleStatistics, {
      params: { id: 'grassroots.special-people' },
    })
    expect(statistics.registers).toEqual([])
    await expect(officer.call(contract.exportRegister, { params: { type } })).rejects.toMatchObject({
      problem: { status: 403, code: 'protected-register' },
    })
  })

  it('get further ones of the city, of registers that exist (9+X)', async () => {
    const body = { title: '平安边界', registers: ['grassroots.line-section', school, school] }
    const made = await admin.call(contract.saveModule, { body })
    expect(made).toMatchObject({ own: true, registers: [{ count: 0 }, { count: 2 }] })
    await expect(admin.call(contract.saveModule, { body })).rejects.toMatchObject({
      problem: { status: 409, code: 'module-exists' },
    })
    await expect(
      admin.call(contract.saveModule, { body: { title: '另一个', registers: ['no.such'] } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/registers/0' }] } })
    await expect(officer.call(contract.saveModule, { body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await admin.call(contract.removeModule, { params: { id: made.id } })
    expect((await admin.call(contract.listModules)).items.some((one) => one.id === made.id)).toBe(false)
  })
})
