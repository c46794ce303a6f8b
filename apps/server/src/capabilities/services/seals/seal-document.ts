import { isSealPackage, type SealData, type SealedValue, type SealPackage } from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import type { ServicesParts } from '../services-parts.ts'
import {
  keyPurposes,
  parseJson,
  readStamp,
  reasonTexts,
  signText,
  stampTime,
  verifyText,
} from '../signing.ts'
import { type SealRow, stateAt } from './store.ts'

/** Puts a seal on a digest: the value is signed with the key of the seal, its time is stamped. Nothing is asked or logged. */
export async function putSeal(
  parts: ServicesParts,
  seal: SealRow,
  document: { digest: string; documentType: string; title: string; position?: object },
): Promise<SealPackage> {
  if (!seal.data || !seal.maker_key || !seal.maker_signature)
    throw new Error(`seal ${seal.id} was never made`)
  const value: SealedValue & { position?: object } = {
    ...{ digest: document.digest, documentType: document.documentType, title: document.title },
    ...{ sealCode: seal.code, time: parts.kernel.clock.now().toISOString() },
    ...(document.position ? { position: document.position } : {}),
  }
  const signed = await signText(parts, keyPurposes.seal(seal.id), JSON.stringify(value))
  return {
    format: 'civitas-seal/1',
    seal: { data: seal.data, keyId: seal.maker_key, signature: seal.maker_signature },
    signed,
    timeStamp: await stampTime(parts, [signed.signature]),
  }
}

type SealReason = 'ok' | 'changed' | 'unknown-key' | 'revoked' | 'expired' | 'not-active' | 'malformed'

interface SealVerdict {
  sealName: string
  organisationName: string
  time: string | null
  holds: boolean
  reason: SealReason
  text: string
}

function readTexts(one: SealPackage): { data: SealData; value: SealedValue } | null {
  if (!isSealPackage(one)) return null
  const [data, value] = [parseJson<SealData>(one.seal.data), parseJson<SealedValue>(one.signed.data)]
  return data && value ? { data, value } : null
}

/**
 * Whether a seal stands on this digest: seal structure, signed value, time stamp, and the state the seal was in at the time
 * the stamp proves. A seal destroyed since then does not undo what it sealed.
 */
export async function checkSeal(
  parts: ServicesParts,
  one: SealPackage,
  digest: string,
): Promise<SealVerdict> {
  const read = readTexts(one)
  const verdict = (reason: SealReason, time: string | null, text?: string): SealVerdict => ({
    ...{ sealName: read?.data.name ?? '', organisationName: read?.data.organisation ?? '' },
    ...{ time, holds: reason === 'ok', reason, text: text ?? reasonTexts[reason] ?? reason },
  })
  if (!read) return verdict('malformed', null)
  const { data, value } = read
  const stamp = await readStamp(parts, one.timeStamp, [one.signed.signature])
  if (!('time' in stamp))
    return verdict(stamp.reason as SealReason, null, `时间戳${reasonTexts[stamp.reason]}`)
  const time = stamp.time.toISOString()
  const made = await verifyText(parts, one.seal, stamp.time)
  if (!made.ok) return verdict(made.reason, time, `印章结构${reasonTexts[made.reason]}`)
  const signed = await verifyText(parts, one.signed, stamp.time)
  if (!signed.ok) return verdict(signed.reason, time)
  if (value.sealCode !== data.code) return verdict('changed', time, '签章值与印章不符')
  if (value.digest !== digest) return verdict('changed', time, '文档已被篡改')
  const state = await stateAt(parts.kernel.db, data.code, stamp.time)
  return state === 'active' ? verdict('ok', time, '签章有效') : verdict('not-active', time)
}

/** Verifies a document against several packages, each on its own. */
export async function checkDocument(parts: ServicesParts, file: Uint8Array, packages: readonly unknown[]) {
  const digest = sm3(file)
  const signatures: SealVerdict[] = []
  for (const one of packages) signatures.push(await checkSeal(parts, one as SealPackage, digest))
  const broken = signatures.filter((one) => !one.holds)
  const head = broken.some((one) => one.reason === 'changed') ? '文档已被篡改' : '签章无效'
  const named = broken.map((one) => `${one.sealName || '未知印章'}（${one.text}）`).join('；')
  return {
    holds: broken.length === 0,
    text: broken.length === 0 ? '全部签章有效，文档未被改动' : `${head}：${named}`,
    signatures,
  }
}
