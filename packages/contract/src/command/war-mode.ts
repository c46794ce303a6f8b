import { type Static, Type } from 'typebox'
import { DivisionCode, Geometry, Id, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe, Name, Words } from './shapes.ts'

/** Settings the mode changes. Minutes: fewer is stricter; levels: lower is stricter. */
export const ModeSettings = Type.Object({
  unreadMinutes: Type.Number({
    minimum: 0.1,
    maximum: 240,
    description: 'Until an unread order is called after.',
  }),
  reportMinutes: Type.Number({
    minimum: 0,
    maximum: 1440,
    description: 'Between safety reports 平安报; 0 for none.',
  }),
  proposeFrom: WarningLevel,
  routeToCommand: Type.Boolean({ description: 'Events of the area go to the temporary command.' }),
  dutyLeader: Type.Boolean({ description: 'A leader keeps watch with the duty officer.' }),
  tightenPercent: Type.Number({
    minimum: 0,
    maximum: 50,
    description: 'How much earlier limits of sensing are reached within the scope; 0 leaves them.',
  }),
})
export type ModeSettings = Static<typeof ModeSettings>

export const WarProfile = Type.Object({
  id: Type.String(),
  title: Type.String(),
  settings: ModeSettings,
})
export type WarProfile = Static<typeof WarProfile>

export const WarSwitch = Type.Object({
  id: Id,
  title: Type.String(),
  profileId: Type.String(),
  settings: ModeSettings,
  divisions: Type.Array(DivisionCode),
  area: Maybe(Geometry),
  isDrill: Type.Boolean(),
  incidentId: Maybe(Id),
  startTime: Time,
  endTime: Time,
  state: Type.Union([
    Type.Literal('proposed'),
    Type.Literal('authorised'),
    Type.Literal('active'),
    Type.Literal('ended'),
    Type.Literal('cancelled'),
  ]),
  proposedBy: Type.String(),
  authorisers: Type.Array(Type.Object({ userId: Id, name: Type.String(), time: Time })),
  commandOrganisationId: Maybe(Id),
  commandName: Maybe(Type.String()),
  startedTime: Maybe(Time),
  endedTime: Maybe(Time),
  saved: Maybe(ModeSettings),
  restored: Maybe(ModeSettings),
  review: Maybe(Type.String()),
  routedEvents: Type.Integer(),
})
export type WarSwitch = Static<typeof WarSwitch>

export const SafeReport = Type.Object({
  id: Id,
  switchId: Id,
  organisationId: Id,
  organisationName: Type.String(),
  dueTime: Time,
  state: Type.Union([Type.Literal('due'), Type.Literal('received'), Type.Literal('missing')]),
  text: Maybe(Type.String()),
  byName: Maybe(Type.String()),
  receivedTime: Maybe(Time),
})
export type SafeReport = Static<typeof SafeReport>

/** What holds now, and what held in peace. */
export const ModeState = Type.Object({
  isWar: Type.Boolean(),
  base: ModeSettings,
  effective: ModeSettings,
  switches: Type.Array(WarSwitch),
})
export type ModeState = Static<typeof ModeState>

export const getMode = defineOperation({
  id: 'command.getMode',
  method: 'GET',
  path: '/api/command/mode',
  permission: 'signed-in',
  summary: { zh: '当前平战状态', en: 'The mode that holds where I am' },
  response: Type.Object({
    isWar: Type.Boolean(),
    switches: Type.Array(
      Type.Object({
        id: Id,
        title: Type.String(),
        isDrill: Type.Boolean(),
        endTime: Time,
        scope: Type.String(),
      }),
    ),
  }),
})

export const getModeState = defineOperation({
  id: 'command.getModeState',
  method: 'GET',
  path: '/api/command/mode-state',
  permission: 'command.read',
  summary: { zh: '平战设置与切换记录', en: 'Settings of the mode and its switches' },
  response: ModeState,
})

export const saveBaseSettings = defineOperation({
  id: 'command.saveBaseSettings',
  method: 'PUT',
  path: '/api/command/mode-settings',
  permission: 'command.authorise',
  summary: { zh: '修改平时设置', en: 'Change the settings of peace' },
  body: ModeSettings,
  response: ModeState,
})

export const listWarProfiles = defineOperation({
  id: 'command.listWarProfiles',
  method: 'GET',
  path: '/api/command/war-profiles',
  permission: 'command.read',
  summary: { zh: '战时方案', en: 'List war profiles' },
  response: Type.Array(WarProfile),
})

export const saveWarProfile = defineOperation({
  id: 'command.saveWarProfile',
  method: 'PUT',
  path: '/api/command/war-profiles/{profileId}',
  permission: 'command.authorise',
  summary: { zh: '编辑战时方案', en: 'Write a war profile' },
  params: Type.Object({ profileId: Type.String({ pattern: '^[a-z0-9-]{2,40}$' }) }),
  body: Type.Object({ title: Name, settings: ModeSettings }),
  response: WarProfile,
})

export const proposeSwitch = defineOperation({
  id: 'command.proposeSwitch',
  method: 'POST',
  path: '/api/command/switches',
  permission: 'command.direct',
  summary: { zh: '申请转入战时', en: 'Ask for war mode' },
  body: Type.Object({
    title: Name,
    profileId: Type.String(),
    divisions: Type.Optional(Type.Array(DivisionCode, { maxItems: 50 })),
    area: Type.Optional(Geometry),
    startTime: Type.Optional(Time),
    endTime: Time,
    incidentId: Type.Optional(Id),
    commandOrganisationId: Type.Optional(Id),
    reporters: Type.Optional(
      Type.Array(Id, { maxItems: 200, description: 'Organisations that report safety.' }),
    ),
  }),
  response: WarSwitch,
  creates: true,
})

export const authoriseSwitch = defineOperation({
  id: 'command.authoriseSwitch',
  method: 'POST',
  path: '/api/command/switches/{id}/authorisations',
  permission: 'command.authorise',
  summary: { zh: '授权平战切换（双人）', en: 'Authorise a switch; two different people must' },
  params: idParams,
  response: WarSwitch,
})

/** Whom one person plays in a drill: the chief or the deputy commander. */
export const DrillRole = Type.Union([Type.Literal('chief'), Type.Literal('deputy')])
export type DrillRole = Static<typeof DrillRole>

export const playAuthoriser = defineOperation({
  id: 'command.playAuthoriser',
  method: 'POST',
  path: '/api/command/switches/{id}/played-authorisations',
  permission: 'command.direct',
  summary: {
    zh: '演练中扮演一名授权人（标明角色；真实切换不可用）',
    en: 'Play one of the authorisers in a drill, the role marked; refused for a real switch',
  },
  params: idParams,
  body: Type.Object({ role: DrillRole }),
  response: WarSwitch,
})

export const endSwitch = defineOperation({
  id: 'command.endSwitch',
  method: 'POST',
  path: '/api/command/switches/{id}/end',
  permission: 'command.direct',
  summary: {
    zh: '转回平时（须有 command.authorise 权限；演练除外）',
    en: 'Return to peace; needs command.authorise outside a drill',
  },
  params: idParams,
  body: Type.Object({ comment: Words }),
  response: WarSwitch,
})

export const listSafeReports = defineOperation({
  id: 'command.listSafeReports',
  method: 'GET',
  path: '/api/command/switches/{id}/safe-reports',
  permission: 'command.read',
  summary: { zh: '平安报', en: 'List safety reports' },
  params: idParams,
  response: Type.Array(SafeReport),
})

export const sendSafeReport = defineOperation({
  id: 'command.sendSafeReport',
  method: 'POST',
  path: '/api/command/safe-reports/{id}/receipt',
  permission: 'command.report',
  summary: { zh: '报送平安报', en: 'Send a safety report' },
  params: idParams,
  body: Type.Object({ text: Words }),
  response: SafeReport,
})
