import type { enterResident, OperationInput, OperationOutput } from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { notFound } from '../../../kernel/problem.ts'
import { linkSource } from '../identity-resolution/link-source.ts'
import { listSources } from '../identity-resolution/source-store.ts'
import type { Writing } from '../register-entity.ts'
import * as store from './store.ts'

const residentType = 'base-registers.person'

/**
 * A resident as the grid found them in a household. The person is looked for in the whole city, for police or another grid may
 * know them already; who that is stays out of the answer, since grid staff do not read the register of persons.
 */
export async function storeResident(
  tx: Transaction,
  writing: Writing,
  given: OperationInput<typeof enterResident>['body'],
  by: Principal,
  now: Date,
): Promise<OperationOutput<typeof enterResident>> {
  const { householdId, name, citizenId, phone } = given
  const household = await store.findHousehold(tx, householdId, by.scope, now)
  if (!household) throw notFound('住户', householdId)
  const address = `${household.building}${household.room}`
  const { outcome, root } = await linkSource(
    tx,
    writing,
    {
      ...{ type: residentType, system: 'grid', sourceId: `${household.reference}/${name}`, name },
      ...(household.gridCode ? { divisionCode: household.gridCode } : {}),
      strongKeys: citizenId ? { citizen_id: citizenId } : {},
      attributes: { residence_address: address, ...(phone ? { phone } : {}) },
    },
    { ...by, scope: wholeScope },
    now,
  )
  const sources = await listSources(tx, root.id, 1, 0)
  return { outcome, name, address, sources: sources.total }
}
