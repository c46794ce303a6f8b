import type { ExchangePlatform, Page } from '@civitas/contract'
import type { Queryable } from '../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../kernel/db/sql.ts'
import type { Cipher } from './codec.ts'

export interface PlatformRow {
  id: string
  name: string
  user_id: number
  centre_id: number
  password_hash: string
  networks: string[]
  cipher: Cipher | null
}

const columns = sql`id, name, user_id::float8 AS user_id, centre_id::float8 AS centre_id, password_hash, networks, cipher`

export function readPlatforms(db: Queryable): Promise<PlatformRow[]> {
  return db.query<PlatformRow>(sql`SELECT ${columns} FROM sensing.exchange_platform`)
}

/** Stores a platform; false when its user or its access code is taken. */
export async function insertPlatform(
  db: Queryable,
  row: PlatformRow & { created_by: string },
  now: Date,
): Promise<boolean> {
  const stored = await db.query(sql`INSERT INTO sensing.exchange_platform
      (id, name, user_id, centre_id, password_hash, networks, cipher, created_time, created_by)
    VALUES (${row.id}, ${row.name}, ${row.user_id}, ${row.centre_id}, ${row.password_hash}, ${row.networks},
      ${row.cipher ? JSON.stringify(row.cipher) : null}, ${now}, ${row.created_by})
    ON CONFLICT DO NOTHING RETURNING id`)
  return stored.length > 0
}

export async function deletePlatform(db: Queryable, id: string): Promise<boolean> {
  const gone = await db.query(sql`DELETE FROM sensing.exchange_platform WHERE id = ${id} RETURNING id`)
  return gone.length > 0
}

export async function touchPlatform(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE sensing.exchange_platform SET last_login_time = ${now} WHERE id = ${id}`)
}

type View = Omit<ExchangePlatform, 'createdTime' | 'lastLoginTime'> & {
  createdTime: Date
  lastLoginTime: Date | null
}

export async function listPlatforms(
  db: Queryable,
  { search, limit, offset }: { search?: string; limit?: number; offset?: number },
): Promise<Page<ExchangePlatform>> {
  const where = search ? sql`WHERE name ILIKE ${`%${search}%`} OR user_id::text LIKE ${`${search}%`}` : empty
  const rows =
    await db.query<View>(sql`SELECT id, name, user_id::float8 AS "userId", centre_id::float8 AS "centreId",
      networks, cipher IS NOT NULL AS encrypted, created_time AS "createdTime", created_by AS "createdBy",
      last_login_time AS "lastLoginTime"
    FROM sensing.exchange_platform ${where} ORDER BY name, id LIMIT ${limit ?? 50} OFFSET ${offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.exchange_platform ${where}`,
  )
  return {
    items: rows.map((row) => ({
      ...row,
      createdTime: row.createdTime.toISOString(),
      lastLoginTime: row.lastLoginTime?.toISOString() ?? null,
    })),
    total: count?.n ?? 0,
  }
}
