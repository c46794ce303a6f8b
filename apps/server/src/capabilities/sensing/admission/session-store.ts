import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** The live session of a device identity, whichever process holds it. */
export interface SharedSession {
  sessionId: string
  instanceId: string
  clientId: string
  address: string
}

/** Says that a process lives, by the clock of the database; those silent for so long are forgotten with their sessions. */
export async function beat(db: Queryable, instanceId: string, goneMs: number): Promise<void> {
  await db.query(sql`INSERT INTO sensing.ingest_instance (id, seen_time) VALUES (${instanceId}, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET seen_time = excluded.seen_time`)
  const gone = await db.query<{ id: string }>(sql`DELETE FROM sensing.ingest_instance
    WHERE seen_time < clock_timestamp() - make_interval(secs => ${goneMs / 1000}::float8) RETURNING id`)
  if (gone.length > 0)
    await db.query(
      sql`DELETE FROM sensing.device_session WHERE instance_id = ANY(${gone.map((row) => row.id)}::uuid[])`,
    )
}

/**
 * Takes the one session of an identity. The row that is there gives way when it is the one to be replaced, or the same
 * client from the same address. Answers the session that was in the way or was replaced.
 */
export async function claimSession(
  db: Queryable,
  name: string,
  s: SharedSession & { now: Date },
  replaces: string | null,
): Promise<{ claimed: boolean; other: SharedSession | undefined }> {
  const rows = await db.query<SharedSession & { claimed: boolean; other: boolean }>(sql`
    WITH before AS (SELECT session_id, instance_id, client_id, address FROM sensing.device_session WHERE credential_name = ${name}),
    taken AS (INSERT INTO sensing.device_session AS h (credential_name, session_id, instance_id, client_id, address, opened_time)
      VALUES (${name}, ${s.sessionId}, ${s.instanceId}, ${s.clientId}, ${s.address}, ${s.now})
      ON CONFLICT (credential_name) DO UPDATE SET session_id = excluded.session_id, instance_id = excluded.instance_id,
        client_id = excluded.client_id, address = excluded.address, opened_time = excluded.opened_time
      WHERE h.session_id = ${replaces}::uuid OR (h.client_id = excluded.client_id AND h.address = excluded.address)
      RETURNING session_id)
    SELECT b.session_id AS "sessionId", b.instance_id AS "instanceId", b.client_id AS "clientId", b.address,
      EXISTS (SELECT FROM taken) AS claimed, b.session_id IS NOT NULL AS other
    FROM (SELECT) one LEFT JOIN before b ON TRUE`)
  const [row] = rows
  return { claimed: row?.claimed ?? false, other: row?.other ? row : undefined }
}

/** Milliseconds since a process was heard; null when it is forgotten. */
export async function readSilence(db: Queryable, instanceId: string): Promise<number | null> {
  const row = await db.first<{ ms: number }>(sql`SELECT
    (extract(epoch FROM clock_timestamp() - seen_time) * 1000)::float8 AS ms FROM sensing.ingest_instance WHERE id = ${instanceId}`)
  return row?.ms ?? null
}

export async function releaseSession(db: Queryable, name: string, sessionId: string): Promise<void> {
  await db.query(
    sql`DELETE FROM sensing.device_session WHERE credential_name = ${name} AND session_id = ${sessionId}`,
  )
}

/** A process ends: its sessions are over. */
export async function forgetInstance(db: Queryable, instanceId: string): Promise<void> {
  await db.query(sql`DELETE FROM sensing.device_session WHERE instance_id = ${instanceId}`)
  await db.query(sql`DELETE FROM sensing.ingest_instance WHERE id = ${instanceId}`)
}

/** Keeps a nonce until it is of no use to anybody; false when the device has signed with it before. */
export async function takeNonce(db: Queryable, name: string, nonce: string, until: Date): Promise<boolean> {
  const rows = await db.query(sql`INSERT INTO sensing.used_nonce (credential_name, nonce, until)
    VALUES (${name}, ${nonce}, ${until}) ON CONFLICT DO NOTHING RETURNING nonce`)
  return rows.length > 0
}

export async function forgetNonces(db: Queryable, now: Date): Promise<void> {
  await db.query(sql`DELETE FROM sensing.used_nonce WHERE until < ${now}`)
}
