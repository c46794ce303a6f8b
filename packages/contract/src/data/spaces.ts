import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** 部门空间: the room a unit has for its tables; no quota, no limit. */
export const DataSpace = Type.Object({
  organisationId: Id,
  organisationName: Type.String(),
  quotaBytes: Type.Union([Type.Integer(), Type.Null()]),
  usedBytes: Type.Integer({ description: 'Of all versions that are kept.' }),
  datasets: Type.Integer(),
  rows: Type.Integer({ description: 'Of the published versions.' }),
})
export type DataSpace = Static<typeof DataSpace>

export const listDataSpaces = defineOperation({
  id: 'data.listDataSpaces',
  method: 'GET',
  path: '/api/data/spaces',
  permission: 'data.collect',
  summary: { zh: '查询部门空间', en: 'List spaces of units' },
  query: Type.Object({ ...pageQuery }),
  response: pageOf(DataSpace),
})

export const setDataQuota = defineOperation({
  id: 'data.setDataQuota',
  method: 'PUT',
  path: '/api/data/spaces/{id}/quota',
  permission: 'data.govern',
  summary: { zh: '设置部门空间配额', en: 'Set the quota of a space' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    quotaBytes: Type.Optional(Type.Integer({ minimum: 0, description: 'Absent: no limit.' })),
  }),
  response: DataSpace,
})

/** 销毁: asked by the owner, agreed to by another person, proved by a certificate; what was is still told. */
export const Destruction = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  organisationName: Type.String(),
  versionIds: Type.Array(Id),
  basis: Type.String(),
  state: oneOf('asked', 'done', 'refused'),
  askedBy: Type.String(),
  askedTime: Time,
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  decidedTime: Type.Union([Time, Type.Null()]),
  certificate: Type.Union([Type.String(), Type.Null()], { description: 'Entry of the ledger.' }),
  rows: Type.Integer(),
  bytes: Type.Integer(),
})
export type Destruction = Static<typeof Destruction>

export const askDestruction = defineOperation({
  id: 'data.askDestruction',
  method: 'POST',
  path: '/api/data/destructions',
  permission: 'data.own',
  summary: { zh: '申请销毁数据', en: 'Ask for data to be destroyed' },
  body: Type.Object({
    datasetId: Id,
    versionIds: Type.Array(Id, { minItems: 1, maxItems: 500 }),
    basis: Type.String({ minLength: 2, maxLength: 300 }),
  }),
  response: Destruction,
  creates: true,
})

export const listDestructions = defineOperation({
  id: 'data.listDestructions',
  method: 'GET',
  path: '/api/data/destructions',
  permission: 'data.own',
  summary: { zh: '查询数据销毁', en: 'List destructions' },
  query: Type.Object({ ...pageQuery }),
  response: pageOf(Destruction),
})

export const decideDestruction = defineOperation({
  id: 'data.decideDestruction',
  method: 'POST',
  path: '/api/data/destructions/{id}/decide',
  permission: 'data.review',
  summary: { zh: '审批数据销毁', en: 'Decide on a destruction' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ agree: Type.Boolean() }),
  response: Destruction,
})

/** 大数据平台运行态势: what came in and went out, and how it stands. */
export const CollectDashboard = Type.Object({
  days: Type.Array(
    Type.Object({
      day: Type.String(),
      batches: Type.Integer(),
      rowsIn: Type.Integer(),
      rowsOut: Type.Integer(),
      rejected: Type.Integer(),
      failed: Type.Integer(),
    }),
  ),
  datasets: Type.Integer(),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  onTime: Type.Integer({ description: 'Datasets with a cycle that were updated within it.' }),
  overdue: Type.Integer(),
  failedRuns: Type.Integer({ description: 'Of the last 24 hours.' }),
  waitingBatches: Type.Integer(),
  openRejects: Type.Integer(),
  topUsers: Type.Array(
    Type.Object({ userName: Type.String(), batches: Type.Integer(), rows: Type.Integer() }),
  ),
})
export type CollectDashboard = Static<typeof CollectDashboard>

export const getCollectDashboard = defineOperation({
  id: 'data.getCollectDashboard',
  method: 'GET',
  path: '/api/data/collect-dashboard',
  permission: 'data.collect',
  summary: { zh: '归集与存储态势', en: 'How collection and storage stand' },
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 14 })) }),
  response: CollectDashboard,
})
