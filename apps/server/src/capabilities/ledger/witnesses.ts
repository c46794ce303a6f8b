import type { Cosignature, Witness } from '@civitas/contract'
import { isSm2Signature } from '../../kernel/crypto.ts'
import { newId } from '../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../kernel/problem.ts'
import type { LedgerParts } from './ledger-parts.ts'
import { witnessText } from './prove.ts'
import * as store from './store.ts'

export function readWitnesses({ kernel, identity }: LedgerParts, id?: string): Promise<Witness[]> {
  return store.listWitnesses(kernel.db, (one) => identity.findOrganisation(one)?.name ?? null, id)
}

export async function addWitness(
  parts: LedgerParts,
  given: { name: string; organisationId?: string; publicKey: string },
): Promise<Witness> {
  const { kernel, identity } = parts
  const { organisationId = null } = given
  if (organisationId && !identity.findOrganisation(organisationId))
    throw invalid('/body/organisationId', '没有这个组织')
  const witness = { id: newId(), ...given, organisationId, time: kernel.clock.now() }
  if (!(await store.insertWitness(kernel.db, witness)))
    throw conflict('key-registered', '这个公钥已登记给一个见证机构。')
  return ((await readWitnesses(parts, witness.id)) as [Witness])[0]
}

export async function setWitness(parts: LedgerParts, id: string, active: boolean): Promise<Witness> {
  if (!(await store.updateWitness(parts.kernel.db, id, active))) throw notFound('见证机构', id)
  return ((await readWitnesses(parts, id)) as [Witness])[0]
}

/** Takes a witness’s signature under a head of this log; whoever holds the key is the witness. */
export async function cosign(
  { kernel }: LedgerParts,
  size: number,
  given: { publicKey: string; signature: string },
): Promise<Cosignature> {
  const head = await store.findHead(kernel.db, size, true)
  if (!head) throw notFound('树头', String(size))
  const witness = await store.findWitnessByKey(kernel.db, given.publicKey)
  if (!witness?.active) throw forbidden('这个公钥不属于在用的见证机构。', 'unknown-witness')
  if (!isValid(Buffer.from(witnessText(head)), given.signature, given.publicKey))
    throw invalid('/body/signature', '签名与该树头不符。')
  await store.insertCosignature(kernel.db, {
    size,
    witnessId: witness.id,
    signature: given.signature,
    time: kernel.clock.now(),
  })
  const all = await store.listCosignatures(kernel.db, size)
  return all.find((one) => one.witnessId === witness.id) as Cosignature
}

/** A signature that is no DER at all makes the library throw; it is a wrong one all the same. */
function isValid(data: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    return isSm2Signature(data, signature, publicKey)
  } catch {
    return false
  }
}
