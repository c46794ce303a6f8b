import { type CreditMeasure, type CreditModel, text } from '@civitas/domain-kit'

/** What the lists do to an application: each names the clause that allows it. */
export const creditMeasures: readonly CreditMeasure[] = [
  {
    ...{ id: 'no-subsidy', list: 'serious', effect: 'refuse' },
    title: text('限制享受财政资金补助', 'No public subsidies'),
    items: ['subsidy'],
    basis: '《全国失信惩戒措施基础清单》（2025年版）财政性资金限制条',
  },
  {
    ...{ id: 'no-bidding', list: 'serious', effect: 'refuse' },
    title: text('限制参加政府采购和招标投标', 'No public bidding'),
    items: ['bidding'],
    basis: '《中华人民共和国政府采购法》第二十二条',
  },
  {
    ...{ id: 'no-food-permit', list: 'serious', effect: 'refuse' },
    title: text('食品安全严重失信者限制从业', 'No food permits for serious offenders'),
    items: ['food-operation', 'food-production'],
    basis: '《中华人民共和国食品安全法》第一百三十五条',
  },
  {
    ...{ id: 'no-commitment', list: 'serious', effect: 'bar-commitment' },
    title: text('不适用告知承诺制', 'No approval by commitment'),
    items: ['*'],
    basis: '《优化营商环境条例》第十九条',
  },
  {
    ...{ id: 'attention-check', list: 'attention', effect: 'extra-check' },
    title: text('提高抽查比例和频次', 'More frequent inspection'),
    items: ['*'],
    basis: '《国务院办公厅关于加快推进社会信用体系建设构建以信用为基础的新型监管机制的指导意见》',
  },
  {
    ...{ id: 'attention-no-commitment', list: 'attention', effect: 'bar-commitment' },
    title: text('重点关注期间不适用容缺受理', 'No tolerant intake while watched'),
    items: ['*'],
    basis: '《优化营商环境条例》第十九条',
  },
  {
    ...{ id: 'green-channel', list: 'red', effect: 'priority' },
    title: text('办事绿色通道、优先办理', 'Fast lane'),
    items: ['*'],
    basis: '《国务院关于建立完善守信联合激励和失信联合惩戒制度加快推进社会诚信建设的指导意见》',
  },
]

const grades: CreditModel['grades'] = [
  { grade: 'A', from: 90, supervision: 1, visitsPerYear: 0 },
  { grade: 'B', from: 70, supervision: 3, visitsPerYear: 1 },
  { grade: 'C', from: 50, supervision: 10, visitsPerYear: 2 },
  { grade: 'D', from: 0, supervision: 100, visitsPerYear: 4 },
]

const common: CreditModel['weights'] = [
  { item: 'penalty', points: -8, most: 32, halfLifeMonths: 24 },
  { item: 'warning', points: -3, most: 9 },
  { item: 'abnormal-operation', points: -15, most: 15 },
  { item: 'serious-dishonesty', points: -40, most: 40 },
  { item: 'wage-arrears', points: -25, most: 25 },
  { item: 'court-defaulter', points: -30, most: 30 },
  { item: 'tax-arrears', points: -12, most: 24 },
  { item: 'social-insurance-arrears', points: -6, most: 12 },
  { item: 'spot-check-failed', points: -4, most: 12 },
  { item: 'commitment-broken', points: -10, most: 30 },
  { item: 'make-up-late', points: -5, most: 15 },
  { item: 'spot-check-passed', points: 2, most: 8 },
  { item: 'tax-grade-a', points: 8, most: 8 },
  { item: 'contract-honoured', points: 5, most: 5 },
  { item: 'customs-certified', points: 5, most: 5 },
  { item: 'commitment-kept', points: 1, most: 5 },
]

const industry = (id: string, zh: string, en: string, extra: CreditModel['weights']): CreditModel => ({
  ...{ id, version: 1, title: text(zh, en), subject: 'organisation', base: 80, lowest: 0, highest: 100 },
  weights: [...common, ...extra],
  grades,
})

/** The published models: comprehensive, by industry, and the voluntary one of persons. */
export const creditModels: readonly CreditModel[] = [
  industry('comprehensive', '公共信用综合评价', 'Comprehensive credit', [
    { item: 'penalty-food', points: -12, most: 36, halfLifeMonths: 24 },
    { item: 'penalty-fire', points: -12, most: 36, halfLifeMonths: 24 },
    { item: 'penalty-work-safety', points: -12, most: 36, halfLifeMonths: 24 },
    { item: 'penalty-environment', points: -10, most: 30, halfLifeMonths: 24 },
  ]),
  industry('transport', '道路运输企业信用', 'Transport credit', [
    { item: 'penalty-work-safety', points: -20, most: 60 },
  ]),
  industry('food', '食品经营者信用', 'Food credit', [
    { item: 'penalty-food', points: -25, most: 75, halfLifeMonths: 36 },
  ]),
  industry('construction', '建筑市场信用', 'Construction credit', [
    { item: 'penalty-work-safety', points: -25, most: 75 },
    { item: 'public-contract-breach', points: -20, most: 40 },
  ]),
  industry('environment', '环境信用', 'Environmental credit', [
    { item: 'penalty-environment', points: -20, most: 60, halfLifeMonths: 24 },
  ]),
  {
    ...{ id: 'person', version: 1, title: text('云川信用分', 'Citizen score'), subject: 'person' },
    ...{ base: 600, lowest: 0, highest: 1000 },
    weights: [
      { item: 'volunteer', points: 20, most: 200 },
      { item: 'blood-donation', points: 40, most: 120 },
      { item: 'bravery', points: 100, most: 200 },
      { item: 'commitment-kept', points: 10, most: 100 },
      { item: 'commitment-broken', points: -60, most: 240 },
      { item: 'make-up-late', points: -30, most: 120 },
      { item: 'court-defaulter', points: -200, most: 400 },
      { item: 'professional-penalty', points: -80, most: 160 },
    ],
    grades: [
      { grade: 'A', from: 700, supervision: 0, visitsPerYear: 0 },
      { grade: 'B', from: 600, supervision: 0, visitsPerYear: 0 },
      { grade: 'C', from: 500, supervision: 0, visitsPerYear: 0 },
      { grade: 'D', from: 0, supervision: 0, visitsPerYear: 0 },
    ],
  },
]
