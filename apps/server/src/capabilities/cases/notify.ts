import type { MessageRequest } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { Problem } from '../../kernel/problem.ts'
import type { CasesParts } from './publish-case.ts'

export type Recipient = MessageRequest['to'][number]

/** Sends a notice in the transaction of the change. A unit or role nobody holds yet is no reason to refuse the change. */
export async function notify(
  { messaging }: Pick<CasesParts, 'messaging'>,
  tx: Transaction,
  notice: MessageRequest,
): Promise<void> {
  try {
    await messaging.send(tx, notice)
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'no-recipient')) throw error
  }
}
