import type { Page, ProtocolBinding, ProtocolId, ProtocolMapping } from '@civitas/contract'
import { inScope, type Scope } from '../../../../kernel/access.ts'
import type { Queryable } from '../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../kernel/db/sql.ts'

export interface BindingRow {
  id: string
  protocol: ProtocolId
  address: string
  thing_id: string
  secret_hash: string | null
  token_hash: string | null
  networks: string[]
  mappings: ProtocolMapping[]
}

const columns = sql`id, protocol, address, thing_id, secret_hash, token_hash, networks, mappings`

export function readBindings(db: Queryable): Promise<BindingRow[]> {
  return db.query<BindingRow>(sql`SELECT ${columns} FROM sensing.protocol_binding`)
}

/** Stores a binding; nothing when the address is bound already. */
export async function insertBinding(
  db: Queryable,
  row: BindingRow & { created_by: string },
  now: Date,
): Promise<boolean> {
  const stored = await db.query(sql`INSERT INTO sensing.protocol_binding
      (id, protocol, address, thing_id, secret_hash, token_hash, networks, mappings, created_time, created_by)
    VALUES (${row.id}, ${row.protocol}, ${row.address}, ${row.thing_id}, ${row.secret_hash}, ${row.token_hash},
      ${row.networks}, ${JSON.stringify(row.mappings)}, ${now}, ${row.created_by})
    ON CONFLICT DO NOTHING RETURNING id`)
  return stored.length > 0
}

export async function setToken(db: Queryable, id: string, tokenHash: string | null): Promise<void> {
  await db.query(sql`UPDATE sensing.protocol_binding SET token_hash = ${tokenHash} WHERE id = ${id}`)
}

/** Removes a binding of a thing the caller may see; answers whether there was one. */
export async function deleteBinding(db: Queryable, id: string, scope: Scope): Promise<boolean> {
  const gone = await db.query(sql`DELETE FROM sensing.protocol_binding b USING sensing.thing t
    WHERE b.id = ${id} AND t.id = b.thing_id AND ${inScope('t.division_code', scope)} RETURNING b.id`)
  return gone.length > 0
}

/** When devices were last heard, by binding. */
export async function touchBindings(db: Queryable, seen: ReadonlyMap<string, number>): Promise<void> {
  await db.query(sql`UPDATE sensing.protocol_binding b SET last_frame_time = n.time
    FROM unnest(${[...seen.keys()]}::uuid[], ${[...seen.values()].map((ms) => new Date(ms))}::timestamptz[]) AS n(id, time)
    WHERE b.id = n.id`)
}

export interface BindingFilter {
  protocol?: string
  thingId?: string
  search?: string
  limit?: number
  offset?: number
}

type View = ProtocolBinding & { createdTime: Date; lastFrameTime: Date | null }

export async function listBindings(
  db: Queryable,
  filter: BindingFilter,
  scope: Scope,
): Promise<Page<ProtocolBinding>> {
  const like = `%${filter.search ?? ''}%`
  const from = sql`FROM sensing.protocol_binding b JOIN sensing.thing t ON t.id = b.thing_id
    WHERE ${inScope('t.division_code', scope)} ${filter.protocol ? sql`AND b.protocol = ${filter.protocol}` : empty}
      ${filter.thingId ? sql`AND b.thing_id = ${filter.thingId}` : empty}
      ${filter.search ? sql`AND (b.address ILIKE ${like} OR t.name ILIKE ${like})` : empty}`
  const rows =
    await db.query<View>(sql`SELECT b.id, b.protocol, b.address, b.thing_id AS "thingId", t.name AS "thingName",
      t.thing_type AS "thingType", b.secret_hash IS NOT NULL AS "hasSecret", b.networks, b.mappings,
      b.created_time AS "createdTime", b.created_by AS "createdBy", b.last_frame_time AS "lastFrameTime"
    ${from} ORDER BY b.protocol, b.address LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return {
    items: rows.map((row) => ({
      ...row,
      createdTime: (row.createdTime as unknown as Date).toISOString(),
      lastFrameTime: (row.lastFrameTime as unknown as Date | null)?.toISOString() ?? null,
    })),
    total: count?.n ?? 0,
  }
}
