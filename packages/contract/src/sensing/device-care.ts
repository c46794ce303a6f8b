import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, oneOf, orNull, Position, Sentence } from './shapes.ts'

const byId = Type.Object({ id: Id })

/** When a device is to be calibrated, and how the last time went. */
const Calibration = Type.Object({
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  thingType: Type.String(),
  dueDate: Day,
  doneDate: orNull(Day),
  result: orNull(oneOf('passed', 'failed')),
  certificate: orNull(Type.String()),
  metrology: Type.Boolean(),
  overdue: Type.Boolean(),
  valid: Type.Boolean({ description: 'Whether its readings count as valid today.' }),
})
export type Calibration = Static<typeof Calibration>

const CalibrationRecord = Type.Object({
  id: Id,
  doneDate: Day,
  dueDate: Day,
  result: oneOf('passed', 'failed'),
  certificate: orNull(Type.String()),
  recordedBy: Type.String(),
  recordedTime: Time,
})

const DeviceSwap = Type.Object({
  id: Id,
  time: Time,
  oldSerial: orNull(Type.String()),
  newSerial: Type.String(),
  reason: Type.String(),
  swappedBy: Type.String(),
})

/** Work on a device, done as a case of type `devices.work-order`. */
const DeviceWorkOrder = Type.Object({
  id: Id,
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  kind: oneOf('repair', 'calibration', 'swap', 'relocation'),
  state: oneOf('open', 'closed', 'cancelled'),
  reason: Type.String(),
  forecastId: orNull(Id),
  eventId: orNull(Id),
  caseId: orNull(Id),
  caseReference: orNull(Type.String()),
  finding: orNull(oneOf('confirmed', 'unfounded')),
  comment: orNull(Type.String()),
  createdBy: Type.String(),
  createdTime: Time,
  closedTime: orNull(Time),
})
export type DeviceWorkOrder = Static<typeof DeviceWorkOrder>

const kind = oneOf('repair', 'calibration', 'swap', 'relocation')

export const listCalibrations = defineOperation({
  id: 'sensing.listCalibrations',
  method: 'GET',
  path: '/api/sensing/calibrations',
  permission: 'sensing.read',
  summary: { zh: '校准计划，到期的在前', en: 'Calibrations by the day they are due' },
  query: Type.Object({
    ...pageQuery,
    dueBefore: Type.Optional(Day),
    metrology: Type.Optional(Type.Boolean()),
  }),
  response: Type.Intersect([pageOf(Calibration), Type.Object({ overdue: Type.Integer() })]),
})

export const getDeviceCare = defineOperation({
  id: 'sensing.getDeviceCare',
  method: 'GET',
  path: '/api/sensing/things/{id}/care',
  permission: 'sensing.read',
  summary: { zh: '设备的校准、更换与工单记录', en: 'Calibrations, swaps and work orders of a device' },
  params: byId,
  response: Type.Object({
    calibration: orNull(Calibration),
    calibrations: Type.Array(CalibrationRecord),
    swaps: Type.Array(DeviceSwap),
    workOrders: Type.Array(DeviceWorkOrder),
  }),
})

export const createWorkOrder = defineOperation({
  id: 'sensing.createWorkOrder',
  method: 'POST',
  path: '/api/sensing/things/{id}/work-orders',
  permission: 'sensing.write',
  summary: {
    zh: '开设备工单：维修、校准、更换、迁移',
    en: 'Ask for work on a device; it is done as a case',
  },
  params: byId,
  body: Type.Object({ kind, reason: Sentence, forecastId: Type.Optional(Id) }),
  response: DeviceWorkOrder,
  creates: true,
})

export const listWorkOrders = defineOperation({
  id: 'sensing.listWorkOrders',
  method: 'GET',
  path: '/api/sensing/work-orders',
  permission: 'sensing.read',
  summary: { zh: '设备工单', en: 'Work orders of devices' },
  query: Type.Object({
    ...pageQuery,
    kind: Type.Optional(kind),
    state: Type.Optional(oneOf('open', 'closed', 'cancelled')),
  }),
  response: pageOf(DeviceWorkOrder),
})

export const recordWorkOrderResult = defineOperation({
  id: 'sensing.recordWorkOrderResult',
  method: 'POST',
  path: '/api/sensing/work-orders/{id}/result',
  permission: 'sensing.write',
  summary: {
    zh: '登记工单结论：故障属实或无故障（据此评判健康预警）',
    en: 'Say what was found; the forecast behind the order is judged by it',
  },
  params: byId,
  body: Type.Object({ finding: oneOf('confirmed', 'unfounded'), comment: Sentence }),
  response: DeviceWorkOrder,
})

/** A device that others nearby could stand in for. */
const RedundantDevice = Type.Object({
  thingId: Id,
  thingName: Type.String(),
  reference: Type.String(),
  divisionCode: orNull(DivisionCode),
  position: Position,
  neighbours: Type.Integer({ description: 'Devices of the model within the distance.' }),
  nearestId: Id,
  nearestName: Type.String(),
  nearestMetres: Type.Number(),
  value: Type.Number({ description: 'Mean score of 30 days as a share × what hangs on it.' }),
  bestValue: Type.Number({ description: 'Of the devices nearby.' }),
  advice: oneOf('move', 'remove'),
  targetCode: orNull(Type.String()),
  targetName: orNull(Type.String()),
  target: orNull(Position),
  evidence: Type.String(),
})
export type RedundantDevice = Static<typeof RedundantDevice>

export const getDensityAdvice = defineOperation({
  id: 'sensing.getDensityAdvice',
  method: 'GET',
  path: '/api/sensing/density-advice',
  permission: 'sensing.read',
  summary: {
    zh: '密度与价值比较：建议迁移或拆除的冗余设备',
    en: 'Devices that are too dense for their value: move or remove',
  },
  query: Type.Object({
    ...pageQuery,
    model: Type.String(),
    metres: Type.Optional(Type.Number({ minimum: 1, maximum: 10_000, default: 200 })),
    division: Type.Optional(DivisionCode),
  }),
  response: Type.Intersect([
    pageOf(RedundantDevice),
    Type.Object({
      things: Type.Integer({ description: 'Devices of the model with a place.' }),
      move: Type.Integer(),
      remove: Type.Integer(),
      perSquareKilometre: orNull(Type.Number({ description: 'Over the grids they stand in.' })),
    }),
  ]),
})
