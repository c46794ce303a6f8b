import { createHash } from 'node:crypto'
import { type ConsistencyProof, EvidenceBundle, isSignatureHex, TreeHead } from '@civitas/contract'
import { sm2 } from 'sm-crypto-v2'
import { Value } from 'typebox/value'

/**
 * Verifies evidence of `ledger` without the platform: digest, inclusion proof, signature of the tree head and of the
 * witnesses. For Node; the algorithms are those of RFC 9162 section 2.1 with SM3 (GB/T 32905) and SM2 (GB/T 32918).
 */

/** One check with its outcome; evidence holds when every one of them does. */
export interface EvidenceCheck {
  readonly check: 'format' | 'payload' | 'leaf' | 'inclusion' | 'head-signature' | 'log-key' | 'witness'
  readonly passed: boolean
  readonly detail: string
}

/** Keys the reader trusts. Without `logKeys` the head’s own key is taken, which proves only that nothing was changed since. */
export interface TrustedKeys {
  readonly logKeys?: readonly string[]
  readonly witnessKeys?: readonly string[]
}

export function sm3Of(...parts: Array<string | Uint8Array>): string {
  const hash = createHash('sm3')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function hashPair(left: string, right: string): string {
  return sm3Of(Buffer.of(1), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'))
}

/** The bytes a log signs of a head. */
export function headText({ size, root, time }: Pick<TreeHead, 'size' | 'root' | 'time'>): string {
  return `civitas-log/1\n${size}\n${root}\n${time}\n`
}

/** The bytes a witness signs of a head. */
export function witnessText(head: Pick<TreeHead, 'size' | 'root' | 'time'>): string {
  return `civitas-witness/1\n${headText(head)}`
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  if (!isSignatureHex(signature)) return false
  try {
    return sm2.doVerifySignature(Buffer.from(text), signature, publicKey, { hash: true, der: true })
  } catch {
    return false
  }
}

/** Signs as a witness; the key is a hex private key of SM2. */
export function signAsWitness(
  head: Pick<TreeHead, 'size' | 'root' | 'time'>,
  pair: { publicKey: string; privateKey: string },
): string {
  return sm2.doSignature(Buffer.from(witnessText(head)), pair.privateKey, {
    hash: true,
    der: true,
    publicKey: pair.publicKey,
  })
}

export function createWitnessKey(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = sm2.generateKeyPairHex()
  return { publicKey, privateKey }
}

/** Verifies that the head carries its log’s signature. */
export function isHeadSigned(head: TreeHead): boolean {
  return Value.Check(TreeHead, head) && isSigned(headText(head), head.signature, head.publicKey)
}

/** Root computed from a leaf and its audit path (RFC 9162 section 2.1.3.2); null when the path does not fit. */
export function rootFromPath(
  leafHash: string,
  index: number,
  size: number,
  path: readonly string[],
): string | null {
  if (index < 0 || index >= size) return null
  let node = index
  let last = size - 1
  let root = leafHash
  for (const step of path) {
    if (last === 0) return null
    if (node % 2 === 1 || node === last) {
      root = hashPair(step, root)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else root = hashPair(root, step)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? root : null
}

/** Whether the second root continues the first (RFC 9162 section 2.1.4.2). */
export function isConsistent(
  first: { size: number; root: string },
  second: { size: number; root: string },
  { path: given }: Pick<ConsistencyProof, 'path'>,
): boolean {
  if (first.size > second.size) return false
  if (first.size === second.size) return given.length === 0 && first.root === second.root
  if (first.size === 0) return given.length === 0
  const path = isPowerOfTwo(first.size) ? [first.root, ...given] : [...given]
  let node = first.size - 1
  let last = second.size - 1
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  const [start, ...steps] = path
  if (start === undefined) return false
  let before = start
  let after = start
  for (const step of steps) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      before = hashPair(step, before)
      after = hashPair(step, after)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else after = hashPair(after, step)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && before === first.root && after === second.root
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size))
}

/** Verifies a bundle offline; every check is told, also those after one that failed. */
export function verifyEvidence(bundle: EvidenceBundle, keys: TrustedKeys = {}): EvidenceCheck[] {
  if (!Value.Check(EvidenceBundle, bundle))
    return [{ check: 'format', passed: false, detail: 'civitas-evidence/1' }]
  const { entry, payload, head, auditPath, cosignatures } = bundle
  const leaf = readLeaf(entry.leaf)
  const root = rootFromPath(sm3Of(Buffer.of(0), entry.leaf), entry.leafIndex ?? -1, head.size, auditPath)
  const told = leaf && (['id', 'kind', 'subjectId', 'recordedTime', 'payloadSm3'] as const)
  const checks: EvidenceCheck[] = [
    {
      check: 'payload',
      passed: payload === null || sm3Of(payload) === entry.payloadSm3,
      detail: payload === null ? 'erased; only its digest is left' : `sm3 ${entry.payloadSm3}`,
    },
    {
      check: 'leaf',
      passed: Boolean(told?.every((name) => leaf?.[name] === entry[name])),
      detail: `${entry.kind} ${entry.subjectId} ${entry.recordedTime}`,
    },
    {
      check: 'inclusion',
      passed: root === head.root,
      detail: `leaf ${entry.leafIndex} of ${head.size}, root ${head.root}`,
    },
    { check: 'head-signature', passed: isHeadSigned(head), detail: `signed ${head.time}` },
  ]
  if (keys.logKeys)
    checks.push({
      check: 'log-key',
      passed: keys.logKeys.includes(head.publicKey),
      detail: head.publicKey,
    })
  return [...checks, ...verifyWitnesses(head, cosignatures, keys.witnessKeys)]
}

function verifyWitnesses(
  head: TreeHead,
  cosignatures: EvidenceBundle['cosignatures'],
  trusted: readonly string[] | undefined,
): EvidenceCheck[] {
  const checks = cosignatures.map(
    ({ witnessName, publicKey, signature }): EvidenceCheck => ({
      check: 'witness',
      passed: isSigned(witnessText(head), signature, publicKey),
      detail: witnessName,
    }),
  )
  const missing = (trusted ?? []).filter((key) => !cosignatures.some((one) => one.publicKey === key))
  for (const key of missing)
    checks.push({ check: 'witness', passed: false, detail: `no co-signature of ${key}` })
  return checks
}

function readLeaf(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
