import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createAbility,
  createPrefillForm,
  createSource,
  issueDataDuties,
  listAbilities,
  listDataDuties,
  listDatasets,
  listOrganisations,
  listPrefillForms,
  listSources,
  runSource,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'
import { type Delivery, deliveries } from './deliveries.ts'

const dayOf = (from: Date, days: number) =>
  new Date(from.getTime() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10)

/**
 * Departments put their files into folders of the platform and are collected from: one is whole but for a few rows, one is
 * short of what its manifest announces. Then the duties of the year, abilities behind the gateway and a form. Once.
 */
export async function playCollect(cast: Cast, inbox: string, now: Date): Promise<void> {
  const bureau = await cast('bureau')
  const { total } = await bureau.call(listSources, { query: { limit: 1 } })
  if (total === 0) for (const one of deliveries) await deliver(bureau, inbox, one, dayOf(now, -1))
  if ((await bureau.call(listDataDuties, { query: { limit: 1 } })).total === 0) await owe(bureau, now)
  if ((await bureau.call(listAbilities, { query: { limit: 1 } })).total === 0) await openAbilities(bureau)
  if ((await bureau.call(listPrefillForms, { query: { limit: 1 } })).total === 0) await makeForm(bureau)
}

/** A file is whole when it has its name; before it ends in `.part`. */
async function deliver(bureau: Client, inbox: string, one: Delivery, day: string): Promise<void> {
  const organisationId = await organisationOf(bureau, one.unit)
  const folder = join(inbox, one.folder)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${one.name}-${day}.csv`)
  const lines = one.linesOf(day)
  writeFileSync(`${path}.manifest.json`, JSON.stringify({ rows: lines.length + one.missing }))
  writeFileSync(`${path}.part`, `${[one.head, ...lines].join('\n')}\n`)
  renameSync(`${path}.part`, path)
  const source = await bureau.call(createSource, {
    body: {
      ...{ name: one.name, kind: 'folder', mode: 'full', load: 'append', organisationId },
      ...{ connection: { folder: one.folder }, legalBasis: one.legalBasis },
      ...{ schedule: '0 2 * * *', dueTime: '02:30' },
    },
  })
  await bureau.call(runSource, { params: { id: source.id } })
}

const owed = [
  ['云川市公安局', '户籍人口信息', '按日归集户籍变动', 20],
  ['云川市市场监督管理局', '企业登记信息', '按日归集登记、变更、注销', 30],
  ['云川市教育局', '在校学生信息', '学期初归集学籍，性别代码按 GB/T 2261.1', -12],
  ['云川市交通运输局', '公交站点与线路', '编目并归集，供开放', 45],
] as const

async function owe(bureau: Client, now: Date): Promise<void> {
  const duties = await Promise.all(
    owed.map(async ([unit, resource, item, days]) => ({
      organisationId: await organisationOf(bureau, unit),
      ...{ resource, item, dueDay: dayOf(now, days), person: '信息中心' },
    })),
  )
  await bureau.call(issueDataDuties, {
    body: {
      ...{ documentNumber: `云数发〔${now.getFullYear()}〕6号`, title: '年度数据归集责任清单' },
      duties,
    },
  })
}

const services = [
  ['household', '户籍人口信息', '按公民身份号码查户籍登记，字段按授权脱敏', 5_000],
  ['company', '企业登记信息', '按统一社会信用代码查登记与状态', 20_000],
  ['facility', '公共服务设施名录', '学校、医院、公园、办事大厅的位置', 50_000],
] as const

async function openAbilities(bureau: Client): Promise<void> {
  for (const [code, name, summary, quotaPerDay] of services) {
    const datasetId = await datasetOf(bureau, name)
    if (!datasetId) continue
    await bureau.call(createAbility, {
      body: {
        ...{ code, title: `${name}查询`, summary, version: 'v1', kind: 'dataset', datasetId, quotaPerDay },
        ...{ sla: '可用率 99.9%，95% 的调用在 200 毫秒内', dataClass: '有条件共享', price: '免费' },
      },
    })
  }
}

/** 落户: what the population registers know is filled in, the rest is asked. */
async function makeForm(bureau: Client): Promise<void> {
  const own = ['户籍地址', '迁入原因', '婚姻状况', '文化程度', '从业状况', '联系地址', '随迁人数', '接收单位']
  await bureau.call(createPrefillForm, {
    body: {
      ...{ code: 'settle', title: '人才落户申请', packageCode: 'real-name', savedMaterials: 2 },
      fields: [
        { name: 'name', title: '姓名', part: 'name' },
        { name: 'phone', title: '手机号', part: 'phone' },
        ...own.map((title, n) => ({ name: `own_${n}`, title })),
      ],
    },
  })
}

async function organisationOf(client: Client, name: string): Promise<string> {
  const { items } = await client.call(listOrganisations, { query: { search: name, limit: 20 } })
  const found = items.find((one) => one.name === name)
  if (!found) throw new Error(`the sample city has no ${name}`)
  return found.id
}

async function datasetOf(client: Client, name: string): Promise<string | undefined> {
  const { items } = await client.call(listDatasets, { query: { search: name, limit: 10 } })
  return items.find((one) => one.name === name)?.id
}
