import type { CodeScan, CodeScene } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export interface HolderRow {
  subject_id: string
  pseudonym: string
  frozen: boolean
}

/** The pseudonym of a person, given once. */
export async function ensureHolder(db: Queryable, subjectId: string, pseudonym: string): Promise<HolderRow> {
  const row = await db.first<HolderRow>(sql`INSERT INTO services.code_holder (subject_id, pseudonym)
    VALUES (${subjectId}, ${pseudonym}) ON CONFLICT (subject_id) DO UPDATE SET pseudonym = code_holder.pseudonym RETURNING *`)
  return row as HolderRow
}

export function findHolder(db: Queryable, pseudonym: string): Promise<HolderRow | undefined> {
  return db.first<HolderRow>(sql`SELECT * FROM services.code_holder WHERE pseudonym = ${pseudonym}`)
}

export async function setFrozen(db: Queryable, subjectId: string, frozen: boolean): Promise<void> {
  await db.query(sql`UPDATE services.code_holder SET frozen = ${frozen} WHERE subject_id = ${subjectId}`)
}

export function listFrozen(db: Queryable): Promise<Array<{ pseudonym: string }>> {
  return db.query(sql`SELECT pseudonym FROM services.code_holder WHERE frozen
    UNION SELECT number FROM services.code_card WHERE stopped_time IS NOT NULL AND valid_until > now()`)
}

export interface CardRow {
  number: string
  subject_id: string
  valid_until: Date
  stopped_time: Date | null
}

export async function insertCard(tx: Queryable, row: CardRow, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.code_card SET stopped_time = ${now}
    WHERE subject_id = ${row.subject_id} AND stopped_time IS NULL`)
  await tx.query(sql`INSERT INTO services.code_card (number, subject_id, valid_until, created_time)
    VALUES (${row.number}, ${row.subject_id}, ${row.valid_until}, ${now})`)
}

export function findCard(db: Queryable, number: string): Promise<CardRow | undefined> {
  return db.first<CardRow>(sql`SELECT * FROM services.code_card WHERE number = ${number}`)
}

export function findCardOf(db: Queryable, subjectId: string, now: Date): Promise<CardRow | undefined> {
  return db.first<CardRow>(sql`SELECT * FROM services.code_card WHERE subject_id = ${subjectId} AND stopped_time IS NULL
    AND valid_until > ${now}`)
}

export async function stopCard(db: Queryable, number: string, now: Date): Promise<boolean> {
  const row = await db.first(sql`UPDATE services.code_card SET stopped_time = ${now}
    WHERE number = ${number} AND stopped_time IS NULL RETURNING number`)
  return Boolean(row)
}

export interface SceneRow {
  id: string
  name: string
  purpose: string
  basis: string
  owner_id: string | null
  owner_name: string
  fields: string[]
  terminals: string[]
  single_use: boolean
  offline: boolean
  min_grade: 'A' | 'B' | 'C' | null
  from_hour: number | null
  to_hour: number | null
  state: CodeScene['state']
  review_note: string | null
}

export async function insertScene(tx: Queryable, row: SceneRow, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO services.code_scene (id, name, purpose, basis, owner_id, owner_name, fields, terminals,
      single_use, offline, min_grade, from_hour, to_hour, state, review_note, changed_time, grams)
    VALUES (${row.id}, ${row.name}, ${row.purpose}, ${row.basis}, ${row.owner_id}, ${row.owner_name}, ${row.fields},
      ${row.terminals}, ${row.single_use}, ${row.offline}, ${row.min_grade}, ${row.from_hour}, ${row.to_hour}, ${row.state},
      ${row.review_note}, ${now}, ${toGrams(row.name, row.owner_name)})`)
}

export function findScene(db: Queryable, id: string): Promise<SceneRow | undefined> {
  return db.first<SceneRow>(sql`SELECT * FROM services.code_scene WHERE id = ${id}`)
}

export async function reviewScene(
  db: Queryable,
  id: string,
  to: { state: SceneRow['state']; note: string; now: Date },
): Promise<void> {
  await db.query(sql`UPDATE services.code_scene SET state = ${to.state}, review_note = ${to.note}, changed_time = ${to.now}
    WHERE id = ${id}`)
}

export async function listScenes(
  db: Queryable,
  ownerId: string | null,
  query: { limit?: number; offset?: number; search?: string },
) {
  const where = sql`TRUE ${ownerId ? sql`AND s.owner_id = ${ownerId}` : empty} ${matches('s.grams', query.search, 's.name')}`
  const items = await db.query<SceneRow & { passed: number; refused: number }>(sql`SELECT s.*,
      (SELECT count(*) FROM services.code_scan c WHERE c.scene_id = s.id AND c.outcome = 'passed') AS passed,
      (SELECT count(*) FROM services.code_scan c WHERE c.scene_id = s.id AND c.outcome = 'refused') AS refused
    FROM services.code_scene s WHERE ${where} ORDER BY s.changed_time DESC, s.id
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM services.code_scene s WHERE ${where}`,
  )
  return { items, total: row?.n ?? 0 }
}

/** Marks a token as used in a scene; false when it was used there before. */
export async function takeNonce(tx: Queryable, nonce: string, sceneId: string, now: Date): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO services.code_used (nonce, scene_id, time) VALUES (${nonce}, ${sceneId}, ${now})
    ON CONFLICT DO NOTHING RETURNING nonce`)
  return Boolean(row)
}

export async function dropOldNonces(db: Queryable, before: Date): Promise<void> {
  await db.query(sql`DELETE FROM services.code_used WHERE time < ${before}`)
}

export interface ScanRow {
  id: string
  subject_id: string | null
  scene_id: string
  terminal: string
  user_name: string
  outcome: CodeScan['outcome']
  reason: string
  text: string
  fields: string[]
  offline: boolean
  time: Date
}

export async function insertScan(tx: Queryable, row: ScanRow): Promise<void> {
  await tx.query(sql`INSERT INTO services.code_scan (id, subject_id, scene_id, terminal, user_name, outcome, reason, text, fields,
      offline, time) VALUES (${row.id}, ${row.subject_id}, ${row.scene_id}, ${row.terminal}, ${row.user_name}, ${row.outcome},
      ${row.reason}, ${row.text}, ${row.fields}, ${row.offline}, ${row.time})`)
}

export async function listScans(db: Queryable, subjectId: string, page: { limit?: number; offset?: number }) {
  const items = await db.query<
    ScanRow & { scene_name: string; owner_name: string }
  >(sql`SELECT c.*, s.name AS scene_name,
      s.owner_name FROM services.code_scan c JOIN services.code_scene s ON s.id = c.scene_id
    WHERE c.subject_id = ${subjectId} ORDER BY c.time DESC, c.id DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM services.code_scan WHERE subject_id = ${subjectId}`,
  )
  return { items, total: row?.n ?? 0 }
}
