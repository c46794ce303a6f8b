import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, LocalTextSchema, pageOf, pageQuery } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ format: 'date' })

/** A line of the responsibility list (责任清单). */
export const DutyLine = Type.Object({
  item: Type.String(),
  itemTitle: LocalTextSchema,
  divisionCode: DivisionCode,
  divisionName: Type.Union([Type.String(), Type.Null()]),
  organisationId: Id,
  organisationName: Type.Union([Type.String(), Type.Null()]),
  fromDate: Day,
  toDate: Type.Union([Day, Type.Null()]),
})
export type DutyLine = Static<typeof DutyLine>

export const listDuties = defineOperation({
  id: 'cases.listDuties',
  method: 'GET',
  path: '/api/cases/duties',
  permission: 'cases.read',
  summary: { zh: '责任清单', en: 'Responsibility list' },
  query: Type.Object({
    ...pageQuery,
    item: Type.Optional(Type.String()),
    division: Type.Optional(DivisionCode),
    on: Type.Optional(Type.String({ format: 'date', description: 'Lines that hold on this day.' })),
  }),
  response: pageOf(DutyLine),
})

export const saveDuty = defineOperation({
  id: 'cases.saveDuty',
  method: 'POST',
  path: '/api/cases/duties',
  permission: 'cases.manage',
  summary: { zh: '登记责任单位', en: 'Say who answers for an item from a day on' },
  body: Type.Object({
    item: Type.String(),
    divisionCode: DivisionCode,
    organisationId: Id,
    fromDate: Day,
    toDate: Type.Optional(Type.Union([Day, Type.Null()])),
  }),
  response: Done,
})

const DutyProblem = Type.Object({
  row: Type.Integer({ description: 'Line of the file, 1 is the heading.' }),
  column: Type.String(),
  message: Type.String(),
})

export const importDutyFile = defineOperation({
  id: 'cases.importDutyFile',
  method: 'POST',
  path: '/api/cases/duties/import',
  permission: 'cases.manage',
  summary: { zh: '导入责任清单（xlsx、csv）', en: 'Import a responsibility list' },
  body: Type.Object({
    fileName: Type.String({ minLength: 3, maxLength: 200 }),
    content: Type.String({ maxLength: 8_000_000, description: 'Base64 of an xlsx or a UTF-8 csv.' }),
    commit: Type.Boolean({ description: 'False shows what would happen.' }),
  }),
  response: Type.Object({
    rows: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    problems: Type.Array(DutyProblem, { description: 'With any of them nothing is written.' }),
    committed: Type.Boolean(),
  }),
})

const DutyGap = Type.Object({
  item: Type.String(),
  itemTitle: LocalTextSchema,
  divisionCode: DivisionCode,
  divisionName: Type.String(),
})
const DutyConflict = Type.Object({
  item: Type.String(),
  itemTitle: LocalTextSchema,
  divisionCode: DivisionCode,
  divisionName: Type.Union([Type.String(), Type.Null()]),
  organisations: Type.Array(Type.String()),
  fromDate: Day,
})

export const reviewDuties = defineOperation({
  id: 'cases.reviewDuties',
  method: 'GET',
  path: '/api/cases/duties/review',
  permission: 'cases.read',
  summary: { zh: '责任清单的空白与冲突', en: 'Gaps and conflicts of the responsibility list' },
  query: Type.Object({ on: Type.Optional(Day) }),
  response: Type.Object({ gaps: Type.Array(DutyGap), conflicts: Type.Array(DutyConflict) }),
})
