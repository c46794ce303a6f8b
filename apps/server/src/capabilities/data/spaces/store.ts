import type { CollectDashboard, DataSpace, Destruction, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** Quota of a unit and what it uses, not counting one version. */
export async function roomOf(
  db: Queryable,
  organisationId: string,
  without: string | null = null,
): Promise<{ quota: number | null; used: number }> {
  const row = await db.first<{ quota: number | null; used: number }>(sql`SELECT
      (SELECT quota_bytes FROM data.space WHERE organisation_id = ${organisationId}) AS quota,
      (SELECT coalesce(sum(v.bytes), 0)::bigint FROM data.version v JOIN data.dataset d ON d.id = v.dataset_id
        WHERE d.organisation_id = ${organisationId} AND v.state IN ('published', 'superseded', 'candidate')
          AND v.id IS DISTINCT FROM ${without}) AS used`)
  return row ?? { quota: null, used: 0 }
}

export type SpaceRow = Omit<DataSpace, 'organisationName'>

export async function listSpaces(
  db: Queryable,
  only: string | undefined,
  page: { limit?: number; offset?: number },
): Promise<Page<SpaceRow>> {
  const spaces = sql`(SELECT d.organisation_id AS "organisationId", s.quota_bytes AS "quotaBytes",
      coalesce(sum(v.bytes), 0)::bigint AS "usedBytes", count(DISTINCT d.id)::int AS datasets,
      coalesce(sum(v.rows) FILTER (WHERE v.state = 'published'), 0)::bigint AS rows
    FROM (SELECT id, organisation_id FROM data.dataset UNION ALL SELECT NULL, organisation_id FROM data.space) AS d
    LEFT JOIN data.version v ON v.dataset_id = d.id AND v.state IN ('published', 'superseded', 'candidate')
    LEFT JOIN data.space s ON s.organisation_id = d.organisation_id
    WHERE ${only ?? null}::uuid IS NULL OR d.organisation_id = ${only ?? null}
    GROUP BY d.organisation_id, s.quota_bytes) AS one`
  const [items, count] = await Promise.all([
    db.query<SpaceRow>(sql`SELECT * FROM ${spaces} ORDER BY "usedBytes" DESC, "organisationId"
      LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${spaces}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function setQuota(
  db: Queryable,
  organisationId: string,
  quotaBytes: number | null,
): Promise<void> {
  await db.query(sql`INSERT INTO data.space (organisation_id, quota_bytes) VALUES (${organisationId}, ${quotaBytes})
    ON CONFLICT (organisation_id) DO UPDATE SET quota_bytes = excluded.quota_bytes`)
}

export interface DestructionRow {
  id: string
  dataset_id: string
  dataset_name: string
  organisation_id: string
  version_ids: string[]
  basis: string
  state: Destruction['state']
  asked_by: string
  asked_by_name: string
  asked_time: Date
  decided_by_name: string | null
  decided_time: Date | null
  certificate: string | null
  rows: number
  bytes: number
}

export async function insertDestruction(
  db: Queryable,
  d: Omit<DestructionRow, 'dataset_name' | 'decided_by_name' | 'decided_time' | 'certificate' | 'state'>,
): Promise<void> {
  await db.query(sql`INSERT INTO data.destruction (id, dataset_id, organisation_id, version_ids, basis, state, asked_by,
      asked_by_name, asked_time, rows, bytes)
    VALUES (${d.id}, ${d.dataset_id}, ${d.organisation_id}, ${d.version_ids}::uuid[], ${d.basis}, 'asked', ${d.asked_by},
      ${d.asked_by_name}, ${d.asked_time}, ${d.rows}, ${d.bytes})`)
}

const destructions = sql`SELECT x.*, d.name AS dataset_name FROM data.destruction x JOIN data.dataset d ON d.id = x.dataset_id`

export function findDestruction(db: Queryable, id: string): Promise<DestructionRow | undefined> {
  return db.first<DestructionRow>(sql`${destructions} WHERE x.id = ${id} FOR UPDATE OF x`)
}

export async function listDestructions(
  db: Queryable,
  only: string | null | undefined,
  page: { limit?: number; offset?: number },
): Promise<Page<DestructionRow>> {
  const where = only === undefined ? sql`TRUE` : sql`x.organisation_id = ${only}`
  const [items, count] = await Promise.all([
    db.query<DestructionRow>(sql`${destructions} WHERE ${where} ORDER BY x.asked_time DESC, x.id DESC
      LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.destruction x WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function decideDestruction(
  db: Queryable,
  id: string,
  decided: { state: 'done' | 'refused'; by: string; now: Date; certificate: string | null },
): Promise<void> {
  await db.query(sql`UPDATE data.destruction SET state = ${decided.state}, decided_by_name = ${decided.by},
    decided_time = ${decided.now}, certificate = ${decided.certificate} WHERE id = ${id}`)
}

export interface VersionToDestroy {
  id: string
  rows: number
  bytes: number
  sm3: string
  file: string
  state: string
  number: number
}

/** Versions of one dataset, locked. */
export function lockVersions(
  db: Queryable,
  datasetId: string,
  ids: readonly string[],
): Promise<VersionToDestroy[]> {
  return db.query(sql`SELECT id, rows, bytes, sm3, file, state, number FROM data.version
    WHERE dataset_id = ${datasetId} AND id = ANY(${ids as string[]}::uuid[]) ORDER BY number FOR UPDATE`)
}

export async function markDestroyed(db: Queryable, ids: readonly string[], note: string): Promise<void> {
  await db.query(
    sql`UPDATE data.version SET state = 'destroyed', note = ${note} WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

export async function readDashboard(
  db: Queryable,
  given: { days: number; now: Date; organisation: string | null | undefined },
): Promise<CollectDashboard> {
  const { days, now, organisation } = given
  const only = organisation === undefined ? sql`TRUE` : sql`d.organisation_id = ${organisation}`
  const today = sql`(${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date`
  const byDay = db.query<CollectDashboard['days'][number]>(sql`SELECT to_char(day, 'YYYY-MM-DD') AS day,
      count(r.id)::int AS batches, coalesce(sum(r.rows_in), 0)::bigint AS "rowsIn",
      coalesce(sum(r.rows_out), 0)::bigint AS "rowsOut", coalesce(sum(r.rejects), 0)::bigint AS rejected,
      (SELECT count(*)::int FROM data.batch b JOIN data.dataset d ON d.id = b.dataset_id WHERE ${only}
        AND (b.received_time AT TIME ZONE 'Asia/Shanghai')::date = day
        AND b.state IN ('failed', 'refused', 'over-quota', 'count-mismatch', 'quarantined')) AS failed
    FROM generate_series(${today} - ${days - 1}::int, ${today}, interval '1 day') AS day
    LEFT JOIN (SELECT r.* FROM data.run r JOIN data.dataset d ON d.id = r.dataset_id WHERE ${only} AND r.state = 'done') AS r
      ON (r.ended_time AT TIME ZONE 'Asia/Shanghai')::date = day
    GROUP BY day ORDER BY day`)
  const sums = db.first<Omit<CollectDashboard, 'days' | 'topUsers'>>(sql`SELECT count(*)::int AS datasets,
      coalesce(sum(d.version_rows), 0)::bigint AS rows,
      (SELECT coalesce(sum(v.bytes), 0)::bigint FROM data.version v JOIN data.dataset d ON d.id = v.dataset_id
        WHERE ${only} AND v.state IN ('published', 'superseded')) AS bytes,
      count(*) FILTER (WHERE d.overdue_time >= ${now} AND d.version_id IS NOT NULL)::int AS "onTime",
      count(*) FILTER (WHERE d.state = 'published' AND d.overdue_time < ${now})::int AS overdue,
      (SELECT count(*)::int FROM data.run r JOIN data.dataset d ON d.id = r.dataset_id WHERE ${only}
        AND r.state IN ('failed', 'refused') AND r.created_time > ${now}::timestamptz - interval '24 hours') AS "failedRuns",
      (SELECT count(*)::int FROM data.batch b JOIN data.dataset d ON d.id = b.dataset_id WHERE ${only}
        AND b.state IN ('count-mismatch', 'quarantined')) AS "waitingBatches",
      (SELECT count(*)::int FROM data.reject j JOIN data.dataset d ON d.id = j.dataset_id WHERE ${only}
        AND j.state = 'open') AS "openRejects"
    FROM data.dataset d WHERE ${only}`)
  const users = db.query<
    CollectDashboard['topUsers'][number]
  >(sql`SELECT b.user_name AS "userName", count(*)::int AS batches,
      coalesce(sum(b.rows_loaded), 0)::bigint AS rows FROM data.batch b JOIN data.dataset d ON d.id = b.dataset_id
    WHERE ${only} AND b.user_name IS NOT NULL AND b.received_time > ${now}::timestamptz - make_interval(days => ${days})
    GROUP BY b.user_name ORDER BY rows DESC, b.user_name LIMIT 10`)
  const [dayRows, sum, topUsers] = await Promise.all([byDay, sums, users])
  return { ...(sum as Omit<CollectDashboard, 'days' | 'topUsers'>), days: dayRows, topUsers }
}
