import { auditClosed, type LedgerSubmission } from '@civitas/contract'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Identity } from '../identity/index.ts'
import { appendEntry, sequenceEntries } from './append-entry.ts'
import { openLogKey } from './log-key.ts'
import { signHead } from './prove.ts'
import { bindRoutes } from './routes.ts'

/** What other capabilities may ask of `ledger`. */
export interface Ledger {
  /**
   * Keeps evidence: written in the caller’s transaction, placed in the log after it. The payload is kept apart from the
   * log, which holds its SM3 digest. Answers the id of the entry.
   */
  append(tx: Transaction, submission: LedgerSubmission): Promise<string>
}

export interface LedgerNeeds {
  identity: Identity
}

/** 区块链存证: an append-only Merkle log (RFC 9162 with SM3), signed heads (SM2), proofs, witnesses. */
export const ledger = defineCapability({
  name: 'ledger',
  needs: ['identity'],
  start: async (kernel, { identity }: LedgerNeeds): Promise<Ledger> => {
    const key = openLogKey(kernel.config.data)
    bindRoutes({ kernel, identity, key })
    sequenceEntries(kernel)
    kernel.messages.subscribe('ledger.keep-audit', auditClosed, async (tx, { body }) => {
      await appendEntry(kernel, tx, { kind: 'identity.audit', subjectId: body.batchId, payload: body })
    })
    kernel.jobs.every('ledger-sign-head', '* * * * *', async () => {
      await signHead(kernel, key)
    })
    return { append: (tx, submission) => appendEntry(kernel, tx, submission) }
  },
})
