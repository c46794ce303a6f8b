import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import * as abilities from './abilities.ts'
import { bindAbilityCare } from './ability-care.ts'
import { callAbility } from './call-ability.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { listUses, listUsesOfPerson, readServiceRate, readStatistics } from './look-at-uses.ts'
import { isNetwork } from './networks.ts'
import { readReceipt, sealNext } from './receipts.ts'
import { isCitizenId, tokenOf } from './rules.ts'
import { serveRows } from './serve-data.ts'
import { fillNext } from './served-rows.ts'
import * as store from './store.ts'

/** Binds applications, keys, abilities, calls and what is known of them; answers how to stop what runs on its own. */
export function bindGateway(parts: GatewayParts): { stop(): Promise<void> } {
  const { kernel, recent } = parts
  bindApps(parts)
  bindAbilities(parts)
  bindAbilityCare(parts)
  bindCalls(parts)
  bindUses(parts)
  kernel.cluster.hear('data-gateway', () => recent.forget())
  kernel.jobs.every('data-receipts', '* * * * *', async () => {
    while (await kernel.db.transaction((tx) => sealNext(parts, tx)));
  })
  kernel.jobs.every('data-ability-answers', '40 3 * * *', async () => {
    const before = new Date(kernel.clock.now().getTime() - 86_400_000)
    await kernel.db.query(sql`DELETE FROM data.ability_answer WHERE time < ${before}`)
  })
  return startWorkQueue(kernel, 'data.serve', (tx) => fillNext(parts, tx), { everyMs: 2_000 })
}

function toApp({ identity }: GatewayParts, row: store.AppRow): contract.DataApp {
  const time = (text: string) => new Date(text).toISOString()
  return {
    ...{ id: row.id, organisationId: row.organisation_id, name: row.name, contact: row.contact },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ isSuspended: row.is_suspended, createdTime: row.created_time.toISOString() },
    keys: row.keys.map((key) => ({
      ...key,
      ...{ createdTime: time(key.createdTime), expiresTime: time(key.expiresTime) },
      revokedTime: key.revokedTime ? time(key.revokedTime) : null,
    })),
  }
}

async function getOwnApp({ kernel }: GatewayParts, principal: Principal, id: string): Promise<store.AppRow> {
  const app = await store.findApp(kernel.db, id)
  const isMine =
    app && (app.organisation_id === principal.organisationId || hasPermission(principal, 'data.operate'))
  if (!isMine) throw notFound('应用', id)
  return app
}

function bindApps(parts: GatewayParts): void {
  const { http, db, clock, cluster } = parts.kernel
  const changed = () => {
    parts.recent.forget()
    cluster.tell('data-gateway', null)
  }
  http.bind(contract.listDataApps, async ({ query }, { principal }) => {
    const owner = hasPermission(principal, 'data.operate') ? undefined : principal.organisationId
    const { items, total } = await store.listApps(db, owner, query)
    return { items: items.map((row) => toApp(parts, row)), total }
  })
  http.bind(contract.createDataApp, async ({ body }, { principal }) => {
    const { organisationId } = principal
    if (!organisationId) throw forbidden('只有单位人员可以登记应用。', 'no-organisation')
    const id = newId()
    await db.query(sql`INSERT INTO data.app (id, organisation_id, name, contact, created_time)
      VALUES (${id}, ${organisationId}, ${body.name}, ${body.contact}, ${clock.now()})`)
    return toApp(parts, (await store.findApp(db, id)) as store.AppRow)
  })
  http.bind(contract.createAppKey, async ({ params, body }, { principal }) => {
    const app = await getOwnApp(parts, principal, params.id)
    const networks = body.networks ?? []
    const wrong = networks.findIndex((network) => !isNetwork(network))
    if (wrong >= 0) throw invalid(`/body/networks/${wrong}`, '应为 IP 地址或网段，如 10.1.0.0/16')
    const [keyId, secret] = [`ck${newId().replaceAll('-', '').slice(-16)}`, newSecret()]
    const expires = new Date(clock.now().getTime() + body.days * 86_400_000)
    await db.query(sql`INSERT INTO data.app_key (id, app_id, secret_hash, networks, created_time, expires_time)
      VALUES (${keyId}, ${app.id}, ${hashSecret(secret)}, ${networks}, ${clock.now()}, ${expires})`)
    return { keyId, secret, expiresTime: expires.toISOString() }
  })
  http.bind(contract.revokeAppKey, async ({ params }, { principal }) => {
    const key = await store.findKey(db, params.key)
    if (!key) throw notFound('应用密钥', params.key)
    await getOwnApp(parts, principal, key.app_id)
    await db.query(sql`UPDATE data.app_key SET revoked_time = ${clock.now()} WHERE id = ${params.key}
      AND revoked_time IS NULL`)
    changed()
    return { done: true as const }
  })
  http.bind(contract.suspendDataApp, async ({ params, body }, { principal }) => {
    const app = await getOwnApp(parts, principal, params.id)
    await db.query(sql`UPDATE data.app SET is_suspended = ${body.isSuspended} WHERE id = ${app.id}`)
    changed()
    return toApp(parts, (await store.findApp(db, app.id)) as store.AppRow)
  })
}

function bindAbilities(parts: GatewayParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listAbilities, async ({ query }, { principal }) => {
    const where = sql`WHERE b.state <> 'draft' ${query.kind ? sql`AND b.kind = ${query.kind}` : empty}
      ${query.datasetId ? sql`AND b.dataset_id = ${query.datasetId}` : empty}`
    const [rows, count] = await Promise.all([
      db.query<store.AbilityRow>(sql`SELECT ${store.abilityColumns} FROM data.ability b ${where}
        ORDER BY b.created_time DESC, b.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.ability b ${where}`),
    ])
    return { items: await abilities.toAbilities(parts, principal, rows), total: count?.n ?? 0 }
  })
  http.bind(contract.createAbility, ({ body }, { principal }) =>
    abilities.registerAbility(parts, principal, body),
  )
  http.bind(contract.retireAbility, ({ params, body }, { principal }) =>
    abilities.retireAbility(parts, principal, params.id, body),
  )
  http.bind(contract.applyForAbility, ({ params, body }, { principal }) =>
    abilities.askForAbility(parts, principal, params.id, body),
  )
  http.bind(contract.listAbilityGrants, async ({ query }, { principal }) => {
    const own = principal.organisationId
    const seen = hasPermission(principal, 'data.operate')
      ? sql`TRUE`
      : sql`(g.organisation_id = ${own} OR b.organisation_id = ${own})`
    const from = sql`FROM data.ability_grant g JOIN data.ability b ON b.id = g.ability_id WHERE ${seen}
      ${query.state ? sql`AND g.state = ${query.state}` : empty}`
    const [rows, count] = await Promise.all([
      db.query<store.AbilityGrantRow>(sql`SELECT ${store.abilityGrantColumns} ${from}
        ORDER BY g.created_time DESC, g.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`),
    ])
    return { items: rows.map((row) => abilities.toAbilityGrant(parts, row)), total: count?.n ?? 0 }
  })
  http.bind(contract.decideAbilityGrant, ({ params, body }, { principal }) =>
    abilities.decideAbilityGrant(parts, principal, params.id, body),
  )
}

function bindCalls(parts: GatewayParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.serveData, async ({ params, query }, context) =>
    // The answer is JSON text already, which is what an operation that says what it produces hands on.
    serveRows(parts, params.code, query, context).then((text) => text as unknown as Record<string, unknown>),
  )
  http.bind(contract.callAbility, ({ params, body }, context) =>
    callAbility(parts, params.code, body, context),
  )
  http.bind(contract.tryAbility, async ({ params }) => {
    const ability = await store.findAbilityByCode(db, params.code)
    if (!ability) throw notFound('能力', params.code)
    return { sandbox: true, ...ability.sandbox }
  })
}

function bindUses(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listDataUses, ({ query }, { principal }) => listUses(parts, principal, query))
  http.bind(contract.listMyDataUses, ({ query }, { principal }) =>
    listUsesOfPerson(parts, principal.userId, query),
  )
  http.bind(contract.verifyPersonAccount, async ({ body }, { principal }) => {
    const idNumber = body.idNumber.toUpperCase()
    if (!isCitizenId(idNumber)) throw invalid('/body/idNumber', '公民身份号码校验位错误')
    const userId = await parts.identity.findUserId(body.account)
    if (!userId) throw invalid('/body/account', '没有这个账号')
    await db.query(sql`INSERT INTO data.person_account (user_id, token, verified_by, verified_time)
      VALUES (${userId}, ${tokenOf(idNumber, parts.tokenKey)}, ${principal.name}, ${clock.now()})
      ON CONFLICT (user_id) DO UPDATE SET token = excluded.token, verified_by = excluded.verified_by,
        verified_time = excluded.verified_time`)
    return { done: true as const }
  })
  http.bind(contract.getUseReceipt, ({ params }, { principal }) => readReceipt(parts, principal, params.id))
  http.bind(contract.getGatewayStatistics, ({ query }) => readStatistics(parts, query.days ?? 30))
  http.bind(contract.setAbilityDuties, async ({ body }) => {
    const wrong = body.organisationIds.findIndex((id) => !parts.identity.findOrganisation(id))
    if (wrong >= 0) throw invalid(`/body/organisationIds/${wrong}`, '没有这个单位')
    await db.transaction(async (tx) => {
      await tx.query(sql`DELETE FROM data.ability_duty`)
      await tx.query(sql`INSERT INTO data.ability_duty (organisation_id)
        SELECT DISTINCT unnest(${body.organisationIds}::uuid[])`)
    })
    return { count: new Set(body.organisationIds).size }
  })
  http.bind(contract.getServiceRate, ({ query }) => readServiceRate(parts, query))
}
