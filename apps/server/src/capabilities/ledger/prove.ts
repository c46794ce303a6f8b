import type { ConsistencyProof, EvidenceBundle, TreeHead } from '@civitas/contract'
import { type Sm2KeyPair, signSm2 } from '../../kernel/crypto.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../kernel/problem.ts'
import {
  addressesIn,
  consistencySpans,
  emptyRoot,
  hashSpan,
  inclusionSpans,
  type Span,
  spanOf,
} from './merkle.ts'
import * as store from './store.ts'

/** What is signed of a tree head. */
export function headText(head: { size: number; root: string; time: string }): string {
  return `civitas-log/1\n${head.size}\n${head.root}\n${head.time}\n`
}

/** What a witness signs. */
export function witnessText(head: { size: number; root: string; time: string }): string {
  return `civitas-witness/1\n${headText(head)}`
}

async function hashesOf(db: Queryable, spans: readonly Span[]): Promise<string[]> {
  const hashOf = await store.readNodes(db, spans.flatMap(addressesIn))
  return spans.map((span) => hashSpan(span, hashOf))
}

/** Signs the log as it is now, unless a head of this size was signed already. */
export async function signHead({ db, clock }: Kernel, key: Sm2KeyPair): Promise<TreeHead> {
  const size = await store.readSize(db)
  const known = await store.findHead(db, size, true)
  if (known) return known
  const root = size === 0 ? emptyRoot : ((await hashesOf(db, [spanOf(0, size)])) as [string])[0]
  const unsigned = { size, root, time: clock.now().toISOString() }
  const signature = signSm2(Buffer.from(headText(unsigned)), key)
  return store.insertHead(db, { ...unsigned, publicKey: key.publicKey, signature })
}

/** An entry with its proof under the newest head, and what witnesses say of that head. */
export async function makeEvidence(kernel: Kernel, key: Sm2KeyPair, id: string): Promise<EvidenceBundle> {
  const { db } = kernel
  const found = await store.findEntry(db, id)
  if (!found) throw notFound('存证条目', id)
  const { leafIndex } = found.entry
  if (leafIndex === null) throw conflict('not-sequenced', '该条目正在入列，请几秒后再取证。')
  const head = await chooseHead(kernel, key, leafIndex + 1)
  const auditPath = await hashesOf(db, inclusionSpans(leafIndex, head.size))
  const cosignatures = await store.listCosignatures(db, head.size)
  return { format: 'civitas-evidence/1', ...found, head, auditPath, cosignatures }
}

/** The newest head that covers the leaf and has been co-signed; else the newest there can be. */
async function chooseHead(kernel: Kernel, key: Sm2KeyPair, size: number): Promise<TreeHead> {
  const witnessed = await store.findWitnessedHead(kernel.db, size)
  return witnessed ?? signHead(kernel, key)
}

export async function proveConsistency(
  db: Queryable,
  { from, to }: { from: number; to: number },
): Promise<ConsistencyProof> {
  if (from > to) throw invalid('/query/from', 'from 不能大于 to。')
  if (to > (await store.readSize(db))) throw invalid('/query/to', '日志还没有这么多条目。')
  return { from, to, path: await hashesOf(db, consistencySpans(from, to)) }
}
