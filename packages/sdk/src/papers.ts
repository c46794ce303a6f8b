import {
  type CarriedLicence,
  isSealPackage,
  isSignatureHex,
  type LicenceData,
  type LicencePackage,
  packageText,
  readCodeToken,
  readLicenceFile,
  type SealData,
  type SealedValue,
  type SealPackage,
  type SignedFile,
  type SignedText,
} from '@civitas/contract'
import { sm2 } from 'sm-crypto-v2'
import { sm3Of } from './evidence.ts'

/**
 * Verifies licences, sealed documents and city codes without the platform, with the keys of a trust file
 * (`civitas-trust/1`). For Node.
 */

export interface TrustedKey {
  readonly keyId: string
  readonly purpose: string
  readonly publicKey: string
  readonly state: 'active' | 'retired' | 'revoked'
  readonly from: string
  readonly until: string | null
  readonly revokedTime: string | null
}

/** What `GET /api/services/trust-anchors` answers: keys, and licences that are no longer in force. */
export interface TrustFile {
  readonly format: 'civitas-trust/1'
  readonly issuedTime: string
  readonly keys: readonly TrustedKey[]
  readonly revoked: ReadonlyArray<{ identifier: string; state: string; time: string }>
}

/** Why a paper does not hold. */
export type PaperFault =
  | 'changed'
  | 'unknown-key'
  | 'revoked'
  | 'expired'
  | 'not-trusted'
  | 'not-in-force'
  | 'malformed'

/** One check with its outcome; a paper holds when every one does. */
export interface PaperCheck {
  readonly check: 'file' | 'time-stamp' | 'licence' | 'seal-maker' | 'seal' | 'state' | 'code'
  readonly fault: PaperFault | null
  readonly detail: string
}

const sealPurpose = /^seal:/

/** Judges one signature: by a known key of the right purpose, unchanged, not revoked, within the key’s time. */
function judge(
  signed: SignedText,
  purpose: string | RegExp,
  trust: TrustFile,
  at: Date | null,
): PaperFault | null {
  const key = trust.keys.find((one) => one.keyId === signed.keyId)
  if (!key) return 'unknown-key'
  const isMeant = typeof purpose === 'string' ? key.purpose === purpose : purpose.test(key.purpose)
  if (!isMeant) return 'not-trusted'
  if (!isSigned(signed, key.publicKey)) return 'changed'
  if (key.state === 'revoked') {
    const before = at && key.revokedTime && sealPurpose.test(key.purpose) && at < new Date(key.revokedTime)
    if (!before) return 'revoked'
  }
  if (!at) return null
  return at < new Date(key.from) || (key.until && at > new Date(key.until)) ? 'expired' : null
}

function isSigned({ data, signature }: SignedText, publicKey: string): boolean {
  if (!isSignatureHex(signature)) return false
  try {
    return sm2.doVerifySignature(Buffer.from(data), signature, publicKey, { hash: true, der: true })
  } catch {
    return false
  }
}

/** The time a stamp proves for a signature. */
function readStamp(
  stamp: SignedText,
  signature: string,
  trust: TrustFile,
): { time: Date | null; check: PaperCheck } {
  const told = (fault: PaperFault | null, detail: string): PaperCheck => ({
    check: 'time-stamp',
    fault,
    detail,
  })
  const value = parse<{ digest: string; time: string }>(stamp.data)
  if (!value) return { time: null, check: told('malformed', '') }
  if (value.digest !== sm3Of(signature)) return { time: null, check: told('changed', value.time) }
  const time = new Date(value.time)
  const fault = judge(stamp, 'time-stamp', trust, time)
  return { time: fault ? null : time, check: told(fault, value.time) }
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

function verifySeal(one: SealPackage, digest: string, trust: TrustFile): PaperCheck[] {
  const [data, value] = [parse<SealData>(one.seal.data), parse<SealedValue>(one.signed.data)]
  if (!data || !value) return [{ check: 'seal', fault: 'malformed', detail: '' }]
  const { time, check } = readStamp(one.timeStamp, one.signed.signature, trust)
  const name = `${data.organisation} ${data.name}`
  const other = value.digest !== digest || value.sealCode !== data.code
  return [
    check,
    { check: 'seal-maker', fault: judge(one.seal, 'seal-maker', trust, time), detail: name },
    {
      ...{ check: 'seal' as const, detail: `${name} ${value.time}` },
      fault: judge(one.signed, sealPurpose, trust, time) ?? (other ? 'changed' : null),
    },
  ]
}

/** Verifies a licence: the data, the seal, and the state the trust file knows. */
export function verifyLicencePackage(one: LicencePackage, trust: TrustFile, now: Date): PaperCheck[] {
  const data = parse<LicenceData>(one.licence.data)
  if (!data) return [{ check: 'licence', fault: 'malformed', detail: '' }]
  const { time, check } = readStamp(one.timeStamp, one.licence.signature, trust)
  const ended = trust.revoked.find((row) => row.identifier === data.identifier)
  const until = data.validUntil
    ? new Date(Date.parse(`${data.validUntil}T00:00:00+08:00`) + 86_400_000)
    : null
  const state: PaperCheck = ended
    ? { check: 'state', fault: 'not-in-force', detail: `${ended.state} ${ended.time}` }
    : until && now >= until
      ? { check: 'state', fault: 'expired', detail: data.validUntil ?? '' }
      : { check: 'state', fault: null, detail: trust.issuedTime }
  return [
    check,
    {
      ...{ check: 'licence', fault: judge(one.licence, 'licence', trust, time) },
      detail: `${data.typeTitle} ${data.number} ${data.holderName}`,
    },
    ...(one.seal ? verifySeal(one.seal, sm3Of(one.licence.data), trust) : []),
    state,
  ]
}

function verifyFileSignature({ one, pdf }: CarriedLicence, trust: TrustFile): PaperCheck {
  const told = (fault: PaperFault | null): PaperCheck => ({ check: 'file', fault, detail: 'PDF' })
  if (!one.file || !pdf?.whole) return told('changed')
  const value = parse<SignedFile>(one.file.data)
  if (value?.digest !== sm3Of(...pdf.covered) || value.package !== sm3Of(packageText(one)))
    return told('changed')
  return told(judge(one.file, 'licence', trust, null))
}

/** Verifies a file that carries a licence: a PDF or the package itself. Null: there is nothing signed in it. */
export function verifyPaper(bytes: Uint8Array, trust: TrustFile, now: Date): PaperCheck[] | null {
  const read = readLicenceFile(bytes)
  if (read === 'broken') return [{ check: 'file', fault: 'changed', detail: '' }]
  if (!read) return null
  const checks = verifyLicencePackage(read.one, trust, now)
  return read.pdf ? [verifyFileSignature(read, trust), ...checks] : checks
}

/** Verifies a document against a seal package that came with it. */
export function verifySealed(document: Uint8Array, one: unknown, trust: TrustFile): PaperCheck[] {
  if (!isSealPackage(one)) return [{ check: 'seal', fault: 'malformed', detail: '' }]
  return verifySeal(one, sm3Of(document), trust)
}

/** Seconds an offline terminal takes a shown code after its end. */
const toleranceSeconds = 120

/** Verifies a city code as a terminal without network does. */
export function verifyCode(
  token: string,
  trust: TrustFile,
  now: Date,
  denied: readonly string[] = [],
): PaperCheck {
  const code = readCodeToken(token)
  if (!code) return { check: 'code', fault: 'malformed', detail: '' }
  const signed = { data: code.signed, keyId: code.keyId, signature: code.signature }
  const age = now.getTime() / 1000 - code.issued
  const late = age > code.life + toleranceSeconds || age < -30
  const stopped = denied.includes(code.pseudonym)
  const fault =
    judge(signed, 'city-code', trust, null) ?? (late ? 'expired' : null) ?? (stopped ? 'not-in-force' : null)
  return { check: 'code', fault, detail: `${Math.round(age)} s` }
}
