import type { ServiceItem } from '@civitas/domain-kit'
import { asks, firmFields, papers, serviceItem } from './kit.ts'

const premises: ServiceItem['fields'] = [
  { name: 'address', title: '经营场所地址', type: 'text', required: true, hint: '写到门牌号' },
  { name: 'area', title: '经营面积', type: 'number', required: true, unit: '平方米', min: 5, max: 100_000 },
]
const scenes = ['开办餐馆']
const shop = ['饭店', '餐馆', '饭馆', '小吃店', '开店']

/** 食品经营许可: for everyone who sells meals or food. */
const foodLicence = serviceItem({
  ...{ id: 'food-licence', basicCode: '000131003000', zh: '食品经营许可', en: 'Food business permit' },
  ...{ organisation: '市市场监督管理局', supervisor: '市市场监督管理局', window: '企业' },
  basis: [
    { law: '中华人民共和国食品安全法', article: '第三十五条' },
    { law: '食品经营许可和备案管理办法', article: '第四条' },
  ],
  conditions: '具有与经营的食品品种、数量相适应的场所、设备、布局和食品安全管理制度、管理人员。',
  materials: [
    asks(papers.application),
    asks(papers.businessLicence),
    asks(papers.floorPlan, { core: false }),
    asks(papers.foodSafety),
    asks(papers.healthCards, { core: false, when: 'serves = true' }),
  ],
  ...{ promisedDays: 8, statutoryDays: 20 },
  questions: [
    { id: 'serves', ask: '是否现场制作、提供餐饮？', type: 'boolean' },
    { id: 'packaged', ask: '是否只销售预包装食品？', type: 'boolean', when: 'serves = false' },
  ],
  decision: {
    hitPolicy: 'FIRST',
    inputs: [{ expression: 'serves' }, { expression: 'packaged' }],
    outputs: [{ name: 'apply' }, { name: 'advice' }],
    rules: [
      { inputs: ['false', 'true'], outputs: ['false', '"仅销售预包装食品的，办理备案即可，无需申请许可。"'] },
      { inputs: ['-', '-'], outputs: ['true', '""'] },
    ],
  },
  fields: [
    ...firmFields,
    ...premises,
    {
      ...{ name: 'business', title: '主体业态', type: 'choice', required: true },
      choices: ['餐饮服务经营者', '食品销售经营者', '集中用餐单位食堂'],
    },
    { name: 'scope', title: '经营项目', type: 'text', required: true, hint: '如：热食类食品制售' },
    {
      name: 'staff',
      title: '从业人员数',
      type: 'integer',
      required: true,
      unit: '人',
      min: 1,
      when: 'serves = true',
    },
  ],
  steps: [
    {
      id: 'review',
      title: '书面审查',
      kind: 'review',
      organisation: '市市场监督管理局',
      days: 3,
      suspends: false,
    },
    {
      ...{
        id: 'survey',
        title: '现场核查',
        kind: 'survey',
        organisation: '市市场监督管理局',
        days: 10,
        suspends: true,
      },
      ...{ after: ['review'], when: 'area > 300' },
    },
  ],
  result: { licenceType: 'licences.food-operation', title: '食品经营许可证', validMonths: 60 },
  ...{ scenes, words: [...shop, '餐饮', '卫生许可证', '食堂'], acceptedAt: ['city', 'county', 'town'] },
  tolerance: { days: 20, waits: 'delivery', late: 'return' },
  commitment: {
    duties: '承诺经营场所、设备、布局和管理制度符合食品安全法和食品经营许可审查通则。',
    ...{ check: '许可后 30 个工作日内现场核查。', checkDays: 30 },
    consequence: '承诺不实的，依法撤销许可决定并记入信用记录。',
  },
})

/** 公众聚集场所投入使用、营业前消防安全检查. */
const fireCheck = serviceItem({
  ...{ id: 'fire-check', basicCode: '000194003000' },
  ...{ zh: '公众聚集场所投入使用、营业前消防安全检查', en: 'Fire safety check of public venues' },
  ...{ organisation: '市消防救援支队', window: '企业' },
  basis: [{ law: '中华人民共和国消防法', article: '第十五条' }],
  conditions: '场所依法通过消防验收或备案，消防安全制度健全，人员培训合格，设施完好有效。',
  materials: [
    asks(papers.application),
    asks(papers.businessLicence),
    asks(papers.floorPlan, { core: false }),
    asks(papers.fireSelfCheck),
    asks(papers.fireFacilities, { when: 'area > 300' }),
  ],
  ...{ promisedDays: 7, statutoryDays: 10 },
  fields: [
    ...firmFields,
    ...premises,
    { name: 'venue', title: '场所名称', type: 'text', required: true },
    { name: 'floors', title: '所在楼层', type: 'text', required: true, hint: '如：一层' },
  ],
  steps: [
    {
      id: 'review',
      title: '资料审查',
      kind: 'review',
      organisation: '市消防救援支队',
      days: 3,
      suspends: false,
    },
    {
      ...{
        id: 'survey',
        title: '现场检查',
        kind: 'survey',
        organisation: '市消防救援支队',
        days: 5,
        suspends: false,
      },
      after: ['review'],
    },
  ],
  result: {
    licenceType: 'licences.fire-safety-check',
    title: '公众聚集场所投入使用、营业前消防安全检查合格证',
  },
  ...{ scenes, words: [...shop, '消防', '消防检查', '开业前检查'] },
  commitment: {
    duties: '承诺场所符合消防安全标准。',
    ...{ check: '投入使用、营业后 20 个工作日内核查。', checkDays: 20 },
    consequence: '承诺不实的，依法责令停止使用、停产停业并处罚。',
  },
})

/** 户外招牌设置备案. */
const shopSign = serviceItem({
  ...{ id: 'shop-sign', basicCode: '000717001000', zh: '户外招牌设置备案', en: 'Filing of shop signs' },
  ...{ organisation: '市行政审批局', owner: '市城市管理局', supervisor: '市城市管理局' },
  ...{ window: '企业', kind: 'other' },
  basis: [{ law: '城市市容和环境卫生管理条例', article: '第十一条' }],
  materials: [asks(papers.application), asks(papers.businessLicence), asks(papers.signPicture)],
  ...{ promisedDays: 2, statutoryDays: 5 },
  fields: [
    ...firmFields,
    ...premises.slice(0, 1),
    { name: 'place', title: '招牌设置位置', type: 'text', required: true, hint: '如：一层沿街门头' },
    { name: 'signSize', title: '招牌尺寸', type: 'text', required: true, hint: '长 × 高，米' },
  ],
  result: { licenceType: 'licences.shop-sign', title: '户外招牌设置备案', validMonths: 24 },
  ...{ scenes, words: [...shop, '招牌', '门头', '店招', '牌匾'], acceptedAt: ['city', 'county', 'town'] },
})

/** 个体工商户设立登记. */
const soleTrader = serviceItem({
  ...{
    id: 'sole-trader',
    basicCode: '000131001000',
    zh: '个体工商户设立登记',
    en: 'Registration of a sole trader',
  },
  ...{
    organisation: '市行政审批局',
    owner: '市市场监督管理局',
    supervisor: '市市场监督管理局',
    window: '企业',
  },
  ...{ kind: 'confirmation', applicants: ['person'] },
  basis: [{ law: '市场主体登记管理条例', article: '第三条' }],
  materials: [asks(papers.idCard), asks(papers.premises)],
  ...{ promisedDays: 1, statutoryDays: 3, scenes: ['开办餐馆', '企业开办'] },
  words: ['营业执照', '个体户', '开店', '开公司', '注册'],
})
/** 城镇污水排入排水管网许可. */
const drainage = serviceItem({
  ...{ id: 'drainage', basicCode: '000117018000' },
  ...{ zh: '城镇污水排入排水管网许可', en: 'Permit to discharge into the sewers' },
  ...{
    organisation: '市行政审批局',
    owner: '市住房和城乡建设局',
    supervisor: '市住房和城乡建设局',
    window: '企业',
  },
  basis: [{ law: '城镇排水与污水处理条例', article: '第二十一条' }],
  materials: [asks(papers.application), asks(papers.businessLicence), asks(papers.drainagePlan)],
  ...{ promisedDays: 5, statutoryDays: 15 },
  fields: [
    ...firmFields,
    ...premises.slice(0, 1),
    { name: 'dailyWater', title: '日排水量', type: 'number', required: true, unit: '立方米', min: 0 },
  ],
  steps: [
    { id: 'review', title: '审查', kind: 'review', organisation: '市行政审批局', days: 2, suspends: false },
    {
      ...{ id: 'opinion', title: '征求排水主管部门意见', kind: 'joint', organisation: '市住房和城乡建设局' },
      ...{ days: 2, suspends: false, silenceConsents: true },
    },
  ],
  ...{ scenes, words: [...shop, '下水', '排水', '污水', '隔油池'] },
})

/** Everything that opening a restaurant asks for. */
export const restaurant: readonly ServiceItem[] = [foodLicence, fireCheck, shopSign, soleTrader, drainage]
