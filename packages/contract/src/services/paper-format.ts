/**
 * How signed papers of this platform are laid out, for whoever verifies them: the server, the SDK, other programs. Nothing
 * here knows a secret or computes a signature.
 */

/** A text and its SM2 signature (DER, hex) with the id of the key. */
export interface SignedText {
  readonly data: string
  readonly keyId: string
  readonly signature: string
}

/** A seal over a document in the sense of GB/T 38540-2020: seal structure, signed value, time stamp. */
export interface SealPackage {
  readonly format: 'civitas-seal/1'
  /** Seal data (code, name, owner, validity, digest of the image), signed by the maker of seals. */
  readonly seal: SignedText
  /** Digest of the document and what was signed with it, signed with the key of the seal. */
  readonly signed: SignedText
  /** SM3 digest of the signature above, with the time. */
  readonly timeStamp: SignedText
}

export interface SealData {
  readonly code: string
  readonly name: string
  readonly organisation: string
  readonly kind: string
  readonly validFrom: string
  readonly validUntil: string
  readonly imageDigest: string
}

export interface SealedValue {
  readonly digest: string
  readonly documentType: string
  readonly title: string
  readonly sealCode: string
  readonly time: string
}

/** A licence as it travels: signed data, time stamp and the seal of whoever issued it. */
export interface LicencePackage {
  readonly format: 'civitas-licence/1'
  readonly licence: SignedText
  readonly timeStamp: SignedText
  readonly seal: SealPackage | null
  /** Over the bytes of the PDF that carries it, all but this package itself. */
  readonly file?: SignedText
}

/** What a licence states; the text that is signed is this object as JSON, in this order. */
export interface LicenceData {
  readonly identifier: string
  readonly typeId: string
  readonly typeCode: string
  readonly typeTitle: string
  readonly number: string
  readonly version: number
  readonly holderName: string
  readonly holderNumber: string
  readonly issuerName: string
  readonly fields: Readonly<Record<string, string>>
  readonly validFrom: string
  readonly validUntil: string | null
  readonly trust: string
  readonly issuedTime: string
}

/** A PDF split at the package it carries: what the signature covers, and the package; null where there is none. */
export function readSignedPdf(
  bytes: Uint8Array,
): { covered: Uint8Array[]; text: string; whole: boolean } | null {
  const text = new TextDecoder('latin1').decode(bytes)
  const found = [...text.matchAll(/\/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+) *\]/g)].at(-1)
  if (!found) return null
  const [a, b, c, d] = found.slice(1).map(Number) as [number, number, number, number]
  const hex = text.slice(a + b, c)
  if (!/^<[0-9a-fA-F]*>$/.test(hex)) return null
  const packed = new Uint8Array((hex.length - 2) / 2)
  for (let i = 0; i < packed.length; i++) packed[i] = Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16)
  const end = packed.indexOf(0)
  return {
    covered: [bytes.subarray(a, a + b), bytes.subarray(c, c + d)],
    text: new TextDecoder().decode(end < 0 ? packed : packed.subarray(0, end)),
    whole: a === 0 && c + d === bytes.length,
  }
}

/** What a city code says: a pseudonym, never a name. Times are seconds since 1970. */
export interface CodeToken {
  readonly keyId: string
  readonly pseudonym: string
  readonly nonce: string
  readonly issued: number
  readonly life: number
  /** `d` shown on a screen, `p` printed. */
  readonly kind: 'd' | 'p'
  /** The text that was signed. */
  readonly signed: string
  /** SM2 signature, DER, hex. */
  readonly signature: string
}

const codePrefix = 'CIVITAS1'

/** `CIVITAS1.<pseudonym>.<nonce>.<issued>.<life>.<kind>`: what is signed of a city code; key and signature follow it. */
export function codeText(code: Pick<CodeToken, 'pseudonym' | 'nonce' | 'issued' | 'life' | 'kind'>): string {
  return [codePrefix, code.pseudonym, code.nonce, code.issued, code.life, code.kind].join('.')
}

/** The token a QR code holds, taken apart; null when it is no city code at all. */
export function readCodeToken(token: string): CodeToken | null {
  const parts = token.trim().split('.')
  const [prefix, pseudonym, nonce, issued, life, kind, keyId, signature] = parts
  if (parts.length !== 8 || prefix !== codePrefix || (kind !== 'd' && kind !== 'p')) return null
  if (!keyId || !pseudonym || !nonce || !/^\d+$/.test(issued ?? '') || !/^\d+$/.test(life ?? '')) return null
  if (!/^([0-9a-f]{2})+$/.test(signature ?? '')) return null
  return {
    ...{ keyId, pseudonym, nonce, issued: Number(issued), life: Number(life), kind },
    ...{ signed: parts.slice(0, 6).join('.'), signature: signature as string },
  }
}
