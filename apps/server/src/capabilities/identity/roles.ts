import { type PermissionName, permissions, type Role } from '@civitas/contract'

const all = Object.keys(permissions) as PermissionName[]
const reading: PermissionName[] = [
  'territory.read',
  'entities.read',
  'sensing.read',
  'maps.read',
  'events.read',
  'cases.read',
  'indicators.read',
  'command.read',
]

/** The roles of a city’s staff and public; each is a set of permissions. Data scope is given to the user, not the role. */
export const roles: Role[] = [
  { id: 'administrator', name: '系统管理员', permissions: all },
  {
    id: 'leader',
    name: '分管领导',
    permissions: [
      ...reading,
      'identity.read',
      'sensing.approve-tracks',
      'cases.supervise',
      'events.issue',
      'command.direct',
      'command.obey',
      'command.authorise',
      'indicators.review',
      'indicators.publish',
      'indicators.instruct',
      'data.read',
      'ledger.read',
      'platform.trace',
    ],
  },
  {
    id: 'duty-officer',
    name: '值班员',
    permissions: [
      ...reading,
      'identity.read',
      'sensing.tracks',
      'sensing.simulate',
      'sensing.control',
      'events.report',
      'events.handle',
      'events.warn',
      'events.issue',
      'cases.dispatch',
      'cases.work',
      'cases.check',
      'messaging.send',
      'messaging.override',
      'command.report',
      'command.direct',
      'command.obey',
      'command.resources',
      'command.duty',
      'command.simulate',
      'indicators.report',
      'indicators.compose',
      'ledger.read',
      'platform.trace',
    ],
  },
  {
    id: 'district-officer',
    name: '区县处置员',
    permissions: [
      ...reading,
      'identity.read',
      'sensing.facilities',
      'events.report',
      'events.handle',
      'cases.dispatch',
      'cases.work',
      'cases.check',
      'territory.survey',
      'command.report',
      'command.obey',
      'indicators.report',
    ],
  },
  {
    id: 'grid-worker',
    name: '网格员',
    permissions: [
      'territory.read',
      'maps.read',
      'entities.read',
      'sensing.read',
      'events.read',
      'events.report',
      'cases.read',
      'cases.work',
      'territory.survey',
      'command.report',
      'command.obey',
    ],
  },
  {
    id: 'dispatcher',
    name: '派遣员',
    permissions: [
      ...reading,
      'identity.read',
      'events.handle',
      'events.arbitrate',
      'cases.dispatch',
      'cases.work',
    ],
  },
  {
    id: 'unit-worker',
    name: '处置人员',
    permissions: [
      'territory.read',
      'maps.read',
      'entities.read',
      'sensing.read',
      'events.read',
      'cases.read',
      'cases.work',
      'command.obey',
    ],
  },
  {
    id: 'hotline-agent',
    name: '热线话务员',
    permissions: [
      'territory.read',
      'maps.read',
      'events.read',
      'events.report',
      'cases.read',
      'messaging.answer',
    ],
  },
  {
    id: 'data-bureau',
    name: '数据主管',
    permissions: [
      ...reading,
      'identity.read',
      'data.read',
      'data.own',
      'data.collect',
      'data.process',
      'data.govern',
      'data.review',
      'data.analyse',
      'data.export',
      'data.operate',
      'data.appraise',
      'data.secure',
      'entities.resolve',
      'indicators.manage',
      'ledger.read',
      'platform.trace',
    ],
  },
  {
    id: 'data-steward',
    name: '部门数据管理员',
    permissions: [
      ...reading,
      'identity.read',
      'data.read',
      'data.own',
      'data.collect',
      'data.process',
      'data.apply',
      'data.analyse',
      'data.export',
    ],
  },
  { id: 'inspector', name: '核查员', permissions: [...reading, 'cases.check'] },
  {
    id: 'simulator',
    name: '模拟器',
    permissions: ['sensing.read', 'sensing.write', 'sensing.simulate', 'entities.read'],
  },
  { id: 'citizen', name: '市民', permissions: ['events.report'] },
  { id: 'firm', name: '企业', permissions: ['events.report'] },
]

const byId = new Map(roles.map((role) => [role.id, role]))

export function findRole(id: string): Role | undefined {
  return byId.get(id)
}

/** Every permission of a set of roles. */
export function permissionsOf(roleIds: readonly string[]): Set<string> {
  return new Set(roleIds.flatMap((id) => findRole(id)?.permissions ?? []))
}
