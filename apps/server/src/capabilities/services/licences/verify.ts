import type {
  CarriedLicence,
  LicenceData,
  LicencePackage,
  LicenceVerdict,
  SignedFile,
} from '@civitas/contract'
import { packageText, readLicenceFile } from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import { maskName } from '../../identity/index.ts'
import { dayOf } from '../numbers.ts'
import { checkSeal } from '../seals/seal-document.ts'
import type { ServicesParts } from '../services-parts.ts'
import { parseJson, readStamp, reasonTexts, verifyText } from '../signing.ts'
import { toPackage } from './render-pdf.ts'
import { isIdentifier, stateNames, stateOn } from './rules.ts'
import { findByIdentifier, type LicenceRow } from './store.ts'

type Check = LicenceVerdict['checks'][number]

const nothing = {
  ...{ typeTitle: null, number: null, version: null, holderName: null, issuerName: null },
  ...{ issuedTime: null, validUntil: null, stateTime: null },
}

function refuse(verdict: LicenceVerdict['verdict'], text: string, checks: Check[] = []): LicenceVerdict {
  return { verdict, text, ...nothing, checks }
}

/** `2025-06-03 10:00` in the city. */
function minuteOf(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** The answer to whoever has an identifier or scanned the QR code. */
export async function verifyIdentifier(parts: ServicesParts, identifier: string): Promise<LicenceVerdict> {
  if (!isIdentifier(identifier)) return refuse('unknown', '不是有效的电子证照标识：校验码不符')
  const row = await findByIdentifier(parts.kernel.db, identifier)
  if (!row) return refuse('unknown', '没有这份证照')
  return judge(parts, row, await checkPackage(parts, toPackage(row)))
}

/** The answer to whoever has a file: first the file itself, then the state of the licence it carries. */
export async function verifyFile(parts: ServicesParts, base64: string): Promise<LicenceVerdict> {
  const bytes = Buffer.from(base64, 'base64')
  const read = readLicenceFile(bytes)
  if (!read) return refuse('unsigned', '文件中没有可以验证的证照签名')
  if (read === 'broken') return refuse('tampered', '文件完整：文档已被篡改', [fileFault('文档已被篡改')])
  const checks = read.pdf ? [await checkFile(parts, read)] : []
  checks.push(...(await checkPackage(parts, read.one)))
  const failed = checks.find((one) => !one.passed)
  if (failed) return refuse('tampered', `${failed.check}：${failed.detail}`, checks)
  const { identifier } = JSON.parse(read.one.licence.data) as LicenceData
  const row = await findByIdentifier(parts.kernel.db, identifier)
  if (!row) return refuse('unknown', '签名有效，但本平台没有这份证照', checks)
  return judge(parts, row, checks)
}

const fileFault = (detail: string): Check => ({ check: '文件完整', passed: false, detail })

/** Whether the file is as it was signed, to the last bit, with the package it was signed with. */
async function checkFile(parts: ServicesParts, { one, pdf }: CarriedLicence): Promise<Check> {
  if (!pdf?.whole || !one.file) return fileFault('文档已被篡改：签名没有覆盖整个文件')
  const value = parseJson<SignedFile>(one.file.data)
  const isSame = value?.digest === sm3(Buffer.concat(pdf.covered)) && value.package === sm3(packageText(one))
  if (!isSame) return fileFault('文档已被篡改')
  const verdict = await verifyText(parts, one.file)
  return verdict.ok
    ? { check: '文件完整', passed: true, detail: '文件自签发后没有改动' }
    : fileFault(reasonTexts[verdict.reason] ?? verdict.reason)
}

/** Signature, time stamp and seal. A key revoked since then ends what it signed; one that only ran out does not. */
async function checkPackage(parts: ServicesParts, one: LicencePackage): Promise<Check[]> {
  const told = (check: string, reason: string | null, good: string): Check => ({
    ...{ check, passed: reason === null, detail: reason === null ? good : (reasonTexts[reason] ?? reason) },
  })
  const stamp = await readStamp(parts, one.timeStamp, [one.licence.signature])
  const checks = [told('时间戳', 'time' in stamp ? null : stamp.reason, '签名时间可信')]
  const at = 'time' in stamp ? stamp.time : undefined
  const signed = await verifyText(parts, one.licence, at)
  checks.push(told('证照签名', await reasonOf(parts, one.licence.keyId, signed), '证照数据没有改动'))
  if (one.seal) {
    const seal = await checkSeal(parts, one.seal, sm3(one.licence.data))
    checks.push({ check: '电子印章', passed: seal.holds, detail: `${seal.sealName}：${seal.text}` })
  }
  return checks
}

async function reasonOf(
  parts: ServicesParts,
  keyId: string,
  verdict: Awaited<ReturnType<typeof verifyText>>,
): Promise<string | null> {
  if (!verdict.ok) return verdict.reason
  return (await parts.identity.keys.publish(keyId)).state === 'revoked' ? 'revoked' : null
}

function judge(parts: ServicesParts, row: LicenceRow, checks: Check[]): LicenceVerdict {
  const data = JSON.parse(row.data) as LicenceData
  const failed = checks.find((one) => !one.passed)
  const state = stateOn(row, dayOf(parts.kernel.clock.now()))
  const isPerson = data.holderNumber.includes('*')
  const shown = {
    ...{ typeTitle: data.typeTitle, number: data.number, version: data.version, issuerName: data.issuerName },
    holderName: isPerson ? maskName('person', data.holderName) : data.holderName,
    ...{ issuedTime: data.issuedTime, validUntil: data.validUntil, checks },
    stateTime: row.state_time.toISOString(),
  }
  if (failed) return { verdict: 'tampered', text: `${failed.check}：${failed.detail}`, ...shown }
  const verdicts = { valid: 'valid', changed: 'changed', suspended: 'suspended', expired: 'expired' } as const
  const verdict = state in verdicts ? verdicts[state as keyof typeof verdicts] : 'revoked'
  const since = state === 'valid' || state === 'expired' ? '' : `（${minuteOf(row.state_time)}）`
  return { verdict, text: `证照${stateNames[state]}${since}`, ...shown }
}
