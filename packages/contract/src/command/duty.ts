import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Addressee, idParams, Maybe, Name, Position, Words } from './shapes.ts'

/** Somebody of the contact book. */
export const Contact = Type.Object({
  id: Id,
  name: Type.String(),
  phone: Maybe(Type.String()),
  userId: Maybe(Id),
  organisationId: Maybe(Id),
  organisationName: Maybe(Type.String()),
  duty: Type.String(),
  availability: Type.Union([Type.Literal('free'), Type.Literal('busy'), Type.Literal('away')]),
  position: Maybe(Position),
  isField: Type.Boolean(),
})
export type Contact = Static<typeof Contact>

export const Shift = Type.Object({
  id: Id,
  rosterId: Id,
  post: Type.String(),
  start: Time,
  end: Time,
  person: Addressee,
  substituteFor: Maybe(Type.String()),
})
export type Shift = Static<typeof Shift>

export const Roster = Type.Object({
  id: Id,
  title: Type.String(),
  organisationName: Maybe(Type.String()),
  posts: Type.Array(Type.Object({ post: Type.String(), title: Type.String() })),
})
export type Roster = Static<typeof Roster>

/** Handing a shift over: both sign, and nothing may be left unacknowledged. */
export const HandOver = Type.Object({
  id: Id,
  rosterId: Id,
  outgoing: Type.String(),
  incoming: Maybe(Type.String()),
  matters: Type.Array(Type.String()),
  remarks: Type.String(),
  state: Type.Union([Type.Literal('offered'), Type.Literal('signed')]),
  offeredTime: Time,
  signedTime: Maybe(Time),
})
export type HandOver = Static<typeof HandOver>

export const listContacts = defineOperation({
  id: 'command.listContacts',
  method: 'GET',
  path: '/api/command/contacts',
  permission: 'command.read',
  summary: { zh: '通讯录', en: 'The contact book' },
  query: Type.Object({
    ...pageQuery,
    organisationId: Type.Optional(Id),
    near: Type.Optional(
      Type.String({ pattern: '^-?[0-9.]+,-?[0-9.]+,[0-9.]+$', description: 'lon,lat,metres' }),
    ),
  }),
  response: pageOf(Contact),
})

export const saveContact = defineOperation({
  id: 'command.saveContact',
  method: 'POST',
  path: '/api/command/contacts',
  permission: 'command.duty',
  summary: { zh: '登记通讯录人员', en: 'Put somebody into the contact book' },
  body: Type.Object({
    name: Name,
    phone: Type.Optional(Type.String({ pattern: '^[0-9+-]{3,20}$' })),
    userId: Type.Optional(Id),
    organisationId: Type.Optional(Id),
    duty: Type.String({ maxLength: 60 }),
    position: Type.Optional(Position),
    isField: Type.Optional(Type.Boolean()),
  }),
  response: Contact,
  creates: true,
})

export const listRosters = defineOperation({
  id: 'command.listRosters',
  method: 'GET',
  path: '/api/command/rosters',
  permission: 'command.read',
  summary: { zh: '值班表', en: 'List rosters' },
  response: Type.Array(Roster),
})

export const createRoster = defineOperation({
  id: 'command.createRoster',
  method: 'POST',
  path: '/api/command/rosters',
  permission: 'command.duty',
  summary: { zh: '新建值班表', en: 'Make a roster' },
  body: Type.Object({
    title: Name,
    organisationId: Type.Optional(Id),
    posts: Type.Array(
      Type.Object({
        post: Type.String({ minLength: 1, maxLength: 80, description: 'Post id as in plans: `duty`.' }),
        title: Name,
      }),
      { minItems: 1 },
    ),
  }),
  response: Roster,
  creates: true,
})

export const generateShifts = defineOperation({
  id: 'command.generateShifts',
  method: 'POST',
  path: '/api/command/rosters/{id}/shifts',
  permission: 'command.duty',
  summary: { zh: '按规则排班', en: 'Fill a roster by rule' },
  params: idParams,
  body: Type.Object({
    from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    days: Type.Integer({ minimum: 1, maximum: 92 }),
    shiftHours: Type.Union([Type.Literal(8), Type.Literal(12), Type.Literal(24)]),
    startHour: Type.Integer({ minimum: 0, maximum: 23 }),
    people: Type.Record(Type.String(), Type.Array(Id, { minItems: 1 })),
    restShifts: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
  }),
  response: Type.Array(Shift),
  creates: true,
})

export const listShifts = defineOperation({
  id: 'command.listShifts',
  method: 'GET',
  path: '/api/command/shifts',
  permission: 'command.read',
  summary: { zh: '班次', en: 'List shifts' },
  query: Type.Object({ from: Time, to: Time, rosterId: Type.Optional(Id) }),
  response: Type.Array(Shift),
})

export const substituteShift = defineOperation({
  id: 'command.substituteShift',
  method: 'POST',
  path: '/api/command/shifts/{id}/substitute',
  permission: 'command.duty',
  summary: { zh: '替班', en: 'Let somebody else take a shift' },
  params: idParams,
  body: Type.Object({ contactId: Id, reason: Words }),
  response: Shift,
})

export const swapShifts = defineOperation({
  id: 'command.swapShifts',
  method: 'POST',
  path: '/api/command/shifts/{id}/swap',
  permission: 'command.duty',
  summary: { zh: '换班', en: 'Swap two shifts' },
  params: idParams,
  body: Type.Object({ withShiftId: Id, reason: Words }),
  response: Type.Array(Shift),
})

export const offerHandOver = defineOperation({
  id: 'command.offerHandOver',
  method: 'POST',
  path: '/api/command/rosters/{id}/hand-overs',
  permission: 'command.duty',
  summary: { zh: '发起交接班', en: 'Offer to hand a shift over' },
  params: idParams,
  body: Type.Object({ remarks: Words }),
  response: HandOver,
  creates: true,
})

export const signHandOver = defineOperation({
  id: 'command.signHandOver',
  method: 'POST',
  path: '/api/command/hand-overs/{id}/signature',
  permission: 'command.duty',
  summary: { zh: '签收交接班', en: 'Sign for a shift' },
  params: idParams,
  response: HandOver,
})

export const listHandOvers = defineOperation({
  id: 'command.listHandOvers',
  method: 'GET',
  path: '/api/command/rosters/{id}/hand-overs',
  permission: 'command.read',
  summary: { zh: '交接班记录', en: 'List hand-overs' },
  params: idParams,
  response: Type.Array(HandOver),
})

export const createCalendarFeed = defineOperation({
  id: 'command.createCalendarFeed',
  method: 'POST',
  path: '/api/command/calendar-feeds',
  permission: 'command.duty',
  summary: { zh: '生成日历订阅地址', en: 'Make a secret address a calendar program can read' },
  body: Type.Object({ rosterId: Type.Optional(Id), contactId: Type.Optional(Id) }),
  response: Type.Object({ path: Type.String({ description: 'Shown once; only its digest is kept.' }) }),
  creates: true,
})

export const readCalendarFeed = defineOperation({
  id: 'command.readCalendarFeed',
  method: 'GET',
  path: '/api/command/calendars/{token}',
  permission: 'public',
  summary: { zh: '值班日历（iCalendar）', en: 'A roster as iCalendar (RFC 5545)' },
  params: Type.Object({ token: Type.String({ minLength: 20, maxLength: 80 }) }),
  response: Type.String(),
  produces: 'text/calendar; charset=utf-8',
})
