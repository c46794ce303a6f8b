import {
  answerOpenRequest,
  applyForData,
  askForCompletion,
  askForOpenData,
  createAppKey,
  createDataApp,
  createServicePackage,
  type Dataset,
  decideApplication,
  listDataApplications,
  listDatasets,
  listOpenDatasets,
  listOpenRequests,
  listServicePackages,
  readDatasetRows,
  reportDataError,
  reviewOpenApplication,
  showOpenApplication,
  voteForRequest,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'

const day = (from: Date, days: number) =>
  new Date(from.getTime() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10)

/** Departments ask each other for data and are answered; citizens ask, vote and show what they made. Once. */
export async function playSharing(cast: Cast, now: Date): Promise<void> {
  const bureau = await cast('bureau')
  const asked = await bureau.call(listDataApplications, { query: { limit: 1 } })
  if (asked.total === 0) await playRequests(cast, bureau, now)
  const wishes = await bureau.call(listOpenRequests, { query: { limit: 1 } })
  if (wishes.total === 0) await playOpenSite(cast, bureau)
  await defineNameCheck(bureau)
}

/** The population registers of police and health answer whether a name, a number and a phone go together. */
async function defineNameCheck(bureau: Client): Promise<void> {
  const { items } = await bureau.call(listServicePackages, { query: { limit: 500 } })
  if (items.some((one) => one.code === 'real-name')) return
  const registers = (
    await Promise.all(['户籍人口信息', '居民健康档案信息'].map((name) => findByName(bureau, name)))
  ).filter((one) => one !== undefined)
  const sources = (valueField: string) =>
    registers.map(({ id }) => ({
      ...{ kind: 'dataset' as const, datasetId: id, keyField: 'id_number', valueField },
    }))
  await bureau.call(createServicePackage, {
    body: {
      ...{ code: 'real-name', title: '实名核验', kind: 'verify', keyTitle: '公民身份号码' },
      parts: [
        { name: 'name', title: '姓名', sources: sources('name'), allAgree: true },
        { name: 'phone', title: '手机号', sources: sources('phone') },
      ],
      ...{ isComplete: false, needsConsent: false, limitMs: 5_000, freshHours: 0, perMinute: 6_000 },
    },
  })
}

/** What is asked for, by whom, and how it ends. */
const requests = [
  {
    by: 'health',
    name: '户籍人口信息',
    purpose: '家庭医生签约对象核实',
    scene: '基层医疗机构签约时核对户籍地',
    legalBasis: '基本医疗卫生与健康促进法第三十一条',
    end: 'granted',
  },
  {
    by: 'civil',
    name: '居民健康档案信息',
    purpose: '高龄津贴资格年审',
    scene: '年审时核对是否健在',
    legalBasis: '老年人权益保障法第三十三条',
    end: 'completing',
  },
  {
    by: 'civil',
    name: '在校学生信息',
    purpose: '困境儿童救助对象认定',
    scene: '街道受理救助申请时核对学籍',
    legalBasis: '社会救助暂行办法第三条',
    end: 'waiting',
  },
  {
    by: 'health',
    name: '婚姻登记信息',
    purpose: '婚前医学检查通知',
    scene: '向登记人寄送检查提示',
    legalBasis: '母婴保健法第十二条',
    end: 'refused',
  },
] as const

async function playRequests(cast: Cast, bureau: Client, now: Date): Promise<void> {
  for (const { by, name, end, ...why } of requests) {
    const dataset = await findByName(bureau, name)
    if (!dataset) continue
    const client = await cast(by)
    const { items } = await client.call(applyForData, {
      body: {
        items: [{ datasetId: dataset.id, fields: dataset.fields.slice(0, 4).map((field) => field.name) }],
        ...{ ...why, delivery: 'api', from: day(now, 0), to: day(now, 365) },
      },
    })
    const params = { id: items[0]?.id ?? '' }
    if (end === 'granted')
      await bureau.call(decideApplication, { params, body: { agree: true, note: '仅限签约对象，按需调用' } })
    if (end === 'completing')
      await bureau.call(askForCompletion, { params, body: { note: '请补充每月调用次数的估算' } })
    if (end === 'refused')
      await bureau.call(decideApplication, {
        params,
        body: { agree: false, citation: '婚姻登记档案管理办法第十五条', note: '可改为由本人授权查询' },
      })
  }
  const health = await cast('health')
  const app = await health.call(createDataApp, {
    body: { name: '家庭医生签约服务', contact: '卫健信息中心' },
  })
  await health.call(createAppKey, { params: { id: app.id }, body: { days: 365 } })
  const register = await findByName(bureau, '企业登记信息')
  const key = register?.fields.find((field) => field.isKey)
  const rows =
    register && (await bureau.call(readDatasetRows, { params: { id: register.id }, body: { limit: 1 } }))
  const record = key && (rows?.items[0] as Record<string, unknown> | undefined)?.[key.name]
  if (register && record)
    await health.call(reportDataError, {
      params: { id: register.id },
      body: {
        ...{ recordKey: String(record), field: register.fields[1]?.name ?? '' },
        evidence: '诊所备案时提交的营业执照与登记不一致',
      },
    })
}

const wishes = [
  {
    ...{ title: '公交站点与线路', text: '希望开放公交站点坐标、线路和首末班时间，方便做出行查询。' },
    ...{ votes: ['firm', 'duty', 'civil'], reply: '已列入年度开放计划，由市交通运输局准备。' },
  },
  {
    ...{ title: '停车场空余泊位', text: '希望开放公共停车场的位置、收费和实时空余泊位。' },
    ...{ votes: ['firm', 'health'], reply: null },
  },
  {
    title: '历史暴雨积水点',
    text: '希望开放近五年积水点的位置和水深，用于保险评估。',
    votes: ['duty'],
    reply: null,
  },
] as const

async function playOpenSite(cast: Cast, bureau: Client): Promise<void> {
  const citizen = await cast('citizen')
  for (const { title, text, votes, reply } of wishes) {
    const { id } = await citizen.call(askForOpenData, { body: { title, text } })
    for (const account of votes) await (await cast(account)).call(voteForRequest, { params: { id } })
    if (reply) await bureau.call(answerOpenRequest, { params: { id }, body: { state: 'accepted', reply } })
  }
  const { items } = await bureau.call(listOpenDatasets, { query: { limit: 10 } })
  const [used] = items
  if (!used) return
  const shown = await (await cast('firm')).call(showOpenApplication, {
    body: {
      ...{ title: '身边的公共服务', text: '在地图上找附近的学校、医院、公园和办事大厅。' },
      datasets: [items.find((one) => one.title === '公共服务设施名录')?.name ?? used.name],
    },
  })
  await bureau.call(reviewOpenApplication, { params: { id: shown.id }, body: { state: 'shown' } })
}

async function findByName(client: Client, name: string): Promise<Dataset | undefined> {
  const { items } = await client.call(listDatasets, { query: { search: name, limit: 10 } })
  return items.find((one) => one.name === name)
}
