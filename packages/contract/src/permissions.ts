import type { LocalText } from './operation.ts'

/** Every permission an operation may name, with what it lets a person do. */
export const permissions = {
  'identity.read': { zh: '查看用户、组织与角色', en: 'See users, organisations and roles' },
  'identity.manage': { zh: '管理用户与授权', en: 'Manage users and their roles' },
  'identity.audit': { zh: '查看审计记录', en: 'Read the audit trail' },
  'territory.read': { zh: '查看区划、网格与地址', en: 'See divisions, grids and addresses' },
  'entities.read': { zh: '查看城市实体', en: 'See entities' },
  'entities.write': { zh: '登记与修改城市实体', en: 'Register and change entities' },
  'entities.personal': {
    zh: '查看与登记个人信息（人口库等受保护登记）',
    en: 'Read and write registers of persons',
  },
  'entities.resolve': { zh: '归并与拆分实体身份', en: 'Resolve, merge and split identities' },
  'entities.federate': { zh: '注册外部实体来源', en: 'Register context sources' },
  'sensing.read': { zh: '查看设备与观测', en: 'See things and observations' },
  'sensing.write': { zh: '登记设备、写入观测', en: 'Register things, write observations' },
  'sensing.credentials': { zh: '管理设备凭据', en: 'Manage device credentials' },
  'sensing.rules': { zh: '编辑联动规则', en: 'Write rules' },
  'sensing.control': { zh: '向设备下发命令', en: 'Send commands to devices' },
  'sensing.tracks': {
    zh: '查看位置与轨迹、设置围栏（敏感）',
    en: 'See positions and tracks, set fences (sensitive)',
  },
  'sensing.approve-tracks': { zh: '审批人员轨迹查询', en: 'Decide on requests for tracks of people' },
  'sensing.simulate': { zh: '启动与停止演练场景', en: 'Start and stop simulated scenarios' },
  'sensing.models': {
    zh: '管理设备模型、接入规范与质量规则',
    en: 'Manage device models, profiles and quality rules',
  },
  'sensing.admit': {
    zh: '管理设备准入、隔离与授权',
    en: 'Manage admission, quarantine and grants of devices',
  },
  'sensing.facilities': {
    zh: '登记感知设施、申请与审批布点',
    en: 'Register sensing facilities and decide on siting',
  },
  'sensing.oids': { zh: '登记与注销对象标识', en: 'Register and revoke object identifiers' },
  'sensing.terminals': {
    zh: '管理移动终端与边缘节点',
    en: 'Manage terminals and edge nodes',
  },
  'events.read': { zh: '查看城市事件', en: 'See events' },
  'events.report': { zh: '上报城市事件', en: 'Report an event' },
  'events.handle': { zh: '核实、合并与关闭事件', en: 'Verify, merge and close events' },
  'cases.read': { zh: '查看案件', en: 'See cases' },
  'cases.dispatch': { zh: '立案与派遣', en: 'Open and dispatch cases' },
  'cases.work': { zh: '接收与办理任务', en: 'Accept and do tasks' },
  'cases.check': { zh: '核查与结案', en: 'Check and close cases' },
  'indicators.read': { zh: '查看指标与看板', en: 'See indicators and dashboards' },
  'indicators.manage': { zh: '管理指标', en: 'Manage indicators' },
  'maps.read': { zh: '查看地图与图层', en: 'See maps and layers' },
  'platform.operate': { zh: '查看平台运行状态', en: 'See how the platform runs' },
  'platform.trace': { zh: '追溯业务链路', en: 'Trace a chain from packet to case' },
} as const satisfies Record<string, LocalText>

/** Permissions that open a protected register; an entity type names one of them in `permissions.read`. */
export const registerPermissions: readonly PermissionName[] = ['entities.personal']

export type PermissionName = keyof typeof permissions
