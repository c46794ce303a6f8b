import { caseChanged, type MessageBody, type MessageRequest } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Messages } from '../../kernel/messages/messages.ts'
import type { TraceEdge } from '../../kernel/trace.ts'
import type { CasesParts } from './publish-case.ts'

/** Parts whose notices, links and messages about cases are kept until they are written in one go. */
export interface Gathered {
  readonly parts: CasesParts
  /** Writes what was gathered, in its order. Nothing may be gathered with the same parts afterwards. */
  write(tx: Transaction): Promise<void>
}

/**
 * For many cases in one transaction: what is only ever added, and read by nobody before the transaction ends, takes as many
 * statements for all of them as for one.
 */
export function gather(parts: CasesParts): Gathered {
  const { kernel, messaging } = parts
  const notices: MessageRequest[] = []
  const links: TraceEdge[] = []
  const changes: MessageBody<typeof caseChanged>[] = []
  const publish: Messages['publish'] = async (tx, message, body) => {
    if (message.name === caseChanged.name) changes.push(body as MessageBody<typeof caseChanged>)
    else await kernel.messages.publish(tx, message, body)
  }
  return {
    parts: {
      ...parts,
      messaging: {
        ...messaging,
        tell: async (_tx, notice) => {
          notices.push(notice)
          return null
        },
      },
      kernel: {
        ...kernel,
        trace: { ...kernel.trace, link: async (_tx, edges) => void links.push(...edges) },
        messages: { ...kernel.messages, publish },
      },
    },
    write: async (tx) => {
      await kernel.trace.link(tx, links)
      await kernel.messages.publishAll(tx, caseChanged, changes)
      await messaging.sendMany(tx, notices)
    },
  }
}
