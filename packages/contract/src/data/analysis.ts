import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DataGrade, DatasetField, MaskKind } from './datasets.ts'

/** A table somebody may query: the name to write in SQL and the columns with how they are shown. */
export const AnalysisTable = Type.Object({
  datasetId: Id,
  name: Type.String(),
  organisationName: Type.String(),
  rows: Type.Integer(),
  columns: Type.Array(Type.Object({ ...DatasetField.properties, shown: MaskKind })),
})
export type AnalysisTable = Static<typeof AnalysisTable>

export const QueryColumn = Type.Object({ name: Type.String(), type: Type.String() })

/** What a query answered. The grade is the highest of the tables it read. */
export const QueryAnswer = Type.Object({
  id: Id,
  columns: Type.Array(QueryColumn),
  rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]))),
  isCut: Type.Boolean({ description: 'There were more rows than the limit.' }),
  ms: Type.Integer(),
  grade: DataGrade,
  datasets: Type.Array(Type.Object({ id: Id, name: Type.String() })),
})
export type QueryAnswer = Static<typeof QueryAnswer>

/** How a saved analysis is drawn. */
export const AnalysisChart = Type.Object({
  kind: oneOf('table', 'bar', 'line', 'pie', 'scatter'),
  x: Type.Optional(Type.String({ maxLength: 100 })),
  y: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 6 })),
})
export type AnalysisChart = Static<typeof AnalysisChart>

const analysisFields = {
  title: Type.String({ minLength: 1, maxLength: 100 }),
  sql: Type.String({ minLength: 1, maxLength: 20_000 }),
  chart: AnalysisChart,
  shared: Type.Boolean({ description: 'Seen by everybody of the organisation.' }),
}

export const Analysis = Type.Object({
  id: Id,
  ...analysisFields,
  userName: Type.String(),
  isMine: Type.Boolean(),
  changedTime: Time,
})
export type Analysis = Static<typeof Analysis>

export const listAnalysisTables = defineOperation({
  id: 'data.listAnalysisTables',
  method: 'GET',
  path: '/api/data/analysis/tables',
  permission: 'data.analyse',
  summary: { zh: '可分析的数据表', en: 'Tables one may query' },
  query: Type.Object(pageQuery),
  response: pageOf(AnalysisTable),
})

export const runAnalysisQuery = defineOperation({
  id: 'data.runAnalysisQuery',
  method: 'POST',
  path: '/api/data/analysis/queries',
  permission: 'data.analyse',
  summary: { zh: '运行查询', en: 'Run a query' },
  body: Type.Object({
    sql: Type.String({ minLength: 1, maxLength: 20_000 }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
  }),
  response: QueryAnswer,
})

export const listQueryLog = defineOperation({
  id: 'data.listQueryLog',
  method: 'GET',
  path: '/api/data/analysis/log',
  permission: 'data.analyse',
  summary: { zh: '查询记录', en: 'Queries that were run' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      id: Id,
      time: Time,
      userName: Type.String(),
      sql: Type.String(),
      outcome: oneOf('done', 'refused', 'failed', 'cancelled'),
      ms: Type.Integer(),
      rows: Type.Integer(),
    }),
  ),
})

export const listAnalyses = defineOperation({
  id: 'data.listAnalyses',
  method: 'GET',
  path: '/api/data/analysis/saved',
  permission: 'data.analyse',
  summary: { zh: '已保存的分析', en: 'Saved analyses' },
  query: Type.Object(pageQuery),
  response: pageOf(Analysis),
})

export const saveAnalysis = defineOperation({
  id: 'data.saveAnalysis',
  method: 'POST',
  path: '/api/data/analysis/saved',
  permission: 'data.analyse',
  summary: { zh: '保存分析', en: 'Save an analysis' },
  body: Type.Object({ id: Type.Optional(Id), ...analysisFields }),
  response: Analysis,
})

export const deleteAnalysis = defineOperation({
  id: 'data.deleteAnalysis',
  method: 'DELETE',
  path: '/api/data/analysis/saved/{id}',
  permission: 'data.analyse',
  summary: { zh: '删除分析', en: 'Delete an analysis' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ done: Type.Literal(true) }),
})

/** A packaged question: which tables and columns it needs, what it assumes, what it answers. */
export const DataModel = Type.Object({
  id: Type.String(),
  title: Type.String(),
  purpose: Type.String(),
  assumptions: Type.Array(Type.String()),
  precision: Type.String({ description: 'What its answers can be relied on for.' }),
  validDays: Type.Integer({ description: 'Days after which an answer should be computed anew.' }),
  inputs: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      columns: Type.Array(
        Type.Object({ name: Type.String(), title: Type.String(), type: DatasetField.properties.type }),
      ),
    }),
  ),
  outputs: Type.Array(Type.Object({ name: Type.String(), title: Type.String() })),
})
export type DataModel = Static<typeof DataModel>

export const listDataModels = defineOperation({
  id: 'data.listDataModels',
  method: 'GET',
  path: '/api/data/analysis/models',
  permission: 'data.analyse',
  summary: { zh: '共性数据模型', en: 'Common models' },
  response: Type.Object({ items: Type.Array(DataModel) }),
})

export const runDataModel = defineOperation({
  id: 'data.runDataModel',
  method: 'POST',
  path: '/api/data/analysis/models/{id}/runs',
  permission: 'data.analyse',
  summary: { zh: '运行模型', en: 'Run a model' },
  params: Type.Object({ id: Type.String({ maxLength: 60 }) }),
  body: Type.Object({
    inputs: Type.Record(
      Type.String(),
      Type.Object({
        datasetId: Id,
        columns: Type.Record(Type.String(), Type.String({ maxLength: 64 })),
      }),
      { description: 'For each input of the model the table and the column that fills each of its columns.' },
    ),
  }),
  response: Type.Object({ ...QueryAnswer.properties, model: DataModel, computedTime: Time, detail: Json }),
})
