import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { sm3 } from '../../../kernel/crypto.ts'

/** What a caller sends to prove who it is: the secret itself, or a signature that does not show it. */
export type Credential =
  | { readonly by: 'secret'; readonly keyId: string; readonly secret: string }
  | {
      readonly by: 'signature'
      readonly keyId: string
      readonly time: string
      readonly nonce: string
      readonly signature: string
    }

/** How far the clock of a signing caller may be off, ms. */
export const signatureAgeMs = 5 * 60_000

/**
 * Reads `x-civitas-key: <key>.<secret>` or `authorization: CIVITAS-HMAC-SM3 key=…, time=…, nonce=…, signature=…`;
 * null when there is neither.
 */
export function readCredential(headers: Record<string, unknown>): Credential | null {
  const plain = headers['x-civitas-key']
  if (typeof plain === 'string') {
    const dot = plain.indexOf('.')
    return dot > 0 ? { by: 'secret', keyId: plain.slice(0, dot), secret: plain.slice(dot + 1) } : null
  }
  const given = headers['x-civitas-signature']
  if (typeof given !== 'string') return null
  const parts = Object.fromEntries(
    [...given.matchAll(/(\w+)=([^,\s]+)/g)].map(([, name, value]) => [name, value]),
  )
  const { key, time, nonce, signature } = parts
  return key && time && nonce && signature ? { by: 'signature', keyId: key, time, nonce, signature } : null
}

/** What is signed: method, path with query, time, nonce and the SM3 of the body, a line each. */
export function signedText(
  request: { method: string; url: string; body: string },
  { time, nonce }: { time: string; nonce: string },
): string {
  return [request.method, request.url, time, nonce, sm3(request.body)].join('\n')
}

/** HMAC with SM3 (GB/T 15852.2) under the stored digest of the secret, hex. */
export function signatureOf(text: string, secretHash: string): string {
  return createHmac('sm3', secretHash).update(text).digest('hex')
}

export function isSameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(left, right)
}

/** `1,000/1,000` */
export function usageText(used: number, quota: number): string {
  return [used, quota].map((n) => n.toLocaleString('en-US')).join('/')
}

/** The token that stands for a value, the same as masking writes into columns. */
export function tokenOf(value: string, key: string): string {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  return digest(key + digest(key + value)).slice(0, 32)
}

/** Check digit of a citizen id, GB 11643-1999 (ISO 7064 MOD 11-2). */
export function isCitizenId(id: string): boolean {
  if (!/^\d{17}[\dX]$/.test(id)) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(id[i]), 0)
  return '10X98765432'[sum % 11] === id[17]
}
