import { type BlockList, isIP } from 'node:net'
import type { ProtocolId, ProtocolMapping } from '@civitas/contract'
import type { Scope } from '../../../../kernel/access.ts'
import { hashSecret, newSecret } from '../../../../kernel/crypto.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { newId } from '../../../../kernel/ids.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../../kernel/problem.ts'
import { isListed, toBlockList } from '../../things/credentials.ts'
import * as store from './binding-store.ts'

/** A bound device as the listeners ask for it. */
export interface Binding {
  readonly id: string
  readonly protocol: ProtocolId
  readonly address: string
  readonly thingId: string
  readonly secretHash: string | null
  readonly tokenHash: string | null
  readonly networks: BlockList | null
  readonly mappings: ReadonlyMap<string, ProtocolMapping>
}

export interface NewBinding {
  protocol: ProtocolId
  address: string
  thingId: string
  secret?: string
  networks?: readonly string[]
  mappings?: readonly ProtocolMapping[]
}

/** Devices of every protocol by the address they call themselves; in memory, for every frame asks. */
export interface Bindings {
  find(protocol: ProtocolId, address: string): Binding | undefined
  count(protocol: ProtocolId): number
  create(input: NewBinding, by: string): Promise<string>
  /** Binds devices in a transaction of somebody else; they are known once it is committed. */
  createMany(tx: Transaction, inputs: readonly NewBinding[], by: string): Promise<void>
  remove(id: string, scope: Scope): Promise<void>
  /** Gives the device a random token of its own, kept as a hash, and answers it. */
  issueToken(binding: Binding): Promise<string>
  forgetToken(binding: Binding): Promise<void>
  see(binding: Binding, nowMs: number): void
  stop(): Promise<void>
}

const flushMs = 5_000
const topic = 'protocol-bindings'

export async function openBindings(kernel: Kernel): Promise<Bindings> {
  let held = new Map<string, Binding>()
  let seen = new Map<string, number>()
  const load = async () => {
    held = new Map((await store.readBindings(kernel.db)).map((row) => [keyOf(row), toBinding(row)]))
  }
  await load()
  const quietly = (work: () => Promise<void>) =>
    void work().catch((error: Error) => kernel.log.warn({ error: error.message }, 'protocol bindings'))
  kernel.cluster.hear(topic, () => quietly(load))
  const changed = async () => {
    await load()
    kernel.cluster.tell(topic, null)
  }
  const flush = async () => {
    const now = seen
    seen = new Map()
    if (now.size > 0) await store.touchBindings(kernel.db, now)
  }
  const timer = setInterval(() => quietly(flush), flushMs)
  return {
    find: (protocol, address) => held.get(`${protocol}/${address}`),
    count: (protocol) => [...held.values()].filter((one) => one.protocol === protocol).length,
    create: async (input, by) => {
      const row = toRow(input, by)
      if (!(await store.insertBinding(kernel.db, row, kernel.clock.now())))
        throw conflict('address-bound', `地址 ${input.address} 已绑定设备。`)
      await changed()
      return row.id
    },
    createMany: async (tx, inputs, by) => {
      for (const input of inputs) await store.insertBinding(tx, toRow(input, by), kernel.clock.now())
      tx.afterCommit(() => quietly(changed))
    },
    remove: async (id, scope) => {
      if (!(await store.deleteBinding(kernel.db, id, scope))) throw notFound('协议绑定', id)
      await changed()
    },
    issueToken: async (binding) => {
      const token = newSecret()
        .replace(/[^A-Za-z0-9]/g, '')
        .slice(0, 16)
      await store.setToken(kernel.db, binding.id, hashSecret(token))
      await changed()
      return token
    },
    forgetToken: async (binding) => {
      await store.setToken(kernel.db, binding.id, null)
      await changed()
    },
    see: (binding, nowMs) => seen.set(binding.id, nowMs),
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

/** Whether a secret or token is the one whose hash is kept. */
export function isSecret(hash: string | null, given: string | null): boolean {
  return hash !== null && given !== null && hashSecret(given) === hash
}

/** Whether a device may speak from this address. */
export function isFromHome(binding: Pick<Binding, 'networks'>, remote: string): boolean {
  const address = remote.startsWith('::ffff:') ? remote.slice(7) : remote
  return binding.networks === null || (isIP(address) !== 0 && isListed(binding, address))
}

function toRow(input: NewBinding, by: string) {
  const networks = [...(input.networks ?? [])]
  toBlockList(networks)
  return {
    ...{ id: newId(), protocol: input.protocol, address: input.address, thing_id: input.thingId },
    ...{ secret_hash: input.secret === undefined ? null : hashSecret(input.secret), token_hash: null },
    ...{ networks, mappings: [...(input.mappings ?? [])], created_by: by },
  }
}

function keyOf(row: store.BindingRow): string {
  return `${row.protocol}/${row.address}`
}

function toBinding(row: store.BindingRow): Binding {
  return {
    id: row.id,
    protocol: row.protocol,
    address: row.address,
    thingId: row.thing_id,
    secretHash: row.secret_hash,
    tokenHash: row.token_hash,
    networks: row.networks.length > 0 ? toBlockList(row.networks) : null,
    mappings: new Map(row.mappings.map((one) => [one.element, one])),
  }
}
