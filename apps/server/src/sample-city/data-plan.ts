import type { DatasetField, DatasetInput } from '@civitas/contract'

/** A dataset of the sample city: its entry, and which records fill its table. */
export interface PlannedDataset {
  readonly table: string
  readonly organisation: string
  readonly entry: Omit<DatasetInput, 'organisationId' | 'fields'>
  readonly fields: DatasetField[]
}

const text = (name: string, title: string, more: Partial<DatasetField> = {}): DatasetField => ({
  ...{ name, title, type: 'text', grade: 'general-2' },
  ...more,
})
const date = (name: string, title: string): DatasetField => ({
  name,
  title,
  type: 'date',
  grade: 'general-2',
})
const whole = (name: string, title: string, unit?: string): DatasetField => ({
  ...{ name, title, type: 'integer', grade: 'general-1' },
  ...(unit ? { unit } : {}),
})
const amount = (name: string, title: string, unit: string): DatasetField => ({
  ...{ name, title, type: 'number', unit, grade: 'general-1' },
})

const personal = (name: string, title: string, sensitive: DatasetField['sensitive'], isKey = false) =>
  text(name, title, { sensitive, grade: 'general-3', isKey })
const idNumber = (isKey: boolean) => personal('id_number', '公民身份号码', 'citizen-id', isKey)
const personName = personal('name', '姓名', 'person-name')
const birthDate: DatasetField = {
  ...date('birth_date', '出生日期'),
  sensitive: 'birth-date',
  grade: 'general-3',
}

const shared = { kind: 'department', layer: 'raw', opening: 'none', licence: null } as const
const forServices = {
  ...shared,
  sharing: 'conditional',
  sharingBasis: '依法履职需要，须注明用途和法律依据',
  theme: '政府',
} as const

/** 部门源数据: as the departments keep them, with the faults governance has to find. */
export const departmentDatasets: readonly PlannedDataset[] = [
  {
    table: 'police',
    organisation: '云川市公安局',
    entry: {
      ...{ ...forServices, name: '户籍人口信息', cycle: 'day', keywords: ['人口', '户籍', '常住人口'] },
      abstract: '全市户籍人口的身份、户、住址和婚姻状况，由公安机关登记。',
    },
    fields: [
      ...[idNumber(true), personName, text('sex', '性别代码'), birthDate, text('household', '户号')],
      ...[text('relation', '与户主关系'), personal('address', '户籍地址', 'address')],
      ...[text('division_code', '行政区划代码'), text('marital', '婚姻状况代码')],
      personal('phone', '联系电话', 'phone'),
    ],
  },
  {
    table: 'civil',
    organisation: '云川市民政局',
    entry: {
      ...{ ...forServices, name: '婚姻登记信息', cycle: 'day', keywords: ['婚姻', '民政'] },
      abstract: '婚姻登记机关办理结婚、离婚登记形成的当前婚姻状况。',
    },
    fields: [
      ...[idNumber(true), personName, text('marital', '婚姻状况代码')],
      ...[date('registered_date', '登记日期'), text('office', '登记机关')],
    ],
  },
  {
    table: 'health',
    organisation: '云川市卫生健康委员会',
    entry: {
      ...{ ...forServices, name: '居民健康档案信息', cycle: 'week', keywords: ['健康', '死亡医学证明'] },
      abstract: '居民健康档案的基本信息，含死亡医学证明登记日期。',
    },
    fields: [
      ...[idNumber(true), personName, birthDate, personal('phone', '联系电话', 'phone')],
      ...[personal('address', '现住地址', 'address'), text('blood_type', '血型')],
      ...[text('chronic', '慢性病', { grade: 'general-4' }), date('death_date', '死亡日期')],
      date('updated_date', '更新日期'),
    ],
  },
  {
    table: 'education',
    organisation: '云川市教育局',
    entry: {
      ...{ ...forServices, name: '在校学生信息', cycle: 'month', keywords: ['学籍', '教育'] },
      abstract: '义务教育阶段在校学生学籍。',
    },
    fields: [
      ...[
        text('student_number', '学籍号', { isKey: true }),
        idNumber(false),
        personName,
        text('sex', '性别'),
      ],
      ...[whole('grade', '年级'), personal('guardian_phone', '监护人电话', 'phone')],
    ],
  },
  {
    table: 'market',
    organisation: '云川市市场监督管理局',
    entry: {
      ...{ ...shared, sharing: 'unconditional', theme: '政府', name: '企业登记信息', cycle: 'day' },
      ...{ keywords: ['企业', '法人', '统一社会信用代码'], opening: 'unconditional' },
      abstract: '市场主体登记信息：名称、统一社会信用代码、法定代表人、行业、注册资本和状态。',
    },
    fields: [
      text('credit_code', '统一社会信用代码', { isKey: true, grade: 'general-1', isOpen: true }),
      text('name', '企业名称', { grade: 'general-1', isOpen: true }),
      personal('representative', '法定代表人', 'person-name'),
      { ...personal('representative_id', '法定代表人身份号码', 'citizen-id'), isShared: false },
      text('industry', '行业代码', { isOpen: true }),
      { ...amount('capital', '注册资本', '万元'), isOpen: true },
      ...[date('established_date', '成立日期'), date('cancelled_date', '注销日期')],
      text('state', '登记状态', { isOpen: true }),
      ...[
        text('address', '经营场所'),
        text('division_code', '行政区划代码'),
        personal('phone', '联系电话', 'phone'),
      ],
    ],
  },
]

/** 公共数据: of the city itself, open to everybody. */
export const cityDatasets: readonly PlannedDataset[] = [
  {
    table: 'buildings',
    organisation: '云川市自然资源和规划局',
    entry: {
      ...{
        ...shared,
        sharing: 'unconditional',
        kind: 'base',
        theme: '自然资源和空间地理',
        name: '建筑物信息',
      },
      ...{ layer: 'standard', opening: 'unconditional', cycle: 'month', keywords: ['建筑', '房屋', '地址'] },
      abstract: '建筑物的编码、地址、用途、层数和位置。',
      licence: '云川市公共数据开放许可（署名）',
    },
    fields: [
      text('code', '建筑编码', { isKey: true, isOpen: true, grade: 'general-1' }),
      text('name', '名称', { isOpen: true, grade: 'general-1' }),
      text('address', '地址', { isOpen: true, grade: 'general-1' }),
      text('usage', '用途', { isOpen: true, grade: 'general-1' }),
      { ...whole('floors', '层数', '层'), isOpen: true },
      { ...amount('height_m', '高度', 'm'), isOpen: true },
      text('division_code', '行政区划代码', { isOpen: true, grade: 'general-1' }),
      { ...amount('lon', '经度', '°'), isOpen: true },
      { ...amount('lat', '纬度', '°'), isOpen: true },
    ],
  },
  {
    table: 'places',
    organisation: '云川市数据局',
    entry: {
      ...{ ...shared, sharing: 'unconditional', kind: 'theme', theme: '政务服务', name: '公共服务设施名录' },
      ...{
        layer: 'standard',
        opening: 'unconditional',
        cycle: 'quarter',
        keywords: ['学校', '医院', '公园'],
      },
      abstract: '学校、医院、公园和政府办公场所的名称、类别、规模和位置。',
      licence: '云川市公共数据开放许可（署名）',
    },
    fields: [
      text('code', '编码', { isKey: true, isOpen: true, grade: 'general-1' }),
      text('name', '名称', { isOpen: true, grade: 'general-1' }),
      text('category', '类别', { isOpen: true, grade: 'general-1' }),
      { ...whole('capacity', '规模（座位或床位）'), isOpen: true },
      text('division_code', '行政区划代码', { isOpen: true, grade: 'general-1' }),
      { ...amount('lon', '经度', '°'), isOpen: true },
      { ...amount('lat', '纬度', '°'), isOpen: true },
    ],
  },
]
