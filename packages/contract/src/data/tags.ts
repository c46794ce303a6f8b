import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { RowFilter } from './tables.ts'

const Field = Type.String({ minLength: 1, maxLength: 64 })
const described = {
  name: Type.String({ minLength: 2, maxLength: 40 }),
  definition: Type.String({ minLength: 2, maxLength: 1000 }),
  basis: Type.String({ minLength: 2, maxLength: 500, description: 'Law it rests on.' }),
  datasetId: Id,
  keyField: Field,
  conditions: Type.Array(RowFilter, { minItems: 1, maxItems: 10, description: 'All must hold.' }),
  isSensitive: Type.Boolean(),
}

/** 标签: a statement about a subject that follows from data by a rule. */
export const Tag = Type.Object({
  id: Id,
  ...described,
  organisationId: Id,
  organisationName: Type.String(),
  state: oneOf('applied', 'published', 'refused', 'retired'),
  revision: Type.Integer(),
  holders: Type.Integer(),
  uses: Type.Integer(),
  isIdle: Type.Boolean({ description: 'Published and not used for 180 days.' }),
  computedTime: Type.Union([Time, Type.Null()]),
})
export type Tag = Static<typeof Tag>

export const TagPeriod = Type.Object({
  tagId: Id,
  tagName: Type.String(),
  start: Time,
  end: Type.Union([Time, Type.Null()]),
  rule: Type.String({ description: 'Why, in words.' }),
  ruleRevision: Type.Integer(),
  inputs: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  /** What people call the columns of `inputs`. */
  inputTitles: Type.Record(Type.String(), Type.String()),
  contested: Type.Union([Type.String(), Type.Null()]),
})
export type TagPeriod = Static<typeof TagPeriod>

const params = Type.Object({ id: Id })
const Subject = Type.String({ minLength: 1, maxLength: 200 })

export const listTags = defineOperation({
  id: 'data.listTags',
  method: 'GET',
  path: '/api/data/tags',
  permission: 'data.read',
  summary: { zh: '标签', en: 'Tags' },
  response: Type.Array(Tag),
})

export const applyForTag = defineOperation({
  id: 'data.applyForTag',
  method: 'POST',
  path: '/api/data/tags',
  permission: 'data.own',
  summary: { zh: '申请标签', en: 'Apply for a tag' },
  body: Type.Object(described),
  response: Tag,
  creates: true,
})

export const decideTag = defineOperation({
  id: 'data.decideTag',
  method: 'POST',
  path: '/api/data/tags/{id}/state',
  permission: 'data.review',
  summary: { zh: '批准、拒绝或停用标签', en: 'Approve, refuse or retire a tag' },
  params,
  body: Type.Object({ state: oneOf('published', 'refused', 'retired') }),
  response: Tag,
})

export const computeTag = defineOperation({
  id: 'data.computeTag',
  method: 'POST',
  path: '/api/data/tags/{id}/computation',
  permission: 'data.own',
  summary: { zh: '重新计算标签', en: 'Compute a tag now' },
  params,
  response: Tag,
})

export const selectGroup = defineOperation({
  id: 'data.selectGroup',
  method: 'POST',
  path: '/api/data/tag-groups',
  permission: 'data.analyse',
  summary: { zh: '按标签圈选人群', en: 'Select a group by tags' },
  body: Type.Object({
    has: Type.Array(Id, { minItems: 1, maxItems: 10 }),
    hasNot: Type.Optional(Type.Array(Id, { maxItems: 10 })),
    purpose: Type.String({ minLength: 4, maxLength: 500 }),
    list: Type.Optional(Type.Boolean({ description: 'With the subjects; the count comes first.' })),
    limit: pageQuery.limit,
    offset: pageQuery.offset,
  }),
  response: Type.Object({
    count: Type.Union([Type.Integer(), Type.Null()], { description: 'Null below the minimum.' }),
    shown: Type.String({ description: '少于10 below the minimum.' }),
    minimum: Type.Integer(),
    items: Type.Array(Type.String()),
  }),
})

export const getSubjectTags = defineOperation({
  id: 'data.getSubjectTags',
  method: 'POST',
  path: '/api/data/tag-profile',
  permission: 'data.analyse',
  summary: { zh: '对象画像与标签历史', en: 'Tags of a subject, with their past' },
  body: Type.Object({ subject: Subject, purpose: Type.String({ minLength: 4, maxLength: 500 }) }),
  response: Type.Object({ subject: Type.String(), periods: Type.Array(TagPeriod) }),
})

export const contestTag = defineOperation({
  id: 'data.contestTag',
  method: 'POST',
  path: '/api/data/tags/{id}/contest',
  permission: 'data.own',
  summary: { zh: '对标签提出异议', en: 'Contest a tag of a subject' },
  params,
  body: Type.Object({ subject: Subject, reason: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: Done,
})
