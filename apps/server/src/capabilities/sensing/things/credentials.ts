import { BlockList, isIP } from 'node:net'
import { type Credential, credentialChanged, type Page } from '@civitas/contract'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { ThingMeta } from '../datastreams/datastream-index.ts'
import * as store from './credential-store.ts'

export { everyThingType } from './credential-store.ts'

/** A credential in memory, as the adapters ask it. */
export interface HeldCredential {
  readonly id: number
  readonly name: string
  readonly kind: 'device' | 'gateway'
  readonly method: Credential['method']
  readonly keyHash: string
  readonly publicKey: string | null
  readonly things: Set<string>
  readonly thingTypes: ReadonlySet<string>
  /** Networks it may come from; null: any. */
  readonly networks: BlockList | null
  readonly expiresMs: number
  readonly previousHash: string | null
  readonly previousUntilMs: number
  lastUsedMs: number
  lastAddress: string | null
}

/** Credentials of devices and gateways; held in memory, for every connection asks. */
export interface Credentials {
  find(name: string): HeldCredential | undefined
  /** The credential with this name and key, or null; also null when it may not come from this address. */
  verify(name: string, key: string, address: string): HeldCredential | null
  /** Whether a credential may speak for a thing. */
  covers(credential: HeldCredential, thing: ThingMeta): boolean
  create(tx: Transaction, input: NewCredential): Promise<{ name: string; key: string }>
  /** Another proof of the same identity; the old one lives on for `graceSeconds`. */
  replace(name: string, proof: NewProof, graceSeconds: number): Promise<void>
  change(
    name: string,
    change: { networks?: readonly string[]; expiresTime?: Date | null; clearFlag?: boolean },
  ): Promise<void>
  /** Trades a one-time claim code for a key. */
  claim(code: string): Promise<{ name: string; key: string; things: string[] }>
  flag(tx: Transaction, name: string, reason: string): Promise<void>
  revoke(name: string): Promise<void>
  /** Revokes what speaks for one thing alone. */
  revokeOfThing(tx: Transaction, thingId: string): Promise<void>
  list(query: store.CredentialQuery): Promise<Page<Credential>>
  /** Heard in every process when connections of a credential must end. */
  onRevoked(hear: (name: string) => void): void
  saveUse(): Promise<void>
}

/** What is kept of a proof of identity: the hash of a key or certificate, or a public key. */
export interface NewProof {
  method: Credential['method']
  /** Key, claim code or fingerprint; hashed before it is kept. */
  secret: string
  publicKey?: string | null
}

export interface NewCredential {
  name: string
  kind: 'device' | 'gateway'
  thingIds?: readonly string[]
  thingTypes?: readonly string[]
  networks?: readonly string[]
  expiresTime?: Date | null
  /** Given only where a key must be known beforehand; else a random one of 256 bits. */
  key?: string
  proof?: NewProof
}

export async function openCredentials(kernel: Kernel): Promise<Credentials> {
  const held = new Map<string, HeldCredential>()
  const hearers: Array<(name: string) => void> = []
  const own = newId()
  const hold = (row: store.CredentialRow) =>
    held.set(row.name, toHeld(row, held.get(row.name)?.lastUsedMs ?? 0))
  for (const row of await store.readCredentials(kernel.db)) hold(row)
  const refresh = async (name: string, disconnect: boolean) => {
    const [row] = await store.readCredentials(kernel.db, name)
    if (row) hold(row)
    else held.delete(name)
    if (disconnect || !row) for (const hear of hearers) hear(name)
  }
  kernel.messages.tail(credentialChanged, ({ name, disconnect, by }) => {
    if (by === own) return
    void refresh(name, disconnect).catch((error: Error) =>
      kernel.log.error({ error: error.message, name }, 'a changed credential was not read anew'),
    )
  })
  const changed = (tx: Transaction, name: string, disconnect: boolean) =>
    kernel.messages.publish(tx, credentialChanged, { name, disconnect, by: own })
  const requireHeld = (name: string) => {
    const found = held.get(name)
    if (!found) throw notFound('凭据', name)
    return found
  }
  const change = async (name: string, disconnect: boolean, work: (tx: Transaction) => Promise<void>) => {
    requireHeld(name)
    await kernel.db.transaction(async (tx) => {
      await work(tx)
      await changed(tx, name, disconnect)
    })
    await refresh(name, disconnect)
  }
  return {
    find: (name) => held.get(name),
    verify: (name, key, address) => {
      const credential = held.get(name)
      const now = kernel.clock.now().getTime()
      if (!credential || !isKey(credential, key, now) || credential.expiresMs <= now) return null
      if (!isListed(credential, address)) return null
      credential.lastUsedMs = now
      return credential
    },
    covers: ({ things, thingTypes }, thing) =>
      things.has(thing.id) || thingTypes.has(thing.thingType) || thingTypes.has(store.everyThingType),
    create: async (tx, input) => {
      const key = input.proof ? input.proof.secret : (input.key ?? newSecret())
      const networks = input.networks ?? []
      toBlockList(networks)
      const row: store.CredentialInsert = {
        ...{ name: input.name, kind: input.kind, method: input.proof?.method ?? 'key', networks },
        ...{ keyHash: hashSecret(key), publicKey: input.proof?.publicKey ?? null },
        ...{ thingIds: input.thingIds ?? [], thingTypes: input.thingTypes ?? [] },
        expiresTime: input.expiresTime ?? null,
      }
      await store.insertCredential(tx, row, kernel.clock.now())
      for (const one of await store.readCredentials(tx, input.name)) tx.afterCommit(() => hold(one))
      await changed(tx, input.name, false)
      return { name: input.name, key }
    },
    replace: (name, proof, graceSeconds) => {
      const now = kernel.clock.now()
      const keepOldUntil = graceSeconds > 0 ? new Date(now.getTime() + graceSeconds * 1000) : null
      return change(name, graceSeconds === 0, (tx) =>
        store.replaceKey(tx, name, {
          ...{ method: proof.method, keyHash: hashSecret(proof.secret), publicKey: proof.publicKey ?? null },
          ...{ keepOldUntil, now },
        }),
      )
    },
    change: (name, input) => {
      if (input.networks) toBlockList(input.networks)
      return change(name, input.networks !== undefined, (tx) => store.updateCredential(tx, name, input))
    },
    claim: async (code) => {
      const key = newSecret()
      const now = kernel.clock.now()
      const claimed = await kernel.db.transaction(async (tx) => {
        const row = await store.takeClaim(tx, hashSecret(code), hashSecret(key), now)
        if (row) await changed(tx, row.name, false)
        return row
      })
      if (!claimed) throw conflict('claim-code-unusable', '认领码不存在、已过期或已使用。')
      await refresh(claimed.name, false)
      return { name: claimed.name, key, things: [...requireHeld(claimed.name).things] }
    },
    flag: async (tx, name, reason) => {
      await store.flagCredential(tx, name, reason, kernel.clock.now())
    },
    revoke: (name) =>
      change(name, true, async (tx) => {
        await store.revokeCredential(tx, name, kernel.clock.now())
      }),
    revokeOfThing: async (tx, thingId) => {
      for (const name of await store.namesOfThing(tx, thingId)) {
        await store.revokeCredential(tx, name, kernel.clock.now())
        await changed(tx, name, true)
        tx.afterCommit(() => void refresh(name, true))
      }
    },
    list: (query) => store.listCredentials(kernel.db, query, kernel.clock.now()),
    onRevoked: (hear) => hearers.push(hear),
    saveUse: async () => {
      const used = [...held.values()].filter((one) => one.lastUsedMs > 0)
      if (used.length === 0) return
      await store.saveUse(kernel.db, used)
      for (const one of used) one.lastUsedMs = 0
    },
  }
}

function toHeld(row: store.CredentialRow, lastUsedMs: number): HeldCredential {
  return {
    ...{ id: row.id, name: row.name, kind: row.kind, method: row.method, keyHash: row.key_hash },
    publicKey: row.public_key,
    things: new Set(row.things ?? []),
    thingTypes: new Set(row.thing_types),
    networks: row.networks.length > 0 ? toBlockList(row.networks) : null,
    expiresMs: row.expires_time?.getTime() ?? Number.POSITIVE_INFINITY,
    previousHash: row.previous_hash,
    previousUntilMs: row.previous_until?.getTime() ?? 0,
    lastUsedMs,
    lastAddress: row.last_address,
  }
}

/** Whether this is the key of the credential, or the one before it while that is still good. */
export function isKey(credential: HeldCredential, key: string, nowMs: number): boolean {
  if (credential.method !== 'key') return false
  const hash = hashSecret(key)
  return (
    credential.keyHash === hash || (credential.previousHash === hash && credential.previousUntilMs > nowMs)
  )
}

/** Whether a credential may be used from an address. */
export function isListed({ networks }: Pick<HeldCredential, 'networks'>, address: string): boolean {
  return networks?.check(address, address.includes(':') ? 'ipv6' : 'ipv4') ?? true
}

/** Addresses and CIDR blocks as a list to check against. */
/** The networks a list of addresses and CIDR networks names; refuses what is none, naming the place. */
export function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  networks.forEach((text, i) => {
    const [address = '', bits] = text.split('/')
    const version = isIP(address)
    const width = bits === undefined ? (version === 6 ? 128 : 32) : Number(bits)
    if (version === 0 || !Number.isInteger(width) || width < 0 || width > (version === 6 ? 128 : 32))
      throw invalid(`/body/networks/${i}`, `“${text}”不是地址或网段`)
    list.addSubnet(address, width, version === 6 ? 'ipv6' : 'ipv4')
  })
  return list
}
