import type { CreditBackTest, CreditModelVersion, CreditWeight, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface VersionRow {
  id: string
  model_id: string
  version: number
  weights: CreditWeight[]
  reason: string
  back_test: CreditBackTest
  state: CreditModelVersion['state']
  written_by: string
  written_by_name: string
  written_time: Date
  decided_by_name: string | null
  decided_time: Date | null
}

/** The weights of a model that were published here last. */
export function findInForce(db: Queryable, modelId: string): Promise<VersionRow | undefined> {
  return db.first<VersionRow>(
    sql`SELECT * FROM services.credit_model_version WHERE model_id = ${modelId} AND state = 'published'`,
  )
}

export function listInForce(db: Queryable): Promise<VersionRow[]> {
  return db.query<VersionRow>(sql`SELECT * FROM services.credit_model_version WHERE state = 'published'`)
}

export function findVersion(tx: Queryable, id: string): Promise<VersionRow | undefined> {
  return tx.first<VersionRow>(sql`SELECT * FROM services.credit_model_version WHERE id = ${id} FOR UPDATE`)
}

/** Enters a draft with the next number after the declared version and those written before. */
export async function insertVersion(
  tx: Queryable,
  v: Omit<VersionRow, 'version' | 'state' | 'decided_by_name' | 'decided_time'> & { declared: number },
): Promise<VersionRow> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext(${`services.credit-model ${v.model_id}`}))`)
  const row =
    await tx.first<VersionRow>(sql`INSERT INTO services.credit_model_version (id, model_id, version, weights,
      reason, back_test, state, written_by, written_by_name, written_time)
    SELECT ${v.id}, ${v.model_id}, greatest(${v.declared}::int, coalesce(max(version), 0)) + 1,
      ${JSON.stringify(v.weights)}::jsonb, ${v.reason}, ${JSON.stringify(v.back_test)}::jsonb, 'draft', ${v.written_by},
      ${v.written_by_name}, ${v.written_time} FROM services.credit_model_version WHERE model_id = ${v.model_id}
    RETURNING *`)
  return row as VersionRow
}

export async function listVersions(
  db: Queryable,
  { state, limit = 50, offset = 0 }: { state?: string; limit?: number; offset?: number },
): Promise<Page<VersionRow>> {
  const where = sql`FROM services.credit_model_version ${state ? sql`WHERE state = ${state}` : empty}`
  const [items, count] = await Promise.all([
    db.query<VersionRow>(
      sql`SELECT * ${where} ORDER BY written_time DESC, id LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Publishes or drops a draft; what was in force before is replaced. */
export async function decideVersion(
  tx: Queryable,
  v: { id: string; modelId: string; publish: boolean; byName: string; now: Date },
): Promise<VersionRow> {
  if (v.publish)
    await tx.query(sql`UPDATE services.credit_model_version SET state = 'replaced'
      WHERE model_id = ${v.modelId} AND state = 'published'`)
  const row = await tx.first<VersionRow>(sql`UPDATE services.credit_model_version
    SET state = ${v.publish ? 'published' : 'dropped'}, decided_by_name = ${v.byName}, decided_time = ${v.now}
    WHERE id = ${v.id} RETURNING *`)
  return row as VersionRow
}
