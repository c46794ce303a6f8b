import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { RowFilter } from './tables.ts'

/** 质量维度, GB/T 36344-2018 and 合法性: 规范性、完整性、准确性、一致性、时效性、可访问性、合法性. */
export const QualityDimension = oneOf(
  'conformity',
  'completeness',
  'accuracy',
  'consistency',
  'timeliness',
  'accessibility',
  'legality',
)
export type QualityDimension = Static<typeof QualityDimension>

export const QualityRuleKind = oneOf(
  'not-null',
  'range',
  'pattern',
  'check-digit',
  'code-set',
  'values',
  'cross-field',
  'reference',
  'freshness',
  'unique',
  'legal-basis',
  'readable',
)
export type QualityRuleKind = Static<typeof QualityRuleKind>

/** What a row must meet. A row without the value is not judged, except by `not-null` and `legal-basis`. */
export const QualitySpec = Type.Object({
  kind: QualityRuleKind,
  field: Type.Optional(Type.String({ maxLength: 64, description: 'Column judged.' })),
  fields: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), { maxItems: 8, description: 'Columns of `unique`.' }),
  ),
  min: Type.Optional(Type.String({ maxLength: 40 })),
  max: Type.Optional(Type.String({ maxLength: 40 })),
  pattern: Type.Optional(
    Type.String({ maxLength: 400, description: 'Regular expression (RE2) of the whole value.' }),
  ),
  identifier: Type.Optional(oneOf('citizen-id', 'uscc', 'bank-card', 'phone')),
  codeSet: Type.Optional(
    Type.String({ maxLength: 80, description: 'Code of a code set, as of the day of the check.' }),
  ),
  values: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 500 })),
  compare: Type.Optional(
    Type.Object({
      is: oneOf('eq', 'ne', 'lt', 'le', 'gt', 'ge'),
      field: Type.String({ maxLength: 64 }),
    }),
  ),
  reference: Type.Optional(Type.Object({ datasetId: Id, field: Type.String({ maxLength: 64 }) })),
  hours: Type.Optional(Type.Number({ minimum: 0.1, maximum: 876_000 })),
  when: Type.Optional(RowFilter),
})
export type QualitySpec = Static<typeof QualitySpec>

const ruleInput = {
  name: Type.String({ minLength: 2, maxLength: 100 }),
  dimension: QualityDimension,
  spec: QualitySpec,
  threshold: Type.Number({ minimum: 0, maximum: 1, description: 'Share of rows that must pass.' }),
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  isCritical: Type.Boolean({ description: 'A version that fails it is not published.' }),
}

export const QualityRule = Type.Object({
  id: Id,
  datasetId: Id,
  ...ruleInput,
  isActive: Type.Boolean(),
  revision: Type.Integer(),
})
export type QualityRule = Static<typeof QualityRule>

export const QualityResult = Type.Object({
  ruleId: Id,
  ruleName: Type.String(),
  ruleRevision: Type.Integer(),
  dimension: QualityDimension,
  numerator: Type.Integer({ description: 'Rows that pass.' }),
  denominator: Type.Integer({ description: 'Rows that are judged.' }),
  ratio: Type.Number(),
  threshold: Type.Number(),
  weight: Type.Number(),
  isCritical: Type.Boolean(),
  isPassed: Type.Boolean(),
})
export type QualityResult = Static<typeof QualityResult>

export const DimensionScores = Type.Record(Type.String(), Type.Number(), {
  description: 'Score by dimension, 0 to 100.',
})

/** One run of the rules of a dataset over one version. */
export const DataQualityCheck = Type.Object({
  id: Id,
  datasetId: Id,
  versionId: Type.Union([Id, Type.Null()]),
  cause: oneOf('load', 'schedule', 'demand', 'recheck'),
  state: oneOf('waiting', 'running', 'done', 'failed'),
  progress: Type.Number({ description: '0 to 1 of the rows the rules read.' }),
  score: Type.Union([Type.Number(), Type.Null()], { description: 'Σ weight × pass ratio ÷ Σ weight × 100.' }),
  dimensions: DimensionScores,
  error: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  doneTime: Type.Union([Time, Type.Null()]),
})
export type DataQualityCheck = Static<typeof DataQualityCheck>

export const QualityIssueState = oneOf('open', 'rechecking', 'resolved')

export const QualityIssue = Type.Object({
  id: Id,
  datasetId: Id,
  datasetName: Type.String(),
  ruleId: Id,
  ruleName: Type.String(),
  dimension: QualityDimension,
  isCritical: Type.Boolean(),
  organisationId: Id,
  organisationName: Type.String(),
  state: QualityIssueState,
  failing: Type.Integer({ description: 'Rows that fail.' }),
  openedTime: Time,
  resolvedTime: Type.Union([Time, Type.Null()]),
  reopened: Type.Integer(),
  checkId: Id,
})
export type QualityIssue = Static<typeof QualityIssue>

export const ColumnProfile = Type.Object({
  field: Type.String(),
  title: Type.String(),
  rows: Type.Integer(),
  nulls: Type.Integer(),
  nullShare: Type.Number(),
  distinct: Type.Integer({ description: 'Estimate (HyperLogLog).' }),
  min: Type.Union([Type.String(), Type.Null()]),
  max: Type.Union([Type.String(), Type.Null()]),
  outliers: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Numbers more than three quartile distances outside the middle half.',
  }),
  patterns: Type.Array(Type.Object({ pattern: Type.String(), rows: Type.Integer() })),
})
export type ColumnProfile = Static<typeof ColumnProfile>

const params = Type.Object({ id: Id })
const page = { limit: pageQuery.limit, offset: pageQuery.offset }

export const listQualityRules = defineOperation({
  id: 'data.listQualityRules',
  method: 'GET',
  path: '/api/data/datasets/{id}/quality-rules',
  permission: 'data.read',
  summary: { zh: '质量规则', en: 'Quality rules of a dataset' },
  params,
  response: Type.Array(QualityRule),
})

export const createQualityRule = defineOperation({
  id: 'data.createQualityRule',
  method: 'POST',
  path: '/api/data/datasets/{id}/quality-rules',
  permission: 'data.own',
  summary: { zh: '新建质量规则', en: 'Add a quality rule' },
  params,
  body: Type.Object(ruleInput),
  response: QualityRule,
  creates: true,
})

export const changeQualityRule = defineOperation({
  id: 'data.changeQualityRule',
  method: 'PATCH',
  path: '/api/data/quality/rules/{id}',
  permission: 'data.own',
  summary: { zh: '修改质量规则', en: 'Change a quality rule' },
  params,
  body: Type.Partial(Type.Object({ ...ruleInput, isActive: Type.Boolean() })),
  response: QualityRule,
})

/** Hours of a column without a value, within one group of rows (a station). */
export const TimeGap = Type.Object({
  group: Type.Union([Type.String(), Type.Null()]),
  field: Type.String(),
  title: Type.String(),
  missing: Type.Integer({ description: 'Hours without a row or without a value.' }),
  spans: Type.Integer({ description: 'Runs of such hours.' }),
  from: Time,
  to: Time,
  hours: Type.Integer({ description: 'Length of the longest run.' }),
})
export type TimeGap = Static<typeof TimeGap>

export const profileDataset = defineOperation({
  id: 'data.profileDataset',
  method: 'POST',
  path: '/api/data/datasets/{id}/profile',
  permission: 'data.own',
  summary: { zh: '数据探查', en: 'Profile a dataset' },
  params,
  response: Type.Object({
    versionId: Id,
    columns: Type.Array(ColumnProfile),
    gaps: Type.Array(TimeGap),
    proposals: Type.Array(Type.Object(ruleInput)),
  }),
})

export const startQualityCheck = defineOperation({
  id: 'data.startQualityCheck',
  method: 'POST',
  path: '/api/data/datasets/{id}/quality-checks',
  permission: 'data.own',
  summary: { zh: '立即检查质量', en: 'Check the quality now' },
  params,
  response: DataQualityCheck,
  creates: true,
})

export const listQualityChecks = defineOperation({
  id: 'data.listQualityChecks',
  method: 'GET',
  path: '/api/data/datasets/{id}/quality-checks',
  permission: 'data.read',
  summary: { zh: '质量检查记录', en: 'Quality checks of a dataset' },
  params,
  query: Type.Object(page),
  response: pageOf(DataQualityCheck),
})

export const getQualityCheck = defineOperation({
  id: 'data.getQualityCheck',
  method: 'GET',
  path: '/api/data/quality/checks/{id}',
  permission: 'data.read',
  summary: { zh: '质量检查报告', en: 'Report of a quality check' },
  params,
  response: Type.Object({ ...DataQualityCheck.properties, results: Type.Array(QualityResult) }),
})

export const listQualityIssues = defineOperation({
  id: 'data.listQualityIssues',
  method: 'GET',
  path: '/api/data/quality/issues',
  permission: 'data.read',
  summary: { zh: '质量问题', en: 'Quality issues' },
  query: Type.Object({
    ...page,
    state: Type.Optional(QualityIssueState),
    dataset: Type.Optional(Id),
    organisation: Type.Optional(Id),
    dimension: Type.Optional(QualityDimension),
  }),
  response: pageOf(QualityIssue),
})

export const getQualityIssue = defineOperation({
  id: 'data.getQualityIssue',
  method: 'GET',
  path: '/api/data/quality/issues/{id}',
  permission: 'data.read',
  summary: { zh: '质量问题详情', en: 'A quality issue' },
  params,
  response: Type.Object({
    ...QualityIssue.properties,
    keyFields: Type.Array(Type.String()),
    keys: Type.Array(Type.String(), {
      description: 'Keys of failing rows, masked where they tell of somebody.',
    }),
    steps: Type.Array(
      Type.Object({
        time: Time,
        act: oneOf('opened', 'closed', 'reopened', 'still-failing', 'resolved'),
        userName: Type.Union([Type.String(), Type.Null()]),
        note: Type.Union([Type.String(), Type.Null()]),
        failing: Type.Union([Type.Integer(), Type.Null()]),
      }),
    ),
  }),
})

export const closeQualityIssue = defineOperation({
  id: 'data.closeQualityIssue',
  method: 'POST',
  path: '/api/data/quality/issues/{id}/close',
  permission: 'data.own',
  summary: { zh: '报整改完成（复检通过才关闭）', en: 'Report as mended; a check decides' },
  params,
  body: Type.Object({ note: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: QualityIssue,
})

const Unit = Type.Object({
  organisationId: Id,
  organisationName: Type.String(),
  datasets: Type.Integer(),
  score: Type.Number(),
  openIssues: Type.Integer(),
})

export const getQualityOverview = defineOperation({
  id: 'data.getQualityOverview',
  method: 'GET',
  path: '/api/data/quality/overview',
  permission: 'data.read',
  summary: { zh: '质量总览', en: 'Quality at a glance' },
  query: Type.Object({ organisation: Type.Optional(Id), dataset: Type.Optional(Id) }),
  response: Type.Object({
    score: Type.Union([Type.Number(), Type.Null()]),
    datasets: Type.Integer({ description: 'Datasets with a check.' }),
    openIssues: Type.Integer(),
    dimensions: DimensionScores,
    units: Type.Array(Unit),
    trend: Type.Array(Type.Object({ day: Type.String(), score: Type.Number(), checks: Type.Integer() })),
  }),
})

export const listDatasetQuality = defineOperation({
  id: 'data.listDatasetQuality',
  method: 'GET',
  path: '/api/data/quality/datasets',
  permission: 'data.read',
  summary: { zh: '各资源质量状态', en: 'Quality of each dataset' },
  query: Type.Object({ ...pageQuery, organisation: Type.Optional(Id) }),
  response: pageOf(
    Type.Object({
      datasetId: Id,
      name: Type.String(),
      organisationName: Type.String(),
      score: Type.Union([Type.Number(), Type.Null()]),
      rules: Type.Integer(),
      openIssues: Type.Integer(),
      checkedTime: Type.Union([Time, Type.Null()]),
      isUsable: Type.Boolean({
        description: '质量可使用: no open issue of a critical rule and a score of 80 or more.',
      }),
      isWatched: Type.Boolean({ description: '状态可感知: checked within its cycle.' }),
      isTraceable: Type.Boolean({ description: '应用可追溯: where it comes from or goes to is known.' }),
      isAccountable: Type.Boolean({
        description: '责任可落实: an organisation answers for it and is late with no task.',
      }),
    }),
  ),
})
