import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { FieldType, SensitiveKind } from './datasets.ts'

const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const CodeItem = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 60 }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  synonyms: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
  isWithdrawn: Type.Optional(Type.Boolean({ description: 'No longer used, still shown with old data.' })),
})
export type CodeItem = Static<typeof CodeItem>

/** 代码集 with the version in force; versions are dated. */
export const CodeSet = Type.Object({
  code: Code,
  name: Type.String(),
  standard: Type.String({ description: 'GB/T 2261.1-2003' }),
  version: Type.String(),
  validFrom: Day,
  versions: Type.Array(Type.String()),
  codes: Type.Array(CodeItem),
})
export type CodeSet = Static<typeof CodeSet>

const described = {
  name: Type.String({ minLength: 1, maxLength: 80 }),
  definition: Type.String({ maxLength: 1000 }),
  synonyms: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 30 }),
  type: FieldType,
  maxLength: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  pattern: Type.Union([Type.String({ maxLength: 400 }), Type.Null()]),
  identifier: Type.Union([oneOf('citizen-id', 'uscc', 'bank-card', 'phone'), Type.Null()]),
  codeSet: Type.Union([Code, Type.Null()]),
  sensitive: Type.Union([SensitiveKind, Type.Null()]),
  standard: Type.String({ maxLength: 200 }),
}

export const ElementState = oneOf('draft', 'in-review', 'published', 'withdrawn')

/** 数据元, GB/T 19488: what a column means and how its values are written. */
export const DataElement = Type.Object({
  code: Code,
  ...described,
  state: ElementState,
  revision: Type.Integer(),
  deadline: Type.Union([Day, Type.Null()], {
    description: 'Until when users of the element follow its change.',
  }),
  usedBy: Type.Integer({ description: 'Columns mapped to it.' }),
})
export type DataElement = Static<typeof DataElement>

export const DeviationKind = oneOf('unmapped', 'type', 'length', 'pattern', 'check-digit', 'code-set')

/** 偏差: where a column departs from its element. */
export const Deviation = Type.Object({
  field: Type.String(),
  title: Type.String(),
  element: Type.Union([Type.String(), Type.Null()]),
  kind: DeviationKind,
  message: Type.String({ description: '代码不符 …' }),
  rows: Type.Integer({ description: 'Rows that depart.' }),
  mapping: Type.Array(
    Type.Object({
      value: Type.String(),
      rows: Type.Integer(),
      code: Type.Union([Type.String(), Type.Null()], {
        description: 'Proposed code; null when none is alike.',
      }),
    }),
  ),
})
export type Deviation = Static<typeof Deviation>

export const Waiver = Type.Object({
  id: Id,
  field: Type.String(),
  reason: Type.String(),
  until: Time,
  userName: Type.String(),
  isExpired: Type.Boolean(),
})
export type Waiver = Static<typeof Waiver>

const params = Type.Object({ id: Id })

export const listCodeSets = defineOperation({
  id: 'data.listCodeSets',
  method: 'GET',
  path: '/api/data/code-sets',
  permission: 'data.read',
  summary: { zh: '代码集', en: 'Code sets' },
  query: Type.Object({ day: Type.Optional(Day) }),
  response: Type.Array(CodeSet),
})

export const putCodeSet = defineOperation({
  id: 'data.putCodeSet',
  method: 'PUT',
  path: '/api/data/code-sets/{code}',
  permission: 'data.govern',
  summary: { zh: '登记代码集版本', en: 'Put a version of a code set' },
  params: Type.Object({ code: Code }),
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 80 }),
    standard: Type.String({ minLength: 1, maxLength: 200 }),
    version: Type.String({ minLength: 1, maxLength: 40 }),
    validFrom: Day,
    codes: Type.Array(CodeItem, { minItems: 1, maxItems: 20_000 }),
  }),
  response: CodeSet,
})

export const listElements = defineOperation({
  id: 'data.listElements',
  method: 'GET',
  path: '/api/data/elements',
  permission: 'data.read',
  summary: { zh: '数据元', en: 'Data elements' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(ElementState) }),
  response: pageOf(DataElement),
})

export const putElement = defineOperation({
  id: 'data.putElement',
  method: 'PUT',
  path: '/api/data/elements/{code}',
  permission: 'data.govern',
  summary: { zh: '起草或修订数据元', en: 'Draft or revise a data element' },
  params: Type.Object({ code: Code }),
  body: Type.Object({ ...described, deadline: Type.Optional(Type.Union([Day, Type.Null()])) }),
  response: DataElement,
})

export const moveElement = defineOperation({
  id: 'data.moveElement',
  method: 'POST',
  path: '/api/data/elements/{code}/state',
  permission: 'data.govern',
  summary: { zh: '送审、发布或废止数据元', en: 'Submit, publish or withdraw a data element' },
  params: Type.Object({ code: Code }),
  body: Type.Object({ state: ElementState }),
  response: DataElement,
})

export const suggestElements = defineOperation({
  id: 'data.suggestElements',
  method: 'POST',
  path: '/api/data/datasets/{id}/element-suggestions',
  permission: 'data.own',
  summary: { zh: '推荐字段对标的数据元', en: 'Suggest elements for the columns of a dataset' },
  params,
  response: Type.Array(
    Type.Object({
      field: Type.String(),
      element: Type.String(),
      elementName: Type.String(),
      by: oneOf('name', 'content'),
      score: Type.Number(),
    }),
  ),
})

export const mapElements = defineOperation({
  id: 'data.mapElements',
  method: 'POST',
  path: '/api/data/datasets/{id}/elements',
  permission: 'data.own',
  summary: { zh: '字段对标数据元', en: 'Map columns to data elements' },
  params,
  body: Type.Object({
    mapping: Type.Record(Type.String(), Type.Union([Code, Type.Null()]), {
      description: 'Code of the element by name of the column.',
    }),
  }),
  response: Done,
})

export const checkConformity = defineOperation({
  id: 'data.checkConformity',
  method: 'POST',
  path: '/api/data/datasets/{id}/conformity',
  permission: 'data.own',
  summary: { zh: '标准符合性检查', en: 'Check a dataset against the standards' },
  params,
  response: Type.Object({
    score: Type.Number({ description: 'Columns without deviation or with a waiver ÷ columns × 100.' }),
    fields: Type.Integer(),
    deviations: Type.Array(Deviation),
    waivers: Type.Array(Waiver),
    releaseRefused: Type.Array(Type.String(), { description: 'Why a release would be refused.' }),
  }),
})

export const waiveElement = defineOperation({
  id: 'data.waiveElement',
  method: 'POST',
  path: '/api/data/datasets/{id}/waivers',
  permission: 'data.govern',
  summary: { zh: '豁免字段对标', en: 'Waive the mapping of a column for a while' },
  params,
  body: Type.Object({
    field: Type.String({ maxLength: 64 }),
    reason: Type.String({ minLength: 2, maxLength: 500 }),
    until: Time,
  }),
  response: Waiver,
  creates: true,
})

export const checkDesign = defineOperation({
  id: 'data.checkDesign',
  method: 'POST',
  path: '/api/data/design-check',
  permission: 'data.read',
  summary: { zh: '建表与接口设计检查', en: 'Check a design before it is built' },
  body: Type.Object({
    fields: Type.Array(
      Type.Object({
        name: Type.String({ maxLength: 64 }),
        type: FieldType,
        element: Type.Optional(Type.Union([Code, Type.Null()])),
        maxLength: Type.Optional(Type.Integer()),
      }),
      { minItems: 1, maxItems: 400 },
    ),
  }),
  response: Type.Object({
    findings: Type.Array(Type.Object({ field: Type.String(), message: Type.String() })),
  }),
})
