import type { MessageRequest } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { Problem } from '../../kernel/problem.ts'
import type { CommandParts } from './parts.ts'

/**
 * Tells people over `messaging` and answers the id of the message. A unit that nobody has an account of is told nothing:
 * null. What is commanded stands all the same, and is followed by its clock.
 */
export async function notify(
  { messaging }: Pick<CommandParts, 'messaging'>,
  tx: Transaction,
  request: MessageRequest,
): Promise<string | null> {
  try {
    return await messaging.send(tx, request)
  } catch (error) {
    if (error instanceof Problem && error.code === 'no-recipient') return null
    throw error
  }
}
