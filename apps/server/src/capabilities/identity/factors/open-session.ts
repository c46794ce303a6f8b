import type { User } from '@civitas/contract'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import * as users from '../store.ts'
import { markOfDevice } from './rules.ts'
import * as store from './store.ts'

export interface SignedIn {
  accessToken: string
  expiresTime: string
  user: User
  /** Ways of which one has to be shown before anything else may be done. */
  furtherFactor?: string[]
}

export interface From {
  ip: string
  agent: string | null
  method: string
}

/** Days a device is known after its last use. */
const knownDays = 90

/**
 * Opens a session for somebody whose first factor was right. From a device not known yet, a person who has a second factor
 * must show it first; who has none goes on, and finds the sign-in marked in the list of sign-ins.
 */
export async function openSession(
  kernel: Kernel,
  row: users.UserRow,
  from: From & { level: 1 | 2 | 3 },
): Promise<SignedIn> {
  const { db, clock, config } = kernel
  const now = clock.now()
  const isNew = await recordSignIn(kernel, row.id, { ...from, reason: null })
  const kinds = from.level > 1 || !isNew ? [] : await store.listKinds(db, row.id)
  await users.recordAttempt(db, row.id, { failed: 0, lockedUntil: null, signedIn: now })
  const accessToken = newSecret()
  const expires = new Date(now.getTime() + config.sessionHours * 3_600_000)
  await users.insertSession(db, {
    ...{ id: newId(), tokenHash: hashSecret(accessToken), userId: row.id, created: now, expires },
    ...{ ip: from.ip, agent: from.agent, level: from.level, pending: kinds.length > 0 },
    levelUntil: from.level > 1 ? new Date(now.getTime() + kernel.config.levelMinutes * 60_000) : null,
    methods: [from.method],
  })
  return {
    ...{ accessToken, expiresTime: expires.toISOString() },
    user: users.toUser({ ...row, last_sign_in_time: now }, now),
    ...(kinds.length > 0 ? { furtherFactor: kinds } : {}),
  }
}

/** Writes a sign-in or a refused try into the list its owner sees; answers whether the device is a new one. */
export async function recordSignIn(
  kernel: Kernel,
  userId: string,
  { ip, agent, method, reason }: From & { reason: string | null },
): Promise<boolean> {
  const now = kernel.clock.now()
  const device = markOfDevice(agent, ip)
  const since = new Date(now.getTime() - knownDays * 86_400_000)
  const isNew = !(await store.isKnownDevice(kernel.db, userId, device, since))
  await store.insertSignIn(kernel.db, {
    ...{ id: newId(), userId, time: now, ip, agent, device, method, reason, isNew },
    outcome: reason === null ? 'done' : 'refused',
  })
  return isNew
}
