import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { FieldName, MaskKind } from './datasets.ts'

/** A column that is to be opened and how its values are shown. */
export const OpenColumn = Type.Object({ name: FieldName, mask: MaskKind })
export type OpenColumn = Static<typeof OpenColumn>

/** 三审: the unit that answers for the data, the data bureau, security. */
export const OpeningStep = oneOf('owner', 'bureau', 'security')
export type OpeningStep = Static<typeof OpeningStep>

/** `rejected` by the automatic check or by a reviewer; `replaced` by a later proposal that was published. */
export const OpeningState = oneOf(
  'owner',
  'bureau',
  'security',
  'published',
  'rejected',
  'replaced',
  'withdrawn',
)
export type OpeningState = Static<typeof OpeningState>

/** What the automatic check says of a column, or of the columns together. A `refuse` stops the proposal. */
export const OpeningFinding = Type.Object({
  kind: oneOf('personal', 'grade', 'reidentification', 'token', 'catalogue', 'no-data'),
  weight: oneOf('refuse', 'warn'),
  field: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
})
export type OpeningFinding = Static<typeof OpeningFinding>

/** A proposal to open a dataset with some of its columns, and where it stands. */
export const Opening = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  opening: oneOf('unconditional', 'conditional'),
  conditions: Type.Union([Type.String(), Type.Null()]),
  licence: Type.String(),
  columns: Type.Array(OpenColumn),
  state: OpeningState,
  findings: Type.Array(OpeningFinding),
  reviews: Type.Array(
    Type.Object({
      step: OpeningStep,
      decision: oneOf('approve', 'refuse'),
      reason: Type.Union([Type.String(), Type.Null()]),
      userName: Type.String(),
      time: Time,
    }),
  ),
  userName: Type.String(),
  createdTime: Time,
})
export type Opening = Static<typeof Opening>

const reason = Type.String({ minLength: 2, maxLength: 500 })

export const proposeOpening = defineOperation({
  id: 'data.proposeOpening',
  method: 'POST',
  path: '/api/data/openings',
  permission: 'data.own',
  summary: { zh: '提出开放数据', en: 'Propose to open a dataset' },
  body: Type.Object({
    datasetId: Id,
    opening: oneOf('unconditional', 'conditional'),
    conditions: Type.Optional(Type.String({ maxLength: 1000 })),
    licence: Type.Optional(Type.String({ minLength: 2, maxLength: 100 })),
    columns: Type.Array(OpenColumn, { minItems: 1, maxItems: 400 }),
  }),
  response: Opening,
  creates: true,
})

export const listOpenings = defineOperation({
  id: 'data.listOpenings',
  method: 'GET',
  path: '/api/data/openings',
  permission: 'data.read',
  summary: { zh: '查询开放申请', en: 'List proposals to open data' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(OpeningState),
    dataset: Type.Optional(Id),
  }),
  response: pageOf(Opening),
})

export const reviewOpening = defineOperation({
  id: 'data.reviewOpening',
  method: 'POST',
  path: '/api/data/openings/{id}/reviews',
  permission: 'data.read',
  summary: { zh: '审核开放申请', en: 'Review a proposal to open data' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    step: OpeningStep,
    decision: oneOf('approve', 'refuse'),
    reason: Type.Optional(reason),
  }),
  response: Opening,
})

export const withdrawOpenDataset = defineOperation({
  id: 'data.withdrawOpenDataset',
  method: 'POST',
  path: '/api/data/open-datasets/{id}/withdrawal',
  permission: 'data.review',
  summary: { zh: '撤回已开放的数据', en: 'Withdraw an open dataset' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason }),
  response: Done,
})

/** 开放率 with its definition and what it was counted from. */
export const OpenRate = Type.Object({
  definition: Type.String(),
  open: Type.Integer(),
  allowed: Type.Integer(),
  percent: Type.Union([Type.Number(), Type.Null()]),
  byOrganisation: Type.Array(
    Type.Object({
      organisationId: Id,
      organisationName: Type.String(),
      open: Type.Integer(),
      allowed: Type.Integer(),
    }),
  ),
})

export const getOpenRate = defineOperation({
  id: 'data.getOpenRate',
  method: 'GET',
  path: '/api/data/open-rate',
  permission: 'data.read',
  summary: { zh: '开放率', en: 'Share of data that is open' },
  response: OpenRate,
})
