import { type Static, Type } from 'typebox'
import { governed, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** 叫号票. */
export const QueueTicket = Type.Object({
  id: Id,
  number: Type.String({ description: 'A021.' }),
  kind: Type.String({ description: '一窗 class.' }),
  priority: Type.Boolean(),
  state: oneOf('waiting', 'called', 'done', 'abandoned'),
  window: nullable(Type.String()),
  ahead: Type.Integer(),
  takenTime: Time,
  calledTime: nullable(Time),
  doneTime: nullable(Time),
})
export type QueueTicket = Static<typeof QueueTicket>

export const Appointment = Type.Object({
  id: Id,
  itemId: nullable(Id),
  kind: Type.String(),
  day: Day,
  slot: Type.String({ description: '09:00-10:00.' }),
  state: oneOf('booked', 'came', 'missed', 'cancelled'),
  ticketNumber: nullable(Type.String()),
})
export type Appointment = Static<typeof Appointment>

const params = Type.Object({ id: Id })
const WindowKind = Type.String({ minLength: 1, maxLength: 40 })

export const saveServiceWindow = defineOperation({
  id: 'services.saveServiceWindow',
  method: 'PUT',
  path: '/api/services/windows/{window}',
  permission: 'services.release',
  summary: { zh: '登记窗口', en: 'Register a window' },
  params: Type.Object({ window: Type.String({ maxLength: 40 }) }),
  body: Type.Object({
    hall: Type.String({ maxLength: 100 }),
    kinds: Type.Array(WindowKind, { minItems: 1, maxItems: 20 }),
  }),
  response: Type.Object({ window: Type.String() }),
})

/** A window of a hall and the classes it serves. */
export const ServiceWindow = Type.Object({
  window: Type.String(),
  hall: Type.String(),
  kinds: Type.Array(Type.String()),
})
export type ServiceWindow = Static<typeof ServiceWindow>

export const listServiceWindows = defineOperation({
  id: 'services.listServiceWindows',
  method: 'GET',
  path: '/api/services/windows',
  permission: 'public',
  summary: { zh: '服务窗口', en: 'Windows and what they serve' },
  query: Type.Object(pageQuery),
  response: pageOf(ServiceWindow),
})

/** An appointment as the hall sees it. */
export const HallAppointment = Type.Object({
  ...Appointment.properties,
  subjectName: Type.String(governed('person.name')),
})
export type HallAppointment = Static<typeof HallAppointment>

export const listAppointments = defineOperation({
  id: 'services.listAppointments',
  method: 'GET',
  path: '/api/services/appointments',
  permission: 'services.accept',
  summary: { zh: '大厅预约', en: 'Appointments at the halls' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    day: Type.Optional(Day),
    state: Type.Optional(Appointment.properties.state),
  }),
  response: pageOf(HallAppointment),
})

export const takeQueueTicket = defineOperation({
  id: 'services.takeQueueTicket',
  method: 'POST',
  path: '/api/services/queue-tickets',
  permission: 'public',
  summary: { zh: '取号', en: 'Take a queue number' },
  body: Type.Object({
    kind: WindowKind,
    priority: Type.Optional(oneOf('elder', 'disabled', 'soldier')),
    appointmentId: Type.Optional(Id),
  }),
  response: QueueTicket,
  creates: true,
})

export const callNextTicket = defineOperation({
  id: 'services.callNextTicket',
  method: 'POST',
  path: '/api/services/windows/{window}/call',
  permission: 'services.accept',
  summary: { zh: '叫下一号', en: 'Call the next number' },
  params: Type.Object({ window: Type.String({ maxLength: 40 }) }),
  response: Type.Object({ ticket: nullable(QueueTicket) }),
})

export const endTicket = defineOperation({
  id: 'services.endTicket',
  method: 'POST',
  path: '/api/services/queue-tickets/{id}/end',
  permission: 'services.accept',
  summary: { zh: '结束叫号', en: 'End the service of a number' },
  params,
  body: Type.Object({ came: Type.Boolean() }),
  response: QueueTicket,
})

export const listQueueTickets = defineOperation({
  id: 'services.listQueueTickets',
  method: 'GET',
  path: '/api/services/queue-tickets',
  permission: 'services.accept',
  summary: { zh: '今日排队', en: 'Today’s queue' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(QueueTicket.properties.state) }),
  response: pageOf(QueueTicket),
})

export const listAppointmentSlots = defineOperation({
  id: 'services.listAppointmentSlots',
  method: 'GET',
  path: '/api/services/appointment-slots',
  permission: 'public',
  summary: { zh: '可预约时段', en: 'Slots that are free' },
  query: Type.Object({ kind: WindowKind, day: Day }),
  response: Type.Object({ items: Type.Array(Type.Object({ slot: Type.String(), free: Type.Integer() })) }),
})

export const bookAppointment = defineOperation({
  id: 'services.bookAppointment',
  method: 'POST',
  path: '/api/services/appointments',
  permission: 'services.apply',
  summary: { zh: '预约窗口', en: 'Book a slot' },
  body: Type.Object({
    kind: WindowKind,
    day: Day,
    slot: Type.String({ maxLength: 11 }),
    itemId: Type.Optional(Id),
  }),
  response: Appointment,
  creates: true,
})

export const listMyAppointments = defineOperation({
  id: 'services.listMyAppointments',
  method: 'GET',
  path: '/api/services/my-appointments',
  permission: 'services.apply',
  summary: { zh: '我的预约', en: 'My appointments' },
  query: Type.Object(pageQuery),
  response: pageOf(Appointment),
})

export const cancelAppointment = defineOperation({
  id: 'services.cancelAppointment',
  method: 'POST',
  path: '/api/services/appointments/{id}/cancel',
  permission: 'services.apply',
  summary: { zh: '取消预约', en: 'Cancel an appointment' },
  params,
  response: Appointment,
})

export const getHallStatistics = defineOperation({
  id: 'services.getHallStatistics',
  method: 'GET',
  path: '/api/services/hall-statistics',
  permission: 'services.supervise',
  summary: { zh: '大厅运行', en: 'Waiting and handling at the halls' },
  query: Type.Object({ day: Type.Optional(Day) }),
  response: Type.Object({
    windows: Type.Integer(),
    tickets: Type.Integer(),
    abandoned: Type.Integer(),
    waitMinutes: nullable(Type.Number()),
    handleMinutes: nullable(Type.Number()),
    oneWindowShare: Type.Number({ description: 'Items accepted by class at a window ÷ items entered.' }),
  }),
})
