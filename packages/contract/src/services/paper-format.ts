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

/** What the signature in a PDF covers beside the bytes around it; the text that is signed is this object as JSON. */
export interface SignedFile {
  /** SM3 of every byte of the file but the package. */
  readonly digest: string
  /** SM3 of `packageText`: nobody takes the seal off, or puts another in, without being seen. */
  readonly package: string
}

/** The package as it is digested for the signature over its file. */
export function packageText({ format, licence, timeStamp, seal }: LicencePackage): string {
  return JSON.stringify({ format, licence, timeStamp, seal })
}

/**
 * Whether this is an SM2 signature as the platform writes it: two positive integers in DER, each in its shortest form (GB/T
 * 35276), in small hex letters. Another spelling of the same integers is not the paper that was signed.
 */
export function isSignatureHex(text: string): boolean {
  if (typeof text !== 'string' || !/^([0-9a-f]{2}){8,72}$/.test(text)) return false
  const bytes = [...text.matchAll(/../g)].map(([hex]) => Number.parseInt(hex, 16))
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false
  const second = endOfInteger(bytes, 2)
  return second !== null && endOfInteger(bytes, second) === bytes.length
}

/** Where the integer that begins here ends; null where none does, or not in its shortest form. */
function endOfInteger(bytes: readonly number[], at: number): number | null {
  const [tag, length = 0, first = 0x80, next = 0] = bytes.slice(at, at + 4)
  const isShortest = first < 0x80 && (first > 0 || (length > 1 && next >= 0x80))
  return tag === 2 && length > 0 && length <= 33 && isShortest ? at + 2 + length : null
}

/** Whether an object has these keys and no others: one letter changed in the name of a part would leave the part out. */
function hasExactly(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const own = Object.keys(value)
  return own.length === keys.length && keys.every((key) => own.includes(key))
}

function isSignedText(value: unknown): value is SignedText {
  return (
    hasExactly(value, ['data', 'keyId', 'signature']) &&
    [value.data, value.keyId, value.signature].every((one) => typeof one === 'string')
  )
}

/** Whether something handed in is the package of a seal, whole and nothing more. Says nothing of its signatures. */
export function isSealPackage(value: unknown): value is SealPackage {
  return (
    hasExactly(value, ['format', 'seal', 'signed', 'timeStamp']) &&
    value.format === 'civitas-seal/1' &&
    [value.seal, value.signed, value.timeStamp].every(isSignedText)
  )
}

/** Whether something handed in is the package of a licence, whole and nothing more. Says nothing of its signatures. */
export function isLicencePackage(value: unknown): value is LicencePackage {
  const parts = ['format', 'licence', 'timeStamp', 'seal']
  if (!hasExactly(value, parts) && !hasExactly(value, [...parts, 'file'])) return false
  return (
    value.format === 'civitas-licence/1' &&
    [value.licence, value.timeStamp].every(isSignedText) &&
    (value.seal === null || isSealPackage(value.seal)) &&
    (value.file === undefined || isSignedText(value.file))
  )
}

/** A file taken apart: the package it carries, and for a PDF what its signature covers. */
export interface CarriedLicence {
  readonly one: LicencePackage
  readonly pdf: { readonly covered: readonly Uint8Array[]; readonly whole: boolean } | null
}

/** The licence a PDF or a package file carries; `broken` where one was carried and no longer is whole, null where none was. */
export function readLicenceFile(bytes: Uint8Array): CarriedLicence | 'broken' | null {
  const pdf = readSignedPdf(bytes)
  const text = pdf ? pdf.text : new TextDecoder().decode(bytes)
  const one = parse(text)
  if (isLicencePackage(one) && (!pdf || one.file)) return { one, pdf }
  return /civitas[.-]licence|Civitas\.SM2/.test(pdf ? new TextDecoder('latin1').decode(bytes) : text)
    ? 'broken'
    : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Any file may be handed in.
    return null
  }
}

/** A PDF split at the package it carries: what the signature covers, and the package; null where there is none. */
function readSignedPdf(bytes: Uint8Array): { covered: Uint8Array[]; text: string; whole: boolean } | null {
  const text = new TextDecoder('latin1').decode(bytes)
  const found = [...text.matchAll(/\/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+) *\]/g)].at(-1)
  if (!found) return null
  const [a, b, c, d] = found.slice(1).map(Number) as [number, number, number, number]
  const hex = text.slice(a + b, c)
  if (!/^<[0-9a-fA-F]*>$/.test(hex)) return null
  const packed = new Uint8Array((hex.length - 2) / 2)
  for (let i = 0; i < packed.length; i++) packed[i] = Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16)
  const end = packed.indexOf(0)
  const used = end < 0 ? packed.length : end
  // Behind the package there is room; whoever writes there, or spells its letters otherwise, has changed the file.
  const isPlain = /^0*>$/.test(hex.slice(1 + 2 * used)) && !/[A-F]/.test(hex)
  return {
    covered: [bytes.subarray(a, a + b), bytes.subarray(c, c + d)],
    text: new TextDecoder().decode(packed.subarray(0, used)),
    whole: a === 0 && c + d === bytes.length && isPlain,
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
