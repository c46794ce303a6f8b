import type { Page, TerminalRelease } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export type ReleaseRow = Omit<TerminalRelease, 'ringText' | 'createdTime'> & { createdTime: Date }

/** Whether terminal `t` is to run release `r` once it is in the ring it is in. */
const isTargeted = sql`(r.ring = 'all' OR t.test_ring OR (r.ring = 'tenth' AND EXISTS (SELECT FROM
  sensing.terminal_release_tenth x WHERE x.release_id = r.id AND x.terminal_id = t.id)))`

async function findReleases(db: Queryable, where: Sql): Promise<ReleaseRow[]> {
  return db.query<ReleaseRow>(sql`SELECT r.id, r.app, r.version, r.url, r.digest, r.ring, r.state, r.reason,
      r.created_by AS "createdBy", r.created_time AS "createdTime", n.targeted, n.installed
    FROM sensing.terminal_release r, LATERAL (SELECT (count(*) FILTER (WHERE ${isTargeted}))::int AS targeted,
      (count(*) FILTER (WHERE t.versions->>r.app = r.version))::int AS installed
      FROM sensing.terminal t WHERE t.state = 'active') n ${where}`)
}

export async function findRelease(db: Queryable, id: string): Promise<ReleaseRow | undefined> {
  return (await findReleases(db, sql`WHERE r.id = ${id}`))[0]
}

export async function listReleases(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<ReleaseRow>> {
  const like = `%${query.search ?? ''}%`
  const where = query.search ? sql`WHERE r.app ILIKE ${like} OR r.version ILIKE ${like}` : empty
  const page = sql`ORDER BY r.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`
  const items = await findReleases(db, sql`${where} ${page}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.terminal_release r ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function insertRelease(
  db: Queryable,
  r: Pick<ReleaseRow, 'id' | 'app' | 'version' | 'url' | 'digest' | 'createdBy'> & { now: Date },
): Promise<boolean> {
  const rows = await db.query(sql`INSERT INTO sensing.terminal_release
      (id, app, version, url, digest, ring, state, reason, created_by, created_time)
    VALUES (${r.id}, ${r.app}, ${r.version}, ${r.url}, ${r.digest}, 'test', 'rolling', '', ${r.createdBy}, ${r.now})
    ON CONFLICT (app, version) DO NOTHING RETURNING id`)
  return rows.length > 0
}

/** Moves a release when it still is where the caller saw it. */
export async function moveRelease(
  tx: Queryable,
  seen: Pick<ReleaseRow, 'id' | 'ring' | 'state'>,
  to: Pick<ReleaseRow, 'ring' | 'state' | 'reason'>,
): Promise<boolean> {
  const rows =
    await tx.query(sql`UPDATE sensing.terminal_release SET ring = ${to.ring}, state = ${to.state}, reason = ${to.reason}
    WHERE id = ${seen.id} AND ring = ${seen.ring} AND state = ${seen.state} RETURNING id`)
  return rows.length > 0
}

/** Chooses a tenth of the terminals in use, rounded up, in an order that differs from release to release. */
export async function chooseTenth(tx: Queryable, releaseId: string): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.terminal_release_tenth (release_id, terminal_id)
    SELECT ${releaseId}::uuid, id FROM sensing.terminal WHERE state = 'active' ORDER BY md5(id::text || ${releaseId})
    LIMIT (SELECT ceil(count(*) / 10.0) FROM sensing.terminal WHERE state = 'active')`)
}

/**
 * What a terminal should run: of each application the newest release that is meant for it and not rolled back. A paused
 * one stays where it is and goes no further; after a roll-back the release before it is wanted again.
 */
export function readWanted(
  db: Queryable,
  terminalId: string,
): Promise<Array<Pick<ReleaseRow, 'app' | 'version' | 'url' | 'digest'>>> {
  return db.query(sql`SELECT DISTINCT ON (r.app) r.app, r.version, r.url, r.digest
    FROM sensing.terminal_release r, sensing.terminal t
    WHERE t.id = ${terminalId} AND ${isTargeted}
      AND (r.state = 'rolling' OR (r.state = 'paused' AND t.versions->>r.app = r.version))
    ORDER BY r.app, r.id DESC`)
}
