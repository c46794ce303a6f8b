import { type Static, Type } from 'typebox'
import { Id, Json, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Batch, BatchMode } from './batches.ts'
import { DataLayer, DatasetField, DatasetKind, FieldName } from './datasets.ts'

/** What a file of data can be; each of them may also be gzipped. */
export const DataFormat = oneOf('csv', 'xlsx', 'json', 'parquet', 'geojson', 'shapefile')
export type DataFormat = Static<typeof DataFormat>

/** A file on its way in: sent in pieces, resumed where it was cut, then looked at and loaded. */
export const Upload = Type.Object({
  id: Id,
  name: Type.String(),
  bytes: Type.Integer({ description: 'Announced size.' }),
  received: Type.Integer({ description: 'Bytes that are durable; the next piece starts here.' }),
  state: oneOf('open', 'ready'),
  format: Type.Union([DataFormat, Type.Null()]),
  encoding: Type.Union([oneOf('utf-8', 'gb18030'), Type.Null()]),
  sm3: Type.Union([Type.String(), Type.Null()]),
  sha256: Type.Union([Type.String(), Type.Null()]),
  duplicateOf: Type.Union([Id, Type.Null()], { description: 'Batch that has loaded the same bytes before.' }),
  createdTime: Time,
})
export type Upload = Static<typeof Upload>

const Digest = Type.String({ pattern: '^[0-9a-fA-F]{64}$' })

export const createUpload = defineOperation({
  id: 'data.createUpload',
  method: 'POST',
  path: '/api/data/uploads',
  permission: 'data.own',
  summary: { zh: '开始上传数据文件', en: 'Begin to send a file' },
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 200 }),
    bytes: Type.Integer({ minimum: 1, maximum: 107_374_182_400 }),
    sm3: Type.Optional(Digest),
    sha256: Type.Optional(Digest),
  }),
  response: Upload,
  creates: true,
})

const params = Type.Object({ id: Id })

export const getUpload = defineOperation({
  id: 'data.getUpload',
  method: 'GET',
  path: '/api/data/uploads/{id}',
  permission: 'data.own',
  summary: { zh: '查看上传进度', en: 'See how far a file has come' },
  params,
  response: Upload,
})

/** The body is the piece itself, `application/octet-stream`, 8 MB at most. */
export const putUploadChunk = defineOperation({
  id: 'data.putUploadChunk',
  method: 'PUT',
  path: '/api/data/uploads/{id}/bytes',
  permission: 'data.own',
  summary: { zh: '上传一段数据', en: 'Send a piece of a file' },
  params,
  query: Type.Object({ offset: Type.Integer({ minimum: 0 }) }),
  response: Upload,
})

export const finishUpload = defineOperation({
  id: 'data.finishUpload',
  method: 'POST',
  path: '/api/data/uploads/{id}/finish',
  permission: 'data.own',
  summary: { zh: '完成上传并核对摘要', en: 'Finish a file and check its digest' },
  params,
  response: Upload,
})

/** How a file is read; what is absent is guessed. */
export const ReadOptions = Type.Object({
  delimiter: Type.Optional(oneOf(',', '\t', ';', '|')),
  hasHeader: Type.Optional(Type.Boolean()),
  sheet: Type.Optional(Type.String({ maxLength: 100 })),
  missing: Type.Optional(
    Type.Array(Type.String({ maxLength: 40 }), {
      maxItems: 20,
      description: 'Texts that stand for no value.',
    }),
  ),
})
export type ReadOptions = Static<typeof ReadOptions>

/** A file as it will be read: its columns with guessed types, and the first rows. */
export const FilePreview = Type.Object({
  format: DataFormat,
  encoding: oneOf('utf-8', 'gb18030'),
  delimiter: Type.Union([Type.String(), Type.Null()]),
  hasHeader: Type.Boolean(),
  sheets: Type.Array(Type.String()),
  missing: Type.Array(Type.String()),
  missingFound: Type.Array(Type.String(), {
    description: 'Usual texts for no value that occur in the sample.',
  }),
  columns: Type.Array(Type.Object({ source: Type.String(), field: DatasetField, empty: Type.Number() })),
  rows: Type.Array(Json),
  sampled: Type.Integer(),
})
export type FilePreview = Static<typeof FilePreview>

export const previewUpload = defineOperation({
  id: 'data.previewUpload',
  method: 'POST',
  path: '/api/data/uploads/{id}/preview',
  permission: 'data.own',
  summary: { zh: '预览数据文件', en: 'Preview a file' },
  params,
  body: ReadOptions,
  response: FilePreview,
})

/** Which column of the source fills which column of the dataset. */
export const ColumnMapping = Type.Object({ source: Type.String({ maxLength: 400 }), field: FieldName })
export type ColumnMapping = Static<typeof ColumnMapping>

/** A dataset made for what is loaded; its owner is the caller’s organisation. */
export const DatasetForLoad = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 120 }),
  abstract: Type.Optional(Type.String({ maxLength: 2000 })),
  kind: Type.Optional(DatasetKind),
  theme: Type.Optional(Type.String({ maxLength: 40 })),
  layer: Type.Optional(DataLayer),
  organisationId: Type.Optional(Id),
  fields: Type.Array(DatasetField, { minItems: 1, maxItems: 400 }),
})
export type DatasetForLoad = Static<typeof DatasetForLoad>

export const loadUpload = defineOperation({
  id: 'data.loadUpload',
  method: 'POST',
  path: '/api/data/uploads/{id}/load',
  permission: 'data.own',
  summary: { zh: '装载数据文件', en: 'Load a file into a dataset' },
  params,
  body: Type.Object({
    datasetId: Type.Optional(Id),
    newDataset: Type.Optional(DatasetForLoad),
    mode: BatchMode,
    columns: Type.Optional(Type.Array(ColumnMapping, { minItems: 1, maxItems: 400 })),
    read: Type.Optional(ReadOptions),
    announcedRows: Type.Optional(Type.Integer({ minimum: 0 })),
    sourceId: Type.Optional(Id),
    again: Type.Optional(
      Type.Boolean({ description: 'Load although the same bytes have been loaded before.' }),
    ),
  }),
  response: Batch,
  creates: true,
})
