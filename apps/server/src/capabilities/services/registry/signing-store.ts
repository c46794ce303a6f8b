import type { Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { type Sql, sql } from '../../../kernel/db/sql.ts'

/** A transfer under way with the owner’s agreement, where it was given. */
export interface SigningRow {
  application_id: string
  number: string | null
  unit: string
  address: string
  owner_id: string | null
  seller_name: string
  buyer_id: string
  buyer_name: string
  way: 'online' | 'counter' | null
  digest: string | null
  by_name: string | null
  note: string | null
  time: Date | null
}

const transfers = sql`SELECT a.id AS application_id, a.number, u.code AS unit, u.address, u.owner_id,
    u.owner_name AS seller_name, a.subject_id AS buyer_id, a.subject_name AS buyer_name, s.way, s.digest, s.by_name, s.note,
    s.time
  FROM services.application a
  JOIN services.item_version v ON v.item_id = a.item_id AND v.version = a.item_version
    AND v.content->>'register' = 'estate-transfer'
  JOIN services.estate_unit u ON u.code = a.form->>'unit'
  LEFT JOIN services.estate_signing s ON s.application_id = a.id`

export function findTransfer(db: Queryable, applicationId: string): Promise<SigningRow | undefined> {
  return db.first<SigningRow>(sql`${transfers} WHERE a.id = ${applicationId}`)
}

/** Transfers of units of an owner that are handed in and not yet decided. */
export async function listTransfersOf(
  db: Queryable,
  ownerId: string,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<Page<SigningRow>> {
  const where: Sql = sql`WHERE u.owner_id = ${ownerId}
    AND a.state IN ('waiting', 'correcting', 'examining', 'suspended', 'deciding')`
  const [items, count] = await Promise.all([
    db.query<SigningRow>(
      sql`${transfers} ${where} ORDER BY a.submitted_time, a.id LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${transfers} ${where}) AS x`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function keepSigning(
  tx: Queryable,
  s: {
    applicationId: string
    subjectId: string | null
    name: string
    way: 'online' | 'counter'
    digest: string
    note: string | null
    byName: string
    time: Date
  },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.estate_signing (application_id, subject_id, name, way, digest, note, by_name, time)
    VALUES (${s.applicationId}, ${s.subjectId}, ${s.name}, ${s.way}, ${s.digest}, ${s.note}, ${s.byName}, ${s.time})
    ON CONFLICT (application_id) DO UPDATE SET subject_id = excluded.subject_id, name = excluded.name, way = excluded.way,
      digest = excluded.digest, note = excluded.note, by_name = excluded.by_name, time = excluded.time`)
}
