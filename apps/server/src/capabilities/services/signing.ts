import type { SignedText } from '@civitas/contract'
import { sm3 } from '../../kernel/crypto.ts'
import { sql } from '../../kernel/db/sql.ts'
import type { KeyVerdict } from '../identity/index.ts'
import type { ServicesParts } from './services-parts.ts'

/** Purposes of keys papers are signed with. */
export const keyPurposes = {
  licence: 'licence',
  timeStamp: 'time-stamp',
  sealMaker: 'seal-maker',
  cityCode: 'city-code',
  seal: (sealId: string) => `seal:${sealId}`,
}

/** Signs a text; the key is kept among those that are published. */
export async function signText(parts: ServicesParts, purpose: string, data: string): Promise<SignedText> {
  const { keyId, signature } = await parts.identity.keys.sign(purpose, Buffer.from(data))
  if (!parts.publishedKeys.has(keyId)) {
    // Not in the caller’s transaction: a paper that is rolled back does no harm by a key that is known.
    await parts.kernel.db.query(sql`INSERT INTO services.signing_key (key_id, purpose) VALUES (${keyId}, ${purpose})
      ON CONFLICT (key_id) DO NOTHING`)
    parts.publishedKeys.add(keyId)
  }
  return { data, keyId, signature }
}

/** A time stamp over signatures (in the sense of GB/T 20520): their SM3 digest with the time. */
export async function stampTime(parts: ServicesParts, signatures: readonly string[]): Promise<SignedText> {
  const digest = sm3(signatures.join('.'))
  const stamp = () => {
    const time = parts.kernel.clock.now().toISOString()
    return signText(parts, keyPurposes.timeStamp, JSON.stringify({ digest, time }))
  }
  const known = new Set(parts.publishedKeys)
  const first = await stamp()
  // A key that was made by this very signature is younger than the time it signed.
  return known.has(first.keyId) ? first : stamp()
}

/** The time a stamp proves for these signatures, or why it proves none. */
export async function readStamp(
  parts: ServicesParts,
  stamp: SignedText,
  signatures: readonly string[],
): Promise<{ time: Date } | { reason: string }> {
  const value = parseJson<{ digest: string; time: string }>(stamp.data)
  const at = new Date(value?.time ?? Number.NaN)
  if (value?.digest !== sm3(signatures.join('.')) || Number.isNaN(at.getTime())) return { reason: 'changed' }
  const verdict = await verifyText(parts, stamp, at)
  return verdict.ok ? { time: at } : { reason: verdict.reason }
}

/** What a signed text says; null for one that was changed into no JSON at all. */
export function parseJson<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

export function verifyText(parts: ServicesParts, signed: SignedText, at?: Date): Promise<KeyVerdict> {
  return parts.identity.keys.verify(signed.keyId, Buffer.from(signed.data), signed.signature, at)
}

/** Why a signature does not hold, in words. */
export const reasonTexts: Record<string, string> = {
  changed: '内容已被篡改',
  'unknown-key': '签名密钥不明',
  revoked: '签名失效：签名密钥已吊销',
  expired: '签名密钥已过期',
  'not-active': '签章时印章不在有效状态',
  malformed: '格式有误',
}
