import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

/** What an attribute means for matching; keys with a check digit are strong. */
export const MasterRole = oneOf('citizen-id', 'uscc', 'name', 'birth-date', 'phone', 'address', 'other')
export type MasterRole = Static<typeof MasterRole>

const AttributeName = Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,39}$' })
const SourceId = Type.String({ minLength: 1, maxLength: 200, description: 'Key of the row in its dataset.' })

export const MasterAttribute = Type.Object({
  name: AttributeName,
  title: Type.String({ minLength: 1, maxLength: 60 }),
  role: MasterRole,
  survives: oneOf('priority', 'newest', 'most-frequent', 'longest'),
  priority: Type.Optional(
    Type.Array(Id, {
      description: 'Datasets in the order they are believed; that of the sources unless given.',
    }),
  ),
})
export type MasterAttribute = Static<typeof MasterAttribute>

export const MasterSource = Type.Object({
  datasetId: Id,
  key: Type.String({ maxLength: 64, description: 'Column that tells one row from another.' }),
  mapping: Type.Record(AttributeName, Type.String({ maxLength: 64 }), {
    description: 'Column of the dataset by attribute.',
  }),
})
export type MasterSource = Static<typeof MasterSource>

const described = {
  name: Type.String({ minLength: 2, maxLength: 80 }),
  kind: oneOf('person', 'organisation', 'place'),
  attributes: Type.Array(MasterAttribute, { minItems: 1, maxItems: 60 }),
  sources: Type.Array(MasterSource, { minItems: 1, maxItems: 40 }),
  reviewScore: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'Pairs this alike and more go to the review desk.',
  }),
}

/** 主数据模型: what is matched and which value survives. */
export const MasterModel = Type.Object({
  id: Id,
  ...described,
  records: Type.Integer(),
  roots: Type.Integer(),
  waiting: Type.Integer({ description: 'Pairs on the review desk.' }),
})
export type MasterModel = Static<typeof MasterModel>

export const MasterRun = Type.Object({
  id: Id,
  modelId: Id,
  state: oneOf('waiting', 'done', 'failed'),
  records: Type.Union([Type.Integer(), Type.Null()]),
  roots: Type.Union([Type.Integer(), Type.Null()]),
  proposed: Type.Union([Type.Integer(), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  doneTime: Type.Union([Time, Type.Null()]),
})
export type MasterRun = Static<typeof MasterRun>

export const MasterRecord = Type.Object({
  datasetId: Id,
  datasetName: Type.String(),
  sourceId: SourceId,
  rootId: Id,
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  seenTime: Time,
})
export type MasterRecord = Static<typeof MasterRecord>

/** A surviving value with why it did, and those it was preferred to. */
export const GoldenValue = Type.Object({
  attribute: Type.String(),
  title: Type.String(),
  value: Type.Union([Type.String(), Type.Null()]),
  datasetName: Type.Union([Type.String(), Type.Null()]),
  why: Type.String(),
  alternatives: Type.Array(Type.Object({ value: Type.String(), datasetName: Type.String(), time: Time })),
})
export type GoldenValue = Static<typeof GoldenValue>

export const MasterMove = Type.Object({
  id: Id,
  act: oneOf('merged', 'split'),
  fromRoot: Id,
  toRoot: Id,
  reason: Type.String(),
  userName: Type.String(),
  time: Time,
  isUndone: Type.Boolean(),
})

export const MasterRoot = Type.Object({
  id: Id,
  modelId: Id,
  golden: Type.Array(GoldenValue),
  records: Type.Array(MasterRecord),
  moves: Type.Array(MasterMove),
})
export type MasterRoot = Static<typeof MasterRoot>

export const MasterPair = Type.Object({
  id: Id,
  modelId: Id,
  left: MasterRecord,
  right: MasterRecord,
  score: Type.Number(),
  evidence: Type.Array(
    Type.Object({
      attribute: Type.String(),
      title: Type.String(),
      verdict: oneOf('same', 'alike', 'different', 'unknown'),
    }),
  ),
  state: oneOf('waiting', 'same', 'different'),
  userName: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
})
export type MasterPair = Static<typeof MasterPair>

const MovedRecords = Type.Array(Type.Object({ datasetId: Id, sourceId: Type.String() }))
const moved = { modelId: Id, fromRoot: Id, toRoot: Id, records: MovedRecords }

/** Two roots were one: records of one root are now of another; the old id leads there. */
export const masterMerged = defineMessage('data.master-merged', Type.Object(moved))
/** A root was two: its records of another thing have a root of their own. Whoever keeps a root id repairs it by these records. */
export const masterSplit = defineMessage('data.master-split', Type.Object(moved))

const params = Type.Object({ id: Id })
const page = { limit: pageQuery.limit, offset: pageQuery.offset }
const reason = Type.String({ minLength: 2, maxLength: 500 })

export const listMasterModels = defineOperation({
  id: 'data.listMasterModels',
  method: 'GET',
  path: '/api/data/master/models',
  permission: 'data.read',
  summary: { zh: '主数据模型', en: 'Models of master data' },
  response: Type.Array(MasterModel),
})

export const createMasterModel = defineOperation({
  id: 'data.createMasterModel',
  method: 'POST',
  path: '/api/data/master/models',
  permission: 'data.govern',
  summary: { zh: '新建主数据模型', en: 'Add a model of master data' },
  body: Type.Object(described),
  response: MasterModel,
  creates: true,
})

export const startMatching = defineOperation({
  id: 'data.startMatching',
  method: 'POST',
  path: '/api/data/master/models/{id}/runs',
  permission: 'data.govern',
  summary: { zh: '开始匹配', en: 'Match the records of a model' },
  params,
  response: MasterRun,
  creates: true,
})

export const listMasterRuns = defineOperation({
  id: 'data.listMasterRuns',
  method: 'GET',
  path: '/api/data/master/models/{id}/runs',
  permission: 'data.govern',
  summary: { zh: '匹配记录', en: 'Runs of matching' },
  params,
  query: Type.Object(page),
  response: pageOf(MasterRun),
})

export const listMasterPairs = defineOperation({
  id: 'data.listMasterPairs',
  method: 'GET',
  path: '/api/data/master/models/{id}/pairs',
  permission: 'data.govern',
  summary: { zh: '待核疑似重复', en: 'Pairs on the review desk' },
  params,
  query: Type.Object({ ...page, state: Type.Optional(oneOf('waiting', 'same', 'different')) }),
  response: pageOf(MasterPair),
})

export const decideMasterPair = defineOperation({
  id: 'data.decideMasterPair',
  method: 'POST',
  path: '/api/data/master/pairs/{id}/decision',
  permission: 'data.govern',
  summary: { zh: '判定疑似重复', en: 'Decide a pair' },
  params,
  body: Type.Object({ isSame: Type.Boolean(), reason }),
  response: MasterPair,
})

export const listMasterRoots = defineOperation({
  id: 'data.listMasterRoots',
  method: 'GET',
  path: '/api/data/master/models/{id}/roots',
  permission: 'data.govern',
  summary: { zh: '主数据', en: 'Roots of a model' },
  params,
  query: Type.Object({
    ...page,
    search: Type.Optional(
      Type.String({ maxLength: 100, description: 'Name, strong key or key of a source, whole.' }),
    ),
    least: Type.Optional(Type.Integer({ minimum: 1, description: 'Records a root has at least.' })),
  }),
  response: pageOf(
    Type.Object({
      id: Id,
      records: Type.Integer(),
      golden: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
    }),
  ),
})

export const getMasterRoot = defineOperation({
  id: 'data.getMasterRoot',
  method: 'GET',
  path: '/api/data/master/roots/{id}',
  permission: 'data.govern',
  summary: { zh: '主数据详情', en: 'A root with its records' },
  params,
  response: MasterRoot,
})

export const resolveMasterSource = defineOperation({
  id: 'data.resolveMasterSource',
  method: 'GET',
  path: '/api/data/master/models/{id}/resolve',
  permission: 'data.read',
  summary: { zh: '由来源标识查根标识', en: 'Root of a source id' },
  params,
  query: Type.Object({ dataset: Id, sourceId: SourceId }),
  response: Type.Object({ rootId: Id }),
})

export const mergeMasterRoots = defineOperation({
  id: 'data.mergeMasterRoots',
  method: 'POST',
  path: '/api/data/master/roots/{id}/merge',
  permission: 'data.govern',
  summary: { zh: '合并主数据', en: 'Merge another root into this' },
  params,
  body: Type.Object({ mergedId: Id, reason }),
  response: MasterRoot,
})

export const splitMasterRoot = defineOperation({
  id: 'data.splitMasterRoot',
  method: 'POST',
  path: '/api/data/master/roots/{id}/split',
  permission: 'data.govern',
  summary: { zh: '拆分主数据', en: 'Take a source record out of a root' },
  params,
  body: Type.Object({ datasetId: Id, sourceId: SourceId, reason }),
  response: MasterRoot,
})
