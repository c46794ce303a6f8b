import type { PaperFault, TrustFile } from '@civitas/sdk/papers'
import { isSm2Signature } from '../../../kernel/crypto.ts'

/** Purpose of the key electronic cards are signed with. */
export const cardPurpose = 'citizen-card'
const prefix = 'CIVITASCARD1'

export interface CardToken {
  number: string
  kind: string
  validUntil: string
  keyId: string
  signed: string
  signature: string
}

/** `CIVITASCARD1.<number>.<kind>.<valid until>`: what is signed of an electronic card; key and signature follow it. */
export function cardText(card: { number: string; kind: string; validUntil: string }): string {
  return [prefix, card.number, card.kind, card.validUntil].join('.')
}

export function readCardToken(text: string): CardToken | null {
  const parts = text.trim().split('.')
  const [head, number, kind, validUntil, keyId, signature] = parts
  if (parts.length !== 6 || head !== prefix || !number || !kind || !keyId) return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(validUntil ?? '') || !/^([0-9a-f]{2})+$/.test(signature ?? '')) return null
  return {
    ...{ number, kind, validUntil: validUntil as string, keyId, signature: signature as string },
    signed: parts.slice(0, 4).join('.'),
  }
}

/** Why a card does not hold by the keys of the city that gave it. */
export function verifyCardToken(card: CardToken, trust: TrustFile, now: Date): PaperFault | null {
  const key = trust.keys.find((one) => one.keyId === card.keyId)
  if (!key) return 'unknown-key'
  if (key.purpose !== cardPurpose) return 'not-trusted'
  if (!isSigned(card, key.publicKey)) return 'changed'
  if (key.state === 'revoked') return 'revoked'
  if (trust.revoked.some((one) => one.identifier === card.number)) return 'not-in-force'
  return now.getTime() > Date.parse(`${card.validUntil}T23:59:59+08:00`) ? 'expired' : null
}

function isSigned({ signed, signature }: CardToken, publicKey: string): boolean {
  try {
    return isSm2Signature(Buffer.from(signed), signature, publicKey)
  } catch {
    // A text that is no DER structure at all.
    return false
  }
}
