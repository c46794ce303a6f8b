import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DataGrade, SensitiveKind } from './datasets.ts'

/** A column that seems to tell of somebody; the owner confirms or rejects. */
export const SensitiveProposal = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  field: Type.String(),
  fieldTitle: Type.String(),
  kind: SensitiveKind,
  grade: DataGrade,
  foundBy: oneOf('name', 'content', 'both'),
  share: Type.Union([Type.Number(), Type.Null()], { description: 'Share of values that are of the kind.' }),
  state: oneOf('proposed', 'confirmed', 'rejected'),
  createdTime: Time,
  decidedTime: Type.Union([Time, Type.Null()]),
  userName: Type.Union([Type.String(), Type.Null()]),
})
export type SensitiveProposal = Static<typeof SensitiveProposal>

export const UnmaskRequest = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  fields: Type.Array(Type.String()),
  fieldTitles: Type.Record(Type.String(), Type.String(), {
    description: 'What the fields are called, by name.',
  }),
  purpose: Type.String(),
  until: Time,
  state: oneOf('waiting', 'granted', 'refused'),
  userName: Type.String(),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  decidedTime: Type.Union([Time, Type.Null()]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
})
export type UnmaskRequest = Static<typeof UnmaskRequest>

/** A file that left the platform, with a visible line and marks nobody sees. */
export const DataExport = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  receiver: Type.String(),
  purpose: Type.String(),
  format: oneOf('csv', 'xlsx'),
  fields: Type.Array(Type.String()),
  rows: Type.Integer(),
  time: Time,
})
export type DataExport = Static<typeof DataExport>

const params = Type.Object({ id: Id })
const page = { limit: pageQuery.limit, offset: pageQuery.offset }

export const scanDataset = defineOperation({
  id: 'data.scanDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/sensitive-scan',
  permission: 'data.own',
  summary: { zh: '扫描敏感字段', en: 'Scan a dataset for sensitive columns' },
  params,
  response: Type.Array(SensitiveProposal),
})

export const listSensitiveProposals = defineOperation({
  id: 'data.listSensitiveProposals',
  method: 'GET',
  path: '/api/data/sensitive-fields',
  permission: 'data.read',
  summary: { zh: '敏感字段识别结果', en: 'Sensitive columns found' },
  query: Type.Object({
    ...page,
    state: Type.Optional(oneOf('proposed', 'confirmed', 'rejected')),
    dataset: Type.Optional(Id),
  }),
  response: pageOf(SensitiveProposal),
})

export const decideSensitiveProposal = defineOperation({
  id: 'data.decideSensitiveProposal',
  method: 'POST',
  path: '/api/data/sensitive-fields/{id}/decision',
  permission: 'data.own',
  summary: { zh: '确认或驳回敏感字段', en: 'Confirm or reject a sensitive column' },
  params,
  body: Type.Object({ isConfirmed: Type.Boolean(), grade: Type.Optional(DataGrade) }),
  response: SensitiveProposal,
})

export const requestUnmask = defineOperation({
  id: 'data.requestUnmask',
  method: 'POST',
  path: '/api/data/datasets/{id}/unmask-requests',
  permission: 'data.read',
  summary: { zh: '申请查看明文', en: 'Ask to see columns unmasked' },
  params,
  body: Type.Object({
    fields: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 50 }),
    purpose: Type.String({ minLength: 4, maxLength: 500 }),
    until: Time,
  }),
  response: UnmaskRequest,
  creates: true,
})

export const listUnmaskRequests = defineOperation({
  id: 'data.listUnmaskRequests',
  method: 'GET',
  path: '/api/data/unmask-requests',
  permission: 'data.read',
  summary: { zh: '明文查看申请', en: 'Requests to see columns unmasked' },
  query: Type.Object({ ...page, state: Type.Optional(oneOf('waiting', 'granted', 'refused')) }),
  response: pageOf(UnmaskRequest),
})

export const decideUnmask = defineOperation({
  id: 'data.decideUnmask',
  method: 'POST',
  path: '/api/data/unmask-requests/{id}/decision',
  permission: 'data.review',
  summary: { zh: '批准或拒绝明文查看', en: 'Grant or refuse seeing columns unmasked' },
  params,
  body: Type.Object({ isGranted: Type.Boolean(), reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: UnmaskRequest,
})

export const exportDataset = defineOperation({
  id: 'data.exportDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/exports',
  permission: 'data.export',
  summary: { zh: '导出数据（带水印）', en: 'Export a dataset with a watermark' },
  params,
  body: Type.Object({
    format: oneOf('csv', 'xlsx'),
    purpose: Type.String({ minLength: 4, maxLength: 500 }),
    fields: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  }),
  response: DataExport,
  creates: true,
})

export const listExports = defineOperation({
  id: 'data.listExports',
  method: 'GET',
  path: '/api/data/exports',
  permission: 'data.read',
  summary: { zh: '导出记录', en: 'Exports' },
  query: Type.Object({ ...page, dataset: Type.Optional(Id) }),
  response: pageOf(DataExport),
})

export const downloadExport = defineOperation({
  id: 'data.downloadExport',
  method: 'GET',
  path: '/api/data/exports/{id}/file',
  permission: 'data.export',
  summary: { zh: '下载导出文件', en: 'Download an export' },
  params,
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})

/** A file that was found where it should not be. */
export const LeakedSample = Type.Object({
  name: Type.String({ maxLength: 200 }),
  base64: Type.String({
    minLength: 4,
    maxLength: 900_000,
    description: 'A CSV or XLSX file, or a part of its text.',
  }),
})

export const traceSample = defineOperation({
  id: 'data.traceSample',
  method: 'POST',
  path: '/api/data/exports/trace',
  permission: 'data.secure',
  summary: { zh: '溯源泄露样本', en: 'Trace a leaked sample' },
  body: LeakedSample,
  response: Type.Object({
    matches: Type.Array(
      Type.Object({
        requestId: Id,
        receiver: Type.String(),
        time: Time,
        datasetName: Type.String(),
        purpose: Type.String(),
        by: oneOf('mark', 'order', 'line'),
        certainty: Type.Number({ description: '0 to 1.' }),
      }),
    ),
  }),
})

export const getClassificationReport = defineOperation({
  id: 'data.getClassificationReport',
  method: 'GET',
  path: '/api/data/classification-report',
  permission: 'data.read',
  summary: { zh: '分类分级报告', en: 'Report of grades' },
  response: Type.Object({
    datasets: Type.Record(Type.String(), Type.Integer(), {
      description: 'Datasets by grade; `none` for ungraded.',
    }),
    fields: Type.Record(Type.String(), Type.Integer(), {
      description: 'Columns by grade; `none` for ungraded.',
    }),
    sensitive: Type.Record(Type.String(), Type.Integer(), { description: 'Columns by kind.' }),
    ungraded: Type.Array(
      Type.Object({
        datasetId: Id,
        name: Type.String(),
        organisationName: Type.String(),
        treatedAs: DataGrade,
      }),
    ),
    proposals: Type.Integer({ description: 'Waiting for the owner.' }),
    unmask: Type.Record(Type.String(), Type.Integer(), { description: 'Requests by state.' }),
    exports: Type.Integer(),
  }),
})
