import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { CreditListEntry, CreditRecord } from './credit.ts'
import { Text } from './shapes.ts'

/** 异议: the fact is marked until its source has verified it. */
export const CreditObjection = Type.Object({
  id: Id,
  number: Type.String(),
  record: CreditRecord,
  text: Type.String(),
  state: oneOf('open', 'upheld', 'rejected'),
  answer: nullable(Type.String()),
  askedTime: Time,
  dueTime: Time,
  overdue: Type.Boolean(),
  answeredTime: nullable(Time),
})
export type CreditObjection = Static<typeof CreditObjection>

export const objectToCredit = defineOperation({
  id: 'services.objectToCredit',
  method: 'POST',
  path: '/api/services/my-credit/objections',
  permission: 'services.apply',
  summary: { zh: '提出信用异议', en: 'Object to a fact' },
  body: Type.Object({ recordId: Id, text: Text(1000) }),
  response: CreditObjection,
  creates: true,
})

export const listMyObjections = defineOperation({
  id: 'services.listMyObjections',
  method: 'GET',
  path: '/api/services/my-credit/objections',
  permission: 'services.apply',
  summary: { zh: '我的信用异议', en: 'My objections' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(CreditObjection),
})

export const listObjections = defineOperation({
  id: 'services.listObjections',
  method: 'GET',
  path: '/api/services/credit-objections',
  permission: 'services.credit-report',
  summary: { zh: '信用异议办理', en: 'Objections to answer' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    state: Type.Optional(oneOf('open', 'upheld', 'rejected')),
  }),
  response: pageOf(CreditObjection),
})

export const answerObjection = defineOperation({
  id: 'services.answerObjection',
  method: 'POST',
  path: '/api/services/credit-objections/{id}/answer',
  permission: 'services.credit-report',
  summary: { zh: '答复信用异议', en: 'Answer an objection' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    upheld: Type.Boolean({ description: 'The fact is corrected or withdrawn.' }),
    answer: Text(1000),
    content: Type.Optional(Text(1000)),
    withdraw: Type.Optional(Type.Boolean()),
  }),
  response: CreditObjection,
})

/** 信用修复: ends publicity, never the record. */
export const CreditRepair = Type.Object({
  id: Id,
  number: Type.String(),
  record: CreditRecord,
  proof: Type.String(),
  commitment: Type.String(),
  state: oneOf('review', 'granted', 'refused'),
  decision: nullable(Type.String()),
  askedTime: Time,
  dueTime: Time,
})
export type CreditRepair = Static<typeof CreditRepair>

export const askForRepair = defineOperation({
  id: 'services.askForRepair',
  method: 'POST',
  path: '/api/services/my-credit/repairs',
  permission: 'services.apply',
  summary: { zh: '申请信用修复', en: 'Ask for credit repair' },
  body: Type.Object({ recordId: Id, proof: Text(1000), commitment: Text(1000) }),
  response: CreditRepair,
  creates: true,
})

export const listRepairs = defineOperation({
  id: 'services.listRepairs',
  method: 'GET',
  path: '/api/services/credit-repairs',
  permission: 'services.credit-decide',
  summary: { zh: '信用修复审核', en: 'Repairs to decide' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(CreditRepair),
})

export const decideRepair = defineOperation({
  id: 'services.decideRepair',
  method: 'POST',
  path: '/api/services/credit-repairs/{id}/decision',
  permission: 'services.credit-decide',
  summary: { zh: '裁定信用修复', en: 'Decide on a repair' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ granted: Type.Boolean(), decision: Text(500) }),
  response: CreditRepair,
})

export const proposeListing = defineOperation({
  id: 'services.proposeListing',
  method: 'POST',
  path: '/api/services/credit-lists',
  permission: 'services.credit-decide',
  summary: { zh: '告知拟列入名单', en: 'Notify of listing' },
  body: Type.Object({
    list: oneOf('serious', 'attention', 'red'),
    number: Type.String({ maxLength: 40 }),
    reason: Text(500),
    basis: Text(300),
    decisionNumber: Text(100),
  }),
  response: CreditListEntry,
  creates: true,
})

export const listCreditLists = defineOperation({
  id: 'services.listCreditLists',
  method: 'GET',
  path: '/api/services/credit-lists',
  permission: 'services.credit-read',
  summary: { zh: '信用名单', en: 'Lists' },
  query: Type.Object({ ...pageQuery, list: Type.Optional(oneOf('serious', 'attention', 'red')) }),
  response: pageOf(CreditListEntry),
})

export const decideListing = defineOperation({
  id: 'services.decideListing',
  method: 'POST',
  path: '/api/services/credit-lists/{id}/decision',
  permission: 'services.credit-decide',
  summary: { zh: '决定列入、不列入或移出名单', en: 'Decide on a listing' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    to: oneOf('listed', 'dropped', 'removed'),
    months: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
    reason: Text(500),
  }),
  response: CreditListEntry,
})

export const stateAboutListing = defineOperation({
  id: 'services.stateAboutListing',
  method: 'POST',
  path: '/api/services/my-credit/lists/{id}/statement',
  permission: 'services.apply',
  summary: { zh: '对拟列入名单陈述申辩', en: 'Make a statement about a listing' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ text: Text(1000) }),
  response: Done,
})

/** Facts that changed since a time, for subscribers; facts under objection are left out of what is pushed. */
export const listCreditChanges = defineOperation({
  id: 'services.listCreditChanges',
  method: 'GET',
  path: '/api/services/credit-changes',
  permission: 'services.credit-read',
  summary: { zh: '信用信息变动推送', en: 'Changes for subscribers' },
  query: Type.Object({ since: Time, limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(CreditRecord),
})

export const listCreditModels = defineOperation({
  id: 'services.listCreditModels',
  method: 'GET',
  path: '/api/services/credit-models',
  permission: 'public',
  summary: { zh: '公开的信用评价模型', en: 'Published models' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        version: Type.Integer(),
        title: Type.String(),
        subject: oneOf('person', 'organisation'),
        base: Type.Number(),
        weights: Type.Array(
          Type.Object({
            itemId: Type.String(),
            title: Type.String(),
            points: Type.Number(),
            most: Type.Number(),
            halfLifeMonths: nullable(Type.Integer()),
          }),
        ),
        grades: Type.Array(
          Type.Object({
            grade: Type.String(),
            from: Type.Number(),
            supervision: Type.Integer(),
            visitsPerYear: Type.Integer(),
          }),
        ),
      }),
    ),
  }),
})

const CreditWeight = Type.Object({
  itemId: Type.String({ maxLength: 80 }),
  points: Type.Number({ minimum: -1000, maximum: 1000 }),
  most: Type.Number({ minimum: 0, maximum: 1000 }),
  halfLifeMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
})
export type CreditWeight = Static<typeof CreditWeight>

const backTestBody = {
  asOf: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
  months: Type.Integer({ minimum: 1, maximum: 60 }),
}

/** How well the grades of a day foretold the bad facts after it, and how groups of people come off. */
export const CreditBackTest = Type.Object({
  asOf: Type.String(),
  months: Type.Integer(),
  subjects: Type.Integer(),
  /** Share of pairs ranked rightly (0.5 is chance); null when nothing bad followed or to everybody. */
  auc: nullable(Type.Number()),
  byGrade: Type.Array(
    Type.Object({
      grade: Type.String(),
      subjects: Type.Integer(),
      withBadFact: Type.Integer(),
      percent: Type.Number(),
    }),
  ),
  /** Mean score of groups, and what the weights in force give them. */
  byKind: Type.Array(
    Type.Object({
      group: Type.String(),
      subjects: Type.Integer(),
      mean: Type.Number(),
      meanInForce: Type.Number(),
    }),
  ),
})
export type CreditBackTest = Static<typeof CreditBackTest>

export const backTestModel = defineOperation({
  id: 'services.backTestModel',
  method: 'POST',
  path: '/api/services/credit-models/{id}/back-tests',
  permission: 'services.credit-decide',
  summary: { zh: '信用模型回测', en: 'Back-test a model' },
  params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
  body: Type.Object({
    ...backTestBody,
    weights: Type.Optional(
      Type.Array(CreditWeight, { maxItems: 100, description: 'To try in place of those in force.' }),
    ),
  }),
  response: CreditBackTest,
})

/** 模型版本: weights written here, with the back-test they were judged by. */
export const CreditModelVersion = Type.Object({
  id: Id,
  modelId: Type.String(),
  modelTitle: Type.String(),
  version: Type.Integer(),
  weights: Type.Array(Type.Object({ ...CreditWeight.properties, title: Type.String() })),
  reason: Type.String(),
  backTest: CreditBackTest,
  state: oneOf('draft', 'published', 'replaced', 'dropped'),
  writtenByName: Type.String(),
  writtenByMe: Type.Boolean(),
  writtenTime: Time,
  decidedByName: nullable(Type.String()),
  decidedTime: nullable(Time),
})
export type CreditModelVersion = Static<typeof CreditModelVersion>

export const draftCreditModel = defineOperation({
  id: 'services.draftCreditModel',
  method: 'POST',
  path: '/api/services/credit-models/{id}/versions',
  permission: 'services.credit-decide',
  summary: { zh: '编制信用模型新版本', en: 'Write a version of a model' },
  params: Type.Object({ id: Type.String({ maxLength: 80 }) }),
  body: Type.Object({
    ...backTestBody,
    weights: Type.Array(CreditWeight, { minItems: 1, maxItems: 100 }),
    reason: Text(500),
  }),
  response: CreditModelVersion,
  creates: true,
})

export const listCreditModelVersions = defineOperation({
  id: 'services.listCreditModelVersions',
  method: 'GET',
  path: '/api/services/credit-model-versions',
  permission: 'services.credit-decide',
  summary: { zh: '信用模型版本', en: 'Versions of models' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset },
    state: Type.Optional(CreditModelVersion.properties.state),
  }),
  response: pageOf(CreditModelVersion),
})

export const decideCreditModel = defineOperation({
  id: 'services.decideCreditModel',
  method: 'POST',
  path: '/api/services/credit-model-versions/{id}/decision',
  permission: 'services.credit-decide',
  summary: { zh: '发布或放弃信用模型版本', en: 'Publish or drop a version of a model' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ publish: Type.Boolean() }),
  response: CreditModelVersion,
})

/** Weight of a subject in a random draw of inspections. */
export const getSupervisionWeights = defineOperation({
  id: 'services.getSupervisionWeights',
  method: 'POST',
  path: '/api/services/supervision-weights',
  permission: 'services.credit-read',
  summary: { zh: '信用分级监管参数', en: 'Parameters of graded supervision' },
  body: Type.Object({
    modelId: Type.String({ maxLength: 80 }),
    numbers: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 1000 }),
  }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        number: Type.String(),
        name: nullable(Type.String()),
        grade: nullable(Type.String()),
        supervision: nullable(Type.Integer()),
        visitsPerYear: nullable(Type.Integer()),
      }),
    ),
  }),
})
