import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** 分层: as it came, standardised, one of the base databases, a theme, made for one use. */
export const DataLayer = oneOf('raw', 'standard', 'base', 'theme', 'application')
export type DataLayer = Static<typeof DataLayer>

/** 资源分类 of 《政务信息资源目录编制指南（试行）》: 基础、主题、部门. */
export const DatasetKind = oneOf('base', 'theme', 'department')
export type DatasetKind = Static<typeof DatasetKind>

/** 共享类型 and, with the same words, 开放类型: 无条件, 有条件, 不予. */
export const AccessKind = oneOf('unconditional', 'conditional', 'none')
export type AccessKind = Static<typeof AccessKind>

/** 更新周期 of the catalogue guide. */
export const UpdateCycle = oneOf('live', 'day', 'week', 'month', 'quarter', 'year', 'irregular')
export type UpdateCycle = Static<typeof UpdateCycle>

/** 数据级别, GB/T 43697-2024: general data in four steps of care, important, core. Ungraded counts as the strictest of general. */
export const DataGrade = oneOf('general-1', 'general-2', 'general-3', 'general-4', 'important', 'core')
export type DataGrade = Static<typeof DataGrade>

/** What a value can be. `date` is a calendar day, `time` an instant, `geometry` a GeoJSON geometry. */
export const FieldType = oneOf('text', 'integer', 'number', 'boolean', 'date', 'time', 'geometry')
export type FieldType = Static<typeof FieldType>

/** Kinds of values that tell of a person or are secret by themselves. */
export const SensitiveKind = oneOf(
  'citizen-id',
  'person-name',
  'phone',
  'address',
  'bank-card',
  'plate',
  'uscc',
  'birth-date',
  'email',
)
export type SensitiveKind = Static<typeof SensitiveKind>

/** How a value is shown to whoever may not see it: partly, as a token that joins, rounded, or not at all. */
export const MaskKind = oneOf('none', 'partial', 'token', 'generalise', 'hide')
export type MaskKind = Static<typeof MaskKind>

export const FieldName = Type.String({
  pattern: '^[\\p{L}][\\p{L}\\p{N}_]{0,62}$',
  description: 'Letters (Chinese too), digits, underscore; not starting with a digit or underscore.',
})

/** 信息项: one column of a dataset. */
export const DatasetField = Type.Object({
  name: FieldName,
  title: Type.String({ minLength: 1, maxLength: 100 }),
  type: FieldType,
  unit: Type.Optional(Type.Union([Type.String({ maxLength: 20 }), Type.Null()])),
  description: Type.Optional(Type.String({ maxLength: 500 })),
  isKey: Type.Optional(Type.Boolean({ description: 'Part of what tells one row from another.' })),
  element: Type.Optional(
    Type.Union([Type.String({ maxLength: 80 }), Type.Null()], {
      description: 'Code of the data element it follows.',
    }),
  ),
  sensitive: Type.Optional(Type.Union([SensitiveKind, Type.Null()])),
  grade: Type.Optional(Type.Union([DataGrade, Type.Null()])),
  mask: Type.Optional(MaskKind),
  suspected: Type.Optional(
    Type.Union([SensitiveKind, Type.Null()], {
      description:
        'What a scan took the column for while nobody has graded it: until its owner decides it is shown as such a column is. Ignored when written.',
    }),
  ),
  isShared: Type.Optional(Type.Boolean()),
  isOpen: Type.Optional(Type.Boolean()),
})
export type DatasetField = Static<typeof DatasetField>

export const DatasetState = oneOf('draft', 'in-review', 'published', 'withdrawn')
export type DatasetState = Static<typeof DatasetState>

const described = {
  name: Type.String({ minLength: 2, maxLength: 120 }),
  abstract: Type.String({ maxLength: 2000 }),
  kind: DatasetKind,
  theme: Type.String({ maxLength: 40, description: 'Theme (信用体系) or base database (人口).' }),
  layer: DataLayer,
  sharing: AccessKind,
  sharingBasis: Type.Union([Type.String({ maxLength: 500 }), Type.Null()], {
    description: 'Condition of sharing, or the law that forbids it.',
  }),
  opening: AccessKind,
  openingBasis: Type.Union([Type.String({ maxLength: 500 }), Type.Null()]),
  cycle: UpdateCycle,
  grade: Type.Union([DataGrade, Type.Null()]),
  licence: Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
  keywords: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 20 }),
}

/** 数据资源: an entry of the catalogue with its columns and the table behind it. */
export const Dataset = Type.Object({
  id: Id,
  code: Type.String({ description: '目录代码: kind 1, 项 2, 目 3, 细目 variable, “/”, serial.' }),
  ...described,
  organisationId: Id,
  organisationName: Type.String(),
  divisionCode: Type.Union([Type.String(), Type.Null()]),
  state: DatasetState,
  revision: Type.Integer({ description: 'Counts changes of the entry.' }),
  fields: Type.Array(DatasetField),
  rows: Type.Union([Type.Integer(), Type.Null()], { description: 'Rows of the published version.' }),
  versionId: Type.Union([Id, Type.Null()]),
  updatedTime: Type.Union([Time, Type.Null()], { description: 'When the published version was published.' }),
  isOverdue: Type.Boolean({ description: '未按期更新: no version within the cycle and half of it.' }),
  qualityScore: Type.Union([Type.Number(), Type.Null()], { description: '0 to 100.' }),
  createdTime: Time,
  publishedTime: Type.Union([Time, Type.Null()]),
  withdrawnReason: Type.Union([Type.String(), Type.Null()]),
})
export type Dataset = Static<typeof Dataset>

const { sharingBasis, openingBasis, grade, licence, keywords, ...needed } = described
export const DatasetInput = Type.Object({
  ...needed,
  ...Type.Partial(Type.Object({ sharingBasis, openingBasis, grade, licence, keywords })).properties,
  organisationId: Type.Optional(Id),
  fields: Type.Array(DatasetField, { minItems: 1, maxItems: 400 }),
})
export type DatasetInput = Static<typeof DatasetInput>

const params = Type.Object({ id: Id })

export const listDatasets = defineOperation({
  id: 'data.listDatasets',
  method: 'GET',
  path: '/api/data/datasets',
  permission: 'data.read',
  summary: { zh: '查询数据资源目录', en: 'List datasets of the catalogue' },
  query: Type.Object({
    ...pageQuery,
    kind: Type.Optional(DatasetKind),
    theme: Type.Optional(Type.String({ maxLength: 40 })),
    layer: Type.Optional(DataLayer),
    organisation: Type.Optional(Id),
    sharing: Type.Optional(AccessKind),
    opening: Type.Optional(AccessKind),
    state: Type.Optional(DatasetState),
    field: Type.Optional(Type.String({ maxLength: 64, description: 'Name or title of a column.' })),
    isOverdue: Type.Optional(Type.Boolean()),
    order: Type.Optional(oneOf('newest', 'name', 'quality')),
  }),
  response: pageOf(Dataset),
})

export const getDataset = defineOperation({
  id: 'data.getDataset',
  method: 'GET',
  path: '/api/data/datasets/{id}',
  permission: 'data.read',
  summary: { zh: '查看数据资源', en: 'See a dataset' },
  params,
  response: Dataset,
})

export const createDataset = defineOperation({
  id: 'data.createDataset',
  method: 'POST',
  path: '/api/data/datasets',
  permission: 'data.own',
  summary: { zh: '登记数据资源', en: 'Register a dataset' },
  body: DatasetInput,
  response: Dataset,
  creates: true,
})

export const changeDataset = defineOperation({
  id: 'data.changeDataset',
  method: 'PATCH',
  path: '/api/data/datasets/{id}',
  permission: 'data.own',
  summary: { zh: '修改数据资源', en: 'Change a dataset' },
  params,
  body: Type.Partial(
    Type.Object({ ...described, fields: Type.Array(DatasetField, { minItems: 1, maxItems: 400 }) }),
  ),
  response: Dataset,
})
