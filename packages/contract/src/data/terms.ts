import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery } from '../common.ts'
import { defineOperation } from '../operation.ts'

const TermCode = Type.String({ pattern: '^[a-z][a-z0-9.-]{1,59}$' })

/** 业务术语: what a word means to the people who work with it, and the columns that hold it. */
export const BusinessTerm = Type.Object({
  code: TermCode,
  name: Type.String({ minLength: 1, maxLength: 60 }),
  definition: Type.String({ minLength: 2, maxLength: 1000 }),
  basis: Type.String({ maxLength: 200, description: 'Law, standard or document it is defined by.' }),
  fields: Type.Array(
    Type.Object({
      datasetId: Id,
      datasetName: Type.String(),
      organisationName: Type.String(),
      field: Type.String(),
      title: Type.String(),
    }),
  ),
})
export type BusinessTerm = Static<typeof BusinessTerm>

export const listTerms = defineOperation({
  id: 'data.listTerms',
  method: 'GET',
  path: '/api/data/terms',
  permission: 'data.read',
  summary: { zh: '业务术语', en: 'Business terms' },
  query: Type.Object({
    ...pageQuery,
    dataset: Type.Optional(Id),
  }),
  response: pageOf(BusinessTerm),
})

export const putTerm = defineOperation({
  id: 'data.putTerm',
  method: 'PUT',
  path: '/api/data/terms/{code}',
  permission: 'data.govern',
  summary: { zh: '登记或修改业务术语', en: 'Define a business term' },
  params: Type.Object({ code: TermCode }),
  body: Type.Object({
    name: BusinessTerm.properties.name,
    definition: BusinessTerm.properties.definition,
    basis: BusinessTerm.properties.basis,
  }),
  response: BusinessTerm,
})

export const bindTerm = defineOperation({
  id: 'data.bindTerm',
  method: 'PUT',
  path: '/api/data/datasets/{id}/term-bindings',
  permission: 'data.own',
  summary: { zh: '把信息项绑定到业务术语', en: 'Bind a column to a business term' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    field: Type.String({ maxLength: 64 }),
    term: Type.Union([TermCode, Type.Null()], { description: 'Null takes the binding away.' }),
  }),
  response: Done,
})
