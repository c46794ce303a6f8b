import { type Static, Type } from 'typebox'
import { Done, Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { DatasetField, MaskKind, UpdateCycle } from './datasets.ts'
import { RowPage } from './tables.ts'

/** Forms a dataset can be had in. */
export const OpenFormat = oneOf('csv', 'xlsx', 'json', 'geojson', 'parquet', 'xml')
export type OpenFormat = Static<typeof OpenFormat>

/** A dataset as the public sees it. A withdrawn one keeps its page with the reason; its data are gone. */
export const OpenDataset = Type.Object({
  id: Id,
  name: Type.String({ description: 'Name in addresses.' }),
  title: Type.String(),
  abstract: Type.String(),
  theme: Type.String(),
  keywords: Type.Array(Type.String()),
  organisationId: Id,
  organisationName: Type.String(),
  opening: oneOf('unconditional', 'conditional'),
  conditions: nullable(Type.String()),
  licence: Type.String(),
  cycle: UpdateCycle,
  state: oneOf('open', 'withdrawn'),
  withdrawnReason: nullable(Type.String()),
  withdrawnTime: nullable(Type.String()),
  openedTime: Time,
  updatedTime: nullable(Type.String()),
  isOverdue: Type.Boolean({ description: '未按期更新' }),
  rows: nullable(Type.Integer()),
  qualityScore: Type.Union([Type.Number(), Type.Null()]),
  fields: Type.Array(Type.Object({ ...DatasetField.properties, shown: MaskKind })),
  place: Type.Union(
    [
      Type.Object({ geometry: Type.String() }),
      Type.Object({ lon: Type.String(), lat: Type.String() }),
      Type.Null(),
    ],
    { description: 'The columns that say where a row is.' },
  ),
  formats: Type.Array(OpenFormat),
  downloads: Type.Integer(),
  calls: Type.Integer(),
})
export type OpenDataset = Static<typeof OpenDataset>

const Facet = Type.Array(Type.Object({ value: Type.String(), label: Type.String(), count: Type.Integer() }))
const byName = Type.Object({ name: Type.String({ pattern: '^[a-z0-9_-]{2,100}$' }) })

export const listOpenDatasets = defineOperation({
  id: 'data.listOpenDatasets',
  method: 'GET',
  path: '/api/open/datasets',
  permission: 'public',
  summary: { zh: '查找开放数据', en: 'Find open datasets' },
  query: Type.Object({
    ...pageQuery,
    theme: Type.Optional(Type.String({ maxLength: 40 })),
    organisation: Type.Optional(Id),
    order: Type.Optional(oneOf('updated', 'downloads', 'name')),
  }),
  response: Type.Object({
    ...pageOf(OpenDataset).properties,
    themes: Facet,
    organisations: Facet,
    downloads: Type.Integer(),
    calls: Type.Integer(),
  }),
})

export const getOpenDataset = defineOperation({
  id: 'data.getOpenDataset',
  method: 'GET',
  path: '/api/open/datasets/{name}',
  permission: 'public',
  summary: { zh: '查看开放数据', en: 'See an open dataset' },
  params: byName,
  response: OpenDataset,
})

export const readOpenRows = defineOperation({
  id: 'data.readOpenRows',
  method: 'GET',
  path: '/api/open/datasets/{name}/rows',
  permission: 'public',
  summary: { zh: '预览开放数据', en: 'Preview an open dataset' },
  params: byName,
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
    order: Type.Optional(Type.String({ maxLength: 64 })),
    descending: Type.Optional(Type.Boolean()),
  }),
  response: RowPage,
})

export const chartOpenRows = defineOperation({
  id: 'data.chartOpenRows',
  method: 'GET',
  path: '/api/open/datasets/{name}/chart',
  permission: 'public',
  summary: { zh: '按类统计开放数据', en: 'Count or sum an open dataset by a column' },
  params: byName,
  query: Type.Object({
    by: Type.String({ maxLength: 64 }),
    sum: Type.Optional(
      Type.String({ maxLength: 64, description: 'Column to average; rows are counted without it.' }),
    ),
  }),
  response: Type.Object({
    items: Type.Array(Type.Object({ label: Type.String(), value: Type.Number() })),
    isCut: Type.Boolean(),
    isTime: Type.Boolean({ description: 'By day or month, in order of time.' }),
  }),
})

export const downloadOpenDataset = defineOperation({
  id: 'data.downloadOpenDataset',
  method: 'GET',
  path: '/api/open/datasets/{name}/files/{format}',
  permission: 'public',
  summary: { zh: '下载开放数据', en: 'Download an open dataset' },
  params: Type.Object({ ...byName.properties, format: OpenFormat }),
  response: Type.String(),
  produces: 'application/octet-stream',
})

export const callOpenApi = defineOperation({
  id: 'data.callOpenApi',
  method: 'GET',
  path: '/api/open/datasets/{name}/records',
  permission: 'public',
  summary: { zh: '以密钥调用开放数据接口', en: 'Read an open dataset with an API key' },
  params: byName,
  query: Type.Object({
    key: Type.String({ minLength: 20, maxLength: 80, description: 'Key of the caller.' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
    field: Type.Optional(Type.String({ maxLength: 64 })),
    value: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: Type.Object({
    total: Type.Integer(),
    items: Type.Array(Json),
    updatedTime: nullable(Type.String()),
  }),
})

export const makeOpenKey = defineOperation({
  id: 'data.makeOpenKey',
  method: 'POST',
  path: '/api/open/keys',
  permission: 'signed-in',
  summary: { zh: '申请开放接口密钥', en: 'Ask for a key of the open APIs' },
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) }),
  response: Type.Object({ id: Id, name: Type.String(), key: Type.String({ description: 'Shown once.' }) }),
  creates: true,
})

export const agreeToOpen = defineOperation({
  id: 'data.agreeToOpen',
  method: 'POST',
  path: '/api/open/datasets/{name}/agreement',
  permission: 'signed-in',
  summary: { zh: '签署有条件开放协议', en: 'Agree to the conditions of a dataset' },
  params: byName,
  body: Type.Object({ purpose: Type.String({ minLength: 4, maxLength: 500 }) }),
  response: Done,
})

export const subscribeOpen = defineOperation({
  id: 'data.subscribeOpen',
  method: 'POST',
  path: '/api/open/datasets/{name}/subscription',
  permission: 'signed-in',
  summary: { zh: '订阅更新通知', en: 'Be told of updates' },
  params: byName,
  body: Type.Object({ wanted: Type.Boolean() }),
  response: Done,
})

/** 数据需求: what somebody would like to have opened, with votes and the answer. */
export const OpenRequest = Type.Object({
  id: Id,
  title: Type.String(),
  text: Type.String(),
  state: oneOf('waiting', 'accepted', 'refused', 'done'),
  votes: Type.Integer(),
  reply: nullable(Type.String()),
  replyTime: nullable(Type.String()),
  dueTime: Time,
  isLate: Type.Boolean({ description: 'Not answered within the limit.' }),
  createdTime: Time,
})
export type OpenRequest = Static<typeof OpenRequest>

export const listOpenRequests = defineOperation({
  id: 'data.listOpenRequests',
  method: 'GET',
  path: '/api/open/requests',
  permission: 'public',
  summary: { zh: '数据需求', en: 'Requests for open data' },
  query: Type.Object(pageQuery),
  response: pageOf(OpenRequest),
})

export const askForOpenData = defineOperation({
  id: 'data.askForOpenData',
  method: 'POST',
  path: '/api/open/requests',
  permission: 'signed-in',
  summary: { zh: '提出数据需求', en: 'Ask for data to be opened' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    text: Type.String({ minLength: 4, maxLength: 1000 }),
  }),
  response: OpenRequest,
  creates: true,
})

export const voteForRequest = defineOperation({
  id: 'data.voteForRequest',
  method: 'POST',
  path: '/api/open/requests/{id}/vote',
  permission: 'signed-in',
  summary: { zh: '支持数据需求', en: 'Vote for a request' },
  params: Type.Object({ id: Id }),
  response: OpenRequest,
})

export const answerOpenRequest = defineOperation({
  id: 'data.answerOpenRequest',
  method: 'POST',
  path: '/api/open/requests/{id}/answer',
  permission: 'data.review',
  summary: { zh: '答复数据需求', en: 'Answer a request' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    state: oneOf('accepted', 'refused', 'done'),
    reply: Type.String({ minLength: 2, maxLength: 1000 }),
  }),
  response: OpenRequest,
})

/** 应用成果: something made with open data. */
export const OpenApplication = Type.Object({
  id: Id,
  title: Type.String(),
  text: Type.String(),
  url: nullable(Type.String()),
  author: Type.String(),
  state: oneOf('waiting', 'shown', 'refused'),
  datasets: Type.Array(Type.Object({ name: Type.String(), title: Type.String() })),
  createdTime: Time,
})
export type OpenApplication = Static<typeof OpenApplication>

export const listOpenApplications = defineOperation({
  id: 'data.listOpenApplications',
  method: 'GET',
  path: '/api/open/applications',
  permission: 'public',
  summary: { zh: '应用成果', en: 'Applications made with open data' },
  query: Type.Object(pageQuery),
  response: pageOf(OpenApplication),
})

export const showOpenApplication = defineOperation({
  id: 'data.showOpenApplication',
  method: 'POST',
  path: '/api/open/applications',
  permission: 'signed-in',
  summary: { zh: '提交应用成果', en: 'Show an application' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    text: Type.String({ minLength: 4, maxLength: 1000 }),
    url: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 300 })),
    datasets: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 20 }),
  }),
  response: OpenApplication,
  creates: true,
})

export const reviewOpenApplication = defineOperation({
  id: 'data.reviewOpenApplication',
  method: 'POST',
  path: '/api/open/applications/{id}/review',
  permission: 'data.review',
  summary: { zh: '审核应用成果', en: 'Review an application' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ state: oneOf('shown', 'refused') }),
  response: OpenApplication,
})

/** The catalogue as DCAT-AP 3, in JSON-LD and Turtle. */
export const getCatalogueJsonLd = defineOperation({
  id: 'data.getCatalogueJsonLd',
  method: 'GET',
  path: '/catalogue.jsonld',
  permission: 'public',
  summary: { zh: '开放目录（DCAT-AP，JSON-LD）', en: 'Open catalogue (DCAT-AP, JSON-LD)' },
  response: Type.String(),
  produces: 'application/ld+json; charset=utf-8',
})

export const getCatalogueTurtle = defineOperation({
  id: 'data.getCatalogueTurtle',
  method: 'GET',
  path: '/catalogue.ttl',
  permission: 'public',
  summary: { zh: '开放目录（DCAT-AP，Turtle）', en: 'Open catalogue (DCAT-AP, Turtle)' },
  response: Type.String(),
  produces: 'text/turtle; charset=utf-8',
})
