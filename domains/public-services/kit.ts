import { type ServiceItem, type ServiceMaterial, text } from '@civitas/domain-kit'

type Use = { readonly required?: boolean; readonly core?: boolean; readonly when?: string }
type ItemMaterial = ServiceItem['materials'][number]

function material(
  code: string,
  title: string,
  source: string,
  more: Partial<Omit<ServiceMaterial, 'code' | 'title' | 'source'>> = {},
): ServiceMaterial {
  return { code, title, source, form: 'electronic', copies: 1, licenceType: null, dataCheck: null, ...more }
}

/** Papers many items ask for, named once. */
export const papers = {
  application: material('application-form', '申请书', '申请人自备（在线填写即生成）', {
    dataCheck: 'subject.name',
  }),
  idCard: material('id-card', '居民身份证', '公安机关', { dataCheck: 'subject.number' }),
  businessLicence: material('business-licence', '营业执照', '市场监督管理部门', {
    licenceType: 'licences.business-licence',
    dataCheck: 'organisation.number',
  }),
  household: material('household-register', '居民户口簿', '公安机关', {
    licenceType: 'licences.household-register',
  }),
  marriage: material('marriage-certificate', '结婚证', '民政部门', { licenceType: 'licences.marriage' }),
  birth: material('birth-certificate', '出生医学证明', '医疗机构', { licenceType: 'licences.birth' }),
  realEstate: material('real-estate-certificate', '不动产权证书', '自然资源和规划部门', {
    licenceType: 'licences.real-estate',
  }),
  premises: material('premises-proof', '经营场所使用证明', '申请人自备'),
  floorPlan: material('floor-plan', '经营场所布局平面图', '申请人自备'),
  healthCards: material('health-certificates', '从业人员健康证明', '医疗卫生机构', {
    licenceType: 'licences.health-certificate',
  }),
  foodSafety: material('food-safety-rules', '食品安全管理制度', '申请人自备'),
  fireSelfCheck: material('fire-self-check', '场所消防安全自查情况', '申请人自备'),
  fireFacilities: material('fire-facilities', '消防设施检测合格报告', '消防技术服务机构'),
  signPicture: material('sign-picture', '户外招牌设置效果图', '申请人自备'),
  drainagePlan: material('drainage-plan', '排水隔油设施图纸', '申请人自备'),
  photo: material('photo', '近期免冠照片', '申请人自备'),
  entrust: material('entrust-letter', '授权委托书', '申请人自备'),
  income: material('income-statement', '家庭经济状况声明', '申请人自备'),
  contract: material('contract', '合同或协议', '申请人自备'),
  technical: material('technical-documents', '技术资料', '申请人自备'),
  drawings: material('drawings', '设计图纸', '设计单位'),
  planning: material('planning-permit', '建设工程规划许可证', '自然资源和规划部门', {
    licenceType: 'licences.works-planning',
  }),
  medical: material('medical-report', '医疗诊断或鉴定证明', '医疗机构'),
  training: material('training-proof', '培训考核合格证明', '培训考核机构'),
  staff: material('staff-list', '人员名单及资格证明', '申请人自备'),
  environment: material('environment-statement', '环境影响评价文件', '申请人自备'),
  charter: material('charter', '章程', '申请人自备'),
  naming: material('naming-statement', '新生儿姓名申报表', '申请人自备'),
  death: material('death-certificate', '死亡证明', '医疗机构或公安机关'),
} as const

/** A paper in the list of an item: asked for and not to be made up later, unless told otherwise. */
export function asks(paper: ServiceMaterial, { required = true, core = true, when }: Use = {}): ItemMaterial {
  return { ...paper, required, core, ...(when ? { when } : {}) }
}

export const free = { fen: 0, title: '不收费', basis: '', beforeDecision: false } as const

/** Fields every form of a firm begins with; the city knows them. */
export const firmFields: ServiceItem['fields'] = [
  { name: 'name', title: '申请人名称', type: 'text', required: true, prefill: 'subject.name' },
  { name: 'code', title: '统一社会信用代码', type: 'text', required: true, prefill: 'subject.number' },
  {
    ...{ name: 'representative', title: '法定代表人（负责人）', type: 'text', required: true },
    prefill: 'licence:licences.business-licence.representative',
  },
  { name: 'contact', title: '联系人', type: 'text', required: true, prefill: 'by.name' },
  { name: 'phone', title: '联系电话', type: 'phone', required: true, hint: '用于办理中联系您' },
]

/** Fields of a construction project; filled where the item belongs to one. */
export const projectFields: ServiceItem['fields'] = [
  { name: 'projectCode', title: '项目代码', type: 'text', required: false, prefill: 'project.code' },
  { name: 'projectName', title: '项目名称', type: 'text', required: false, prefill: 'project.name' },
  { name: 'projectAddress', title: '建设地点', type: 'text', required: false, prefill: 'project.address' },
]

/** Fields every form of a person begins with. */
export const personFields: ServiceItem['fields'] = [
  { name: 'name', title: '姓名', type: 'text', required: true, prefill: 'subject.name' },
  { name: 'idNumber', title: '公民身份号码', type: 'text', required: true, prefill: 'subject.number' },
  { name: 'phone', title: '联系电话', type: 'phone', required: true, hint: '用于办理中联系您' },
]

type Given = Partial<Omit<ServiceItem, 'id' | 'title'>> &
  Pick<ServiceItem, 'id' | 'basicCode' | 'organisation' | 'basis' | 'window'> & {
    readonly zh: string
    readonly en: string
  }

/** An item with what most have in common. */
export function serviceItem({ zh, en, ...given }: Given): ServiceItem {
  const { applicants = ['organisation'], organisation, promisedDays = 5 } = given
  return {
    ...{ kind: 'licence', level: 'city', variant: '新办', applicants, promisedDays, statutoryDays: 20 },
    conditions: '申请人具备法定条件，提交的材料齐全、符合法定形式。',
    materials: [asks(papers.application)],
    ...{ fee: free, questions: [], decision: null },
    fields: applicants.includes('person') ? personFields : firmFields,
    steps: [
      {
        id: 'review',
        title: '审查',
        kind: 'review',
        organisation,
        days: Math.max(1, promisedDays - 1),
        suspends: false,
      },
    ],
    ...{ result: null, scenes: [], words: [], online: 4, visits: 0, commitment: null, tolerance: null },
    channels: { consult: '0990-12345', complain: '0990-12345' },
    acceptedAt: ['city', 'county'],
    ...{ supervisor: organisation, onLedger: true },
    ...given,
    title: text(zh, en),
  }
}
