import { type LedgerSubmission, ledgerEntryWritten, type MessageBody } from '@civitas/contract'
import { sm3 } from '../../kernel/crypto.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { toCanonical } from './canonical.ts'
import { hashLeaf, type NodeAddress, neighboursOfLeaf, nodesOfLeaf } from './merkle.ts'
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
  store.addEntry(tx, { id, kind, subjectId, time, payloadSm3, leaf, payload })
  await messages.publish(tx, ledgerEntryWritten, { entryId: id, leafHash: hashLeaf(leaf) })
  return id
}

/**
 * Gives entries their places, one after another in order of commit: the subscriber’s mark is the lock, so there is one
 * order whatever number of processes there are.
 */
export function sequenceEntries({ messages }: Kernel): void {
  messages.subscribe('ledger.sequence', ledgerEntryWritten, (tx, message) => placeAll(tx, [message.body]), {
    all: (tx, many) =>
      placeAll(
        tx,
        many.map((one) => one.body),
      ),
    atMost: 500,
  })
}

/** Places entries that have none, in their order. */
async function placeAll(tx: Transaction, entries: readonly MessageBody<typeof ledgerEntryWritten>[]) {
  const placed = await store.readPlaced(
    tx,
    entries.map((one) => one.entryId),
  )
  const size = await store.readSize(tx)
  const leaves = entries
    .filter((one) => !placed.has(one.entryId))
    .map((one, at) => ({ ...one, index: size + at }))
  if (leaves.length === 0) return
  const isKept = ({ level, index }: NodeAddress) => (index + 1) * 2 ** level <= size
  const kept = await store.readNodes(tx, leaves.flatMap((one) => neighboursOfLeaf(one.index)).filter(isKept))
  const made = new Map<string, NodeAddress & { hash: string }>()
  const name = ({ level, index }: NodeAddress) => `${level}/${index}`
  for (const { index, leafHash } of leaves)
    for (const node of nodesOfLeaf(index, leafHash, (one) => made.get(name(one))?.hash ?? kept(one)))
      made.set(name(node), node)
  await store.insertLeaves(tx, leaves, [...made.values()])
}
