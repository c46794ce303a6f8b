import type { EventSource, IntakeClient } from '@civitas/contract'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import * as store from './store.ts'

/** Registers a system that pushes events; its key is answered this once and kept only as a digest. */
export async function addIntakeClient(
  { db, clock }: Kernel,
  given: { name: string; channel: EventSource },
): Promise<{ client: IntakeClient; apiKey: string }> {
  const apiKey = newSecret()
  const client = { id: newId(), ...given, keyHash: hashSecret(apiKey), time: clock.now() }
  if (!(await store.insertClient(db, client))) throw conflict('name-taken', `名称“${given.name}”已被使用。`)
  return { client: ((await store.listClients(db, client.id)) as [IntakeClient])[0], apiKey }
}

export async function setIntakeClient({ db }: Kernel, id: string, active: boolean): Promise<{ done: true }> {
  if (!(await store.updateClient(db, id, active))) throw notFound('接入客户端', id)
  return { done: true }
}

/** The client a key belongs to; undefined when it is none or switched off. */
export async function findIntakeClient({ db }: Kernel, apiKey: string) {
  const client = await store.findClientByKey(db, hashSecret(apiKey))
  return client?.active ? client : undefined
}
