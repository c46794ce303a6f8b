import type { OperationInput, RowFilter, serveData } from '@civitas/contract'
import { forbidden, Problem } from '../../../kernel/problem.ts'
import { findDataset } from '../catalogue/store.ts'
import type { GrantRow } from '../grants/store.ts'
import type { GatewayParts } from './gateway-parts.ts'

/**
 * Asks whether the person a call is about lets the caller have these fields for the purpose of the grant, now; the answer is
 * in the trail of that person either way. Gives the condition that narrows the rows to the person.
 */
export async function requireConsent(
  parts: GatewayParts,
  grant: GrantRow,
  query: OperationInput<typeof serveData>['query'],
): Promise<RowFilter[]> {
  if (query.key === undefined)
    throw forbidden('该授权以本人同意为依据，须以 key 按公民身份号码逐人查询。', 'one-person')
  const dataset = await findDataset(parts.kernel.db, grant.dataset_id)
  const key = dataset?.fields.find((field) => field.isKey)
  if (!key) throw new Problem('not-found', 'no-version', '该资源没有单一主键。')
  const names = query.fields?.split(',') ?? Object.keys(grant.fields)
  const { allowed, reason } = await parts.identity.useConsent({
    ...{ subjectNumber: query.key, data: grant.dataset_name, purpose: grant.purpose },
    fields: names.map((name) => grant.titles[name] ?? name),
    requester: {
      id: grant.organisation_id,
      name: parts.identity.findOrganisation(grant.organisation_id)?.name ?? '',
    },
  })
  if (!allowed) throw forbidden(`本人未授权：${reason}。`, 'no-consent')
  return [{ field: key.name, is: 'eq', value: query.key }]
}
