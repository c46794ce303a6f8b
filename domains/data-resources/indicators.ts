import { type Formula, type Indicator, text } from '@civitas/domain-kit'

type Parts = Pick<Indicator, 'id' | 'title' | 'description' | 'unit' | 'formula'> & Partial<Indicator>

function indicator(parts: Parts): Indicator {
  return {
    direction: 'up',
    thresholds: [],
    targets: [],
    refresh: { on: 'change' },
    drillDown: { to: 'formula' },
    downTo: 'city',
    audience: 'department',
    owner: '市数据局',
    source: text('数据平台台账', 'Records of the data platform'),
    ...parts,
  }
}

const records = (measure: string): Formula => ({ kind: 'records', measure: `data.${measure}` })
const ratio = (part: string, whole: string): Formula => ({
  ...{ kind: 'ratio', part: records(part), whole: records(whole) },
})
const changzhou = text('常州 2021', 'Changzhou 2021')
const chuzhou = text('滁州 2019', 'Chuzhou 2019')
const suqian = text('宿迁 2020', 'Suqian 2020')

/** Targets of the plans (IND-DAT-01 to 07, IND-PRG-09). */
const ofPlans: readonly Indicator[] = [
  indicator({
    id: 'open-rate',
    title: text('公共信息资源社会开放率', 'Open rate of public information resources'),
    description: text(
      '已开放且未撤回的数据资源 ÷ 允许开放的非涉密数据资源（GB/T 38664.3）。',
      'Open datasets by those that may be opened.',
    ),
    unit: '%',
    formula: ratio('open-datasets', 'may-open'),
    targets: [
      { value: 60, year: 2023, source: changzhou },
      { value: 80, year: 2025, source: changzhou },
      { value: 90, year: 2025, source: chuzhou },
    ],
    audience: 'public',
  }),
  indicator({
    id: 'sharing-rate',
    title: text('政务数据共享率', 'Government data sharing rate'),
    description: text(
      '已共享 ÷ 应共享的目录数据资源；有条件共享的以存在有效授权为已共享。',
      'Datasets shared in fact by those that may be shared.',
    ),
    unit: '%',
    formula: ratio('shared', 'shareable'),
    targets: [
      { value: 85, year: 2023, source: changzhou },
      { value: 90, year: 2025, source: changzhou },
      { value: 95, year: 2025, source: chuzhou },
    ],
  }),
  indicator({
    id: 'exchange-rate',
    title: text(
      '非涉密业务数据部门间统一共享交换比例',
      'Data between departments exchanged through the platform',
    ),
    description: text(
      '有效的跨部门授权中，经平台接口调用或交换过的比例。',
      'Grants in force that were used through the platform.',
    ),
    unit: '%',
    formula: ratio('grants-served', 'grants-in-force'),
    targets: [{ value: 95, year: 2023, source: changzhou }],
  }),
  indicator({
    id: 'catalogue-rate',
    title: text('政务数据资源目录共享率', 'Catalogue sharing rate'),
    description: text('已发布 ÷ 已编目（未撤销）的数据资源。', 'Published entries by those registered.'),
    unit: '%',
    formula: ratio('published-entries', 'registered-entries'),
    targets: [{ value: 100, year: 2025, source: chuzhou }],
  }),
  indicator({
    id: 'ability-rate',
    title: text('共性赋能平台服务率', 'Service rate of common capability platforms'),
    description: text(
      '近一年至少调用一次共性能力的单位 ÷ 应使用共性能力的单位（规划未给公式，口径随指标保存）。',
      'Organisations that called a common ability within a year by those that ought to.',
    ),
    unit: '%',
    formula: ratio('ability-users', 'ability-duty'),
    targets: [
      { value: 50, year: 2023, source: changzhou },
      { value: 70, year: 2025, source: changzhou },
    ],
  }),
  indicator({
    id: 'base-databases',
    title: text('基础数据库建成数', 'Base databases built'),
    description: text(
      '目录中已发布且有数据的基础库资源数。',
      'Base datasets in the catalogue that hold data.',
    ),
    unit: '{item}',
    formula: records('base-databases'),
    targets: [
      { value: 5, source: suqian },
      { value: 6, source: chuzhou },
    ],
  }),
  indicator({
    id: 'county-services',
    title: text('县区年度数据服务次数', 'Yearly data service by each county'),
    description: text(
      '近一年向各县区的授权和交付次数，取最少的县区。',
      'Grants and deliveries to the least served district.',
    ),
    unit: '{item}',
    formula: records('county-services'),
    targets: [{ value: 1, source: suqian }],
  }),
  indicator({
    id: 'unified-loop',
    title: text('政务数据统一采集汇聚共享开放实现', 'Unified collect, gather, share, open achieved'),
    description: text(
      '采集、汇聚、共享、开放都已有数据资源即为 1。',
      '1 once there are datasets collected, gathered, shared and open.',
    ),
    unit: '1',
    direction: 'milestone',
    formula: {
      kind: 'arithmetic',
      op: 'min',
      of: [
        ...['collected', 'published-entries', 'shared', 'open-datasets'].map(records),
        { kind: 'number', value: 1 },
      ],
    },
    targets: [{ value: 1, year: 2022, source: chuzhou }],
  }),
]

/** What else the platform counts of itself. */
const ofPlatform: readonly Indicator[] = [
  indicator({
    id: 'catalogue-entries',
    title: text('目录数据资源数', 'Datasets in the catalogue'),
    description: text('已发布的数据资源数。', 'Published datasets.'),
    unit: '{item}',
    formula: records('published-entries'),
  }),
  indicator({
    id: 'open-datasets',
    title: text('开放数据集数', 'Open datasets'),
    description: text('已开放且未撤回的数据资源数。', 'Datasets open and not withdrawn.'),
    unit: '{item}',
    formula: records('open-datasets'),
    audience: 'public',
  }),
  indicator({
    id: 'calls',
    title: text('数据接口月调用次数', 'Calls of data interfaces'),
    description: text('近 30 天共享接口和开放接口的调用次数。', 'Calls in the last 30 days.'),
    unit: '{item}',
    formula: records('calls-30d'),
  }),
  indicator({
    id: 'quality',
    title: text('数据质量得分', 'Data quality score'),
    description: text(
      '已发布数据资源最近一次质量检查得分的平均值，满分 100。',
      'Mean score of the newest checks.',
    ),
    unit: '1',
    decimals: 1,
    formula: records('quality'),
  }),
  indicator({
    id: 'in-time-rate',
    title: text('数据更新及时率', 'Updates in time'),
    description: text(
      '未逾期 ÷ 承诺了更新周期的已发布数据资源。',
      'Datasets not late by those with a cycle.',
    ),
    unit: '%',
    formula: ratio('in-time', 'with-cycle'),
  }),
  indicator({
    id: 'standards',
    title: text('数据标准数', 'Data standards'),
    description: text('数据元和代码集的个数。', 'Data elements and code sets.'),
    unit: '{item}',
    formula: { kind: 'arithmetic', op: 'add', of: [records('elements'), records('code-sets')] },
  }),
  indicator({
    id: 'common-models',
    title: text('共性数据模型数', 'Common data models'),
    description: text('可由各单位直接运行的共性模型个数。', 'Common models ready to be run.'),
    unit: '{item}',
    formula: records('common-models'),
    targets: [{ value: 9, source: text('无锡 2021', 'Wuxi 2021') }],
  }),
]

export const indicators: readonly Indicator[] = [...ofPlans, ...ofPlatform]
