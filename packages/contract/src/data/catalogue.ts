import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Dataset, DatasetField, FieldName } from './datasets.ts'

/** 审核事项: publication, a change of what is published, the source of an item (一数一源), an update after a reorganisation. */
export const ReviewKind = oneOf('publish', 'change', 'source', 'update')
export type ReviewKind = Static<typeof ReviewKind>

export const DataReview = Type.Object({
  id: Id,
  kind: ReviewKind,
  datasetId: Id,
  datasetCode: Type.String(),
  datasetName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  item: Type.Union([Type.String(), Type.Null()], { description: 'Item in question, for kind source.' }),
  step: oneOf('department', 'bureau'),
  state: oneOf('open', 'agreed', 'refused'),
  reason: Type.String(),
  userName: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  decidedTime: Type.Union([Time, Type.Null()]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  note: Type.Union([Type.String(), Type.Null()]),
  claimants: Type.Array(Type.Object({ organisationId: Id, name: Type.String() }), {
    description: 'Organisations that register the item, for kind source.',
  }),
})
export type DataReview = Static<typeof DataReview>

/** 来源状态 of an item: only one registers it, 待定源, the decided source, or taken from the source. */
export const ItemState = oneOf('sole', 'pending', 'source', 'copy')
export type ItemState = Static<typeof ItemState>

export const DatasetItem = Type.Object({
  field: Type.String(),
  title: Type.String(),
  item: Type.String({ description: 'Data element, else title.' }),
  state: ItemState,
  stateName: Type.String(),
  sourceOrganisationId: Type.Union([Id, Type.Null()]),
  sourceName: Type.Union([Type.String(), Type.Null()]),
})
export type DatasetItem = Static<typeof DatasetItem>

export const DatasetRevision = Type.Object({
  revision: Type.Integer(),
  time: Time,
  userName: Type.Union([Type.String(), Type.Null()]),
  state: Type.String(),
})
export type DatasetRevision = Static<typeof DatasetRevision>

export const RevisionChange = Type.Object({
  path: Type.String({ description: 'What differs: name, sharing, fields/age …' }),
  before: Type.Union([Type.String(), Type.Null()]),
  after: Type.Union([Type.String(), Type.Null()]),
})
export type RevisionChange = Static<typeof RevisionChange>

export const DatasetLink = Type.Object({
  kind: oneOf('duty-item', 'project', 'service-item'),
  reference: Type.String({ minLength: 1, maxLength: 100 }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
})
export type DatasetLink = Static<typeof DatasetLink>

const params = Type.Object({ id: Id })

export const submitDataset = defineOperation({
  id: 'data.submitDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/submit',
  permission: 'data.own',
  summary: { zh: '提交资源审核', en: 'Submit a dataset for review' },
  params,
  response: Dataset,
})

export const withdrawDataset = defineOperation({
  id: 'data.withdrawDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/withdraw',
  permission: 'data.own',
  summary: { zh: '撤回已发布的资源', en: 'Withdraw a dataset' },
  params,
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: Dataset,
})

export const handOverDataset = defineOperation({
  id: 'data.handOverDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/hand-over',
  permission: 'data.govern',
  summary: { zh: '移交资源的提供单位', en: 'Hand a dataset to another organisation' },
  params,
  body: Type.Object({ organisationId: Id }),
  response: Dataset,
})

export const listDataReviews = defineOperation({
  id: 'data.listReviews',
  method: 'GET',
  path: '/api/data/reviews',
  permission: 'data.read',
  summary: { zh: '查询目录审核事项', en: 'List reviews of the catalogue' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    kind: Type.Optional(ReviewKind),
    state: Type.Optional(oneOf('open', 'agreed', 'refused')),
    datasetId: Type.Optional(Id),
  }),
  response: pageOf(DataReview),
})

export const decideDataReview = defineOperation({
  id: 'data.decideReview',
  method: 'POST',
  path: '/api/data/reviews/{id}/decide',
  permission: 'data.own',
  summary: { zh: '审核目录事项', en: 'Decide a review' },
  params,
  body: Type.Object({
    agree: Type.Boolean(),
    note: Type.Optional(Type.String({ maxLength: 500 })),
    sourceOrganisationId: Type.Optional(Id),
  }),
  response: DataReview,
})

export const listDatasetItems = defineOperation({
  id: 'data.listDatasetItems',
  method: 'GET',
  path: '/api/data/datasets/{id}/items',
  permission: 'data.read',
  summary: { zh: '信息项的来源状态', en: 'Source of each item of a dataset' },
  params,
  response: Type.Object({ items: Type.Array(DatasetItem) }),
})

export const listDatasetRevisions = defineOperation({
  id: 'data.listDatasetRevisions',
  method: 'GET',
  path: '/api/data/datasets/{id}/revisions',
  permission: 'data.read',
  summary: { zh: '目录的历次修订', en: 'Revisions of an entry' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(DatasetRevision),
})

export const compareDatasetRevisions = defineOperation({
  id: 'data.compareDatasetRevisions',
  method: 'GET',
  path: '/api/data/datasets/{id}/difference',
  permission: 'data.read',
  summary: { zh: '比较两次修订', en: 'Difference of two revisions' },
  params,
  query: Type.Object({ from: Type.Integer({ minimum: 1 }), to: Type.Integer({ minimum: 1 }) }),
  response: Type.Object({ changes: Type.Array(RevisionChange) }),
})

export const CatalogueFacet = Type.Object({
  value: Type.String(),
  name: Type.String(),
  count: Type.Integer(),
})
export const getCatalogueFacets = defineOperation({
  id: 'data.getCatalogueFacets',
  method: 'GET',
  path: '/api/data/catalogue/facets',
  permission: 'data.read',
  summary: { zh: '目录分面统计', en: 'Counts of the catalogue by facet' },
  response: Type.Object({
    kind: Type.Array(CatalogueFacet),
    theme: Type.Array(CatalogueFacet),
    organisation: Type.Array(CatalogueFacet),
    sharing: Type.Array(CatalogueFacet),
    overdue: Type.Integer(),
    published: Type.Integer(),
    shareable: Type.Integer({ description: 'Published entries that may be shared.' }),
    shared: Type.Integer({
      description: 'Shareable entries that are shared: unconditional, or granted at least once.',
    }),
    catalogueSharingRate: Type.Union([Type.Number(), Type.Null()], {
      description: 'Catalogue shared ÷ catalogue shareable, percent.',
    }),
    businessSharingRate: Type.Union([Type.Number(), Type.Null()], {
      description:
        'Rows of shared entries ÷ rows of entries that are not secret (important or core), percent.',
    }),
  }),
})

export const suggestDatasetFields = defineOperation({
  id: 'data.suggestFields',
  method: 'POST',
  path: '/api/data/catalogue/suggest',
  permission: 'data.own',
  summary: { zh: '由表结构建议信息项', en: 'Suggest items from a table structure' },
  body: Type.Object({
    columns: Type.Array(
      Type.Object({ name: FieldName, type: Type.String({ maxLength: 60, description: 'SQL type.' }) }),
      { minItems: 1, maxItems: 400 },
    ),
  }),
  response: Type.Object({
    fields: Type.Array(DatasetField),
    known: Type.Array(Type.String(), { description: 'Names the catalogue already describes.' }),
  }),
})

export const getDatasetLinks = defineOperation({
  id: 'data.getDatasetLinks',
  method: 'GET',
  path: '/api/data/datasets/{id}/links',
  permission: 'data.read',
  summary: { zh: '资源关联的清单与项目', en: 'What an entry is linked to' },
  params,
  response: Type.Object({ items: Type.Array(DatasetLink) }),
})

export const setDatasetLinks = defineOperation({
  id: 'data.setDatasetLinks',
  method: 'PUT',
  path: '/api/data/datasets/{id}/links',
  permission: 'data.own',
  summary: { zh: '关联清单与项目', en: 'Link an entry to lists and projects' },
  params,
  body: Type.Object({ items: Type.Array(DatasetLink, { maxItems: 50 }) }),
  response: Type.Object({ items: Type.Array(DatasetLink) }),
})

export const getProjectAcceptance = defineOperation({
  id: 'data.getProjectAcceptance',
  method: 'GET',
  path: '/api/data/projects/{reference}/acceptance',
  permission: 'data.read',
  summary: { zh: '信息化项目资源验收', en: 'Whether the datasets of an IT project are present' },
  params: Type.Object({ reference: Type.String({ maxLength: 100 }) }),
  response: Type.Object({
    accepted: Type.Boolean(),
    present: Type.Array(Type.String()),
    missing: Type.Array(Type.Object({ name: Type.String(), why: Type.String() })),
  }),
})

export const reportReorganisation = defineOperation({
  id: 'data.reportReorganisation',
  method: 'POST',
  path: '/api/data/catalogue/reorganisations',
  permission: 'data.appraise',
  summary: { zh: '机构改革触发目录更新', en: 'Open update tasks after a reorganisation' },
  body: Type.Object({
    fromOrganisationId: Id,
    toOrganisationId: Id,
    documentNumber: Type.String({ minLength: 2, maxLength: 100 }),
  }),
  response: Type.Object({ opened: Type.Integer() }),
})
