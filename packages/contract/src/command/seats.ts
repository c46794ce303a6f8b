import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, nullable, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What a seat of an operation centre is for: the six functions of the centre. */
const SeatFunction = oneOf('command', 'coordination', 'analysis', 'warning', 'service', 'inspection')

const given = {
  title: Type.String({ minLength: 1, maxLength: 60 }),
  divisionCode: DivisionCode,
  function: SeatFunction,
  organisationId: nullable(Id, { description: 'A seat kept for the people of one unit.' }),
  page: nullable(
    Type.String({ maxLength: 200, pattern: '^/(console|screen|map|field)', description: 'What it opens.' }),
  ),
}

export const CentreSeat = Type.Object({
  id: Id,
  ...given,
  divisionName: Type.String(),
  organisationName: nullable(Type.String()),
  holder: nullable(Type.Object({ userId: Id, name: Type.String(), since: Time })),
})
export type CentreSeat = Static<typeof CentreSeat>

const idParams = Type.Object({ id: Id })

export const listCentreSeats = defineOperation({
  id: 'command.listCentreSeats',
  method: 'GET',
  path: '/api/command/centre-seats',
  permission: 'command.read',
  summary: { zh: '运行中心席位', en: 'Seats of the operation centres' },
  query: Type.Object({ division: Type.Optional(DivisionCode) }),
  response: Type.Object({ items: Type.Array(CentreSeat) }),
})

export const saveCentreSeat = defineOperation({
  id: 'command.saveCentreSeat',
  method: 'POST',
  path: '/api/command/centre-seats',
  permission: 'command.duty',
  summary: { zh: '设置席位', en: 'Set up a seat' },
  body: Type.Object({ id: Type.Optional(Id), ...given }),
  response: CentreSeat,
})

export const removeCentreSeat = defineOperation({
  id: 'command.removeCentreSeat',
  method: 'DELETE',
  path: '/api/command/centre-seats/{id}',
  permission: 'command.duty',
  summary: { zh: '撤销席位', en: 'Take a seat away' },
  params: idParams,
  response: Done,
})

export const takeCentreSeat = defineOperation({
  id: 'command.takeCentreSeat',
  method: 'PUT',
  path: '/api/command/centre-seats/{id}/holder',
  permission: 'command.read',
  summary: { zh: '入席', en: 'Sit down at a seat; one leaves the one before' },
  params: idParams,
  response: CentreSeat,
})

export const leaveCentreSeat = defineOperation({
  id: 'command.leaveCentreSeat',
  method: 'DELETE',
  path: '/api/command/centre-seats/{id}/holder',
  permission: 'command.read',
  summary: { zh: '离席', en: 'Leave a seat' },
  params: idParams,
  response: CentreSeat,
})
