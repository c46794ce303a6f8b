import type { chargeApplication, OperationInput } from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { findApplication } from '../applications/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { createOrder } from './create-order.ts'
import type { PayProvider } from './provider.ts'
import { findOrder } from './store.ts'
import { takeNotice } from './take-notice.ts'

/** 窗口收费: money that changes hands at a desk; it has no page, sends no notices and keeps no file of a day. */
export const counter: PayProvider = {
  id: 'counter',
  open: async () => {
    throw conflict('at-desk', '窗口收费请到服务窗口缴纳。')
  },
  readNotice: () => null,
  refund: async () => {},
  readDay: async () => [],
}

/** Posts a fee that was taken at a desk for an application; answers the order. */
export async function chargeAtDesk(
  parts: ServicesParts,
  principal: Principal,
  applicationId: string,
  body: OperationInput<typeof chargeApplication>['body'],
): Promise<string> {
  const { db, clock } = parts.kernel
  const row = await findApplication(db, applicationId)
  if (!row || row.state === 'draft' || !isInScope(row.division_code, principal.scope))
    throw notFound('办件', applicationId)
  const id = await db.transaction((tx) =>
    createOrder(parts, tx, {
      ...{ business: { kind: 'application', id: row.id }, payerId: row.subject_id, fen: body.fen },
      ...{ title: `${row.item_title}：${body.title}`, organisationId: row.organisation_id, nonTax: true },
    }),
  )
  const order = await findOrder(db, id)
  if (!order) throw notFound('支付单', id)
  await takeNotice(parts, counter, {
    ...{ orderNumber: order.number, channelNumber: body.receipt, fen: body.fen, paidTime: clock.now() },
  })
  return id
}
