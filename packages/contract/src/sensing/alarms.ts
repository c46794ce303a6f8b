import { type Static, Type } from 'typebox'
import { Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** A rule, fence or forecast that is or was open at a thing. */
export const Alarm = Type.Object({
  id: Id,
  ruleId: Type.String(),
  ruleTitle: Type.String(),
  thingId: Id,
  thingName: Type.String(),
  level: Type.String(),
  value: Type.Number(),
  unit: Type.String(),
  startTime: Time,
  endTime: nullable(Time),
  mergedInto: nullable(Type.String({ description: 'The alarm with the same cause that is told instead.' })),
  merged: Type.Integer({ description: 'Alarms of the same cause it stands for, beside itself.' }),
  acknowledgedTime: nullable(Time),
  acknowledgedBy: nullable(Type.String()),
  acknowledgedNote: nullable(Type.String()),
  escalations: Type.Integer({
    description: 'How often its level was raised because nobody acknowledged it.',
  }),
  nextEscalationTime: nullable(Time),
})
export type Alarm = Static<typeof Alarm>

export const listAlarms = defineOperation({
  id: 'sensing.listAlarms',
  method: 'GET',
  path: '/api/sensing/alarms',
  permission: 'sensing.read',
  summary: { zh: '监测告警列表', en: 'Alarms of rules, fences and forecasts' },
  query: Type.Object({
    ...pageQuery,
    open: Type.Optional(Type.Boolean()),
    acknowledged: Type.Optional(Type.Boolean()),
    ruleId: Type.Optional(Type.String()),
    thingId: Type.Optional(Id),
    mergedInto: Type.Optional(Id),
    merged: Type.Optional(
      Type.Boolean({ description: 'False: alarms that are told, true: those that another one stands for.' }),
    ),
  }),
  response: pageOf(Alarm),
})

export const acknowledgeAlarm = defineOperation({
  id: 'sensing.acknowledgeAlarm',
  method: 'POST',
  path: '/api/sensing/alarms/{id}/acknowledgements',
  permission: 'events.handle',
  summary: { zh: '确认告警（不再升级）', en: 'Acknowledge an alarm; it is not escalated any more' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 500 })) }),
  response: Alarm,
})
