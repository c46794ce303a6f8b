import type { FastifyRequest } from 'fastify'
import { hashSecret } from '../../../kernel/crypto.ts'
import { forbidden, Problem, unauthenticated } from '../../../kernel/problem.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { isInNetworks } from './networks.ts'
import { isSameText, readCredential, signatureAgeMs, signatureOf, signedText, usageText } from './rules.ts'
import { findKey, type KeyRow } from './store.ts'

/** Nonces of signatures seen lately: a signed request is good once. */
const seen = new Map<string, number>()

/** Who calls the gateway: the application of a key that is good now and comes from where it may. */
export async function admitApp(parts: GatewayParts, request: FastifyRequest): Promise<KeyRow> {
  const credential = readCredential(request.headers)
  if (!credential)
    throw unauthenticated('请用应用密钥调用（x-civitas-key 或 x-civitas-signature）。', 'no-key')
  const key = await parts.recent.get(`key ${credential.keyId}`, () =>
    findKey(parts.kernel.db, credential.keyId),
  )
  const wrong = () => unauthenticated('应用密钥无效。', 'wrong-key')
  if (!key) throw wrong()
  const now = parts.kernel.clock.now()
  if (credential.by === 'secret' && !isSameText(hashSecret(credential.secret), key.secret_hash)) throw wrong()
  if (credential.by === 'signature') {
    requireFresh(credential, now.getTime())
    const body = request.body === undefined || request.body === null ? '' : JSON.stringify(request.body)
    const text = signedText({ method: request.method, url: request.url, body }, credential)
    if (!isSameText(signatureOf(text, key.secret_hash), credential.signature)) throw wrong()
    requireUnseen(`${credential.keyId} ${credential.nonce}`, now.getTime())
  }
  if (key.revoked_time || key.expires_time <= now)
    throw unauthenticated('应用密钥已吊销或过期。', 'key-ended')
  if (key.is_suspended) throw forbidden('应用已停用。', 'app-suspended')
  if (!isInNetworks(request.ip, key.networks))
    throw forbidden('调用地址不在允许范围内。', 'address-not-allowed')
  return key
}

function requireFresh({ time }: { time: string }, now: number): void {
  const given = Date.parse(time)
  if (Number.isNaN(given) || Math.abs(now - given) > signatureAgeMs)
    throw unauthenticated('签名时间超出允许范围。', 'stale-signature')
}

function requireUnseen(nonce: string, now: number): void {
  if (seen.has(nonce)) throw unauthenticated('该签名已使用过。', 'replayed-signature')
  if (seen.size > 100_000) for (const [name, time] of seen) if (now - time > signatureAgeMs) seen.delete(name)
  seen.set(nonce, now)
}

/** The purpose a caller declares, percent-encoded in `x-civitas-purpose`. */
export function purposeOf(request: FastifyRequest): string {
  const given = request.headers['x-civitas-purpose']
  if (typeof given !== 'string' || !given)
    throw forbidden('请在 x-civitas-purpose 中注明使用目的。', 'no-purpose')
  try {
    return decodeURIComponent(given)
  } catch {
    throw forbidden('x-civitas-purpose 应为百分号编码的文字。', 'no-purpose')
  }
}

/** Takes a call of the day’s quota or refuses, telling how much was used. */
export async function takeQuota(
  { uses }: GatewayParts,
  given: { organisationId: string; abilityId: string; day: string; quota: number },
): Promise<void> {
  const used = await uses.take(given)
  if (used === null) return
  const text = `今日调用次数已用完：${usageText(used, given.quota)}`
  throw new Problem('limit-exceeded', 'quota-exceeded', text, undefined, [{ used, quota: given.quota }])
}
