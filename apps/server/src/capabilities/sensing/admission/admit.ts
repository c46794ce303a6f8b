import type { ConnectionAttempt } from '@civitas/contract'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { type Credentials, type HeldCredential, isKey, isListed } from '../things/credentials.ts'
import { isComeback, judgeChallenge, type LiveSession } from './rules.ts'
import type { SharedSessions } from './shared-sessions.ts'

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

/** Decides who gets in. Sessions are those of this process, and over all of a cluster those it shares. */
export interface Gate {
  /** `open` is called at once when it is admitted, so that no other can slip in between; the session is null for a gateway. */
  admit(
    newcomer: Newcomer,
    open: (credential: HeldCredential, sessionId: string | null) => void,
  ): Promise<HeldCredential | Refusal>
}

/** The rival a newcomer was refused for. */
type Rival = Pick<LiveSession, 'clientId' | 'address'>

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
  shared: SharedSessions,
  onClone: (credential: HeldCredential, newcomer: Newcomer, live: Rival) => Promise<void>,
): Gate {
  return {
    admit: async (newcomer, open) => {
      const now = kernel.clock.now().getTime()
      const credential = credentials.find(newcomer.name)
      const refusal = credential
        ? await proveIdentity(credential, newcomer, now, shared)
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
          shared,
          newcomer,
          () => kernel.clock.now().getTime(),
          (sessionId) => open(credential, sessionId),
        )
        if (clone) {
          await onClone(credential, newcomer, clone)
          return { reason: 'clone-suspected', detail: `同一身份已在 ${clone.address} 在线` }
        }
      } else open(credential, null)
      credential.lastUsedMs = now
      return credential
    },
  }
}

async function proveIdentity(
  credential: HeldCredential,
  newcomer: Newcomer,
  now: number,
  shared: SharedSessions,
): Promise<Refusal | null> {
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
      return proveSm2(credential, newcomer, now, shared)
    default:
      return { reason: 'wrong-credentials', detail: '凭据尚未认领' }
  }
}

async function proveSm2(
  credential: HeldCredential,
  newcomer: Newcomer,
  now: number,
  shared: SharedSessions,
): Promise<Refusal | null> {
  const judged = judgeChallenge(credential.name, newcomer.secret, credential.publicKey ?? '', now)
  if ('refused' in judged) return { reason: 'wrong-certificate', detail: judged.refused }
  if (await shared.takeNonce(credential.name, judged.nonce)) return null
  return { reason: 'wrong-certificate', detail: '随机数已用过，疑似重放' }
}

/** The rival session when there is one, here or at another process; else the newcomer is let in at the same instant. */
async function findClone(
  sessions: SessionSource,
  shared: SharedSessions,
  newcomer: Newcomer,
  now: () => number,
  letIn: (sessionId: string) => void,
): Promise<Rival | undefined> {
  const started = Date.now()
  const findRival = () =>
    sessions.ofCredential(newcomer.name).find((live) => !isComeback(live, newcomer, now()))
  for (;;) {
    const rival = findRival()
    if (!rival) {
      const [former] = sessions.ofCredential(newcomer.name)
      const claim = await shared.claim(newcomer.name, newcomer, former?.id ?? null)
      if ('rival' in claim) return claim.rival
      // Another may have come in while the database was asked.
      const quicker = findRival()
      if (!quicker) {
        letIn(claim.sessionId)
        return undefined
      }
      shared.release(newcomer.name, claim.sessionId)
    }
    if (Date.now() - started > graceMs) return findRival()
    await new Promise((next) => setTimeout(next, 50))
  }
}
