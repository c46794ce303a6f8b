import { wholeScope } from '../../../../../kernel/access.ts'
import type { Transaction } from '../../../../../kernel/db/database.ts'
import { sql } from '../../../../../kernel/db/sql.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Caller } from '../entities/broker.ts'
import { findRows, selectRows } from '../entities/ld-store.ts'
import { NgsiError, noResource } from '../http/errors.ts'
import { compileTypes } from '../query/select-types.ts'
import { keyOf } from '../representation/model.ts'
import { isExpired, namesOf, type Registration, type RegistrationRow } from './model.ts'
import * as store from './registration-store.ts'

/** Hears of a registration that came, changed or went, in the transaction. */
export type OnRegistration = (
  tx: Transaction,
  before: RegistrationRow | null,
  after: RegistrationRow | null,
) => Promise<void>

/** Registrations of context sources: kept in the database, matched in memory. */
export interface Registrations {
  /** Those of a tenant that hold now. */
  of(tenant: string): RegistrationRow[]
  create(caller: Caller, body: Registration, context: unknown): Promise<void>
  change(
    tenant: string,
    id: string,
    revise: (held: Registration) => Registration,
    context: unknown,
  ): Promise<void>
  remove(tenant: string, id: string): Promise<void>
  find(tenant: string, id: string): Promise<RegistrationRow | undefined>
  stop(): void
}

const refreshMs = 3_000

export function startRegistrations(kernel: Kernel, onChange: OnRegistration): Registrations {
  const { db, cluster, log } = kernel
  let byTenant = new Map<string, RegistrationRow[]>()
  let version = ''
  const load = async () => {
    version = await store.readRegistrationsVersion(db)
    const rows = await store.readAllRegistrations(db)
    const next = new Map<string, RegistrationRow[]>()
    for (const row of rows) next.set(row.tenant, [...(next.get(row.tenant) ?? []), row])
    byTenant = next
  }
  const refresh = async () => {
    if ((await store.readRegistrationsVersion(db)) !== version) await load()
  }
  load().catch((error: Error) => log.error({ error: error.message }, 'cannot load registrations'))
  const timer = kernel.config.cluster
    ? setInterval(() => void refresh().catch(() => undefined), refreshMs)
    : undefined
  cluster.hear('ngsi-ld-registrations', () => void refresh().catch(() => undefined))
  const changed = async () => {
    await load()
    cluster.tell('ngsi-ld-registrations', null)
  }
  return {
    of: (tenant) => (byTenant.get(tenant) ?? []).filter((row) => !isExpired(row.body, Date.now())),
    find: (tenant, id) => store.findRegistration(db, tenant, id),
    create: async (caller, body, context) => {
      await db.transaction(async (tx) => {
        await refuseConflicts(tx, caller, body)
        const { tenant, userId } = caller
        const row = await store.insertRegistration(tx, {
          tenant,
          id: body.id,
          body,
          context,
          user_id: userId,
        })
        if (!row) throw new NgsiError('AlreadyExists', `注册已存在：${body.id}`)
        await onChange(tx, null, row)
      })
      await changed()
    },
    change: async (tenant, id, revise, context) => {
      await db.transaction(async (tx) => {
        const held = await store.findRegistration(tx, tenant, id, true)
        if (!held) throw noResource('上下文源注册', id)
        const row = await store.updateRegistration(tx, held, revise(held.body), context ?? held.context)
        await onChange(tx, held, row ?? null)
      })
      await changed()
    },
    remove: async (tenant, id) => {
      await db.transaction(async (tx) => {
        const held = await store.findRegistration(tx, tenant, id, true)
        if (!held) throw noResource('上下文源注册', id)
        await store.deleteRegistration(tx, tenant, id)
        await onChange(tx, held, null)
      })
      await changed()
    },
    stop: () => clearInterval(timer),
  }
}

/** What is held elsewhere alone cannot be held here as well (5.9.2.4). */
async function refuseConflicts(tx: Transaction, { tenant }: Caller, body: Registration): Promise<void> {
  if (body.mode !== 'exclusive' && body.mode !== 'redirect') return
  // Two registrations at the same moment must see each other.
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('ngsi-ld-registrations'))`)
  if (body.mode === 'exclusive') await refuseSecondExclusive(tx, tenant, body)
  for (const info of body.information) {
    const names = namesOf(info)
    for (const { id, idPattern, type } of info.entities ?? []) {
      if (body.mode === 'exclusive' && (!id || !names)) continue
      const conditions = [
        sql`(${[type]
          .flat()
          .map((one) => compileTypes({ type: one }))
          .reduce((a, b) => sql`${a} OR ${b}`)})`,
      ]
      if (id) conditions.push(sql`e.uri = ${id}`)
      if (idPattern) conditions.push(sql`e.uri ~ ${idPattern}`)
      const rows = id
        ? await findRows(tx, tenant, [id])
        : await selectRows(tx, { tenant, scope: wholeScope, conditions, limit: 1, offset: 0 })
      const taken = rows.some(
        (row) => !names || names.some((name) => keyOf(name) in row.attributes || keyOf(name) in row.ld),
      )
      if (taken) throw new NgsiError('Conflict', `本平台已有与此注册冲突的实体：${rows[0]?.uri}`)
    }
  }
}

async function refuseSecondExclusive(tx: Transaction, tenant: string, body: Registration): Promise<void> {
  const claimsOf = (one: Registration) =>
    one.information.flatMap((info) =>
      (info.entities ?? []).flatMap(({ id }) =>
        id ? (namesOf(info) ?? []).map((name) => `${id} ${name}`) : [],
      ),
    )
  const claims = new Set(claimsOf(body))
  const others = await store.readAllRegistrations(tx)
  const other = others.find(
    (row) =>
      row.tenant === tenant &&
      row.id !== body.id &&
      row.body.mode === 'exclusive' &&
      claimsOf(row.body).some((one) => claims.has(one)),
  )
  if (other) throw new NgsiError('Conflict', `属性已由注册 ${other.id} 独占`)
}
