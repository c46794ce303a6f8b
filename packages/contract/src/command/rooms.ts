import { type Static, Type } from 'typebox'
import { Geometry, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Addressee, idParams, Maybe, Name, Position, Words } from './shapes.ts'

export const Attendance = Type.Object({
  id: Id,
  person: Addressee,
  invitedTime: Time,
  joinedTime: Maybe(Time),
  calledTime: Maybe(Time),
  leftTime: Maybe(Time),
})
export type Attendance = Static<typeof Attendance>

export const RoomMessage = Type.Object({
  id: Id,
  byName: Type.String(),
  text: Type.String(),
  time: Time,
})
export type RoomMessage = Static<typeof RoomMessage>

/** A point, line or area somebody drew on the shared map. */
export const MapMark = Type.Object({
  id: Id,
  geometry: Geometry,
  label: Type.String(),
  kind: Type.String(),
  byName: Type.String(),
  time: Time,
})
export type MapMark = Static<typeof MapMark>

export const Resolution = Type.Object({
  id: Id,
  text: Type.String(),
  owner: Addressee,
  dueTime: Time,
  orderId: Maybe(Id),
  time: Time,
})
export type Resolution = Static<typeof Resolution>

export const Room = Type.Object({
  id: Id,
  incidentId: Maybe(Id),
  title: Type.String(),
  subject: Maybe(Type.String({ description: 'What a consultation of no incident is about.' })),
  subjectLink: Maybe(Type.String()),
  calledBy: Maybe(Type.String()),
  state: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
  minutes: Maybe(Type.String()),
  minutesConfirmedBy: Maybe(Type.String()),
  openedTime: Time,
  closedTime: Maybe(Time),
})
export type Room = Static<typeof Room>

const view = Type.Object({
  room: Room,
  attendance: Type.Array(Attendance),
  messages: Type.Array(RoomMessage),
  marks: Type.Array(MapMark),
  resolutions: Type.Array(Resolution),
})
export type RoomView = Static<typeof view>

export const openRoom = defineOperation({
  id: 'command.openRoom',
  method: 'POST',
  path: '/api/command/incidents/{id}/rooms',
  permission: 'command.direct',
  summary: { zh: '发起会商', en: 'Open a consultation' },
  params: idParams,
  body: Type.Object({
    title: Name,
    contactIds: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    callAfterMinutes: Type.Optional(Type.Number({ minimum: 0.1, maximum: 60 })),
  }),
  response: view,
  creates: true,
})

export const callConsultation = defineOperation({
  id: 'command.callConsultation',
  method: 'POST',
  path: '/api/command/consultations',
  permission: 'command.direct',
  summary: { zh: '就某项指标或事项召集会商', en: 'Call a consultation about a figure or a matter' },
  body: Type.Object({
    title: Name,
    subject: Words,
    subjectLink: Type.Optional(
      Type.String({
        pattern: '^/[a-zA-Z0-9/_.?=&%-]*$',
        maxLength: 300,
        description: 'Page it is called from.',
      }),
    ),
    contactIds: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    callAfterMinutes: Type.Optional(Type.Number({ minimum: 0.1, maximum: 60 })),
  }),
  response: view,
  creates: true,
})

export const listCalledRooms = defineOperation({
  id: 'command.listCalledRooms',
  method: 'GET',
  path: '/api/command/consultations',
  permission: 'command.obey',
  summary: { zh: '领导召集的会商', en: 'Consultations of no incident' },
  query: Type.Object(pageQuery),
  response: pageOf(Room),
})

export const listRooms = defineOperation({
  id: 'command.listRooms',
  method: 'GET',
  path: '/api/command/incidents/{id}/rooms',
  permission: 'command.read',
  summary: { zh: '会商列表', en: 'List consultations' },
  params: idParams,
  response: Type.Array(Room),
})

export const getRoom = defineOperation({
  id: 'command.getRoom',
  method: 'GET',
  path: '/api/command/rooms/{id}',
  permission: 'signed-in',
  summary: { zh: '会商室', en: 'A consultation with all that was said and drawn' },
  params: idParams,
  response: view,
})

export const joinRoom = defineOperation({
  id: 'command.joinRoom',
  method: 'POST',
  path: '/api/command/rooms/{id}/attendance',
  permission: 'signed-in',
  summary: { zh: '进入会商', en: 'Join a consultation' },
  params: idParams,
  response: view,
})

export const sayInRoom = defineOperation({
  id: 'command.sayInRoom',
  method: 'POST',
  path: '/api/command/rooms/{id}/messages',
  permission: 'signed-in',
  summary: { zh: '会商发言', en: 'Say something' },
  params: idParams,
  body: Type.Object({ text: Words }),
  response: RoomMessage,
  creates: true,
})

export const drawMark = defineOperation({
  id: 'command.drawMark',
  method: 'POST',
  path: '/api/command/rooms/{id}/marks',
  permission: 'signed-in',
  summary: { zh: '地图标绘', en: 'Draw on the shared map' },
  params: idParams,
  body: Type.Object({
    geometry: Geometry,
    label: Type.String({ maxLength: 100 }),
    kind: Type.String({ maxLength: 40 }),
  }),
  response: MapMark,
  creates: true,
})

export const resolveRoom = defineOperation({
  id: 'command.resolveRoom',
  method: 'POST',
  path: '/api/command/rooms/{id}/resolutions',
  permission: 'command.direct',
  summary: { zh: '记录决议', en: 'Record a decision with owner and date' },
  params: idParams,
  body: Type.Object({
    text: Words,
    contactId: Type.Optional(Id),
    organisationId: Type.Optional(Id),
    dueTime: Type.Optional(Time),
  }),
  response: Resolution,
  creates: true,
})

export const confirmMinutes = defineOperation({
  id: 'command.confirmMinutes',
  method: 'POST',
  path: '/api/command/rooms/{id}/minutes',
  permission: 'command.direct',
  summary: { zh: '确认会商纪要', en: 'Confirm the minutes; decisions become tasks' },
  params: idParams,
  body: Type.Object({ text: Words }),
  response: view,
})

export const GroupMember = Type.Object({
  id: Id,
  person: Addressee,
  distanceM: Maybe(Type.Number()),
})

export const Broadcast = Type.Object({
  id: Id,
  text: Type.String(),
  byName: Type.String(),
  time: Time,
  acknowledgements: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      channel: Maybe(Type.String()),
      state: Type.Union([
        Type.Literal('sent'),
        Type.Literal('failed-over'),
        Type.Literal('acknowledged'),
        Type.Literal('no-reply'),
      ]),
      time: Maybe(Time),
    }),
  ),
})
export type Broadcast = Static<typeof Broadcast>

export const TalkGroup = Type.Object({
  id: Id,
  incidentId: Id,
  title: Type.String(),
  members: Type.Array(GroupMember),
  broadcasts: Type.Array(Broadcast),
  openedTime: Time,
  dissolvedTime: Maybe(Time),
})
export type TalkGroup = Static<typeof TalkGroup>

export const callGroup = defineOperation({
  id: 'command.callGroup',
  method: 'POST',
  path: '/api/command/incidents/{id}/groups',
  permission: 'command.direct',
  summary: { zh: '组呼：圈内外勤临时成组', en: 'Make a group of the field staff within a circle' },
  params: idParams,
  body: Type.Object({
    title: Name,
    centre: Position,
    radiusM: Type.Number({ exclusiveMinimum: 0, maximum: 50_000 }),
  }),
  response: TalkGroup,
  creates: true,
})

export const listGroups = defineOperation({
  id: 'command.listGroups',
  method: 'GET',
  path: '/api/command/incidents/{id}/groups',
  permission: 'command.read',
  summary: { zh: '临时通话组', en: 'List groups of an incident' },
  params: idParams,
  response: Type.Array(TalkGroup),
})

export const broadcastToGroup = defineOperation({
  id: 'command.broadcastToGroup',
  method: 'POST',
  path: '/api/command/groups/{id}/broadcasts',
  permission: 'command.direct',
  summary: { zh: '组内广播', en: 'Tell a group something and list who acknowledged' },
  params: idParams,
  body: Type.Object({ text: Words }),
  response: Broadcast,
  creates: true,
})

export const acknowledgeBroadcast = defineOperation({
  id: 'command.acknowledgeBroadcast',
  method: 'POST',
  path: '/api/command/acknowledgements/{id}',
  permission: 'command.report',
  summary: { zh: '登记回执', en: 'Record that somebody answered' },
  params: idParams,
  body: Type.Object({
    channel: Type.String({ maxLength: 20 }),
    reply: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: Broadcast,
})

export const dissolveGroup = defineOperation({
  id: 'command.dissolveGroup',
  method: 'POST',
  path: '/api/command/groups/{id}/end',
  permission: 'command.direct',
  summary: { zh: '结束组呼', en: 'End a group' },
  params: idParams,
  response: TalkGroup,
})
