import type { MessageRequest } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import type { DataParts } from './data-parts.ts'

/** Tells those of the recipients there is anybody for; an organisation without accounts hinders nobody’s work. */
export async function sendNotice(
  { messaging, identity }: Pick<DataParts, 'messaging' | 'identity'>,
  tx: Transaction,
  request: MessageRequest,
): Promise<void> {
  const to: MessageRequest['to'] = []
  for (const one of request.to) {
    if ('phone' in one || (await identity.findPeople(tx, selectorOf(one))).length > 0) to.push(one)
  }
  if (to.length > 0) await messaging.send(tx, { ...request, to })
}

function selectorOf(one: MessageRequest['to'][number]) {
  if ('userId' in one) return { userIds: [one.userId] }
  if ('organisationId' in one) return { organisationId: one.organisationId }
  return 'role' in one ? { role: one.role, division: one.division } : {}
}
