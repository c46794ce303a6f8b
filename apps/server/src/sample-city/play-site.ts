import type { ArticleContent } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Logger } from '../kernel/log.ts'
import type { Cast } from './cast.ts'

/** Columns of the city’s site: code, title, kind, days within which something new is due. */
const columns: [code: string, title: string, kind: contract.SiteColumn['kind'], updateDays: number | null][] =
  [
    ['news', '云川要闻', 'news', 14],
    ['notices', '通知公告', 'news', 30],
    ['policies', '政策文件', 'policy', 90],
    ['interpretation', '政策解读', 'policy', 90],
    ['disclosure', '法定主动公开', 'disclosure', 90],
  ]

const words: [word: string, instead: string][] = [
  ['工商局', '市场监督管理局'],
  ['国土资源局', '自然资源和规划局'],
  ['卫计委', '卫生健康委员会'],
  ['大数据管理局', '数据局'],
]

const articles: [
  column: string,
  content: Pick<ArticleContent, 'title' | 'summary' | 'body'> & Partial<ArticleContent>,
][] = [
  [
    'news',
    {
      title: '云川市城市运行管理平台投入运行',
      summary: '全市事件、案件和指标在同一平台上受理、派遣和公开。',
      body: '云川市城市运行管理平台已投入运行。\n\n## 能办什么\n\n- 报告路面积水、井盖破损等问题\n- 订阅所在区域的预警\n- 查询办理进度并评价\n\n市民可在[市民服务](/portal)使用。',
      keywords: ['城市运行', '一网统管'],
    },
  ],
  [
    'notices',
    {
      title: '关于做好汛期低洼路段通行安全的通告',
      summary: '暴雨预警期间，下穿通道积水超过 27 厘米时实行交通管制。',
      body: '为保障汛期通行安全，现通告如下。\n\n## 一、管制条件\n\n下穿通道积水深度超过 27 厘米时，公安交通管理部门实行临时交通管制。\n\n## 二、信息发布\n\n管制信息在[预警](/portal)中发布，请按指引绕行。',
      keywords: ['防汛', '交通管制'],
    },
  ],
  [
    'policies',
    {
      title: '云川市公共数据管理办法',
      summary: '规定公共数据的归集、共享、开放和安全责任。',
      body: '## 第一章 总则\n\n第一条 为规范公共数据管理，促进共享开放和开发利用，制定本办法。\n\n第二条 公共数据以共享为原则、不共享为例外。\n\n## 第二章 开放\n\n第三条 公共数据通过[数据开放网站](/open)向社会开放。',
      keywords: ['公共数据', '数据开放'],
      documentNumber: '云政规〔2025〕1号',
      validity: 'valid',
    },
  ],
  [
    'disclosure',
    {
      title: '政府信息公开指南',
      summary: '主动公开的内容、依申请公开的程序和时限。',
      body: '## 主动公开\n\n机构职能、规划计划、财政预决算、行政许可和处罚等信息自形成之日起 20 个工作日内公开。\n\n## 依申请公开\n\n其他政府信息可以[提出申请](/portal/disclosures)，20 个工作日内答复；需要延长的，最长 20 个工作日。',
      keywords: ['信息公开', '依申请公开'],
    },
  ],
]

interface Staff {
  editor: Client
  first: Client
  second: Client
}

/** Fills the city’s site through the public API, as its editors would. */
export async function playSite(cast: Cast, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  try {
    const [editor, first, second] = [await cast('editor'), await cast('service'), await cast('admin')]
    if ((await editor.call(contract.listSites, { query: { limit: 1 } })).total > 0) return
    await fillSite({ editor, first, second }, new Date().toISOString().slice(0, 10))
    log.info('the site of the sample city is in place')
  } catch (error) {
    log.warn({ error }, 'the site of the sample city was made in part')
  }
}

/** Columns, checked words, articles through three reviews, a consultation. */
async function fillSite(staff: Staff, today: string): Promise<void> {
  const { editor, first } = staff
  await first.call(contract.saveSite, {
    body: { code: 'main', name: '云川市人民政府门户网站', kind: 'main' },
  })
  for (const [word, instead] of words)
    await first.call(contract.putSiteWord, { body: { word, kind: 'wrong-name', instead } })
  const ids = new Map<string, string>()
  const { items: units } = await first.call(contract.listPublicUnits)
  const organisationId = units.find((one) => one.name.endsWith('人民政府'))?.id
  for (const [position, [code, title, kind, updateDays]] of columns.entries()) {
    const body = { code, title, kind, position, organisationId, ...(updateDays ? { updateDays } : {}) }
    ids.set(code, (await first.call(contract.saveSiteColumn, { params: { code: 'main' }, body })).id)
  }
  const policies: string[] = []
  for (const [code, content] of articles) {
    const id = await publish(staff, ids.get(code) as string, { keywords: [], ...content })
    if (code === 'policies') policies.push(id)
  }
  await publish(staff, ids.get('interpretation') as string, {
    ...{
      title: '一图读懂《云川市公共数据管理办法》',
      summary: '什么能开放、怎么申请、多久答复。',
      keywords: ['公共数据'],
    },
    body: `- 开放：在数据开放网站直接下载\n- 申请：登录后说明用途\n\n全文见[原文](/portal/news/${policies[0]})。`,
    interprets: policies[0],
  })
  await editor.call(contract.openConsultation, {
    body: {
      ...{ title: '云川市路内停车收费调整方案（征求意见稿）', isMajor: true, audience: '全市居民和车主' },
      background: '为提高老城区停车泊位周转率，拟调整路内停车收费。现公开征求意见。',
      clauses: [
        { id: '第一条', text: '一类区域首小时 4 元，之后每半小时 2 元。' },
        { id: '第二条', text: '每日 20:00 至次日 8:00 免费。' },
        { id: '第三条', text: '新能源汽车当日首次停放 2 小时内免费。' },
      ],
      ...{ openDay: today, closeDay: addDays(today, 35) },
    },
  })
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** One article from its author to the portal. */
async function publish(
  { editor, first, second }: Staff,
  columnId: string,
  content: ArticleContent,
): Promise<string> {
  const { id } = await editor.call(contract.writeArticle, { body: { columnId, content } })
  const params = { id }
  await editor.call(contract.submitArticle, { params, body: {} })
  for (const [step, who] of [
    ['first', first],
    ['second', second],
    ['third', first],
  ] as const)
    await who.call(contract.reviewArticle, { params, body: { step, decision: 'approve' } })
  return id
}
