import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Sentence } from './shapes.ts'

const Words = Type.String({ minLength: 1, maxLength: 200 })
const byId = Type.Object({ id: Id })

/** What a cloud desktop of this profile has, and after how many idle minutes it is taken back; null: never. */
const profileFields = {
  title: Words,
  image: Words,
  cpus: Type.Integer({ minimum: 1, maximum: 256 }),
  memoryGb: Type.Integer({ minimum: 1, maximum: 4096 }),
  diskGb: Type.Integer({ minimum: 1, maximum: 100_000 }),
  idleMinutes: orNull(Type.Integer({ minimum: 5, maximum: 525_600 })),
}
const DesktopProfile = Type.Object({ id: Id, ...profileFields, desktops: Type.Integer() })
export type DesktopProfile = Static<typeof DesktopProfile>

/** A desktop given to a staff member, or one that was. */
const CloudDesktop = Type.Object({
  id: Id,
  reference: Type.String({ description: 'Number of the desktop in the desktop system.' }),
  profileId: Id,
  profileTitle: Type.String(),
  organisationId: Id,
  organisationName: orNull(Type.String()),
  userId: Id,
  userName: Type.String(),
  purpose: Type.String(),
  divisionCode: orNull(DivisionCode),
  state: oneOf('in-use', 'idle', 'reclaimed'),
  openSessions: Type.Integer(),
  allocatedBy: Type.String(),
  allocatedTime: Time,
  lastActiveTime: orNull(Time),
  /** When it is taken back unless it is used; null while a session is open or its profile never does. */
  reclaimDueTime: orNull(Time),
  reclaimedTime: orNull(Time),
  reclaimedBy: orNull(Type.String()),
  reclaimedReason: orNull(Type.String()),
})
export type CloudDesktop = Static<typeof CloudDesktop>

const DesktopSession = Type.Object({
  desktopId: Id,
  desktopReference: Type.String(),
  userName: Type.String(),
  session: Type.String(),
  clientAddress: orNull(Type.String()),
  openedTime: Time,
  lastActiveTime: Time,
  closedTime: orNull(Time),
  closeReason: orNull(Type.String()),
})
export type DesktopSession = Static<typeof DesktopSession>

const permission = 'sensing.terminals' as const

export const listDesktopProfiles = defineOperation({
  id: 'sensing.listDesktopProfiles',
  method: 'GET',
  path: '/api/sensing/desktop-profiles',
  permission,
  summary: { zh: '云桌面规格', en: 'Profiles of cloud desktops' },
  query: Type.Object(pageQuery),
  response: pageOf(DesktopProfile),
})

export const saveDesktopProfile = defineOperation({
  id: 'sensing.saveDesktopProfile',
  method: 'POST',
  path: '/api/sensing/desktop-profiles',
  permission,
  summary: { zh: '新增或修改云桌面规格（同名即修改）', en: 'Add a profile, or change the one of that title' },
  body: Type.Object(profileFields),
  response: DesktopProfile,
})

export const allocateDesktop = defineOperation({
  id: 'sensing.allocateDesktop',
  method: 'POST',
  path: '/api/sensing/desktops',
  permission,
  summary: { zh: '向工作人员分配云桌面', en: 'Allocate a cloud desktop to a staff member' },
  body: Type.Object({
    reference: Type.String({ minLength: 1, maxLength: 100 }),
    profileId: Id,
    organisationId: Id,
    userId: Id,
    purpose: Sentence,
  }),
  response: CloudDesktop,
  creates: true,
})

export const listDesktops = defineOperation({
  id: 'sensing.listDesktops',
  method: 'GET',
  path: '/api/sensing/desktops',
  permission,
  summary: { zh: '云桌面分配台账', en: 'Cloud desktops and who has them' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(oneOf('in-use', 'idle', 'reclaimed')),
    profileId: Type.Optional(Id),
  }),
  response: pageOf(CloudDesktop),
})

export const reclaimDesktop = defineOperation({
  id: 'sensing.reclaimDesktop',
  method: 'POST',
  path: '/api/sensing/desktops/{id}/reclamation',
  permission,
  summary: { zh: '收回云桌面', en: 'Take a cloud desktop back' },
  params: byId,
  body: Type.Object({ reason: Sentence }),
  response: CloudDesktop,
})

export const reclaimIdleDesktops = defineOperation({
  id: 'sensing.reclaimIdleDesktops',
  method: 'POST',
  path: '/api/sensing/desktop-reclamations',
  permission,
  summary: {
    zh: '立即收回闲置的云桌面（平台每五分钟自动执行）',
    en: 'Take back what is idle for longer than its profile allows; done every five minutes',
  },
  response: Type.Object({ reclaimed: Type.Integer() }),
})

export const reportDesktopSession = defineOperation({
  id: 'sensing.reportDesktopSession',
  method: 'POST',
  path: '/api/sensing/desktops/{id}/sessions',
  permission,
  summary: {
    zh: '桌面系统上报会话：开始、活动、结束',
    en: 'The desktop system tells of a session: opened, active, closed',
  },
  params: byId,
  body: Type.Object({
    session: Type.String({ minLength: 1, maxLength: 100 }),
    act: oneOf('opened', 'active', 'closed'),
    clientAddress: Type.Optional(Type.String({ maxLength: 100 })),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    time: Type.Optional(Time),
  }),
  response: DesktopSession,
})

export const listDesktopSessions = defineOperation({
  id: 'sensing.listDesktopSessions',
  method: 'GET',
  path: '/api/sensing/desktop-sessions',
  permission,
  summary: { zh: '云桌面会话审计', en: 'Sessions on cloud desktops' },
  query: Type.Object({ ...pageQuery, desktopId: Type.Optional(Id), open: Type.Optional(Type.Boolean()) }),
  response: pageOf(DesktopSession),
})
