import type { GuidedTable, ServiceBundle, ServiceItem } from '@civitas/domain-kit'
import { asks, firmFields, papers, projectFields, serviceItem } from './kit.ts'

const customers = ['居民', '小微企业', '一般工商业']

type Given = {
  id: string
  basicCode: string
  zh: string
  en: string
  organisation: string
  law: readonly [law: string, article: string]
  words: string
  /** What is asked for, and how it is measured. */
  demand: readonly [name: string, title: string, unit: string]
  /** Rows of customer and demand, each with the working days it may take. */
  limits: readonly (readonly [customer: string, demand: string, days: number])[]
  days: readonly [promised: number, statutory: number]
}

/** Limits are rows by customer class and load, so that a firm changes them without a programmer. */
function limitTable(name: string, limits: Given['limits']): GuidedTable {
  return {
    hitPolicy: 'FIRST',
    inputs: [{ expression: 'customer' }, { expression: name }],
    outputs: [{ name: 'limitDays' }],
    rules: limits.map(([customer, demand, days]) => ({
      inputs: [customer === '-' ? '-' : `"${customer}"`, demand],
      outputs: [String(days)],
    })),
  }
}

/** One utility: it accepts, looks at the place, answers with a plan and a price, works, and connects the meter. */
function utility({ organisation, law, demand: [name, title, unit], ...given }: Given): ServiceItem {
  const step = (
    id: string,
    zh: string,
    kind: 'survey' | 'review' | 'test',
    days: number,
    after?: string,
  ) => ({
    ...{ id, title: zh, kind, organisation, days, suspends: false, ...(after ? { after: [after] } : {}) },
  })
  return serviceItem({
    ...{ id: given.id, basicCode: given.basicCode, zh: given.zh, en: given.en, organisation },
    ...{ kind: 'public-service', window: '水电气', applicants: ['person', 'organisation'] },
    basis: [{ law: law[0], article: law[1] }],
    materials: [asks(papers.application), asks(papers.realEstate)],
    ...{ promisedDays: given.days[0], statutoryDays: given.days[1] },
    questions: [
      { id: 'customer', ask: '属于哪类用户？', type: 'choice', choices: customers },
      { id: name, ask: `需要多少${title}？（${unit}）`, type: 'number' },
    ],
    decision: limitTable(name, given.limits),
    fields: [
      ...firmFields,
      { name: 'address', title: '用能地址', type: 'text', required: true, hint: '写到门牌号' },
      ...projectFields,
    ],
    steps: [
      step('survey', '现场踏勘', 'survey', 2),
      step('plan', '方案答复', 'review', 2, 'survey'),
      step('works', '施工接入', 'test', 3, 'plan'),
      step('meter', '装表接通', 'review', 1, 'works'),
    ],
    ...{ scenes: ['水电气热'], words: given.words.split(' '), supervisor: '市行政审批局' },
  })
}

/** 水电气热网报装. */
export const utilityItems: readonly ServiceItem[] = [
  utility({
    ...{ id: 'power-supply', basicCode: '000707101000', zh: '用电报装', en: 'Connection of power' },
    ...{ organisation: '市供电公司', law: ['中华人民共和国电力法', '第二十六条'], days: [8, 15] },
    ...{ words: '电 接电 装电表', demand: ['kva', '用电容量', 'kVA'] },
    limits: [
      ['居民', '-', 3],
      ['小微企业', '<= 160', 3],
      ['-', '<= 315', 8],
      ['-', '-', 15],
    ],
  }),
  utility({
    ...{ id: 'water-supply', basicCode: '000117108000', zh: '供水报装', en: 'Connection of water' },
    ...{ organisation: '市供水公司', law: ['城市供水条例', '第三十二条'], days: [4, 10] },
    ...{ words: '水 接水 装水表', demand: ['dailyWater', '日用水量', '立方米'] },
    limits: [
      ['居民', '-', 3],
      ['-', '<= 50', 4],
      ['-', '-', 10],
    ],
  }),
  utility({
    ...{ id: 'gas-supply', basicCode: '000117109000', zh: '燃气报装', en: 'Connection of gas' },
    ...{ organisation: '市燃气公司', law: ['城镇燃气管理条例', '第二十条'], days: [4, 10] },
    ...{ words: '煤气 天然气 燃气', demand: ['hourlyGas', '小时用气量', '立方米'] },
    limits: [
      ['居民', '-', 2],
      ['-', '<= 100', 4],
      ['-', '-', 10],
    ],
  }),
  utility({
    ...{ id: 'heat-supply', basicCode: '000117110000', zh: '供热报装', en: 'Connection of heat' },
    ...{ organisation: '市住房和城乡建设局', law: ['民用建筑节能条例', '第十八条'], days: [4, 10] },
    ...{ words: '暖气 供热', demand: ['heatArea', '供热面积', '平方米'] },
    limits: [['-', '-', 4]],
  }),
  utility({
    ...{ id: 'telecom', basicCode: '000707102000', zh: '电信接入报装', en: 'Connection of telecom' },
    ...{ organisation: '市通信管道公司', law: ['中华人民共和国电信条例', '第三十一条'], days: [2, 10] },
    ...{ words: '宽带 网络', demand: ['bandwidth', '带宽', '兆'] },
    limits: [['-', '-', 2]],
  }),
]

const wanted = [
  ['power', '电', 'power-supply', 'kva', '需要多大的用电容量？（kVA）'],
  ['water', '水', 'water-supply', 'dailyWater', '每天大约用多少水？（立方米）'],
  ['gas', '气', 'gas-supply', 'hourlyGas', '每小时最多用多少气？（立方米）'],
  ['heat', '热', 'heat-supply', 'heatArea', '供热面积多大？（平方米）'],
  ['telecom', '网', 'telecom', 'bandwidth', '需要多大带宽？（兆）'],
] as const

/** Any of the five in one form, looked at together. */
export const utilityBundle: ServiceBundle = {
  ...{ id: 'utilities', title: '水电气热网联合报装一件事', applicants: ['organisation', 'person'] },
  publicFigures: true,
  scope: '需要新接水、电、气、热、网的单位和个人，可任选其中几项。',
  flow: '一次填报、一套材料、一次联合踏勘，各专营单位并联办理；不接受其中一家的方案，不影响其他各家。',
  ...{ scenes: ['水电气热'], words: ['接水', '接电', '煤气', '宽带', '报装'] },
  questions: [
    { id: 'customer', ask: '属于哪类用户？', type: 'choice', choices: customers },
    ...wanted.flatMap(([id, name, , demand, ask]) => [
      { id, ask: `是否需要报装${name}？`, type: 'boolean' as const },
      { id: demand, ask, type: 'number' as const, when: `${id} = true` },
    ]),
  ],
  members: wanted.map(([id, , item]) => ({ item, when: `${id} = true` })),
  jointVisit: { title: '水电气热网联合踏勘', afterDays: 2 },
  before: { days: 40, materials: 15, visits: 10 },
}
