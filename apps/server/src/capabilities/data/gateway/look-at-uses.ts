import type { DataUse, getGatewayStatistics, getServiceRate, OperationOutput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { titlesOf } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'

interface UseRow {
  id: string
  time: Date
  way: DataUse['way']
  dataset_id: string | null
  dataset_name: string | null
  ability_title: string | null
  provider_id: string | null
  organisation_id: string | null
  caller: string
  purpose: string
  fields: string[]
  titles: Record<string, string>
  rows: number
  trace_id: string
  status: number
  millis: number
}

const columns = sql`u.id, u.time, u.way, u.dataset_id, d.name AS dataset_name, b.title AS ability_title, u.provider_id,
  u.organisation_id, u.caller, u.purpose, u.fields, u.rows, u.trace_id, u.status, u.millis,
  ${titlesOf(sql`u.dataset_id`)}`
const joined = sql`LEFT JOIN data.dataset d ON d.id = u.dataset_id LEFT JOIN data.ability b ON b.id = u.ability_id`

function toUse({ identity }: DataParts, row: UseRow): DataUse {
  const name = (id: string | null) => identity.findOrganisation(id)?.name ?? null
  return {
    ...{ id: row.id, time: row.time.toISOString(), way: row.way, datasetId: row.dataset_id },
    ...{
      datasetName: row.dataset_name,
      abilityTitle: row.ability_title,
      providerName: name(row.provider_id),
    },
    ...{
      organisationName: name(row.organisation_id),
      caller: row.caller,
      purpose: row.purpose,
      fields: row.fields,
      fieldTitles: row.titles,
    },
    ...{
      rows: row.rows,
      traceId: row.trace_id,
      status: row.status,
      millis: Math.round(row.millis * 10) / 10,
    },
  }
}

/** Uses of the caller’s data and by the caller’s organisation; all of them for who runs the gateway. */
export async function listUses(
  parts: DataParts,
  principal: Principal,
  filter: { datasetId?: string; organisationId?: string; way?: string; limit?: number; offset?: number },
): Promise<{ items: DataUse[]; total: number }> {
  const own = principal.organisationId
  const isAll = hasPermission(principal, 'data.operate') || hasPermission(principal, 'data.review')
  const seen: Sql = isAll ? sql`TRUE` : sql`(u.provider_id = ${own} OR u.organisation_id = ${own})`
  const where = sql`WHERE ${seen} ${filter.datasetId ? sql`AND u.dataset_id = ${filter.datasetId}` : empty}
    ${filter.organisationId ? sql`AND u.organisation_id = ${filter.organisationId}` : empty}
    ${filter.way ? sql`AND u.way = ${filter.way}` : empty}`
  const { db } = parts.kernel
  const [rows, count] = await Promise.all([
    db.query<UseRow>(sql`SELECT ${columns} FROM data.use_record u ${joined} ${where} ORDER BY u.time DESC, u.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.use_record u ${where}`),
  ])
  return { items: rows.map((row) => toUse(parts, row)), total: count?.n ?? 0 }
}

/** Who used the data of the person an account belongs to. */
export async function listUsesOfPerson(
  parts: DataParts,
  userId: string,
  page: { limit?: number; offset?: number },
): Promise<{ isVerified: boolean; items: DataUse[]; total: number }> {
  const { db } = parts.kernel
  const person = await db.first<{ token: string }>(
    sql`SELECT token FROM data.person_account WHERE user_id = ${userId}`,
  )
  if (!person) return { isVerified: false, items: [], total: 0 }
  const [rows, count] = await Promise.all([
    db.query<UseRow>(sql`SELECT ${columns} FROM data.use_person p JOIN data.use_record u ON u.id = p.use_id ${joined}
      WHERE p.token = ${person.token} ORDER BY p.time DESC, p.use_id DESC
      LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM data.use_person WHERE token = ${person.token}`,
    ),
  ])
  return { isVerified: true, items: rows.map((row) => toUse(parts, row)), total: count?.n ?? 0 }
}

interface CountRow {
  provider_id: string | null
  organisation_id: string | null
  service: string | null
  calls: number
  rows: number
  failed: number
  millis: number
}

export async function readStatistics(
  { kernel, identity }: DataParts,
  days: number,
): Promise<OperationOutput<typeof getGatewayStatistics>> {
  const { db, clock } = kernel
  const since = new Date(clock.now().getTime() - days * 86_400_000)
  const rows =
    await db.query<CountRow>(sql`SELECT u.provider_id, u.organisation_id, coalesce(b.title, d.name) AS service,
      count(*)::int AS calls, sum(u.rows)::bigint AS rows, count(*) FILTER (WHERE u.status >= 400)::int AS failed,
      round(avg(u.millis)::numeric, 1)::float8 AS millis
    FROM data.use_record u ${joined} WHERE u.time >= ${since}
    GROUP BY GROUPING SETS ((u.provider_id), (u.organisation_id), (coalesce(b.title, d.name))) ORDER BY calls DESC`)
  const idle = await db.query<{ id: string; name: string; last: Date | null }>(sql`SELECT d.id, d.name,
      max(g.last_used_time) AS last FROM data.dataset d JOIN data.grant_of_use g ON g.dataset_id = d.id
    WHERE d.state = 'published' GROUP BY d.id, d.name
    HAVING coalesce(max(g.last_used_time), '-infinity') < ${since} ORDER BY last NULLS FIRST, d.name LIMIT 20`)
  const by = (column: 'provider_id' | 'organisation_id' | 'service') =>
    rows.flatMap(({ calls, rows: count, failed, millis, ...row }) => {
      const value = row[column]
      if (value === null) return []
      const name = column === 'service' ? value : (identity.findOrganisation(value)?.name ?? '')
      return [{ name, calls, rows: count, failed, millis }]
    })
  return {
    ...{ providers: by('provider_id'), consumers: by('organisation_id'), services: by('service') },
    idle: idle.map((row) => ({
      ...{ datasetId: row.id, name: row.name, lastUsedTime: row.last?.toISOString() ?? null },
    })),
  }
}

const rateDefinition = '期间内至少调用一次共性能力的应用单位数 ÷ 应使用共性能力的单位数 × 100%'

/** 服务率 over days, both ends included. */
export async function readServiceRate(
  { kernel, identity }: DataParts,
  { from, to }: { from: string; to: string },
): Promise<OperationOutput<typeof getServiceRate>> {
  const rows = await kernel.db.query<{ id: string; calls: boolean }>(sql`SELECT o.organisation_id AS id,
      EXISTS (SELECT FROM data.use_count c WHERE c.organisation_id = o.organisation_id AND c.day BETWEEN ${from} AND ${to})
        AS calls FROM data.ability_duty o`)
  const calling = rows.filter((row) => row.calls).length
  return {
    definition: rateDefinition,
    rate: rows.length > 0 ? Math.round((calling / rows.length) * 1000) / 10 : null,
    ...{ calling, duty: rows.length },
    missing: rows
      .filter((row) => !row.calls)
      .map(({ id }) => ({ organisationId: id, name: identity.findOrganisation(id)?.name ?? '' }))
      .sort((a, b) => a.name.localeCompare(b.name, 'zh')),
  }
}
