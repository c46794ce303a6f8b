/** Accounts of the sample city. They exist only there; their password is printed by `npm start`. */
export const demoPassword = 'civitas-demo'

export interface DemoAccount {
  account: string
  name: string
  role: string
  /** A second role, for a unit whose people also go out to the spot. */
  also?: string
  divisions: string[]
  /** Short or full name of the organisation it belongs to, when it does. */
  organisation?: string
}

export const demoAccounts: DemoAccount[] = [
  {
    account: 'admin',
    name: '系统管理员',
    role: 'administrator',
    divisions: ['990100'],
    organisation: '云川市数据局',
  },
  {
    account: 'admin2',
    name: '系统管理员（复核）',
    role: 'administrator',
    divisions: ['990100'],
    organisation: '云川市数据局',
  },
  {
    account: 'leader',
    name: '市领导',
    role: 'leader',
    divisions: ['990100'],
    organisation: '云川市人民政府',
  },
  {
    account: 'duty',
    name: '市运行中心值班员',
    role: 'duty-officer',
    divisions: ['990100'],
    organisation: '云川市城市运行管理中心',
  },
  {
    account: 'county',
    name: '云城区领导',
    role: 'leader',
    divisions: ['990102'],
    organisation: '云川市云城区人民政府',
  },
  {
    account: 'town',
    name: '白渡街道值班员',
    role: 'duty-officer',
    divisions: ['990102001'],
    organisation: '云川市云城区白渡街道办事处',
  },
  {
    account: 'village',
    name: '星山社区网格长',
    role: 'grid-worker',
    also: 'inspector',
    divisions: ['990102001001'],
    organisation: '云川市云城区白渡街道办事处',
  },
  { account: 'district', name: '云城区处置员', role: 'district-officer', divisions: ['990102'] },
  { account: 'grid', name: '城区联合巡查网格员', role: 'grid-worker', divisions: ['990102', '990103'] },
  {
    account: 'deputy',
    name: '市应急管理局负责人',
    role: 'leader',
    divisions: ['990100'],
    organisation: '云川市应急管理局',
  },
  {
    account: 'dispatcher',
    name: '市运行中心派遣员',
    role: 'dispatcher',
    divisions: ['990100'],
    organisation: '云川市城市运行管理中心',
  },
  {
    account: 'inspector',
    name: '市监督中心核查员',
    role: 'inspector',
    divisions: ['990100'],
    organisation: '云川市城市运行管理中心',
  },
  {
    account: 'worker',
    name: '市城管局处置员',
    role: 'unit-worker',
    divisions: ['990100'],
    organisation: '云川市城市管理局',
  },
  {
    account: 'water',
    name: '市供水公司抢修员',
    role: 'unit-worker',
    divisions: ['990100'],
    organisation: '云川市供水有限公司',
  },
  {
    account: 'hotline',
    name: '12345话务员',
    role: 'hotline-agent',
    divisions: ['990100'],
    organisation: '云川市12345政务服务便民热线中心',
  },
  {
    account: 'bureau',
    name: '市数据局数据主管',
    role: 'data-bureau',
    divisions: ['990100'],
    organisation: '云川市数据局',
  },
  {
    account: 'civil',
    name: '市民政局数据管理员',
    role: 'data-steward',
    divisions: ['990100'],
    organisation: '云川市民政局',
  },
  {
    account: 'health',
    name: '市卫健委数据管理员',
    role: 'data-steward',
    divisions: ['990100'],
    organisation: '云川市卫生健康委员会',
  },
  {
    account: 'clerk',
    name: '市政务服务中心窗口人员',
    role: 'window-clerk',
    divisions: ['990100'],
    organisation: '云川市行政审批局',
  },
  {
    account: 'market',
    name: '市市场监管局审批人员',
    role: 'approver',
    also: 'unit-worker',
    divisions: ['990100'],
    organisation: '云川市市场监督管理局',
  },
  {
    account: 'approver',
    name: '市行政审批局审批人员',
    role: 'approver',
    divisions: ['990100'],
    organisation: '云川市行政审批局',
  },
  {
    account: 'fire',
    name: '市消防救援支队审批人员',
    role: 'approver',
    divisions: ['990100'],
    organisation: '云川市消防救援支队',
  },
  {
    account: 'land',
    name: '市自然资源局登记人员',
    role: 'approver',
    divisions: ['990100'],
    organisation: '云川市自然资源和规划局',
  },
  {
    account: 'roads',
    name: '市城管局审批人员',
    role: 'approver',
    divisions: ['990100'],
    organisation: '云川市城市管理局',
  },
  {
    account: 'service',
    name: '市行政审批局服务管理员',
    role: 'service-manager',
    divisions: ['990100'],
    organisation: '云川市行政审批局',
  },
  {
    account: 'finance',
    name: '市行政审批局收费财务',
    role: 'cashier',
    divisions: ['990100'],
    organisation: '云川市行政审批局',
  },
  {
    account: 'credit',
    name: '市发改委信用管理员',
    role: 'credit-officer',
    divisions: ['990100'],
    organisation: '云川市发展和改革委员会',
  },
  {
    account: 'editor',
    name: '市政府门户编辑',
    role: 'editor',
    divisions: ['990100'],
    organisation: '云川市人民政府',
  },
  { account: 'citizen', name: '市民', role: 'citizen', divisions: [] },
  { account: 'neighbour', name: '另一位市民', role: 'citizen', divisions: [] },
  { account: 'firm', name: '企业办事员', role: 'firm', divisions: [] },
]
