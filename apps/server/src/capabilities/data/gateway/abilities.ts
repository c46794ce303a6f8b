import type { Ability, AbilityGrant, applyForAbility, createAbility, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import { dayOf } from '../grants/rules.ts'
import { recordLineage } from '../lineage/record-lineage.ts'
import { checkAbility, schemaFault } from './ability-contract.ts'
import { checkFlow } from './ability-flow.ts'
import type { GatewayParts } from './gateway-parts.ts'
import * as store from './store.ts'

/** Days an ability stays in service after its end has been announced. */
export const retireNoticeDays = 30

export async function registerAbility(
  parts: GatewayParts,
  principal: Principal,
  given: OperationInput<typeof createAbility>['body'],
): Promise<Ability> {
  const { db, clock } = parts.kernel
  if (await store.findAbilityByCode(db, given.code))
    throw conflict('code-taken', `代码 ${given.code} 已被使用。`)
  const dataset = given.datasetId ? await findDataset(db, given.datasetId) : undefined
  if (given.kind === 'dataset' && dataset?.state !== 'published')
    throw invalid('/body/datasetId', '请选择已发布的数据资源')
  if (given.kind === 'http' && !given.upstreamUrl) throw invalid('/body/upstreamUrl', '请填写服务地址')
  const owner = dataset?.organisation_id ?? principal.organisationId
  if (!owner) throw forbidden('只有单位人员可以登记能力。', 'no-organisation')
  requireOwn(principal, owner)
  const unread = schemaFault(given.contract ?? {})
  if (unread) throw invalid(`/body/contract/${unread}`, '应为 JSON Schema')
  if (given.kind === 'flow') await checkFlow(parts, owner, given.flow)
  const id = newId()
  const json = (value: object | undefined) => JSON.stringify(value ?? {})
  await db.transaction(async (tx) => {
    await tx.query(sql`INSERT INTO data.ability (id, code, title, summary, version, organisation_id, kind, dataset_id,
      upstream_url, timeout_ms, quota_per_day, sla, data_class, price, contract, example, sandbox, flow, state, created_time)
    VALUES (${id}, ${given.code}, ${given.title}, ${given.summary}, ${given.version}, ${owner}, ${given.kind},
      ${given.datasetId ?? null}, ${given.upstreamUrl ?? null}, ${given.timeoutMs ?? 3000}, ${given.quotaPerDay},
      ${given.sla}, ${given.dataClass}, ${given.price}, ${json(given.contract)}, ${json(given.example)},
      ${json(given.sandbox)}, ${given.kind === 'flow' ? json(given.flow) : null}, 'published', ${clock.now()})`)
    if (dataset) await leadTo(parts, tx, dataset, given)
    await checkAbility(parts, tx, id)
  })
  return getAbility(parts, principal, id)
}

/** An interface over a table is made of each of its columns. */
function leadTo(
  parts: GatewayParts,
  tx: Transaction,
  dataset: DatasetRow,
  { code, title }: { code: string; title: string },
): Promise<void> {
  const edges = dataset.fields.map(({ name: field }) => ({
    from: { kind: 'dataset' as const, id: dataset.id, field },
    to: { kind: 'api' as const, id: code, name: title },
  }))
  return recordLineage(parts, tx, { via: `api:${code}`, viaName: title, edges })
}

export async function getAbility(parts: GatewayParts, principal: Principal, id: string): Promise<Ability> {
  const row = await store.findAbility(parts.kernel.db, id)
  if (!row) throw notFound('能力', id)
  return (await toAbilities(parts, principal, [row]))[0] as Ability
}

/** Abilities with what was called today, by all and by the caller’s organisation. */
export async function toAbilities(
  parts: GatewayParts,
  principal: Principal,
  rows: readonly store.AbilityRow[],
): Promise<Ability[]> {
  const { db, clock } = parts.kernel
  const day = dayOf(clock.now())
  const ids = rows.map((row) => row.id)
  const own = principal.organisationId
  const counts = await db.query<{ id: string; calls: number; mine: number }>(sql`SELECT ability_id AS id,
      sum(calls)::bigint AS calls, coalesce(sum(calls) FILTER (WHERE organisation_id = ${own}), 0)::bigint AS mine
    FROM data.use_count WHERE day = ${day} AND ability_id = ANY(${ids}::uuid[]) GROUP BY ability_id`)
  const quotas = await db.query<{ id: string; quota: number }>(sql`SELECT ability_id AS id,
      max(quota_per_day)::int AS quota FROM data.ability_grant WHERE organisation_id = ${own} AND state = 'granted'
      AND to_day >= ${day} AND ability_id = ANY(${ids}::uuid[]) GROUP BY ability_id`)
  const countOf = new Map(counts.map((row) => [row.id, row]))
  const quotaOf = new Map(quotas.map((row) => [row.id, row.quota]))
  return rows.map((row) => ({
    ...{ id: row.id, code: row.code, title: row.title, summary: row.summary, version: row.version },
    organisationId: row.organisation_id,
    organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{
      kind: row.kind,
      datasetId: row.dataset_id,
      timeoutMs: row.timeout_ms,
      quotaPerDay: row.quota_per_day,
    },
    path: row.kind === 'dataset' ? `/api/data/services/${row.code}` : `/api/data/abilities/${row.code}/call`,
    ...{
      sla: row.sla,
      dataClass: row.data_class,
      price: row.price,
      contract: row.contract,
      example: row.example,
    },
    ...{ sandbox: row.sandbox, flow: row.flow, retiresDay: row.retires_day, replacedBy: row.replaced_by },
    state: row.retires_day && row.retires_day <= day ? ('retired' as const) : row.state,
    breaker: parts.breakerOf(`ability ${row.code}`).state(clock.now().getTime()),
    callsToday: countOf.get(row.id)?.calls ?? 0,
    quotaOfMine: row.kind === 'dataset' ? row.quota_per_day : (quotaOf.get(row.id) ?? null),
    callsOfMine: countOf.get(row.id)?.mine ?? 0,
    ...{ findings: row.findings, test: row.test, ratings: row.ratings },
    stars: row.stars === null ? null : Math.round(row.stars * 10) / 10,
  }))
}

/** Announces the end of an ability, so far ahead that its callers can move to the next version. */
export async function retireAbility(
  parts: GatewayParts,
  principal: Principal,
  id: string,
  given: { day: string; replacedBy?: string },
): Promise<Ability> {
  const { db, clock } = parts.kernel
  const row = await store.findAbility(db, id)
  if (!row) throw notFound('能力', id)
  requireOwn(principal, row.organisation_id)
  const soonest = dayOf(new Date(clock.now().getTime() + retireNoticeDays * 86_400_000))
  if (given.day < soonest)
    throw invalid('/body/day', `须至少提前 ${retireNoticeDays} 天预告，最早 ${soonest}`)
  if (given.replacedBy && !(await store.findAbilityByCode(db, given.replacedBy)))
    throw invalid('/body/replacedBy', '没有这项能力')
  await db.transaction(async (tx) => {
    await tx.query(sql`UPDATE data.ability SET state = 'deprecated', retires_day = ${given.day},
      replaced_by = ${given.replacedBy ?? null} WHERE id = ${id}`)
    const callers = await tx.query<{
      id: string
    }>(sql`SELECT DISTINCT organisation_id AS id FROM data.use_count
      WHERE ability_id = ${id} AND day > ${dayOf(clock.now())}::date - 90`)
    if (callers.length === 0) return
    parts.messaging.tell(tx, {
      ...{
        key: `data.retire:${id}:${given.day}`,
        title: `能力“${row.title}”${row.version} 将于 ${given.day} 下线`,
      },
      ...{ text: given.replacedBy ? `请改用 ${given.replacedBy}。` : '请提前停止调用。', urgency: 'normal' },
      to: callers.map((caller) => ({ organisationId: caller.id })),
      link: '/console/data-gateway',
    })
  })
  parts.recent.forget()
  return getAbility(parts, principal, id)
}

export function toAbilityGrant({ identity }: GatewayParts, row: store.AbilityGrantRow): AbilityGrant {
  return {
    ...{
      id: row.id,
      abilityId: row.ability_id,
      abilityTitle: row.title,
      organisationId: row.organisation_id,
    },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ userName: row.user_name, purpose: row.purpose, quotaPerDay: row.quota_per_day, to: row.to_day },
    ...{ state: row.state, createdTime: row.created_time.toISOString(), note: row.note },
  }
}

export async function askForAbility(
  parts: GatewayParts,
  principal: Principal,
  id: string,
  given: OperationInput<typeof applyForAbility>['body'],
): Promise<AbilityGrant> {
  const { db, clock } = parts.kernel
  const ability = await store.findAbility(db, id)
  if (!ability) throw notFound('能力', id)
  if (ability.kind === 'dataset') throw invalid('/params/id', '数据服务请按资源申请数据')
  const { organisationId } = principal
  if (!organisationId) throw forbidden('只有单位人员可以申请能力。', 'no-organisation')
  const grantId = newId()
  await db.transaction(async (tx) => {
    await tx.query(sql`INSERT INTO data.ability_grant (id, ability_id, organisation_id, user_name, purpose, quota_per_day,
        to_day, state, created_time)
      VALUES (${grantId}, ${id}, ${organisationId}, ${principal.name}, ${given.purpose}, ${given.quotaPerDay},
        ${given.to}, 'waiting', ${clock.now()})`)
    parts.messaging.tell(tx, {
      ...{ key: `data.ability:${grantId}`, title: `收到能力申请：${ability.title}`, text: given.purpose },
      ...{ urgency: 'normal', to: [{ organisationId: ability.organisation_id }] },
      link: '/console/data-gateway?tab=requests',
    })
  })
  return getAbilityGrant(parts, grantId)
}

async function getAbilityGrant(parts: GatewayParts, id: string): Promise<AbilityGrant> {
  const row = await parts.kernel.db.first<store.AbilityGrantRow>(sql`SELECT ${store.abilityGrantColumns}
    FROM data.ability_grant g JOIN data.ability b ON b.id = g.ability_id WHERE g.id = ${id}`)
  if (!row) throw notFound('能力申请', id)
  return toAbilityGrant(parts, row)
}

export async function decideAbilityGrant(
  parts: GatewayParts,
  principal: Principal,
  id: string,
  verdict: { agree: boolean; quotaPerDay?: number; note?: string },
): Promise<AbilityGrant> {
  const { db, clock } = parts.kernel
  const grant = await getAbilityGrant(parts, id)
  const ability = (await store.findAbility(db, grant.abilityId)) as store.AbilityRow
  if (!ownsData(principal, ability.organisation_id)) throw forbidden('由能力提供单位审批。', 'not-provider')
  if (grant.state !== 'waiting') throw conflict('already-decided', '该申请已办结。')
  if (!verdict.agree && !verdict.note?.trim()) throw invalid('/body/note', '不同意须说明理由')
  await db.query(sql`UPDATE data.ability_grant SET state = ${verdict.agree ? 'granted' : 'refused'},
    quota_per_day = ${verdict.quotaPerDay ?? grant.quotaPerDay}, decided_by = ${principal.name},
    decided_time = ${clock.now()}, note = ${verdict.note ?? null} WHERE id = ${id}`)
  parts.recent.forget()
  return getAbilityGrant(parts, id)
}
