import { type RateTable, type ServiceItem, text } from '@civitas/domain-kit'
import { asks, firmFields, papers, personFields, serviceItem } from './kit.ts'

const unitField: ServiceItem['fields'][number] = {
  ...{ name: 'unit', title: '不动产单元号', type: 'text', required: true },
  ...{ pattern: '^[0-9A-Z]{28}$', hint: '28 位，见不动产权证书' },
}
const priceField: ServiceItem['fields'][number] = {
  ...{ name: 'price', title: '成交价格（不含增值税）', type: 'number', required: true, unit: '元', min: 1 },
}
const scenes = ['二手房过户']

/** 契税: base is the price; area and the number of homes come from the registry, the rate from the table of the day. */
const deedTax = serviceItem({
  ...{ id: 'deed-tax', basicCode: '000130102000', zh: '契税申报', en: 'Deed tax' },
  ...{ organisation: '市税务局', kind: 'public-service', applicants: ['person'], window: '不动产' },
  basis: [{ law: '中华人民共和国契税法', article: '第十条' }],
  materials: [asks(papers.idCard), asks(papers.contract)],
  ...{ promisedDays: 0, statutoryDays: 0, steps: [], scenes, words: ['契税', '买房'] },
  fields: [...personFields, unitField, priceField],
  ...{ register: 'estate-check', charge: { series: 'deed-tax', base: 'price', title: '契税' } },
})

/** 不动产转移登记: after the tax, written into the book, with a certificate for the buyer. */
const transfer = serviceItem({
  ...{
    id: 'estate-transfer',
    basicCode: '000115105000',
    zh: '不动产转移登记',
    en: 'Transfer of real estate',
  },
  ...{ organisation: '市自然资源和规划局', kind: 'confirmation', applicants: ['person'], window: '不动产' },
  basis: [{ law: '不动产登记暂行条例', article: '第十四条' }],
  materials: [asks(papers.idCard), asks(papers.contract)],
  ...{ promisedDays: 1, statutoryDays: 30, scenes, words: ['过户', '房产证'] },
  fields: [
    ...personFields,
    unitField,
    { name: 'seller', title: '转让方（登记权利人）', type: 'text', required: true },
  ],
  steps: [
    {
      id: 'first',
      title: '初审',
      kind: 'review',
      organisation: '市自然资源和规划局',
      days: 1,
      suspends: false,
    },
    {
      ...{ id: 'second', title: '复审', kind: 'review', organisation: '市自然资源和规划局', days: 1 },
      ...{ suspends: false, after: ['first'] },
    },
  ],
  result: { licenceType: 'licences.real-estate', title: '不动产权证书' },
  register: 'estate-transfer',
})

const meter = (name: string, title: string): ServiceItem['fields'][number] => ({
  ...{ name, title, type: 'text', required: false, hint: '见最近一期账单' },
})
const renamedBy = (id: string, organisation: string) => ({
  ...{ id, title: '核对账单并更名', kind: 'joint' as const, organisation, days: 1, suspends: false },
})

/** 水电气用户更名过户: one request to the three suppliers of a home that has a new owner. */
const utilityRename = serviceItem({
  ...{ id: 'utility-rename', basicCode: '000717112000', zh: '水电气用户更名过户' },
  ...{ en: 'Water, power and gas in the name of a new owner', organisation: '市行政审批局' },
  ...{ kind: 'public-service', applicants: ['person'], window: '不动产' },
  basis: [{ law: '优化营商环境条例', article: '第四十九条' }],
  materials: [asks(papers.idCard), asks(papers.realEstate)],
  ...{ promisedDays: 2, statutoryDays: 5, scenes, words: ['水电过户', '更名', '换户名'] },
  fields: [
    ...personFields,
    unitField,
    ...[meter('waterMeter', '水表户号'), meter('powerMeter', '用电户号'), meter('gasMeter', '燃气户号')],
  ],
  steps: [renamedBy('water', '市供水公司'), renamedBy('power', '市供电公司'), renamedBy('gas', '市燃气公司')],
})

/** 企业设立登记: gives the firm its code and licence. */
const company = serviceItem({
  ...{ id: 'company', basicCode: '000131002000', zh: '企业设立登记', en: 'Registration of a company' },
  ...{ organisation: '市行政审批局', owner: '市市场监督管理局', supervisor: '市市场监督管理局' },
  ...{ kind: 'confirmation', applicants: ['person'], window: '企业' },
  basis: [{ law: '市场主体登记管理条例', article: '第三条' }],
  materials: [asks(papers.idCard), asks(papers.charter), asks(papers.premises)],
  ...{ promisedDays: 1, statutoryDays: 3, scenes: ['企业开办'] },
  words: ['营业执照', '开公司', '注册公司', '办公司'],
  fields: [
    ...personFields,
    {
      name: 'firmName',
      title: '企业名称',
      type: 'text',
      required: true,
      hint: '行政区划＋字号＋行业＋组织形式',
    },
    { name: 'division', title: '住所地', type: 'division', required: true, hint: '登记机关所在的区县' },
    { name: 'address', title: '住所', type: 'text', required: true, hint: '写到门牌号' },
    { name: 'scope', title: '经营范围', type: 'scopes', required: true, hint: '从规范表述中选择' },
    { name: 'capital', title: '注册资本', type: 'text', required: false, hint: '如：100 万元' },
    { name: 'representative', title: '法定代表人', type: 'text', required: true, prefill: 'subject.name' },
  ],
  result: { licenceType: 'licences.business-licence', title: '营业执照' },
  register: 'firm-start',
})

/** 企业变更登记: what the firm does or where it is changes in the register and on its licence, and permits are told again. */
const companyChange = serviceItem({
  ...{ id: 'company-change', basicCode: '000131109000', zh: '企业变更登记', en: 'Change of a company' },
  ...{ organisation: '市市场监督管理局', kind: 'confirmation', window: '企业' },
  basis: [{ law: '市场主体登记管理条例', article: '第二十四条' }],
  materials: [asks(papers.application), asks(papers.businessLicence), asks(papers.charter)],
  ...{ promisedDays: 1, statutoryDays: 3, scenes: ['企业变更'] },
  words: ['改名', '换地址', '变更经营范围', '增加经营项目'],
  fields: [
    ...firmFields,
    {
      ...{ name: 'scope', title: '变更后的经营范围', type: 'scopes', required: true },
      hint: '写全变更后的全部经营范围，从规范表述中选择',
    },
    { name: 'address', title: '变更后的住所', type: 'text', required: false, hint: '住所不变的不填' },
  ],
  register: 'firm-change',
})

/** 企业注销登记: the licence ends with the firm. */
const companyEnd = serviceItem({
  ...{ id: 'company-end', basicCode: '000131110000', zh: '企业注销登记', en: 'End of a company' },
  ...{ organisation: '市市场监督管理局', kind: 'confirmation', window: '企业' },
  basis: [{ law: '市场主体登记管理条例', article: '第三十一条' }],
  materials: [asks(papers.application), asks(papers.businessLicence)],
  ...{ promisedDays: 1, statutoryDays: 3, scenes: ['企业注销'], words: ['关公司', '关门', '注销'] },
  register: 'firm-end',
})

const bankAccount = serviceItem({
  ...{
    id: 'bank-account',
    basicCode: '000131112000',
    zh: '银行账户预约开户',
    en: 'Opening of a bank account',
  },
  ...{ organisation: '市行政审批局', kind: 'public-service', window: '企业' },
  basis: [{ law: '企业银行结算账户管理办法', article: '第四条' }],
  materials: [asks(papers.businessLicence)],
  fields: [...firmFields, { name: 'bank', title: '开户银行', type: 'text', required: false }],
  ...{ promisedDays: 1, statutoryDays: 5, scenes: ['企业开办'], words: ['开户', '对公账户'] },
})

export const registryItems: readonly ServiceItem[] = [
  deedTax,
  transfer,
  utilityRename,
  company,
  companyChange,
  companyEnd,
  bankAccount,
]

const deedTaxTable = (
  rows: readonly (readonly [homes: string, area: string, rate: string, rule: string])[],
): RateTable['table'] => ({
  hitPolicy: 'FIRST',
  inputs: [{ expression: 'usage' }, { expression: 'homes' }, { expression: 'area' }],
  outputs: [{ name: 'rate' }, { name: 'rule' }],
  rules: [
    ...rows.map(([homes, area, rate, rule]) => ({
      inputs: ['"住宅"', homes, area],
      outputs: [rate, `"${rule}"`],
    })),
    { inputs: ['-', '-', '-'], outputs: ['0.03', '"一般税率 3 %"'] },
  ],
})

/** Rates by the day of the contract’s filing; a new notice is a new table beside the old one. */
export const rateTables: readonly RateTable[] = [
  {
    ...{ id: 'deed-tax-2016', series: 'deed-tax', title: text('契税税率（2016）', 'Deed tax 2016') },
    ...{ basis: '财税〔2016〕23 号', from: '2016-02-22', until: '2024-11-30' },
    table: deedTaxTable([
      ['1', '<= 90', '0.01', '首套≤90㎡ 1 %'],
      ['1', '> 90', '0.015', '首套>90㎡ 1.5 %'],
      ['2', '<= 90', '0.01', '二套≤90㎡ 1 %'],
      ['2', '> 90', '0.02', '二套>90㎡ 2 %'],
    ]),
  },
  {
    ...{ id: 'deed-tax-2024', series: 'deed-tax', title: text('契税税率（2024）', 'Deed tax 2024') },
    ...{ basis: '财政部 税务总局 住房城乡建设部公告 2024 年第 16 号', from: '2024-12-01' },
    table: deedTaxTable([
      ['1', '<= 140', '0.01', '首套≤140㎡ 1 %'],
      ['1', '> 140', '0.015', '首套>140㎡ 1.5 %'],
      ['2', '<= 140', '0.01', '二套≤140㎡ 1 %'],
      ['2', '> 140', '0.02', '二套>140㎡ 2 %'],
    ]),
  },
]
