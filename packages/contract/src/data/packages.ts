import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const page = { limit: pageQuery.limit, offset: pageQuery.offset }
const byCode = Type.Object({ code: Type.String({ maxLength: 80 }) })
const Text = Type.Union([Type.String(), Type.Null()])

/** Where a part comes from: a column of a dataset by its key column, or an interface of a department. */
export const PartSource = Type.Union([
  Type.Object({
    kind: Type.Literal('dataset'),
    datasetId: Id,
    keyField: Type.String({ maxLength: 64 }),
    valueField: Type.String({ maxLength: 64 }),
  }),
  Type.Object({
    kind: Type.Literal('http'),
    name: Type.String({ minLength: 2, maxLength: 80 }),
    url: Type.String({
      pattern: '^https?://',
      maxLength: 500,
      description: 'Asked by POST {key, part}; answers {found, value, time}.',
    }),
    timeoutMs: Type.Integer({ minimum: 20, maximum: 30_000 }),
  }),
])
export type PartSource = Static<typeof PartSource>

export const PackagePart = Type.Object({
  name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,40}$' }),
  title: Type.String({ minLength: 1, maxLength: 60 }),
  sources: Type.Array(PartSource, { minItems: 1, maxItems: 5, description: 'Asked in this order.' }),
  allAgree: Type.Optional(
    Type.Boolean({
      description: 'All sources are asked, and those that know the subject must say the same.',
    }),
  ),
})
export type PackagePart = Static<typeof PackagePart>

const packageInput = {
  code: Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' }),
  title: Type.String({ minLength: 2, maxLength: 100 }),
  kind: oneOf('verify', 'bundle'),
  keyTitle: Type.String({ minLength: 2, maxLength: 60 }),
  parts: Type.Array(PackagePart, { minItems: 1, maxItems: 60 }),
  isComplete: Type.Boolean({ description: 'Whether “no record” proves absence.' }),
  needsConsent: Type.Boolean(),
  limitMs: Type.Integer({ minimum: 50, maximum: 30_000 }),
  freshHours: Type.Integer({
    minimum: 0,
    maximum: 8760,
    description: 'How old a kept answer may be; 0 keeps none.',
  }),
  perMinute: Type.Integer({ minimum: 1, maximum: 100_000 }),
}

/** 数据服务包: verification, or several data of one subject together. */
export const ServicePackage = Type.Object({
  id: Id,
  ...packageInput,
  organisationId: Id,
  organisationName: Type.String(),
  version: Type.Integer(),
  createdTime: Time,
})
export type ServicePackage = Static<typeof ServicePackage>

export const listServicePackages = defineOperation({
  id: 'data.listPackages',
  method: 'GET',
  path: '/api/data/packages',
  permission: 'data.read',
  summary: { zh: '查询数据服务包', en: 'List service packages' },
  query: Type.Object(page),
  response: pageOf(ServicePackage),
})

export const createServicePackage = defineOperation({
  id: 'data.createPackage',
  method: 'POST',
  path: '/api/data/packages',
  permission: 'data.own',
  summary: { zh: '定义数据服务包', en: 'Define a service package' },
  body: Type.Object(packageInput),
  response: ServicePackage,
  creates: true,
})

const isDisputed = Type.Boolean({ description: 'Somebody doubts the record it is of: 核查中.' })

/** 核验结论. `unverifiable` is never “no”. */
export const Verdict = oneOf('same', 'different', 'no-record', 'unverifiable')
export type Verdict = Static<typeof Verdict>

export const Verification = Type.Object({
  verdict: Verdict,
  text: Type.String({ description: '一致、不一致、无记录、无法核验(数据源超时).' }),
  source: Text,
  time: Type.Union([Time, Type.Null()], { description: 'When the source was of.' }),
  isProof: Type.Boolean({ description: 'Whether a negative answer proves absence.' }),
  isDisputed,
  packageVersion: Type.Integer(),
})
export type Verification = Static<typeof Verification>

const use = {
  purpose: Type.String({ minLength: 2, maxLength: 200 }),
  consent: Type.Optional(Type.String({ maxLength: 200, description: 'Reference of the person’s consent.' })),
}

export const verifyByPackage = defineOperation({
  id: 'data.verify',
  method: 'POST',
  path: '/api/data/packages/{code}/verify',
  permission: 'data.apply',
  summary: { zh: '核验', en: 'Verify values against their sources' },
  params: byCode,
  body: Type.Object({
    ...use,
    items: Type.Array(
      Type.Object({
        key: Type.String({ minLength: 1, maxLength: 60 }),
        values: Type.Record(Type.String(), Type.String()),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  response: Type.Object({ items: Type.Array(Verification) }),
})

export const FilledPart = Type.Object({
  name: Type.String(),
  title: Type.String(),
  value: Text,
  source: Type.String(),
  time: Time,
  isStale: Type.Boolean({ description: 'Kept from before, older than the package promises.' }),
  isDisputed,
})
export type FilledPart = Static<typeof FilledPart>

export const fetchByPackage = defineOperation({
  id: 'data.fetchPackage',
  method: 'POST',
  path: '/api/data/packages/{code}/fetch',
  permission: 'data.apply',
  summary: { zh: '调取数据服务包', en: 'Fetch what a package holds of one subject' },
  params: byCode,
  body: Type.Object({ ...use, key: Type.String({ minLength: 1, maxLength: 60 }) }),
  response: Type.Object({
    parts: Type.Array(FilledPart),
    missing: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), why: Type.String() })),
    packageVersion: Type.Integer(),
  }),
})

const formField = Type.Object({
  name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,40}$' }),
  title: Type.String({ minLength: 1, maxLength: 60 }),
  part: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'Part of the package that fills it.' }),
  ),
})
const formInput = {
  code: Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' }),
  title: Type.String({ minLength: 2, maxLength: 100 }),
  packageCode: Type.String({ maxLength: 80 }),
  fields: Type.Array(formField, { minItems: 1, maxItems: 200 }),
  savedMaterials: Type.Integer({ minimum: 0, maximum: 100 }),
}
export const PrefillForm = Type.Object({ id: Id, ...formInput })
export type PrefillForm = Static<typeof PrefillForm>

export const listPrefillForms = defineOperation({
  id: 'data.listPrefillForms',
  method: 'GET',
  path: '/api/data/prefill-forms',
  permission: 'data.read',
  summary: { zh: '查询自动填表的表单', en: 'List forms that are filled' },
  query: Type.Object(page),
  response: pageOf(PrefillForm),
})

export const createPrefillForm = defineOperation({
  id: 'data.createPrefillForm',
  method: 'POST',
  path: '/api/data/prefill-forms',
  permission: 'data.own',
  summary: { zh: '登记自动填表的表单', en: 'Register a form to be filled' },
  body: Type.Object(formInput),
  response: PrefillForm,
  creates: true,
})

export const openPrefill = defineOperation({
  id: 'data.openPrefill',
  method: 'POST',
  path: '/api/data/prefill-forms/{code}/open',
  permission: 'data.apply',
  summary: { zh: '打开并自动填表', en: 'Open a form and fill it' },
  params: byCode,
  body: Type.Object({ ...use, key: Type.String({ minLength: 1, maxLength: 60 }) }),
  response: Type.Object({
    prefillId: Id,
    fields: Type.Array(
      Type.Object({
        name: Type.String(),
        title: Type.String(),
        value: Text,
        origin: Type.Union([
          Type.Object({ source: Type.String(), time: Time, isStale: Type.Boolean(), isDisputed }),
          Type.Null(),
        ]),
        why: Type.Union([Type.String(), Type.Null()], {
          description: 'Why a field that could be filled is empty.',
        }),
      }),
    ),
    filled: Type.Integer(),
  }),
})

export const submitPrefill = defineOperation({
  id: 'data.submitPrefill',
  method: 'POST',
  path: '/api/data/prefills/{id}/submit',
  permission: 'data.apply',
  summary: { zh: '提交表单', en: 'Submit a filled form' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ values: Type.Record(Type.String(), Type.String({ maxLength: 500 })) }),
  response: Type.Object({ objections: Type.Integer(), filled: Type.Integer() }),
})

export const DataObjection = Type.Object({
  id: Id,
  datasetId: Type.Union([Id, Type.Null()]),
  datasetName: Text,
  field: Text,
  title: Type.String(),
  sourceValue: Text,
  statedValue: Text,
  source: Type.String(),
  userName: Type.String(),
  createdTime: Time,
  state: oneOf('open', 'corrected', 'kept'),
  answer: Text,
})
export type DataObjection = Static<typeof DataObjection>

export const listDataObjections = defineOperation({
  id: 'data.listObjections',
  method: 'GET',
  path: '/api/data/objections',
  permission: 'data.own',
  summary: { zh: '查询数据异议', en: 'List objections to values' },
  query: Type.Object({ ...page, state: Type.Optional(oneOf('open', 'corrected', 'kept')) }),
  response: pageOf(DataObjection),
})

export const answerDataObjection = defineOperation({
  id: 'data.answerObjection',
  method: 'POST',
  path: '/api/data/objections/{id}/answer',
  permission: 'data.own',
  summary: { zh: '答复数据异议', en: 'Answer an objection' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    state: oneOf('corrected', 'kept'),
    answer: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: DataObjection,
})

export const getPrefillStatistics = defineOperation({
  id: 'data.getPrefillStatistics',
  method: 'GET',
  path: '/api/data/prefill-statistics',
  permission: 'data.read',
  summary: { zh: '减材料统计', en: 'Fields and papers saved' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        code: Type.String(),
        title: Type.String(),
        opened: Type.Integer(),
        submitted: Type.Integer(),
        filledFields: Type.Integer(),
        editedFields: Type.Integer(),
        savedMaterials: Type.Integer(),
      }),
    ),
  }),
})
