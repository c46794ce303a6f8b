import type { LegacyFeed } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

/** A feed with the state it is in on a day. */
export type FeedRow = Omit<LegacyFeed, 'consumerName' | 'providerName' | 'convertedTime'> & {
  convertedTime: Date | null
}

const columnsOn = (
  today: string,
) => sql`l.id, l.name, l.consumer_id AS "consumerId", l.provider_id AS "providerId", l.way,
  l.content, l.dataset_id AS "datasetId", d.name AS "datasetName", l.plan_day::text AS "planDay",
  ${stateOn(today)} AS state, g.number AS "grantNumber", l.converted_time AS "convertedTime"`
const tables = sql`data.legacy_feed l LEFT JOIN data.dataset d ON d.id = l.dataset_id
  LEFT JOIN data.grant_of_use g ON g.id = l.grant_id`

function stateOn(today: string): Sql {
  return sql`CASE WHEN l.converted_time IS NOT NULL THEN 'converted' WHEN l.plan_day < ${today} THEN 'late' ELSE 'planned' END`
}

/** Those of one’s own organisation, on either side; all of them for who runs the exchange. */
function seenBy(principal: Principal): Sql {
  if (hasPermission(principal, 'data.operate') || hasPermission(principal, 'data.govern')) return sql`TRUE`
  return sql`${principal.organisationId} IN (l.consumer_id, l.provider_id)`
}

interface Ask {
  search?: string
  state?: LegacyFeed['state']
  limit?: number
  offset?: number
}

/** A page of feeds, those due first, and how many of all are converted and late. */
export async function listFeeds(
  db: Queryable,
  principal: Principal,
  ask: Ask,
  today: string,
): Promise<{ items: FeedRow[]; total: number; converted: number; late: number }> {
  const seen = sql`WHERE ${seenBy(principal)} ${matches('l.grams', ask.search, 'l.name')}`
  const one = ask.state ? sql`AND ${stateOn(today)} = ${ask.state}` : empty
  const [items, count] = await Promise.all([
    db.query<FeedRow>(sql`SELECT ${columnsOn(today)} FROM ${tables} ${seen} ${one}
      ORDER BY l.converted_time IS NOT NULL, l.plan_day, l.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number; converted: number; late: number }>(sql`SELECT
        count(*) FILTER (WHERE TRUE ${one})::int AS n, count(*) FILTER (WHERE ${stateOn(today)} = 'converted')::int AS converted,
        count(*) FILTER (WHERE ${stateOn(today)} = 'late')::int AS late FROM ${tables} ${seen}`),
  ])
  return { items, total: count?.n ?? 0, converted: count?.converted ?? 0, late: count?.late ?? 0 }
}

export function findFeed(
  db: Queryable,
  principal: Principal,
  id: string,
  today: string,
): Promise<FeedRow | undefined> {
  return db.first<FeedRow>(
    sql`SELECT ${columnsOn(today)} FROM ${tables} WHERE l.id = ${id} AND ${seenBy(principal)}`,
  )
}

type NewFeed = Pick<
  LegacyFeed,
  'name' | 'consumerId' | 'providerId' | 'way' | 'content' | 'datasetId' | 'planDay'
>

export async function insertFeed(db: Queryable, l: NewFeed, now: Date): Promise<string> {
  const id = newId()
  await db.query(sql`INSERT INTO data.legacy_feed (id, name, consumer_id, provider_id, way, content, dataset_id, plan_day,
      created_time, grams)
    VALUES (${id}, ${l.name}, ${l.consumerId}, ${l.providerId}, ${l.way}, ${l.content}, ${l.datasetId}, ${l.planDay},
      ${now}, ${toGrams(l.name, l.content)})`)
  return id
}

export async function setPlan(
  db: Queryable,
  id: string,
  plan: Pick<LegacyFeed, 'datasetId' | 'planDay'>,
): Promise<void> {
  await db.query(
    sql`UPDATE data.legacy_feed SET dataset_id = ${plan.datasetId}, plan_day = ${plan.planDay} WHERE id = ${id}`,
  )
}

/** The newest grant of a dataset an organisation holds today. */
export async function findGrantOf(
  db: Queryable,
  datasetId: string,
  organisationId: string,
  today: string,
): Promise<string | undefined> {
  const row = await db.first<{
    id: string
  }>(sql`SELECT id FROM data.grant_of_use WHERE dataset_id = ${datasetId}
    AND organisation_id = ${organisationId} AND withdrawn_time IS NULL AND ${today}::date BETWEEN from_day AND to_day
    ORDER BY created_time DESC LIMIT 1`)
  return row?.id
}

export async function setConverted(db: Queryable, id: string, grantId: string, now: Date): Promise<void> {
  await db.query(
    sql`UPDATE data.legacy_feed SET grant_id = ${grantId}, converted_time = ${now} WHERE id = ${id}`,
  )
}
