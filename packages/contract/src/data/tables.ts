import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DatasetField, MaskKind } from './datasets.ts'

/** A candidate waits to be published; one that is published replaces the one before, which stays readable. */
export const VersionState = oneOf('candidate', 'published', 'superseded', 'refused', 'destroyed')
export type VersionState = Static<typeof VersionState>

/** One whole state of the table of a dataset: never changed, only replaced. */
export const DatasetVersion = Type.Object({
  id: Id,
  datasetId: Id,
  number: Type.Integer(),
  state: VersionState,
  rows: Type.Integer(),
  bytes: Type.Integer(),
  sm3: Type.String({ description: 'SM3 digest of the Parquet file, hex.' }),
  createdTime: Time,
  publishedTime: Type.Union([Time, Type.Null()]),
  supersededTime: Type.Union([Time, Type.Null()]),
  runId: Type.Union([Id, Type.Null()], { description: 'The run that made it.' }),
  note: Type.Union([Type.String(), Type.Null()]),
  qualityScore: Type.Union([Type.Number(), Type.Null()]),
})
export type DatasetVersion = Static<typeof DatasetVersion>

/** A condition on one column. `text` holds the word anywhere; `in` takes several values separated by commas. */
export const RowFilter = Type.Object({
  field: Type.String({ maxLength: 64 }),
  is: oneOf('eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'text', 'empty', 'present'),
  value: Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), Type.Number(), Type.Boolean()])),
})
export type RowFilter = Static<typeof RowFilter>

export const RowOrder = Type.Object({
  field: Type.String({ maxLength: 64 }),
  descending: Type.Optional(Type.Boolean()),
})
export type RowOrder = Static<typeof RowOrder>

/** Rows with the columns they have and how each is shown to this caller. */
export const RowPage = Type.Object({
  datasetId: Id,
  versionId: Id,
  fields: Type.Array(Type.Object({ ...DatasetField.properties, shown: MaskKind })),
  items: Type.Array(Json),
  total: Type.Integer(),
  disputed: Type.Optional(
    Type.Array(Type.Integer(), {
      description: 'Places of items whose record is 核查中: somebody doubts a value of it.',
    }),
  ),
})
export type RowPage = Static<typeof RowPage>

const params = Type.Object({ id: Id })

export const listDatasetVersions = defineOperation({
  id: 'data.listDatasetVersions',
  method: 'GET',
  path: '/api/data/datasets/{id}/versions',
  permission: 'data.read',
  summary: { zh: '数据资源的历次版本', en: 'Versions of a dataset' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(DatasetVersion),
})

export const readDatasetRows = defineOperation({
  id: 'data.readDatasetRows',
  method: 'POST',
  path: '/api/data/datasets/{id}/rows',
  permission: 'data.read',
  summary: { zh: '查看数据', en: 'Look at rows of a dataset' },
  params,
  body: Type.Object({
    fields: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 400 })),
    filters: Type.Optional(Type.Array(RowFilter, { maxItems: 20 })),
    order: Type.Optional(Type.Array(RowOrder, { maxItems: 3 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
    asOf: Type.Optional(Time),
    origin: Type.Optional(
      Type.Boolean({
        description: 'With `_source`, `_batch`, `_received` of each row; for those who answer for the data.',
      }),
    ),
  }),
  response: RowPage,
})

export const publishDatasetVersion = defineOperation({
  id: 'data.publishDatasetVersion',
  method: 'POST',
  path: '/api/data/versions/{id}/publish',
  permission: 'data.own',
  summary: { zh: '发布数据版本', en: 'Publish a version' },
  params,
  response: DatasetVersion,
})
