import type { DataFormat, Upload } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface UploadRow {
  id: string
  name: string
  bytes: number
  received: number
  state: Upload['state']
  format: DataFormat | null
  encoding: 'utf-8' | 'gb18030' | null
  is_gzip: boolean
  announced_sm3: string | null
  announced_sha256: string | null
  sm3: string | null
  sha256: string | null
  organisation_id: string | null
  user_id: string
  user_name: string
  created_time: Date
}

export async function insertUpload(db: Queryable, row: Omit<UploadRow, 'sm3' | 'sha256'>): Promise<void> {
  await db.query(sql`INSERT INTO data.upload (id, name, bytes, received, state, format, encoding, is_gzip, announced_sm3,
      announced_sha256, organisation_id, user_id, user_name, created_time)
    VALUES (${row.id}, ${row.name}, ${row.bytes}, ${row.received}, ${row.state}, ${row.format}, ${row.encoding},
      ${row.is_gzip}, ${row.announced_sm3}, ${row.announced_sha256}, ${row.organisation_id}, ${row.user_id},
      ${row.user_name}, ${row.created_time})`)
}

export function findUpload(db: Queryable, id: string): Promise<UploadRow | undefined> {
  return db.first<UploadRow>(sql`SELECT * FROM data.upload WHERE id = ${id}`)
}

/** Counts a piece that is durable; does nothing when another has been counted in between. */
export async function countReceived(db: Queryable, id: string, from: number, to: number): Promise<void> {
  await db.query(sql`UPDATE data.upload SET received = ${to} WHERE id = ${id} AND received = ${from}`)
}

export async function finishUpload(
  db: Queryable,
  id: string,
  found: Pick<UploadRow, 'format' | 'encoding' | 'is_gzip' | 'sm3' | 'sha256'>,
): Promise<void> {
  await db.query(sql`UPDATE data.upload SET state = 'ready', format = ${found.format}, encoding = ${found.encoding},
    is_gzip = ${found.is_gzip}, sm3 = ${found.sm3}, sha256 = ${found.sha256} WHERE id = ${id}`)
}

/** A piece that turned out wrong: the file starts again. */
export async function restartUpload(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE data.upload SET received = 0 WHERE id = ${id} AND state = 'open'`)
}

/** The batch that has loaded the same bytes, into one dataset or any of an organisation. */
export async function findLoadOf(
  db: Queryable,
  sm3: string,
  within: { datasetId?: string; organisationId?: string | null },
): Promise<{ id: string; received_time: Date; dataset_id: string } | undefined> {
  return db.first(sql`SELECT b.id, b.received_time, b.dataset_id FROM data.batch b WHERE b.sm3 = ${sm3}
    AND b.state IN ('waiting', 'running', 'loaded')
    AND (${within.datasetId ?? null}::uuid IS NULL OR b.dataset_id = ${within.datasetId ?? null})
    AND (${within.organisationId ?? null}::uuid IS NULL OR b.organisation_id = ${within.organisationId ?? null})
    ORDER BY b.received_time DESC LIMIT 1`)
}

export function toUpload(row: UploadRow, duplicateOf: string | null): Upload {
  return {
    ...{ id: row.id, name: row.name, bytes: row.bytes, received: row.received, state: row.state },
    ...{ format: row.format, encoding: row.encoding, sm3: row.sm3, sha256: row.sha256, duplicateOf },
    createdTime: row.created_time.toISOString(),
  }
}
