import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, Text } from './shapes.ts'

const Nature = oneOf('good', 'neutral', 'bad')

export const CreditItemView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  nature: Nature,
  subject: oneOf('person', 'organisation', 'both'),
  category: Type.String(),
  basis: Type.String(),
  disclosure: oneOf('public', 'authorised', 'government'),
  retentionMonths: Type.Integer(),
  reportDays: nullable(Type.Integer()),
  publicity: nullable(Type.Object({ min: Type.Integer(), max: Type.Integer() })),
  records: Type.Integer(),
})
export type CreditItemView = Static<typeof CreditItemView>

export const listCreditItems = defineOperation({
  id: 'services.listCreditItems',
  method: 'GET',
  path: '/api/services/credit-items',
  permission: 'public',
  summary: { zh: '信用信息目录', en: 'Catalogue of credit items' },
  response: Type.Object({ items: Type.Array(CreditItemView) }),
})

/** One fact of a file. Numbers and names of persons are masked where the public reads. */
export const CreditRecord = Type.Object({
  id: Id,
  itemId: Type.String(),
  itemTitle: Type.String(),
  nature: Nature,
  subjectId: Id,
  subjectName: Type.String(),
  subjectNumber: Type.String(),
  organisationName: Type.String(),
  documentNumber: Type.String(),
  content: Type.String(),
  basis: Type.String(),
  decidedDay: Day,
  deliveredTime: Time,
  /** Last day of the seven working days, for what must be published. */
  dueDay: nullable(Day),
  late: Type.Boolean(),
  validUntil: Day,
  publicUntil: nullable(Day),
  state: oneOf('active', 'corrected', 'withdrawn'),
  /** 公示中, 不公示, 已停止公示 */
  publicity: oneOf('public', 'not-public', 'ended'),
  repaired: Type.Boolean(),
  objection: Type.Boolean(),
  note: nullable(Type.String()),
})
export type CreditRecord = Static<typeof CreditRecord>

const recordBody = {
  itemId: Type.String({ maxLength: 80 }),
  subjectKind: oneOf('person', 'organisation'),
  subjectName: Text(100),
  subjectNumber: Type.String({ maxLength: 40 }),
  documentNumber: Text(100),
  content: Text(1000),
  decidedDay: Day,
  basis: Type.Optional(Type.String({ maxLength: 300 })),
}

export const CreditBatch = Type.Object({
  id: Id,
  organisationName: Type.String(),
  total: Type.Integer(),
  accepted: Type.Integer(),
  late: Type.Integer(),
  rejects: Type.Array(Type.Object({ row: Type.Integer(), reason: Type.String() })),
  createdTime: Time,
})
export type CreditBatch = Static<typeof CreditBatch>

export const reportCredit = defineOperation({
  id: 'services.reportCredit',
  method: 'POST',
  path: '/api/services/credit-batches',
  permission: 'services.credit-report',
  summary: { zh: '报送信用信息', en: 'Report credit facts' },
  body: Type.Object({
    rows: Type.Array(Type.Object(Type.Partial(Type.Object(recordBody)).properties), {
      minItems: 1,
      maxItems: 5000,
    }),
  }),
  response: CreditBatch,
  creates: true,
})

export const listCreditBatches = defineOperation({
  id: 'services.listCreditBatches',
  method: 'GET',
  path: '/api/services/credit-batches',
  permission: 'services.credit-report',
  summary: { zh: '报送记录', en: 'Reports' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(CreditBatch),
})

export const listCreditRecords = defineOperation({
  id: 'services.listCreditRecords',
  method: 'GET',
  path: '/api/services/credit-records',
  permission: 'services.credit-read',
  summary: { zh: '信用信息', en: 'Credit facts' },
  query: Type.Object({
    ...pageQuery,
    itemId: Type.Optional(Type.String()),
    late: Type.Optional(Type.Boolean()),
    objection: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(CreditRecord),
})

export const correctCreditRecord = defineOperation({
  id: 'services.correctCreditRecord',
  method: 'POST',
  path: '/api/services/credit-records/{id}/correction',
  permission: 'services.credit-report',
  summary: { zh: '更正或撤销信用信息', en: 'Correct or withdraw a fact' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    withdraw: Type.Boolean(),
    content: Type.Optional(Text(1000)),
    reason: Text(500),
  }),
  response: CreditRecord,
})

/** 公示: what the public may read, without signing in. */
export const listPublicCredit = defineOperation({
  id: 'services.listPublicCredit',
  method: 'GET',
  path: '/api/services/public-credit',
  permission: 'public',
  summary: { zh: '信用公示', en: 'Public credit facts' },
  query: Type.Object({ ...pageQuery, nature: Type.Optional(Nature) }),
  response: pageOf(CreditRecord),
})

export const listPublicLists = defineOperation({
  id: 'services.listPublicLists',
  method: 'GET',
  path: '/api/services/public-credit-lists',
  permission: 'public',
  summary: { zh: '红黑名单公示', en: 'Public lists' },
  query: Type.Object({ ...pageQuery, list: Type.Optional(oneOf('serious', 'attention', 'red')) }),
  response: pageOf(
    Type.Object({
      list: oneOf('serious', 'attention', 'red'),
      subjectName: Type.String(),
      subjectNumber: Type.String(),
      basis: Type.String(),
      decisionNumber: Type.String(),
      fromDay: Day,
      untilDay: Day,
    }),
  ),
})

const Point = Type.Object({
  itemId: Type.String(),
  title: Type.String(),
  points: Type.Number(),
  recordId: nullable(Id),
  text: Type.String(),
})

/** A score with every point explained: model, version, the facts behind it. */
export const CreditScore = Type.Object({
  modelId: Type.String(),
  modelTitle: Type.String(),
  version: Type.Integer(),
  score: Type.Number(),
  grade: oneOf('A', 'B', 'C', 'D'),
  supervision: Type.Integer({ description: 'Share of inspections drawn, percent.' }),
  visitsPerYear: Type.Integer(),
  points: Type.Array(Point),
  hints: Type.Array(Type.String()),
  computedTime: Time,
})
export type CreditScore = Static<typeof CreditScore>

export const CreditListEntry = Type.Object({
  id: Id,
  list: oneOf('serious', 'attention', 'red'),
  subjectId: Id,
  subjectName: Type.String(),
  subjectNumber: Type.String(),
  reason: Type.String(),
  basis: Type.String(),
  decisionNumber: Type.String(),
  state: oneOf('notified', 'listed', 'removed', 'dropped'),
  statement: nullable(Type.String()),
  statementUntil: nullable(Time),
  fromDay: nullable(Day),
  untilDay: nullable(Day),
  organisationName: Type.String(),
  measures: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), basis: Type.String() })),
})
export type CreditListEntry = Static<typeof CreditListEntry>

export const CreditFile = Type.Object({
  subjectId: Id,
  subjectKind: oneOf('person', 'organisation'),
  subjectName: Type.String(),
  subjectNumber: Type.String(),
  records: Type.Array(CreditRecord),
  lists: Type.Array(CreditListEntry),
  scores: Type.Array(CreditScore),
  /** Number and digest of a report that can be verified in the ledger. */
  report: nullable(Type.Object({ number: Type.String(), digest: Type.String(), signature: Type.String() })),
})
export type CreditFile = Static<typeof CreditFile>

export const getMyCredit = defineOperation({
  id: 'services.getMyCredit',
  method: 'GET',
  path: '/api/services/my-credit',
  permission: 'services.apply',
  summary: { zh: '我的信用', en: 'My credit' },
  response: Type.Object({
    file: CreditFile,
    /** Whether the person has agreed to be scored; null for organisations, which are rated by law. */
    consent: nullable(Type.Boolean()),
    queries: Type.Array(
      Type.Object({
        time: Time,
        organisationName: Type.String(),
        purpose: Type.String(),
        way: Type.String(),
      }),
    ),
  }),
})

export const setScoreConsent = defineOperation({
  id: 'services.setScoreConsent',
  method: 'PUT',
  path: '/api/services/my-credit/score',
  permission: 'services.apply',
  summary: { zh: '开通或关闭个人信用分', en: 'Agree to a personal score or withdraw' },
  body: Type.Object({ agreed: Type.Boolean() }),
  response: Done,
})

export const queryCredit = defineOperation({
  id: 'services.queryCredit',
  method: 'POST',
  path: '/api/services/credit-queries',
  permission: 'services.credit-read',
  summary: { zh: '查询信用档案', en: 'Query a credit file' },
  body: Type.Object({
    number: Type.String({ maxLength: 40 }),
    purpose: Text(200),
    /** Code of the subject’s authorisation; without it only public and government facts are shown. */
    authorisation: Type.Optional(Type.String({ maxLength: 40 })),
    report: Type.Optional(Type.Boolean({ description: 'Make a numbered, signed report.' })),
  }),
  response: CreditFile,
})

export const authoriseCreditQuery = defineOperation({
  id: 'services.authoriseCreditQuery',
  method: 'POST',
  path: '/api/services/my-credit/authorisations',
  permission: 'services.apply',
  summary: { zh: '授权查询我的信用', en: 'Authorise a query' },
  body: Type.Object({
    toName: Text(100),
    purpose: Text(200),
    hours: Type.Integer({ minimum: 1, maximum: 8760 }),
  }),
  response: Type.Object({ code: Type.String(), untilTime: Time }),
  creates: true,
})

/** Whether a subject is hit by a list, and what follows: asked by approval, bidding, subsidies. Every use is kept. */
export const checkSubject = defineOperation({
  id: 'services.checkSubject',
  method: 'POST',
  path: '/api/services/credit-checks',
  permission: 'services.credit-read',
  summary: { zh: '主体信用核查', en: 'Check a subject against the lists' },
  body: Type.Object({
    number: Type.String({ maxLength: 40 }),
    use: Text(60),
    reference: Type.Optional(Type.String({ maxLength: 100 })),
    taken: Type.Optional(Type.String({ maxLength: 300, description: 'What was done, as feedback.' })),
  }),
  response: Type.Object({
    verdict: oneOf('open', 'refuse', 'priority', 'commitment-barred'),
    text: Type.String(),
    reasons: Type.Array(Type.Object({ text: Type.String(), basis: Type.String() })),
    decisionNumbers: Type.Array(Type.String()),
    grade: nullable(Type.String()),
    supervision: nullable(Type.Integer()),
  }),
})

export const listMeasureUses = defineOperation({
  id: 'services.listMeasureUses',
  method: 'GET',
  path: '/api/services/credit-checks',
  permission: 'services.credit-read',
  summary: { zh: '联合奖惩执行反馈', en: 'Measures carried out' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(
    Type.Object({
      id: Id,
      time: Time,
      subjectName: Type.String(),
      use: Type.String(),
      verdict: Type.String(),
      measures: Type.Array(Type.String()),
      organisationName: Type.String(),
      reference: nullable(Type.String()),
      taken: nullable(Type.String()),
    }),
  ),
})

export const getCreditFigures = defineOperation({
  id: 'services.getCreditFigures',
  method: 'GET',
  path: '/api/services/credit-figures',
  permission: 'services.credit-read',
  summary: { zh: '信用运行统计', en: 'Figures of credit' },
  response: Type.Object({
    registered: Type.Integer({ description: 'Organisations registered.' }),
    withFile: Type.Integer(),
    coverage: nullable(Type.Number({ description: 'Percent.' })),
    records: Type.Integer(),
    late: Type.Array(
      Type.Object({ organisationName: Type.String(), late: Type.Integer(), total: Type.Integer() }),
    ),
    objections: Type.Object({
      total: Type.Integer(),
      open: Type.Integer(),
      overdue: Type.Integer(),
      overturned: Type.Integer(),
    }),
    repairs: Type.Object({ total: Type.Integer(), granted: Type.Integer() }),
  }),
})
