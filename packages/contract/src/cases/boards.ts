import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, nullable, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const counts = {
  open: Type.Integer(),
  overdue: Type.Integer({ description: 'Open and past their limit.' }),
  filed: Type.Integer({ description: 'Opened within the days.' }),
  closed: Type.Integer({ description: 'Closed within the days.' }),
  inTime: nullable(Type.Number({ description: 'Closed in time among those closed, per cent.' })),
  reopened: Type.Integer(),
}

/** One line of a board: a district or street, or a small class. */
export const BoardLine = Type.Object({ code: Type.String(), title: LocalTextSchema, ...counts })
export type BoardLine = Static<typeof BoardLine>

/** The board of a sub-field: what is open, late and closed, where, of which class, day by day. */
export const CaseBoard = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  division: DivisionCode,
  from: Time,
  to: Time,
  ...counts,
  medianHours: nullable(Type.Number({ description: 'From opening to closing.' })),
  areas: Type.Array(BoardLine),
  classes: Type.Array(BoardLine, { description: 'Most filed first.' }),
  days: Type.Array(Type.Object({ day: Type.String(), filed: Type.Integer(), closed: Type.Integer() })),
  late: Type.Array(
    Type.Object({
      caseId: Id,
      reference: Type.String(),
      title: Type.String(),
      divisionName: nullable(Type.String()),
      dueTime: Time,
    }),
    { description: 'The ten latest past their limit, longest first.' },
  ),
  method: Type.String(),
})
export type CaseBoard = Static<typeof CaseBoard>

export const listCaseBoards = defineOperation({
  id: 'cases.listCaseBoards',
  method: 'GET',
  path: '/api/cases/boards',
  permission: 'cases.read',
  summary: { zh: '分领域看板目录', en: 'Boards of sub-fields' },
  response: Type.Array(
    Type.Object({ id: Type.String(), title: LocalTextSchema, classes: Type.Integer(), open: Type.Integer() }),
  ),
})

export const getCaseBoard = defineOperation({
  id: 'cases.getCaseBoard',
  method: 'GET',
  path: '/api/cases/boards/{id}',
  permission: 'cases.read',
  summary: { zh: '分领域看板', en: 'The board of a sub-field' },
  params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
  }),
  response: CaseBoard,
})
