import type { BlockList } from 'node:net'
import * as contract from '@civitas/contract'
import { hashSecret } from '../../../../kernel/crypto.ts'
import { newId } from '../../../../kernel/ids.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../../kernel/problem.ts'
import { toBlockList } from '../../things/credentials.ts'
import type { Cipher } from './codec.ts'
import * as store from './platform-store.ts'

/** A lower platform that may log in on the main link. */
export interface HeldPlatform {
  readonly id: string
  readonly name: string
  readonly userId: number
  readonly centreId: number
  readonly passwordHash: string
  readonly networks: BlockList | null
  readonly cipher: Cipher | null
}

export interface Platforms {
  find(userId: number): HeldPlatform | undefined
  /** Notes a login; resolves when it is durable. */
  see(platform: HeldPlatform): Promise<void>
}

const topic = 'exchange-platforms'

/** Lower platforms of JT/T 809, in memory, and the operations about them. */
export async function openPlatforms(kernel: Kernel): Promise<Platforms> {
  const { db, http, clock } = kernel
  let held = new Map<number, HeldPlatform>()
  const load = async () => {
    held = new Map((await store.readPlatforms(db)).map((row) => [row.user_id, toHeld(row)]))
  }
  await load()
  kernel.cluster.hear(topic, () => {
    load().catch((error: Error) => kernel.log.warn({ error: error.message }, 'exchange platforms'))
  })
  const changed = async () => {
    await load()
    kernel.cluster.tell(topic, null)
  }
  http.bind(contract.listExchangePlatforms, ({ query }) => store.listPlatforms(db, query))
  http.bind(contract.createExchangePlatform, async ({ body }, { principal }) => {
    const networks = [...(body.networks ?? [])]
    toBlockList(networks)
    const row = {
      ...{ id: newId(), name: body.name, user_id: body.userId, centre_id: body.centreId, networks },
      ...{
        password_hash: hashSecret(body.password),
        cipher: body.cipher ?? null,
        created_by: principal.name,
      },
    }
    if (!(await store.insertPlatform(db, row, clock.now())))
      throw conflict('platform-known', `用户 ${body.userId} 已登记。`)
    await changed()
    const { items } = await store.listPlatforms(db, { search: String(body.userId), limit: 500 })
    return items.find((one) => one.id === row.id) as contract.ExchangePlatform
  })
  http.bind(contract.deleteExchangePlatform, async ({ params }) => {
    if (!(await store.deletePlatform(db, params.id))) throw notFound('下级平台', params.id)
    await changed()
    return { done: true as const }
  })
  return {
    find: (userId) => held.get(userId),
    see: (platform) => store.touchPlatform(db, platform.id, clock.now()),
  }
}

function toHeld(row: store.PlatformRow): HeldPlatform {
  return {
    ...{ id: row.id, name: row.name, userId: row.user_id, centreId: row.centre_id, cipher: row.cipher },
    ...{ passwordHash: row.password_hash },
    networks: row.networks.length > 0 ? toBlockList(row.networks) : null,
  }
}
