import type { CaseTypeContent, CaseTypeDesign } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

type State = 'draft' | 'published' | 'replaced' | 'refused'

export interface PublishedRow {
  type: string
  version: number
  content: CaseTypeContent
  state: State
}

export interface VersionRow extends PublishedRow {
  note: string
  writtenBy: string
  writtenName: string
  writtenTime: Date
  tried: number
  decidedName: string | null
  decidedTime: Date | null
  decision: string | null
}

const columns = sql`type, version, content, state, note, written_by AS "writtenBy", written_name AS "writtenName",
  written_time AS "writtenTime", tried, decided_name AS "decidedName", decided_time AS "decidedTime", decision`

/** What cases follow or have followed. */
export function listPublished(db: Queryable): Promise<PublishedRow[]> {
  return db.query<PublishedRow>(sql`SELECT type, version, content, state FROM cases.type_version
    WHERE state IN ('published', 'replaced') ORDER BY type, version`)
}

export function listVersions(db: Queryable, type?: string): Promise<VersionRow[]> {
  return db.query<VersionRow>(sql`SELECT ${columns} FROM cases.type_version
    ${type ? sql`WHERE type = ${type}` : empty} ORDER BY type, version DESC`)
}

/** Open cases by type and version. */
export async function countRunning(db: Queryable): Promise<Map<string, number>> {
  const rows = await db.query<{
    key: string
    n: number
  }>(sql`SELECT type || ' ' || type_version AS key, count(*)::int AS n
    FROM cases.city_case WHERE closed_time IS NULL AND state <> 'cancelled' GROUP BY 1`)
  return new Map(rows.map((row) => [row.key, row.n]))
}

/** Writes the draft of a type, or a new one above its last version; what was tried before counts no longer. */
export async function saveDraft(
  db: Queryable,
  draft: { type: string; content: CaseTypeContent; note: string },
  by: { userId: string; name: string },
  now: Date,
): Promise<void> {
  const content = JSON.stringify(draft.content)
  const changed =
    await db.first(sql`UPDATE cases.type_version SET content = ${content}, note = ${draft.note}, tried = 0,
      written_by = ${by.userId}, written_name = ${by.name}, written_time = ${now}
    WHERE type = ${draft.type} AND state = 'draft' RETURNING version`)
  if (changed) return
  await db.query(sql`INSERT INTO cases.type_version (type, version, content, state, note, written_by, written_name, written_time)
    SELECT ${draft.type}, coalesce(max(version), 0) + 1, ${content}::jsonb, 'draft', ${draft.note}, ${by.userId}, ${by.name},
      ${now} FROM cases.type_version WHERE type = ${draft.type}`)
}

export async function noteTrial(db: Queryable, type: string, version: number): Promise<void> {
  await db.query(sql`UPDATE cases.type_version SET tried = tried + 1
    WHERE type = ${type} AND version = ${version} AND state = 'draft'`)
}

/** Publishes a draft in the place of the version before, or refuses it; false when it is no draft any more. */
export async function decide(
  tx: Queryable,
  at: { type: string; version: number },
  decision: { approve: boolean; comment: string; by: string },
  now: Date,
): Promise<boolean> {
  if (decision.approve)
    await tx.query(
      sql`UPDATE cases.type_version SET state = 'replaced' WHERE type = ${at.type} AND state = 'published'`,
    )
  const row = await tx.first(sql`UPDATE cases.type_version
    SET state = ${decision.approve ? 'published' : 'refused'}, decided_name = ${decision.by}, decided_time = ${now},
      decision = ${decision.comment}
    WHERE type = ${at.type} AND version = ${at.version} AND state = 'draft' RETURNING version`)
  return row !== undefined
}

export function toVersion(
  row: VersionRow,
  running: ReadonlyMap<string, number>,
): CaseTypeDesign['versions'][number] {
  const { version, state, note, writtenName, writtenTime, tried, decidedName, decidedTime, decision } = row
  return {
    ...{ version, state, note, writtenName, tried, decidedName, decision },
    writtenTime: writtenTime.toISOString(),
    decidedTime: decidedTime?.toISOString() ?? null,
    running: running.get(`${row.type} ${version}`) ?? 0,
  }
}
