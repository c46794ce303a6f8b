import { type LedgerSubmission, ledgerEntryWritten } from '@civitas/contract'
import { sm3 } from '../../kernel/crypto.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { toCanonical } from './canonical.ts'
import { addressesIn, hashLeaf, type NodeAddress, neighboursOfLeaf, nodesOfLeaf } from './merkle.ts'
import * as store from './store.ts'

/** Writes evidence in the caller’s transaction; it gets its place in the log once that has committed. */
export async function appendEntry(
  { clock, messages }: Kernel,
  tx: Transaction,
  submission: LedgerSubmission,
): Promise<string> {
  const id = newId()
  const time = clock.now()
  const payload = toCanonical(submission.payload)
  const payloadSm3 = sm3(payload)
  const { kind, subjectId } = submission
  const leaf = toCanonical({ id, kind, payloadSm3, recordedTime: time.toISOString(), subjectId })
  await store.insertEntry(tx, { id, kind, subjectId, time, payloadSm3, leaf, payload })
  await messages.publish(tx, ledgerEntryWritten, { entryId: id, leafHash: hashLeaf(leaf) })
  return id
}

/**
 * Gives entries their places, one after another in order of commit: the subscriber’s mark is the lock, so there is one
 * order whatever number of processes there are.
 */
export function sequenceEntries({ messages }: Kernel): void {
  messages.subscribe(
    'ledger.sequence',
    ledgerEntryWritten,
    async (tx, { body }) => {
      if (await store.hasLeaf(tx, body.entryId)) return
      const index = await store.readSize(tx)
      const neighbours: NodeAddress[] = neighboursOfLeaf(index)
      const hashOf = await store.readNodes(tx, neighbours.flatMap(addressesIn))
      const nodes = nodesOfLeaf(index, body.leafHash, hashOf)
      await store.insertLeaf(tx, { index, entryId: body.entryId, nodes })
    },
    { together: true },
  )
}
