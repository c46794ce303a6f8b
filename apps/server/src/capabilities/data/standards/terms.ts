import * as contract from '@civitas/contract'
import { requireWholeCity } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './term-store.ts'

/** Binds business terms (PLT-060): what words mean, and which columns hold them. */
export function bindTerms(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listTerms, async ({ query }) => {
    const { items, total } = await store.listTerms(db, query)
    return { items: items.map((row) => toTerm(parts, row)), total }
  })
  http.bind(contract.putTerm, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const taken = await store.codeOfName(db, body.name)
    if (taken && taken !== params.code) throw invalid('/body/name', `“${body.name}”已登记，代码为 ${taken}`)
    await store.writeTerm(db, { code: params.code, ...body })
    return toTerm(parts, (await store.findTerm(db, params.code)) as store.TermRow)
  })
  http.bind(contract.bindTerm, async ({ params, body }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    requireOwn(principal, dataset.organisation_id)
    if (!dataset.fields.some((field) => field.name === body.field))
      throw invalid('/body/field', `没有信息项“${body.field}”`)
    if (body.term !== null && !(await store.findTerm(db, body.term)))
      throw invalid('/body/term', `没有业务术语“${body.term}”`)
    await store.setTermOf(db, dataset.id, body.field, body.term)
    return { done: true as const }
  })
}

function toTerm({ identity }: DataParts, row: store.TermRow): contract.BusinessTerm {
  return {
    ...row,
    fields: row.fields.map(({ organisationId, ...field }) => ({
      ...field,
      organisationName: identity.findOrganisation(organisationId)?.name ?? '',
    })),
  }
}
