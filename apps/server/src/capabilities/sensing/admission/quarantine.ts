import {
  type AdmissionPolicy,
  admissionPolicyChanged,
  deviceIncident,
  type Quarantine,
  thingQuarantined,
} from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import type { DatastreamIndex, ThingMeta } from '../datastreams/datastream-index.ts'
import type { Credentials, HeldCredential } from '../things/credentials.ts'
import * as store from './store.ts'

/** Holds devices whose behaviour is not that of their model or their past, until a person decides. */
export interface Quarantines {
  readonly policy: AdmissionPolicy
  setPolicy(policy: AdmissionPolicy): Promise<void>
  hold(
    thing: ThingMeta,
    why: { reason: Quarantine['reason']; detail: string; credentialName: string | null },
  ): Promise<string | null>
  decide(id: string, decision: 'release' | 'ban', comment: string, by: string): Promise<Quarantine>
  /** A message of a device with its own credential; may hold the device when there are too many. */
  noteMessage(credential: HeldCredential, thing: ThingMeta): void
  /** A message that does not fit the model of the device. */
  noteMismatch(credential: HeldCredential, thing: ThingMeta, detail: string): void
  /** A connection; may hold what the credential speaks for when it comes from elsewhere. */
  noteAddress(credential: HeldCredential, address: string): Promise<void>
  /** A message of a held device was set aside. */
  noteSetAside(thingId: string): void
  stop(): Promise<void>
}

const defaultPolicy: AdmissionPolicy = { ratePerMinute: 6_000, mismatchesPerHour: 60, newAddress: false }
const flushMs = 1_000

export interface QuarantineParts {
  kernel: Kernel
  index: DatastreamIndex
  credentials: Credentials
}

export async function startQuarantines(parts: QuarantineParts): Promise<Quarantines> {
  const { kernel, index, credentials } = parts
  let policy = (await store.readPolicy(kernel.db)) ?? defaultPolicy
  let setAside = new Map<string, number>()
  const rates = createWindow(60_000)
  const mismatches = createWindow(3_600_000)
  const mark = (thingId: string, quarantined: boolean) => {
    const thing = index.findThing(thingId)
    if (thing) thing.quarantined = quarantined
  }
  const readPolicy = async () => {
    policy = (await store.readPolicy(kernel.db)) ?? defaultPolicy
  }
  kernel.messages.tail(admissionPolicyChanged, () => {
    void readPolicy().catch((error: Error) =>
      kernel.log.error({ error: error.message }, 'the admission policy was not read anew'),
    )
  })
  kernel.messages.tail(thingQuarantined, (body) => mark(body.thingId, body.quarantined))
  const hold: Quarantines['hold'] = async (thing, why) => {
    const id = newId()
    const held = await kernel.db.transaction(async (tx) => {
      const now = kernel.clock.now()
      if (!(await store.insertQuarantine(tx, { id, thingId: thing.id, ...why, now }))) return false
      await kernel.messages.publish(tx, thingQuarantined, { thingId: thing.id, quarantined: true })
      const text = `${thing.name}（${thing.reference}）：${why.detail}`
      await reportIncident(kernel, tx, thing, 'devices.device-quarantined', text)
      return true
    })
    mark(thing.id, true)
    return held ? id : null
  }
  const holdLater = (thing: ThingMeta, why: Parameters<typeof hold>[1]) => {
    if (thing.quarantined) return
    thing.quarantined = true
    void hold(thing, why).catch((error: Error) =>
      kernel.log.error({ error: error.message, thing: thing.id }, 'a device could not be held'),
    )
  }
  const flush = async () => {
    const counts = setAside
    setAside = new Map()
    if (counts.size > 0) await store.addSetAside(kernel.db, counts)
  }
  const timer = setInterval(() => {
    void flush().catch((error: Error) =>
      kernel.log.warn({ error: error.message }, 'set-aside counts not written'),
    )
  }, flushMs)
  return {
    get policy() {
      return policy
    },
    setPolicy: async (given) => {
      await kernel.db.transaction(async (tx) => {
        await store.savePolicy(tx, given)
        await kernel.messages.publish(tx, admissionPolicyChanged, {})
      })
      policy = given
    },
    hold,
    decide: async (id, decision, comment, by) => {
      const found = await store.findQuarantine(kernel.db, id)
      if (!found) throw notFound('隔离记录', id)
      await kernel.db.transaction(async (tx) => {
        const state = decision === 'release' ? 'released' : 'banned'
        const now = kernel.clock.now()
        if (!(await store.decideQuarantine(tx, id, { state, by, comment, now })))
          throw conflict('already-decided', '这次隔离已有结论。')
        if (decision === 'ban') return credentials.revokeOfThing(tx, found.thingId)
        await store.setQuarantined(tx, found.thingId, false)
        await kernel.messages.publish(tx, thingQuarantined, { thingId: found.thingId, quarantined: false })
        tx.afterCommit(() => mark(found.thingId, false))
      })
      await flush()
      return (await store.findQuarantine(kernel.db, id)) as Quarantine
    },
    noteMessage: ({ kind, name }, thing) => {
      const limit = policy.ratePerMinute
      if (kind !== 'device' || limit === null) return
      const count = rates.add(thing.id, kernel.clock.now().getTime())
      if (count <= limit) return
      const detail = `一分钟内上报 ${count} 次，上限 ${limit} 次`
      holdLater(thing, { reason: 'rate', detail, credentialName: name })
    },
    noteMismatch: ({ kind, name }, thing, what) => {
      const limit = policy.mismatchesPerHour
      if (kind !== 'device' || limit === null) return
      const count = mismatches.add(thing.id, kernel.clock.now().getTime())
      if (count <= limit) return
      const detail = `一小时内 ${count} 次上报与模型不符：${what}`
      holdLater(thing, { reason: 'mismatch', detail, credentialName: name })
    },
    noteAddress: async (credential, address) => {
      // The last connection may have been to another process; then the database knows more than memory.
      const before =
        policy.newAddress && kernel.config.cluster
          ? await store.takeAddress(kernel.db, credential.name, address)
          : credential.lastAddress
      credential.lastAddress = address
      if (!policy.newAddress || credential.kind !== 'device' || before === null || before === address) return
      for (const id of credential.things) {
        const thing = index.findThing(id)
        const detail = `来源由 ${before} 变为 ${address}`
        if (thing) holdLater(thing, { reason: 'new-address', detail, credentialName: credential.name })
      }
    },
    noteSetAside: (thingId) => setAside.set(thingId, (setAside.get(thingId) ?? 0) + 1),
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

/** Tells `events` of something about a device that a person should look at. */
export function reportIncident(
  kernel: Kernel,
  tx: Transaction,
  thing: ThingMeta,
  eventType: string,
  text: string,
): Promise<void> {
  return kernel.messages.publish(tx, deviceIncident, {
    incidentId: newId(),
    eventType,
    thingId: thing.id,
    thingName: thing.name,
    divisionCode: thing.divisionCode,
    position: thing.position ? [...thing.position] : null,
    text,
    time: kernel.clock.now().toISOString(),
  })
}

/** Counts per key in windows of fixed width; a new window starts at nought. */
function createWindow(widthMs: number) {
  const counts = new Map<string, number>()
  let window = 0
  return {
    add: (key: string, nowMs: number): number => {
      const current = Math.floor(nowMs / widthMs)
      if (current !== window) {
        window = current
        counts.clear()
      }
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return count
    },
  }
}
