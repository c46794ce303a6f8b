import type { ConnectionAttempt } from '@civitas/contract'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { type Credentials, type HeldCredential, isKey, isListed } from '../things/credentials.ts'
import { isComeback, judgeChallenge, type LiveSession } from './rules.ts'

/** What a device shows at the door. */
export interface Newcomer {
  name: string
  secret: string
  clientId: string
  address: string
  /** SHA-256 of a client certificate this installation’s authority signed, when TLS has verified one. */
  fingerprint: string | null
}

export type Refusal = { reason: Exclude<ConnectionAttempt['reason'], 'admitted'>; detail: string }

/** Decides who gets in. Sessions are those of this process. */
export interface Gate {
  /** `open` is called at once when it is admitted, so that no other can slip in between. */
  admit(newcomer: Newcomer, open: (credential: HeldCredential) => void): Promise<HeldCredential | Refusal>
}

/** Live sessions, as the broker holds them. */
export interface SessionSource {
  ofCredential(name: string): LiveSession[]
  ofClient(clientId: string): { credentialName: string } | undefined
}

/** A session that was just closed may still be on its way out; so long a newcomer waits for it. */
const graceMs = 1_000

export function createGate(
  kernel: Kernel,
  credentials: Credentials,
  sessions: SessionSource,
  onClone: (credential: HeldCredential, newcomer: Newcomer, live: LiveSession) => Promise<void>,
): Gate {
  const nonces = new Map<string, number>()
  return {
    admit: async (newcomer, open) => {
      const now = kernel.clock.now().getTime()
      const credential = credentials.find(newcomer.name)
      const refusal = credential
        ? proveIdentity(credential, newcomer, now, nonces)
        : { reason: 'wrong-credentials' as const, detail: '凭据名或密钥不正确' }
      if (refusal || !credential) return refusal as Refusal
      if (!isListed(credential, newcomer.address))
        return { reason: 'wrong-network', detail: `来源 ${newcomer.address} 不在凭据允许的网络内` }
      const holder = sessions.ofClient(newcomer.clientId)
      if (holder && holder.credentialName !== credential.name)
        return { reason: 'client-id-taken', detail: `客户端标识 ${newcomer.clientId} 正被另一凭据使用` }
      if (credential.kind === 'device') {
        const clone = await findClone(
          sessions,
          newcomer,
          () => kernel.clock.now().getTime(),
          () => open(credential),
        )
        if (clone) {
          await onClone(credential, newcomer, clone)
          return { reason: 'clone-suspected', detail: `同一身份已在 ${clone.address} 在线` }
        }
      } else open(credential)
      credential.lastUsedMs = now
      return credential
    },
  }
}

function proveIdentity(
  credential: HeldCredential,
  newcomer: Newcomer,
  now: number,
  nonces: Map<string, number>,
): Refusal | null {
  if (credential.expiresMs <= now) return { reason: 'expired', detail: '凭据已过有效期' }
  const wrong: Refusal = { reason: 'wrong-credentials', detail: '凭据名或密钥不正确' }
  switch (credential.method) {
    case 'key':
      return isKey(credential, newcomer.secret, now) ? null : wrong
    case 'x509':
      return newcomer.fingerprint && hashSecret(newcomer.fingerprint) === credential.keyHash
        ? null
        : { reason: 'wrong-certificate', detail: '没有出示平台签发的设备证书，或证书不属于此凭据' }
    case 'sm2':
      return proveSm2(credential, newcomer, now, nonces)
    default:
      return { reason: 'wrong-credentials', detail: '凭据尚未认领' }
  }
}

function proveSm2(
  credential: HeldCredential,
  newcomer: Newcomer,
  now: number,
  nonces: Map<string, number>,
): Refusal | null {
  const judged = judgeChallenge(credential.name, newcomer.secret, credential.publicKey ?? '', now)
  if ('refused' in judged) return { reason: 'wrong-certificate', detail: judged.refused }
  for (const [nonce, until] of nonces) if (until < now) nonces.delete(nonce)
  const key = `${credential.name} ${judged.nonce}`
  if (nonces.has(key)) return { reason: 'wrong-certificate', detail: '随机数已用过，疑似重放' }
  nonces.set(key, now + 120_000)
  return null
}

/** The rival session when there is one; else the newcomer is let in at the same instant. */
async function findClone(
  sessions: SessionSource,
  newcomer: Newcomer,
  now: () => number,
  letIn: () => void,
): Promise<LiveSession | undefined> {
  const started = Date.now()
  for (;;) {
    const rival = sessions.ofCredential(newcomer.name).find((live) => !isComeback(live, newcomer, now()))
    if (!rival) letIn()
    if (!rival || Date.now() - started > graceMs) return rival
    await new Promise((next) => setTimeout(next, 50))
  }
}
