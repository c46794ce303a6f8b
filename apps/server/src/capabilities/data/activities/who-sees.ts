import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

/** Who secures the data of the city sees all registers, others those of their own organisation. */
export function whose(principal: Principal): store.Whose {
  return hasPermission(principal, 'data.secure') ? 'all' : principal.organisationId
}

export async function getActivity(
  { kernel }: DataParts,
  principal: Principal,
  id: string,
): Promise<store.ActivityRow> {
  const row = await store.findActivity(kernel.db, id)
  const isSeen = row && (whose(principal) === 'all' || ownsData(principal, row.organisation_id))
  if (!isSeen) throw notFound('数据处理活动', id)
  return row
}
