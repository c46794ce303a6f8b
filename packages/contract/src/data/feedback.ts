import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { UpdateCycle } from './datasets.ts'

const Field = Type.String({ minLength: 1, maxLength: 64 })
const RecordKey = Type.String({ minLength: 1, maxLength: 200, description: 'Key columns joined by “|”.' })

const Checker = Type.Object({ datasetId: Id, keyField: Field, field: Field })

/** 一数一源: the dataset that answers for an item, and those it is checked against. */
export const ItemSource = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  organisationName: Type.String(),
  field: Field,
  keyField: Field,
  cycle: UpdateCycle,
  checkers: Type.Array(Checker),
})
export type ItemSource = Static<typeof ItemSource>

/** How two sources disagree: not there at one of them, written another way, or another value. */
export const DifferenceKind = oneOf('missing-here', 'missing-there', 'writing', 'value')
export type DifferenceKind = Static<typeof DifferenceKind>

export const Comparison = Type.Object({
  id: Id,
  itemId: Id,
  time: Time,
  compared: Type.Integer(),
  differing: Type.Integer(),
  groups: Type.Array(
    Type.Object({
      checkerId: Id,
      checkerName: Type.String(),
      organisationName: Type.String(),
      kind: DifferenceKind,
      records: Type.Integer(),
      share: Type.Number(),
    }),
  ),
})
export type Comparison = Static<typeof Comparison>

export const ErrorReportState = oneOf('waiting', 'accepted', 'corrected', 'kept')

/** 疑义数据: somebody doubts a value; the source decides. Until then the record is 核查中. */
export const ErrorReport = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  recordKey: Type.String({ description: 'Masked where it tells of somebody.' }),
  field: Type.String(),
  fieldTitle: Type.String(),
  suggested: Type.Union([Type.String(), Type.Null()]),
  evidence: Type.String(),
  reporters: Type.Integer(),
  state: ErrorReportState,
  reason: Type.Union([Type.String(), Type.Null()]),
  versionId: Type.Union([Id, Type.Null()], { description: 'The version that corrects it.' }),
  createdTime: Time,
  dueTime: Time,
  decidedTime: Type.Union([Time, Type.Null()]),
  notices: Type.Array(
    Type.Object({
      organisationId: Id,
      organisationName: Type.String(),
      system: Type.String(),
      time: Time,
      acknowledgedTime: Type.Union([Time, Type.Null()]),
    }),
  ),
})
export type ErrorReport = Static<typeof ErrorReport>

/** A value of a record was corrected at its source; whoever has used the record replaces it. */
export const recordCorrected = defineMessage(
  'data.record-corrected',
  Type.Object({
    datasetId: Id,
    versionId: Id,
    recordKey: Type.String(),
    fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
    reportId: Id,
    reason: Type.String(),
  }),
)

/** A record is doubted, or is no longer: its mark 核查中 is put on or taken off wherever it was sent to. */
export const recordDisputed = defineMessage(
  'data.record-disputed',
  Type.Object({ datasetId: Id, recordKey: Type.String(), reportId: Id }),
)

const params = Type.Object({ id: Id })
const page = { limit: pageQuery.limit, offset: pageQuery.offset }

export const listItemSources = defineOperation({
  id: 'data.listItemSources',
  method: 'GET',
  path: '/api/data/item-sources',
  permission: 'data.read',
  summary: { zh: '一数一源清单', en: 'Sources of items' },
  query: Type.Object(page),
  response: pageOf(ItemSource),
})

export const putItemSource = defineOperation({
  id: 'data.putItemSource',
  method: 'POST',
  path: '/api/data/item-sources',
  permission: 'data.govern',
  summary: { zh: '登记数源与校核方', en: 'Register the source of an item and its checkers' },
  body: Type.Object({
    datasetId: Id,
    field: Field,
    keyField: Field,
    cycle: UpdateCycle,
    checkers: Type.Array(Checker, { minItems: 1, maxItems: 20 }),
  }),
  response: ItemSource,
})

export const compareItemSources = defineOperation({
  id: 'data.compareItemSources',
  method: 'POST',
  path: '/api/data/item-sources/{id}/comparisons',
  permission: 'data.govern',
  summary: { zh: '多源比对', en: 'Compare an item across its sources' },
  params,
  response: Comparison,
  creates: true,
})

export const listComparisons = defineOperation({
  id: 'data.listComparisons',
  method: 'GET',
  path: '/api/data/item-sources/{id}/comparisons',
  permission: 'data.read',
  summary: { zh: '比对报告', en: 'Comparisons of an item' },
  params,
  query: Type.Object(page),
  response: pageOf(Comparison),
})

export const listDifferences = defineOperation({
  id: 'data.listDifferences',
  method: 'GET',
  path: '/api/data/comparisons/{id}/differences',
  permission: 'data.govern',
  summary: { zh: '比对差异', en: 'Differences of a comparison' },
  params,
  query: Type.Object({ ...page, kind: Type.Optional(DifferenceKind), checker: Type.Optional(Id) }),
  response: pageOf(
    Type.Object({
      checkerId: Id,
      kind: DifferenceKind,
      key: Type.String(),
      ours: Type.Union([Type.String(), Type.Null()]),
      theirs: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})

export const reportDataError = defineOperation({
  id: 'data.reportDataError',
  method: 'POST',
  path: '/api/data/datasets/{id}/error-reports',
  permission: 'data.read',
  summary: { zh: '反馈数据错误', en: 'Report an error in data' },
  params,
  body: Type.Object({
    recordKey: RecordKey,
    field: Field,
    suggested: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
    evidence: Type.String({ minLength: 2, maxLength: 2000 }),
  }),
  response: ErrorReport,
  creates: true,
})

export const listErrorReports = defineOperation({
  id: 'data.listErrorReports',
  method: 'GET',
  path: '/api/data/error-reports',
  permission: 'data.read',
  summary: { zh: '数据错误反馈', en: 'Reports of errors' },
  query: Type.Object({ ...page, state: Type.Optional(ErrorReportState), dataset: Type.Optional(Id) }),
  response: pageOf(ErrorReport),
})

export const decideErrorReport = defineOperation({
  id: 'data.decideErrorReport',
  method: 'POST',
  path: '/api/data/error-reports/{id}/decision',
  permission: 'data.own',
  summary: { zh: '核查数据错误', en: 'Accept, correct or keep a doubted value' },
  params,
  body: Type.Object({
    act: oneOf('accept', 'correct', 'keep'),
    value: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
    reason: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: ErrorReport,
})

export const registerReceiver = defineOperation({
  id: 'data.registerReceiver',
  method: 'POST',
  path: '/api/data/datasets/{id}/receivers',
  permission: 'data.review',
  summary: { zh: '登记数据使用系统', en: 'Register a system that uses a dataset' },
  params,
  body: Type.Object({ organisationId: Id, system: Type.String({ minLength: 1, maxLength: 100 }) }),
  response: Done,
})

/** A system told of every correction of a dataset. */
export const Receiver = Type.Object({
  organisationId: Id,
  organisationName: Type.String(),
  system: Type.String(),
  since: Time,
  waiting: Type.Integer({ description: 'Corrections it was told of and has not acknowledged.' }),
})
export type Receiver = Static<typeof Receiver>

export const listReceivers = defineOperation({
  id: 'data.listReceivers',
  method: 'GET',
  path: '/api/data/datasets/{id}/receivers',
  permission: 'data.read',
  summary: { zh: '数据使用系统', en: 'Systems that use a dataset' },
  params,
  query: Type.Object(page),
  response: pageOf(Receiver),
})

export const acknowledgeCorrection = defineOperation({
  id: 'data.acknowledgeCorrection',
  method: 'POST',
  path: '/api/data/error-reports/{id}/acknowledgement',
  permission: 'data.read',
  summary: { zh: '确认已接收更正', en: 'Acknowledge a correction' },
  params,
  body: Type.Object({ system: Type.String({ minLength: 1, maxLength: 100 }) }),
  response: Done,
})

export const getErrorStatistics = defineOperation({
  id: 'data.getErrorStatistics',
  method: 'GET',
  path: '/api/data/error-statistics',
  permission: 'data.read',
  summary: { zh: '数据错误统计', en: 'Errors by source' },
  response: Type.Array(
    Type.Object({
      organisationId: Id,
      organisationName: Type.String(),
      reports: Type.Integer(),
      corrected: Type.Integer(),
      kept: Type.Integer(),
      open: Type.Integer(),
      repeated: Type.Integer({ description: 'Values that were doubted again after a decision.' }),
      meanHours: Type.Union([Type.Number(), Type.Null()], { description: 'From report to decision.' }),
      perMillion: Type.Union([Type.Number(), Type.Null()], {
        description: 'Corrected values in a million rows.',
      }),
    }),
  ),
})
