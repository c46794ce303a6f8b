import { type Static, Type } from 'typebox'
import { DivisionCode, nullable } from './common.ts'
import { defineOperation } from './operation.ts'

const Expected = {
  value: Type.Number({ description: 'Events expected.' }),
  low: Type.Number(),
  high: Type.Number({ description: 'Ends of the 80 % interval.' }),
}

/** How many events of a kind are to be expected, day by day, with how well the same was told of the days past. */
export const EventForecast = Type.Object({
  division: DivisionCode,
  type: nullable(Type.String()),
  historyDays: Type.Integer(),
  historyEvents: Type.Integer(),
  enough: Type.Boolean({ description: 'False: there is too little to tell from, and nothing is foretold.' }),
  weekday: Type.Array(Type.Number(), { description: 'Seasonal factors, Monday first; 1 is usual.' }),
  month: nullable(
    Type.Array(Type.Number(), {
      description: 'Factors of January to December, from 400 days of history on.',
    }),
  ),
  history: Type.Array(Type.Object({ day: Type.String(), events: Type.Integer() })),
  days: Type.Array(Type.Object({ day: Type.String(), ...Expected })),
  review: nullable(
    Type.Object({
      days: Type.Integer(),
      hits: Type.Integer({ description: 'Days whose number lay in the interval told the day before.' }),
      meanError: Type.Number({ description: 'Mean absolute error of this method, events a day.' }),
      naiveError: Type.Number({ description: 'Of simply taking the same weekday of the week before.' }),
    }),
  ),
  areas: Type.Array(
    Type.Object({
      division: DivisionCode,
      name: Type.String(),
      ...Expected,
      lastExpected: Type.Number({
        description: 'What this method would have told for the same span just past.',
      }),
      lastActual: Type.Integer(),
      isHit: Type.Boolean(),
    }),
  ),
  method: Type.String(),
})
export type EventForecast = Static<typeof EventForecast>

export const getEventForecast = defineOperation({
  id: 'events.getEventForecast',
  method: 'GET',
  path: '/api/events/forecast',
  permission: 'events.read',
  summary: { zh: '事件数量预测与回检', en: 'Forecast of events by type, area and day' },
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    type: Type.Optional(Type.String({ maxLength: 100 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
  }),
  response: EventForecast,
})
