import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { FieldName, FieldType } from './datasets.ts'

/** What tells the subjects of a theme apart: themes reuse the keys of the base databases. */
export const ThemeKey = oneOf('citizen-id', 'uscc', 'address', 'division')
export type ThemeKey = Static<typeof ThemeKey>

/** Where an attribute comes from: a column of a dataset, and the column of its key. The first that has a value counts. */
export const ThemeSource = Type.Object({ datasetId: Id, field: FieldName, keyField: FieldName })
export type ThemeSource = Static<typeof ThemeSource>

export const ThemeAttribute = Type.Object({
  name: FieldName,
  title: Type.String({ minLength: 1, maxLength: 100 }),
  type: FieldType,
  sources: Type.Array(ThemeSource, { maxItems: 5 }),
  organisationId: Type.Union([Id, Type.Null()], { description: 'The department that should deliver it.' }),
})
export type ThemeAttribute = Static<typeof ThemeAttribute>

const themeFields = {
  name: Type.String({ minLength: 2, maxLength: 60 }),
  subject: Type.String({
    minLength: 1,
    maxLength: 40,
    description: 'What a row is about: 独居老人, 餐饮单位.',
  }),
  key: ThemeKey,
  divisionCode: Type.String({ pattern: '^[0-9]{6}$' }),
  masterOf: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), {
      maxItems: 100,
      description: 'Attributes other themes hold too, of which this theme is the master.',
    }),
  ),
  attributes: Type.Array(ThemeAttribute, { minItems: 1, maxItems: 200 }),
}

export const Theme = Type.Object({
  id: Id,
  ...themeFields,
  masterOf: Type.Array(Type.String()),
  organisationId: Id,
  organisationName: Type.String(),
  datasetId: Type.Union([Id, Type.Null()]),
  builtTime: Type.Union([Time, Type.Null()]),
  rows: Type.Union([Type.Integer(), Type.Null()]),
  state: oneOf('in-use', 'retired'),
})
export type Theme = Static<typeof Theme>

/** How far a theme is filled: attributes with a source that delivers ÷ all. */
export const ThemeCoverage = Type.Object({
  attributes: Type.Integer(),
  delivered: Type.Integer(),
  percent: Type.Number(),
  missing: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      organisationName: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  filled: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      percent: Type.Union([Type.Number(), Type.Null()], {
        description: 'Rows with a value, of those built.',
      }),
    }),
  ),
})
export type ThemeCoverage = Static<typeof ThemeCoverage>

const params = Type.Object({ id: Id })

export const listThemes = defineOperation({
  id: 'data.listThemes',
  method: 'GET',
  path: '/api/data/themes',
  permission: 'data.read',
  summary: { zh: '主题数据库', en: 'Theme databases' },
  query: Type.Object(pageQuery),
  response: pageOf(Theme),
})

export const createTheme = defineOperation({
  id: 'data.createTheme',
  method: 'POST',
  path: '/api/data/themes',
  permission: 'data.process',
  summary: { zh: '新建主题库', en: 'Make a theme database' },
  body: Type.Object(themeFields),
  response: Theme,
  creates: true,
})

export const changeTheme = defineOperation({
  id: 'data.changeTheme',
  method: 'PUT',
  path: '/api/data/themes/{id}',
  permission: 'data.process',
  summary: { zh: '修改主题库', en: 'Change a theme database' },
  params,
  body: Type.Object(themeFields),
  response: Theme,
})

export const getTheme = defineOperation({
  id: 'data.getTheme',
  method: 'GET',
  path: '/api/data/themes/{id}',
  permission: 'data.read',
  summary: { zh: '主题库与覆盖情况', en: 'A theme database and its coverage' },
  params,
  response: Type.Object({ theme: Theme, coverage: ThemeCoverage }),
})

export const buildTheme = defineOperation({
  id: 'data.buildTheme',
  method: 'POST',
  path: '/api/data/themes/{id}/build',
  permission: 'data.process',
  summary: { zh: '生成主题库数据', en: 'Build the table of a theme' },
  params,
  response: Theme,
})

export const retireTheme = defineOperation({
  id: 'data.retireTheme',
  method: 'POST',
  path: '/api/data/themes/{id}/retire',
  permission: 'data.govern',
  summary: { zh: '停用主题库', en: 'Retire a theme' },
  params,
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 300 }) }),
  response: Theme,
})
