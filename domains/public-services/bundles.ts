import type { ServiceBundle } from '@civitas/domain-kit'
import { stageBundles } from './projects.ts'
import { utilityBundle } from './utilities.ts'

/** 开办餐馆: one form, shared materials, three bureaus at the same time. */
const openRestaurant: ServiceBundle = {
  ...{ id: 'open-restaurant', title: '开办餐馆一件事', applicants: ['organisation'] },
  scope: '已取得营业执照，在本市开办餐馆、饭店、小吃店的企业。',
  flow: '一次填报、并联审批：市场监管、消防、行政审批三部门同时办理，一次补正、统一出件。',
  scenes: ['开办餐馆'],
  words: ['饭店', '餐馆', '饭馆', '小吃店', '开店', '餐饮'],
  questions: [
    { id: 'serves', ask: '是否现场制作、提供餐饮？', type: 'boolean' },
    { id: 'sign', ask: '是否设置户外招牌？', type: 'boolean' },
  ],
  members: [{ item: 'food-licence' }, { item: 'fire-check' }, { item: 'shop-sign', when: 'sign = true' }],
  before: { days: 35, materials: 11, visits: 6 },
}

type Row = readonly [
  id: string,
  title: string,
  scope: string,
  who: 'person' | 'organisation',
  scene: string,
  words: string,
  /** Items; after `<`, those that come before it. */
  members: string,
  before: readonly [days: number, materials: number, visits: number],
]

/** Bundles that ask nothing of their own: each member is needed. */
const rows: readonly Row[] = [
  [
    'newborn',
    '新生儿出生一件事',
    '在本市出生、父母一方为本市户籍的新生儿。',
    'person',
    '新生儿出生',
    '生孩子 上户口',
    'birth-paper birth-register<birth-paper vaccination<birth-paper medical-newborn<birth-register newborn-card<birth-register',
    [35, 14, 8],
  ],
  [
    'start-company',
    '企业开办一件事',
    '在本市开办企业。',
    'person',
    '企业开办',
    '开公司 刻章 发票',
    'company seal-making<company invoice<company insured-register<company firm-medical<company fund-open<company bank-account<company',
    [15, 13, 6],
  ],
  [
    'retire',
    '退休一件事',
    '达到法定退休年龄的参保人员。',
    'person',
    '退休',
    '退休 养老金',
    'pension fund-take<pension elder-card',
    [45, 9, 5],
  ],
  [
    'house-transfer',
    '二手房过户一件事',
    '买卖本市存量住房的个人。',
    'person',
    '二手房过户',
    '过户 买房 契税',
    'deed-tax estate-transfer<deed-tax',
    [30, 11, 5],
  ],
  [
    'after-death',
    '身后一件事',
    '办理亲属身故后的户籍、殡葬和继承。',
    'person',
    '身后事',
    '去世 销户 继承',
    'death-register funeral-aid<death-register estate-heir<death-register',
    [45, 12, 7],
  ],
  [
    'end-company',
    '企业注销一件事',
    '终止经营的企业。',
    'organisation',
    '企业注销',
    '关公司 注销',
    'tax-clear company-end<tax-clear',
    [45, 10, 6],
  ],
  [
    'school',
    '教育入学一件事',
    '适龄儿童小学入学。',
    'person',
    '教育',
    '上学 入学',
    'school-entry student-aid<school-entry',
    [30, 8, 3],
  ],
  [
    'disabled',
    '残疾人服务一件事',
    '持证残疾人申请补贴。',
    'person',
    '助残',
    '残疾 补贴',
    'disabled-allowance disabled-care',
    [60, 8, 4],
  ],
  [
    'hotel',
    '开办宾馆一件事',
    '开办宾馆、旅馆、民宿的企业。',
    'organisation',
    '企业经营',
    '宾馆 旅馆 民宿',
    'fire-check hotel-trade<fire-check place-hygiene',
    [50, 13, 8],
  ],
  [
    'pharmacy',
    '开办药店一件事',
    '开办零售药店的企业。',
    'organisation',
    '企业经营',
    '药店 卖药',
    'drug-retail medical-device shop-sign',
    [45, 14, 6],
  ],
]

/** What is usually done after: the housing fund may be drawn on, meters get the name of the new owner. */
const next: Readonly<Record<string, readonly string[]>> = {
  'house-transfer': ['public-services.fund-take', 'public-services.utility-rename'],
}

function toBundle([
  id,
  title,
  scope,
  who,
  scene,
  words,
  members,
  [days, materials, visits],
]: Row): ServiceBundle {
  return {
    ...{ id, title, scope, applicants: [who], scenes: [scene], words: words.split(' '), questions: [] },
    flow: '一次填报、共享材料、并联办理，有先后的依次自动流转，统一出件。',
    members: members.split(' ').map((one) => {
      const [item = '', before] = one.split('<')
      return before ? { item, after: [before] } : { item }
    }),
    before: { days, materials, visits },
    ...(next[id] ? { next: next[id] } : {}),
  }
}

/** One-thing bundles of the city. */
export const bundles: readonly ServiceBundle[] = [
  openRestaurant,
  ...rows.map(toBundle),
  utilityBundle,
  ...stageBundles,
]
