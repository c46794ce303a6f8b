import { deviceSessionMoved } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { LiveSession } from './rules.ts'
import * as store from './session-store.ts'

/**
 * One live session per device identity over all processes (PLT-014). In a cluster each process writes its sessions into the
 * database and says every second that it lives; alone, the sessions in memory are all there are and nothing is written.
 */
export interface SharedSessions {
  /** Takes the session of an identity for a newcomer, or answers the live one elsewhere that is in its way. */
  claim(name: string, newcomer: Newcomer, replaces: string | null): Promise<Claim>
  /** The session is over. */
  release(name: string, sessionId: string): void
  /** Keeps a nonce a device has signed with; false when it was used before, at any process. */
  takeNonce(name: string, nonce: string): Promise<boolean>
  /** Heard when a device has come back at another process: this session of it is over, a later one here is not. */
  onMoved(hear: (name: string, sessionId: string) => void): void
  stop(): Promise<void>
}

type Newcomer = { clientId: string; address: string }
export type Claim = { sessionId: string } | { rival: Pick<LiveSession, 'clientId' | 'address'> }

const beatMs = 1_000
/** A process that has not been heard for so long is gone. */
const goneMs = 6_000
/** A session that was just closed may still be on its way out; so long a newcomer waits for it. */
const graceMs = 1_000
const nonceMs = 120_000

export async function openSharedSessions(kernel: Kernel): Promise<SharedSessions> {
  return kernel.config.cluster ? joinSessions(kernel) : aloneSessions(kernel)
}

function aloneSessions(kernel: Kernel): SharedSessions {
  const nonces = new Map<string, number>()
  return {
    claim: async () => ({ sessionId: newId() }),
    release: () => undefined,
    takeNonce: async (name, nonce) => {
      const now = kernel.clock.now().getTime()
      for (const [key, until] of nonces) if (until < now) nonces.delete(key)
      const key = `${name} ${nonce}`
      if (nonces.has(key)) return false
      nonces.set(key, now + nonceMs)
      return true
    },
    onMoved: () => undefined,
    stop: async () => undefined,
  }
}

async function joinSessions(kernel: Kernel): Promise<SharedSessions> {
  const { db, messages, log } = kernel
  const instanceId = newId()
  const hearers: Array<(name: string, sessionId: string) => void> = []
  const quietly = (work: Promise<unknown>, what: string) =>
    void work.catch((error: Error) => log.warn({ error: error.message }, what))
  const beat = () => store.beat(db, instanceId, goneMs)
  await beat()
  const timer = setInterval(() => quietly(beat(), 'this process could not say that it lives'), beatMs)
  kernel.jobs.every('sensing-forget-nonces', '*/10 * * * *', () => store.forgetNonces(db, new Date()))
  messages.tail(deviceSessionMoved, ({ name, sessionId }) => {
    for (const hear of hearers) hear(name, sessionId)
  })
  return {
    claim: async (name, newcomer, replaces) => {
      const began = Date.now()
      let giveWay = replaces
      for (;;) {
        const waited = Date.now() - began
        const sessionId = newId()
        const session = { ...newcomer, sessionId, instanceId, now: new Date() }
        const { claimed, other } = await store.claimSession(db, name, session, giveWay)
        if (claimed && other && other.instanceId !== instanceId)
          await db.transaction((tx) =>
            messages.publish(tx, deviceSessionMoved, { name, sessionId: other.sessionId }),
          )
        if (claimed) return { sessionId }
        if (!other) continue
        // A session of this process that memory no longer holds has ended without its row.
        if (other.instanceId === instanceId) giveWay = other.sessionId
        else {
          const silentMs = await store.readSilence(db, other.instanceId)
          if (silentMs === null || silentMs > goneMs) giveWay = other.sessionId
          // Only a process that was heard after the newcomer came is surely there, with the session it holds.
          else if (waited > graceMs && silentMs < waited) return { rival: other }
          else await new Promise((next) => setTimeout(next, 100))
        }
      }
    },
    release: (name, sessionId) =>
      quietly(store.releaseSession(db, name, sessionId), 'the end of a session was not written'),
    takeNonce: (name, nonce) => store.takeNonce(db, name, nonce, new Date(Date.now() + nonceMs)),
    onMoved: (hear) => hearers.push(hear),
    stop: async () => {
      clearInterval(timer)
      await store.forgetInstance(db, instanceId)
    },
  }
}
