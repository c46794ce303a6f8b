import type { TLSSocket } from 'node:tls'
import type { Client } from 'aedes'
import type { SessionSource } from '../../admission/admit.ts'
import { type LiveSession, plainAddress } from '../../admission/rules.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { SignedIn } from './subscribe.ts'

/** A connection with what admission has learnt of it. */
export interface DeviceClient extends SignedIn {
  session?: LiveSession
  keepaliveSeconds?: number
}

/** The live sessions of this process, by credential and by client id. */
export interface Sessions extends SessionSource {
  /** An admitted client; its older sessions of the same device end, for it has come back. */
  open(client: DeviceClient, credential: HeldCredential, sessionId: string | null, nowMs: number): void
  /** Ends the sessions of a credential, or the one with this id. */
  closeOf(credentialName: string, sessionId?: string): void
}

export function createSessions(onClosed: (name: string, sessionId: string) => void): Sessions {
  const byCredential = new Map<string, Set<DeviceClient>>()
  const byClientId = new Map<string, DeviceClient>()
  const sessionsOf = (name: string) =>
    [...(byCredential.get(name) ?? [])].flatMap((client) => client.session ?? [])
  const remove = (client: DeviceClient) => {
    const name = client.credential?.name ?? ''
    const set = byCredential.get(name)
    set?.delete(client)
    if (set?.size === 0) byCredential.delete(name)
    if (byClientId.get(client.id) === client) byClientId.delete(client.id)
  }
  return {
    ofCredential: sessionsOf,
    ofClient: (clientId) => {
      const name = byClientId.get(clientId)?.credential?.name
      return name === undefined ? undefined : { credentialName: name }
    },
    open: (client, credential, sessionId, nowMs) => {
      if (credential.kind === 'device')
        for (const old of [...(byCredential.get(credential.name) ?? [])]) {
          remove(old)
          if (old.id !== client.id) old.close()
        }
      client.credential = credential
      client.session = {
        id: sessionId,
        clientId: client.id,
        address: addressOf(client),
        lastPacketMs: nowMs,
        keepaliveSeconds: client.keepaliveSeconds ?? 0,
      }
      byCredential.set(credential.name, (byCredential.get(credential.name) ?? new Set()).add(client))
      byClientId.set(client.id, client)
      ;(client.conn as TLSSocket).once('close', () => {
        remove(client)
        if (sessionId) onClosed(credential.name, sessionId)
      })
    },
    closeOf: (name, sessionId) => {
      for (const client of [...(byCredential.get(name) ?? [])]) {
        if (sessionId !== undefined && client.session?.id !== sessionId) continue
        remove(client)
        client.close()
      }
    },
  }
}

/** Where a client comes from. */
export function addressOf(client: Client): string {
  return plainAddress((client.conn as TLSSocket | undefined)?.remoteAddress)
}

/** Fingerprint of the client certificate TLS has verified, or null. */
export function fingerprintOf(client: Client): string | null {
  const socket = client.conn as Partial<TLSSocket> | undefined
  return socket?.authorized ? (socket.getPeerCertificate?.().fingerprint256 ?? null) : null
}
