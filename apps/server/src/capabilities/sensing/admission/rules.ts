import { isSm2Signature } from '../../../kernel/crypto.ts'

/** A live session of an identity, as admission judges the next one. */
export interface LiveSession {
  /** As other processes know it; null for a gateway. */
  id: string | null
  clientId: string
  address: string
  lastPacketMs: number
  /** Seconds the client promised to speak within (MQTT keep alive); 0: none. */
  keepaliveSeconds: number
}

/** After so many keep-alive intervals of silence a session counts as lost (MQTT 3.1.1, 3.1.2.10). */
const silenceFactor = 1.5

/**
 * Whether a newcomer is the same device coming back (PLT-014): the same client id from the same address, or the old session has
 * been silent for longer than it promised. Else two live sessions with one identity: suspicion of a clone.
 */
export function isComeback(
  live: LiveSession,
  newcomer: { clientId: string; address: string },
  nowMs: number,
): boolean {
  if (live.clientId === newcomer.clientId && live.address === newcomer.address) return true
  const silentMs = nowMs - live.lastPacketMs
  return live.keepaliveSeconds > 0 && silentMs > live.keepaliveSeconds * 1000 * silenceFactor
}

/** An address without the IPv6 form IPv4 addresses take on a dual socket. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
}

/** How far the clock of a device may be off when it signs. */
const challengeWindowMs = 60_000

/** What an SM2 device signs: its name, the time in ms and a nonce of its own, a line each. */
export function challengeText(name: string, timeMs: number | string, nonce: string): string {
  return `${name}\n${timeMs}\n${nonce}`
}

/**
 * Judges `sm2:<time ms>:<nonce>:<signature hex>` (GB/T 32918.2-2016 with SM3): Node has no TLS with SM2 (GB/T 38636), so the
 * device signs at the application. Answers the nonce to remember, or why it is refused.
 */
export function judgeChallenge(
  name: string,
  text: string,
  publicKey: string,
  nowMs: number,
): { nonce: string } | { refused: string } {
  const [, time = '', nonce = '', signature = ''] =
    /^sm2:(\d{13}):([\w-]{8,64}):([0-9a-fA-F]+)$/.exec(text) ?? []
  if (!signature) return { refused: '签名登录的格式应为 sm2:时间:随机数:签名' }
  if (Math.abs(nowMs - Number(time)) > challengeWindowMs) return { refused: '签名时间与平台相差一分钟以上' }
  return isSignature(challengeText(name, time, nonce), signature, publicKey)
    ? { nonce }
    : { refused: 'SM2 签名不正确' }
}

function isSignature(text: string, signature: string, publicKey: string): boolean {
  try {
    return isSm2Signature(Buffer.from(text), signature, publicKey)
  } catch {
    return false
  }
}
