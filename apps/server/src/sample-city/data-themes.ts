import type { ThemeKey } from '@civitas/contract'

/** A theme of the sample city: attributes as `title: dataset.column`, or a department that owes one. */
export interface PlannedTheme {
  readonly name: string
  readonly subject: string
  readonly key: ThemeKey
  readonly attributes: ReadonlyArray<readonly [name: string, title: string, from: string]>
}

const firm = (column: string) => `企业登记信息.${column}.credit_code`
const resident = (column: string) => `户籍人口信息.${column}.id_number`
const owed = (organisation: string) => `!${organisation}`

/** Themes the plans name first; what no department delivers yet is shown as missing, with who owes it. */
export const themes: readonly PlannedTheme[] = [
  {
    ...{ name: '市场监管', subject: '市场主体档案', key: 'uscc' },
    attributes: [
      ['firm_name', '企业名称', firm('name')],
      ['state', '登记状态', firm('state')],
      ['industry', '行业代码', firm('industry')],
      ['capital', '注册资本', firm('capital')],
      ['place', '经营场所', firm('address')],
      ['penalties', '近一年处罚次数', owed('云川市市场监督管理局')],
      ['hygiene', '餐饮量化等级', owed('云川市卫生健康委员会')],
    ],
  },
  {
    ...{ name: '社会治理', subject: '重点关爱对象', key: 'citizen-id' },
    attributes: [
      ['household', '户号', resident('household')],
      ['relation', '与户主关系', resident('relation')],
      ['now_address', '现住地址', '居民健康档案信息.address.id_number'],
      ['chronic', '慢性病', '居民健康档案信息.chronic.id_number'],
      ['marital', '婚姻状况', '婚姻登记信息.marital.id_number'],
      ['disability', '残疾等级', owed('云川市民政局')],
    ],
  },
  {
    ...{ name: '政务服务', subject: '办事人档案', key: 'citizen-id' },
    attributes: [
      ['person_phone', '联系电话', resident('phone')],
      ['married_on', '婚姻登记日期', '婚姻登记信息.registered_date.id_number'],
      ['licences', '持有证照数', owed('云川市数据局')],
    ],
  },
  {
    ...{ name: '公共安全', subject: '重点场所', key: 'address' },
    attributes: [
      ['building', '建筑名称', '建筑物信息.name.code'],
      ['usage', '建筑用途', '建筑物信息.usage.code'],
      ['floors', '层数', '建筑物信息.floors.code'],
      ['fire_grade', '消防安全等级', owed('云川市消防救援支队')],
    ],
  },
  {
    ...{ name: '城市管理', subject: '公共设施', key: 'address' },
    attributes: [
      ['facility', '设施名称', '公共服务设施名录.name.code'],
      ['category', '设施类别', '公共服务设施名录.category.code'],
      ['capacity', '规模', '公共服务设施名录.capacity.code'],
      ['checked', '最近巡查日期', owed('云川市城市管理局')],
    ],
  },
]

/** A series with what it began with, how it grows a year and how it swings; the figures are of a fictional city. */
export interface PlannedSeries {
  readonly code: string
  readonly title: string
  readonly unit: string
  readonly frequency: 'month' | 'quarter' | 'year'
  readonly isCumulative: boolean
  readonly start: number
  readonly growth: number
  /** Code of the price index it is compared by. */
  readonly deflator?: string
}

export const economicSeries: readonly PlannedSeries[] = [
  {
    code: 'gdp',
    title: '地区生产总值',
    unit: '亿元',
    frequency: 'quarter',
    isCumulative: true,
    start: 480,
    growth: 0.058,
  },
  {
    code: 'industry',
    title: '规模以上工业增加值',
    unit: '亿元',
    frequency: 'month',
    isCumulative: true,
    start: 52,
    growth: 0.071,
  },
  {
    code: 'investment',
    title: '固定资产投资',
    unit: '亿元',
    frequency: 'month',
    isCumulative: true,
    start: 68,
    growth: 0.032,
  },
  {
    code: 'retail',
    title: '社会消费品零售总额',
    unit: '亿元',
    frequency: 'month',
    isCumulative: true,
    start: 74,
    growth: 0.049,
    deflator: 'prices',
  },
  {
    code: 'trade',
    title: '进出口总额',
    unit: '亿元',
    frequency: 'month',
    isCumulative: true,
    start: 21,
    growth: 0.083,
  },
  {
    code: 'revenue',
    title: '一般公共预算收入',
    unit: '亿元',
    frequency: 'month',
    isCumulative: true,
    start: 14,
    growth: 0.026,
  },
  {
    code: 'income',
    title: '居民人均可支配收入',
    unit: '元',
    frequency: 'year',
    isCumulative: false,
    start: 33_800,
    growth: 0.054,
  },
  {
    code: 'power',
    title: '全社会用电量',
    unit: '亿千瓦时',
    frequency: 'month',
    isCumulative: true,
    start: 11,
    growth: 0.062,
  },
  {
    code: 'prices',
    title: '居民消费价格指数',
    unit: '上年同期=100',
    frequency: 'month',
    isCumulative: false,
    start: 101.2,
    growth: 0,
  },
]
