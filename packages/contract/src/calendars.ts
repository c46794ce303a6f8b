import { type Static, Type } from 'typebox'
import { Done, Time } from './common.ts'
import { defineOperation } from './operation.ts'
import { CalendarDay } from './territory.ts'

/** Which minutes count: 工作时, 紧急工作时, 自然时, 工作日, 自然日. */
export const ClockKind = Type.Union([
  Type.Literal('working'),
  Type.Literal('urgent'),
  Type.Literal('natural'),
  Type.Literal('working-day'),
  Type.Literal('natural-day'),
])
export type ClockKind = Static<typeof ClockKind>

const Hours = Type.Array(
  Type.Tuple([Type.Integer({ minimum: 0, maximum: 1439 }), Type.Integer({ minimum: 1, maximum: 1440 })]),
  { maxItems: 6, description: 'Minutes after midnight, from and to.' },
)

const calendarFields = {
  name: Type.String({ minLength: 1, maxLength: 60 }),
  week: Type.Array(Hours, { minItems: 7, maxItems: 7, description: 'Monday to Sunday.' }),
  observesHolidays: Type.Boolean(),
}

/** Working time of some of the city’s people: hours of the week, with or without the national holidays. */
export const WorkingCalendar = Type.Object({ id: Type.String(), ...calendarFields })
export type WorkingCalendar = Static<typeof WorkingCalendar>

export const getWorkingCalendars = defineOperation({
  id: 'territory.getWorkingCalendars',
  method: 'GET',
  path: '/api/territory/calendars',
  permission: 'territory.read',
  summary: { zh: '工作时间日历', en: 'Calendars of working time' },
  response: Type.Object({ items: Type.Array(WorkingCalendar) }),
})

export const saveWorkingCalendar = defineOperation({
  id: 'territory.saveWorkingCalendar',
  method: 'PUT',
  path: '/api/territory/calendars/{calendar}',
  permission: 'territory.manage',
  summary: { zh: '保存工作时间日历', en: 'Save a calendar of working time' },
  params: Type.Object({ calendar: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }) }),
  body: Type.Object(calendarFields),
  response: WorkingCalendar,
})

export const saveCalendarDays = defineOperation({
  id: 'territory.saveCalendarDays',
  method: 'POST',
  path: '/api/territory/calendar-days',
  permission: 'territory.manage',
  summary: { zh: '维护节假日与调休', en: 'Set holidays and make-up days' },
  body: Type.Object({
    days: Type.Array(CalendarDay, { maxItems: 400 }),
    ordinary: Type.Optional(
      Type.Array(Type.String({ format: 'date' }), {
        maxItems: 400,
        description: 'Days that are ordinary days of the week again.',
      }),
    ),
  }),
  response: Done,
})

export const previewWorkingTime = defineOperation({
  id: 'territory.previewWorkingTime',
  method: 'GET',
  path: '/api/territory/working-time',
  permission: 'territory.read',
  summary: { zh: '试算时限', en: 'When a limit would end' },
  query: Type.Object({
    start: Time,
    clock: ClockKind,
    amount: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: 'Minutes, or days for the clocks of days.',
    }),
    calendar: Type.Optional(Type.String()),
  }),
  response: Type.Object({ endTime: Time }),
})
