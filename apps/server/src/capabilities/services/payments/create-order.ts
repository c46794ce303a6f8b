import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { orderLifeMs } from './rules.ts'
import { insertOrder } from './store.ts'

/** Makes an order for something that has to be paid. Non-tax income goes to the treasury account only. */
export async function createOrder(
  parts: ServicesParts,
  tx: Transaction,
  given: {
    business: { kind: string; id: string }
    payerId: string
    fen: number
    title: string
    organisationId: string | null
    nonTax: boolean
  },
): Promise<string> {
  const now = parts.kernel.clock.now()
  const id = newId()
  await insertOrder(tx, {
    ...{ id, number: await takeDailyNumber(tx, 'ZF', now), title: given.title, payer_id: given.payerId },
    ...{ business_kind: given.business.kind, business_id: given.business.id, fen: given.fen },
    ...{ organisation_id: given.organisationId, account: given.nonTax ? 'treasury' : 'unit' },
    ...{ created_time: now, expires_time: new Date(now.getTime() + orderLifeMs) },
  })
  return id
}
