import { createHash } from 'node:crypto'
import * as contract from '@civitas/contract'
import { isSm2Signature, sm3 } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { authorityName, type KeyRegister } from './key-register.ts'
import type { Resealing } from './reseal.ts'
import { findCryptoGaps, verdictOfCertificate } from './rules.ts'
import { changeKey, findKey, type KeyRow } from './store.ts'
import * as trust from './trust-store.ts'
import { signCertificate, signRevocationList } from './x509-sm2.ts'

export interface TrustParts {
  kernel: Kernel
  keys: KeyRegister
  resealing: Resealing
  /** After keys the sign-on service signs with were changed. */
  renewSignOn(): void
}

const dayMs = 86_400_000

/** 密码服务与信任服务: the register of keys, certificates, revocations, time stamps, the inventory of cryptography. */
export function bindTrust(parts: TrustParts): void {
  bindKeys(parts)
  bindDestruction(parts)
  bindCertificates(parts)
  bindChecks(parts)
  bindInventory(parts)
}

function bindKeys({ kernel, keys, renewSignOn }: TrustParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.listKeys, ({ query }) => trust.listKeys(db, query))
  http.bind(contract.rotateKey, async ({ body }) => {
    // A keyed hash finds what was hashed before only under the same key; the root is what every certificate stands on.
    if (body.usage === 'mac' || body.usage === 'authority')
      throw invalid('/body/usage', '查找用密钥与根密钥不能轮换，只能重新签发')
    const { id, version } = await keys.rotate(body.purpose, body.usage)
    renewSignOn()
    return { id, version }
  })
  http.bind(contract.revokeKey, async ({ params, body }) => {
    const key = await findKey(db, params.id)
    if (!key) throw notFound('密钥', params.id)
    if (key.usage !== 'sign' && key.usage !== 'token')
      throw conflict('not-a-signing-key', '只有签名密钥可以吊销；加密密钥请轮换后销毁。')
    if (key.revoked_time) throw conflict('already-revoked', '密钥已吊销。')
    const time = body.time ? new Date(body.time) : clock.now()
    if (time > clock.now() || time < key.from_time)
      throw invalid('/body/time', '吊销时间应在启用之后、现在之前')
    await changeKey(db, key.id, { state: 'revoked', revoked_time: time, reason: body.reason })
    keys.forget()
    renewSignOn()
    return { done: true as const }
  })
  http.bind(contract.getPublicKey, ({ params }) => keys.publish(params.id))
}

function bindDestruction({ kernel, keys, resealing }: TrustParts): void {
  const { http, db, clock } = kernel
  const requireUnused = async (key: KeyRow) => {
    const left = key.usage === 'seal' ? await resealing.countUnder(key.purpose, key.version) : 0
    if (left > 0)
      throw conflict('key-still-seals', `还有 ${left} 条内容由该版本加密，请先重新加密，否则将无法恢复。`)
  }
  http.bind(contract.askKeyDestruction, async ({ params, body }, { principal }) => {
    const key = await findKey(db, params.id)
    if (!key) throw notFound('密钥', params.id)
    if (key.state === 'active') throw conflict('key-in-use', '在用密钥不能销毁，请先轮换。')
    if (key.state === 'destroyed') throw conflict('already-destroyed', '密钥已销毁。')
    await requireUnused(key)
    const ask = { keyId: key.id, reason: body.reason, by: principal.userId, name: principal.name }
    await trust.askDestruction(db, { ...ask, now: clock.now() })
    return { done: true as const }
  })
  http.bind(contract.confirmKeyDestruction, async ({ params }, { principal }) => {
    const asked = await trust.findDestruction(db, params.id)
    const key = await findKey(db, params.id)
    if (!asked || !key) throw notFound('待确认的销毁申请', params.id)
    if (asked.asked_by === principal.userId)
      throw forbidden('申请人不能自己确认，须另一人确认。', 'dual-control')
    await requireUnused(key)
    const now = clock.now()
    await db.transaction(async (tx) => {
      await trust.confirmDestruction(tx, key.id, principal.userId, now)
      await changeKey(tx, key.id, { state: 'destroyed', reason: asked.reason })
    })
    keys.forget()
    const statement = `密钥 ${key.purpose} v${key.version}（${key.id}）已于 ${now.toISOString()} 销毁：${asked.reason}`
    const { keyId, signature } = await keys.sign('key-ceremony', Buffer.from(statement))
    return { proof: JSON.stringify({ statement, keyId, signature }) }
  })
}

function bindCertificates({ kernel, keys }: TrustParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.listCertificates, ({ query }) => trust.listCertificates(db, query, clock.now()))
  http.bind(contract.issueCertificate, async ({ body }, { principal }) => {
    const now = clock.now()
    const until = new Date(now.getTime() + body.days * dayMs)
    const { pem, serial } = signCertificate({
      ...{ subject: { commonName: body.name }, issuer: authorityName, publicKey: body.publicKey },
      ...{ from: now, until, isAuthority: false, signer: await keys.authorityPair() },
    })
    const row: trust.CertificateRow = {
      ...{ serial, kind: body.kind, name: body.name, holder_id: body.holderId ?? null, pem },
      ...{ public_key: body.publicKey, from_time: now, until_time: until, state: 'active' },
      ...{ revoked_time: null, reason: null, evidence: body.evidence, issued_by: principal.userId },
    }
    await trust.insertCertificate(db, row).catch((error: { code?: string }) => {
      if (error.code === '23503') throw invalid('/body/holderId', '没有这个自然人或法人')
      throw error
    })
    const root = await keys.authority()
    return { serial, certificate: pem + root.row.certificate }
  })
  http.bind(contract.changeCertificate, async ({ params, body }) => {
    const row = await trust.findCertificate(db, params.serial)
    if (!row) throw notFound('证书', params.serial)
    if (row.state === 'revoked') throw conflict('already-revoked', '证书已吊销，不能恢复。')
    const now = clock.now()
    const given = body.time ? new Date(body.time) : now
    if (given > now || given < row.from_time) throw invalid('/body/time', '时间应在签发之后、现在之前')
    const time = body.state === 'active' ? null : given
    await trust.changeCertificate(db, row.serial, { state: body.state, time, reason: body.reason })
    return trust.toCertificate((await trust.findCertificate(db, row.serial)) as trust.CertificateRow, now)
  })
  http.bind(contract.getRevocationList, async () => {
    const now = clock.now()
    const revoked = await trust.listRevoked(db, now)
    return signRevocationList({
      ...{ issuer: authorityName, signer: await keys.authorityPair(), now },
      next: new Date(now.getTime() + dayMs),
      revoked: revoked.map((one) => ({ serial: one.serial, time: one.revoked_time })),
    })
  })
  http.bind(contract.getCertificateCoverage, async () => {
    const counties = await trust.countCoverage(db, clock.now())
    const firms = counties.reduce((sum, one) => sum + one.firms, 0)
    const covered = counties.reduce((sum, one) => sum + one.covered, 0)
    return { firms, covered, share: firms > 0 ? covered / firms : null, counties }
  })
}

/** The very bytes a time stamp signs. */
function stampText(digest: string, time: string): Buffer {
  return Buffer.from(`civitas-time/1\n${digest}\n${time}\n`)
}

const verdictTexts = {
  valid: '签名有效。',
  changed: '内容或签名被改动。',
  'unknown-certificate': '不是本平台签发的证书。',
  revoked: '签名时证书已吊销。',
  suspended: '签名时证书已暂停。',
  expired: '签名时间不在证书有效期内。',
  'stamp-invalid': '时间戳无效。',
} as const

function bindChecks({ kernel, keys }: TrustParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.digestData, ({ body }) => {
    const data = Buffer.from(body.data, 'base64')
    const name = body.algorithm === 'SM3' ? 'sm3' : 'sha256'
    return { digest: createHash(name).update(data).digest('hex'), bytes: data.length }
  })
  http.bind(contract.stampTime, async ({ body }) => {
    const time = clock.now().toISOString()
    return { time, sm3: body.sm3, ...(await keys.sign('time-stamp', stampText(body.sm3, time))) }
  })
  http.bind(contract.checkSignature, async ({ body }) => {
    const answer = (reason: keyof typeof verdictTexts, holder: string | null, at: Date) => ({
      ...{ valid: reason === 'valid', reason, text: verdictTexts[reason], holder, at: at.toISOString() },
    })
    const now = clock.now()
    const row = await trust.findCertificate(db, body.serial)
    if (!row) return answer('unknown-certificate', null, now)
    const data = Buffer.from(body.data, 'base64')
    const { stamp } = body
    if (stamp) {
      // The stamp is over the signature: that is what must have existed by then (GB/T 20520).
      const isOurs = await keys.verify(
        stamp.keyId,
        stampText(stamp.sm3, stamp.time),
        stamp.signature,
        new Date(stamp.time),
      )
      if (!isOurs.ok || stamp.sm3 !== sm3(Buffer.from(body.signature, 'hex')))
        return answer('stamp-invalid', row.name, now)
    }
    const at = stamp ? new Date(stamp.time) : now
    return answer(verdictOfCertificate(row, holds(data, body.signature, row.public_key), at), row.name, at)
  })
}

function holds(data: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    return isSm2Signature(data, signature, publicKey)
  } catch {
    return false
  }
}

function bindInventory({ kernel }: TrustParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.listCryptoUses, async ({ query }) => {
    const { items, total } = await trust.listCryptoUses(db, query)
    const today = clock.now().toISOString().slice(0, 10)
    return { items: items.map((one) => ({ ...one, gaps: findCryptoGaps(one, today) })), total }
  })
  http.bind(contract.saveCryptoUse, async ({ body }) => {
    const id = body.id ?? newId()
    await trust.saveCryptoUse(db, { ...body, id })
    return { id }
  })
}
