import { type Static, Type } from 'typebox'
import { DivisionCode, Id, oneOf, pageOf, pageQuery, Time } from './common.ts'
import { GridCode } from './grids.ts'
import { defineOperation } from './operation.ts'

const Day = Type.String({ format: 'date' })
const Point = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])
const Short = Type.String({ maxLength: 200 })

export const PartState = oneOf('in-use', 'damaged', 'lost', 'removed')
export type PartState = Static<typeof PartState>

/** A city part (城市部件) of GB/T 30428.2; its code has 16 digits: division 6, class 2, sub-class 2, sequence 6. */
export const CityPart = Type.Object({
  id: Id,
  code: Type.String(),
  classCode: Type.String({ description: 'Four digits of GB/T 30428.2.' }),
  classTitle: Type.String(),
  type: Type.String(),
  name: Type.String(),
  gridCode: Type.Union([Type.String(), Type.Null()]),
  position: Type.Union([Point, Type.Null()]),
  state: PartState,
  owner: Type.String(),
  manager: Type.String(),
  material: Type.String(),
  address: Type.String(),
  installDate: Type.Union([Day, Type.Null()]),
  removedDate: Type.Union([Day, Type.Null()]),
  surveyedTime: Type.Union([Time, Type.Null()]),
  version: Type.Integer(),
})
export type CityPart = Static<typeof CityPart>

export const PartInput = Type.Object({
  classCode: Type.String({ pattern: '^[0-9]{4}$' }),
  name: Type.Optional(Short),
  position: Point,
  gridCode: Type.Optional(GridCode),
  owner: Type.Optional(Short),
  manager: Type.Optional(Short),
  material: Type.Optional(Short),
  address: Type.Optional(Short),
  installDate: Type.Optional(Day),
  state: Type.Optional(PartState),
  /** Another part of the class stands within a metre and this is not it. */
  notDuplicate: Type.Optional(Type.Boolean()),
  key: Type.Optional(Type.String({ format: 'uuid', description: 'The same key again is the same part.' })),
})
export type PartInput = Static<typeof PartInput>

const idParams = Type.Object({ id: Id })
const partFilter = {
  division: Type.Optional(DivisionCode),
  classCode: Type.Optional(
    Type.String({ pattern: '^[0-9]{2,4}$', description: 'A class, or its large class.' }),
  ),
  state: Type.Optional(PartState),
}

export const listParts = defineOperation({
  id: 'entities.listParts',
  method: 'GET',
  path: '/api/entities/parts',
  permission: 'entities.read',
  summary: { zh: '城市部件列表', en: 'List city parts' },
  query: Type.Object({ ...pageQuery, ...partFilter }),
  response: pageOf(CityPart),
})

export const getPartStatistics = defineOperation({
  id: 'entities.getPartStatistics',
  method: 'GET',
  path: '/api/entities/part-statistics',
  permission: 'entities.read',
  summary: { zh: '城市部件统计', en: 'Statistics of city parts' },
  query: Type.Object(partFilter),
  response: Type.Object({
    total: Type.Integer(),
    byClass: Type.Array(
      Type.Object({
        classCode: Type.String(),
        title: Type.String(),
        largeTitle: Type.String(),
        count: Type.Integer(),
        damaged: Type.Integer(),
        lost: Type.Integer(),
        removed: Type.Integer(),
        surveyed: Type.Integer(),
      }),
    ),
  }),
})

export const createPart = defineOperation({
  id: 'entities.createPart',
  method: 'POST',
  path: '/api/entities/parts',
  permission: 'territory.survey',
  summary: { zh: '登记城市部件', en: 'Register a city part' },
  body: PartInput,
  response: CityPart,
  creates: true,
})

export const surveyPart = defineOperation({
  id: 'entities.surveyPart',
  method: 'POST',
  path: '/api/entities/parts/{id}/surveys',
  permission: 'territory.survey',
  summary: { zh: '现场普查部件', en: 'Survey a part on site' },
  params: idParams,
  body: Type.Object({
    key: Type.String({ format: 'uuid' }),
    time: Time,
    state: PartState,
    position: Type.Optional(Point),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  response: CityPart,
})

export const removePart = defineOperation({
  id: 'entities.removePart',
  method: 'POST',
  path: '/api/entities/parts/{id}/removal',
  permission: 'territory.survey',
  summary: { zh: '部件拆除', en: 'Mark a part as removed' },
  params: idParams,
  body: Type.Object({ date: Day, reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: CityPart,
})

export const importParts = defineOperation({
  id: 'entities.importParts',
  method: 'POST',
  path: '/api/entities/part-imports',
  permission: 'territory.survey',
  summary: { zh: '批量导入部件普查成果（xlsx、csv）', en: 'Import a census of parts (xlsx, csv)' },
  body: Type.Object({
    fileName: Type.String({ maxLength: 200 }),
    content: Type.String({ description: 'The file, base64.', maxLength: 14_000_000 }),
    /** Write the rows that are right; without it the file is only checked. */
    commit: Type.Boolean(),
  }),
  response: Type.Object({
    rows: Type.Integer(),
    right: Type.Integer(),
    imported: Type.Integer(),
    problems: Type.Array(Type.Object({ row: Type.Integer(), column: Type.String(), message: Type.String() })),
  }),
})

export const PartDispute = Type.Object({
  id: Id,
  partId: Id,
  partCode: Type.String(),
  partName: Type.String(),
  registeredOwner: Type.String(),
  claimedOwner: Type.String(),
  reason: Type.String(),
  raisedBy: Type.String(),
  raisedTime: Time,
  ruledOwner: Type.Union([Type.String(), Type.Null()]),
  ruling: Type.Union([Type.String(), Type.Null()]),
  ruledBy: Type.Union([Type.String(), Type.Null()]),
  ruledTime: Type.Union([Time, Type.Null()]),
})
export type PartDispute = Static<typeof PartDispute>

export const listPartDisputes = defineOperation({
  id: 'entities.listPartDisputes',
  method: 'GET',
  path: '/api/entities/part-disputes',
  permission: 'entities.read',
  summary: { zh: '部件权属争议', en: 'Disputes of ownership of parts' },
  query: Type.Object({ ...pageQuery, open: Type.Optional(Type.Boolean()) }),
  response: pageOf(PartDispute),
})

export const raisePartDispute = defineOperation({
  id: 'entities.raisePartDispute',
  method: 'POST',
  path: '/api/entities/parts/{id}/disputes',
  permission: 'territory.survey',
  summary: { zh: '提出部件权属争议', en: 'Dispute who owns a part' },
  params: idParams,
  body: Type.Object({
    claimedOwner: Type.String({ minLength: 2, maxLength: 200 }),
    reason: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: PartDispute,
  creates: true,
})

export const rulePartDispute = defineOperation({
  id: 'entities.rulePartDispute',
  method: 'POST',
  path: '/api/entities/part-disputes/{id}/ruling',
  permission: 'territory.manage',
  summary: { zh: '裁定部件权属', en: 'Rule who owns a part' },
  params: idParams,
  body: Type.Object({
    owner: Type.String({ minLength: 2, maxLength: 200 }),
    ruling: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: PartDispute,
})

export const PartSurveyTask = Type.Object({
  id: Id,
  title: Type.String(),
  gridCode: GridCode,
  classCode: Type.Union([Type.String(), Type.Null()]),
  dueDate: Day,
  createdTime: Time,
  parts: Type.Integer(),
  surveyed: Type.Integer(),
})
export type PartSurveyTask = Static<typeof PartSurveyTask>

export const listPartSurveyTasks = defineOperation({
  id: 'entities.listPartSurveyTasks',
  method: 'GET',
  path: '/api/entities/part-survey-tasks',
  permission: 'entities.read',
  summary: { zh: '部件普查任务', en: 'Survey tasks' },
  query: Type.Object({ ...pageQuery, division: Type.Optional(DivisionCode) }),
  response: pageOf(PartSurveyTask),
})

export const createPartSurveyTask = defineOperation({
  id: 'entities.createPartSurveyTask',
  method: 'POST',
  path: '/api/entities/part-survey-tasks',
  permission: 'territory.manage',
  summary: { zh: '下达部件普查任务', en: 'Order a survey of parts' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    gridCode: GridCode,
    classCode: Type.Optional(Type.String({ pattern: '^[0-9]{4}$' })),
    dueDate: Day,
  }),
  response: PartSurveyTask,
  creates: true,
})
