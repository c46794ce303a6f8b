import type {
  ItemContent,
  ItemRow,
  Page,
  ServiceItem,
  ServiceItemState,
  ServiceMaterial,
} from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { searchGrams } from './everyday-words.ts'

export interface VersionRow {
  id: string
  code: string
  version: number
  state: ServiceItemState
  effective_from: string | null
  content: ItemContent
  organisation_id: string | null
  writer: string
  reviewer: string | null
  digest: string
  retired_time: Date | null
}

const columns = sql`i.id, i.code, v.version, v.state, v.effective_from, v.content, v.organisation_id, v.writer,
  v.reviewer, v.digest, i.retired_time`
const tables = sql`FROM services.item i JOIN services.item_version v ON v.item_id = i.id`

/** The version of each item in force on a day, as a condition on `v`. */
function inForce(day: string): Sql {
  return sql`i.retired_time IS NULL AND v.state = 'published' AND v.effective_from <= ${day} AND NOT EXISTS (
    SELECT 1 FROM services.item_version w WHERE w.item_id = v.item_id AND w.state = 'published'
      AND w.effective_from <= ${day} AND (w.effective_from, w.version) > (v.effective_from, v.version))`
}

/** The version in force on a day. */
export function findInForce(db: Queryable, id: string, day: string): Promise<VersionRow | undefined> {
  return db.first<VersionRow>(sql`SELECT ${columns} ${tables} WHERE i.id = ${id} AND ${inForce(day)}`)
}

export function findInForceByCode(db: Queryable, code: string, day: string): Promise<VersionRow | undefined> {
  return db.first<VersionRow>(sql`SELECT ${columns} ${tables} WHERE i.code = ${code} AND ${inForce(day)}`)
}

/** The versions in force of several items, by code. */
export async function findInForceByCodes(
  db: Queryable,
  codes: readonly string[],
  day: string,
): Promise<Map<string, VersionRow>> {
  const rows = await db.query<VersionRow>(
    sql`SELECT ${columns} ${tables} WHERE i.code = ANY(${codes}) AND ${inForce(day)}`,
  )
  return new Map(rows.map((row) => [row.code, row]))
}

export function findVersion(db: Queryable, id: string, version: number): Promise<VersionRow | undefined> {
  return db.first<VersionRow>(sql`SELECT ${columns} ${tables} WHERE i.id = ${id} AND v.version = ${version}`)
}

/** The newest version whatever its state; locked with `lock`. */
export function findNewest(
  db: Queryable,
  code: string,
  { lock = false } = {},
): Promise<VersionRow | undefined> {
  return db.first<VersionRow>(sql`SELECT ${columns} ${tables} WHERE i.code = ${code}
    ORDER BY v.version DESC LIMIT 1 ${lock ? sql`FOR UPDATE OF i` : empty}`)
}

export function listVersions(db: Queryable, id: string): Promise<VersionRow[]> {
  return db.query<VersionRow>(sql`SELECT ${columns} ${tables} WHERE i.id = ${id} ORDER BY v.version DESC`)
}

export function listAllInForce(db: Queryable, day: string): Promise<VersionRow[]> {
  return db.query<VersionRow>(sql`SELECT ${columns} ${tables} WHERE ${inForce(day)} ORDER BY i.code`)
}

export interface ItemFilter {
  search?: string
  scene?: string
  applicant?: string
  organisation?: string
  state?: ServiceItemState
  limit?: number
  offset?: number
}

/** What finds items by everyday words, and what puts those first that are called so rather than only mention it. */
function matchWords(words: string): { found: Sql; rank: Sql } {
  if ([...words].length === 1) return { found: sql`AND v.title LIKE ${`%${words}%`}`, rank: empty }
  const { own, same } = searchGrams(words)
  const hits = (list: string[]) =>
    sql`cardinality(ARRAY(SELECT unnest(v.grams) INTERSECT SELECT unnest(${list}::text[])))`
  const inTitle = (list: string[]) =>
    sql`(SELECT count(*) FROM unnest(${list}::text[]) g WHERE v.title LIKE '%' || g || '%')`
  return {
    found: sql`AND v.grams && ${[...own, ...same]}::text[]
        AND (${hits(own)} * 2 >= ${own.length} OR ${hits(same)} > 1)`,
    rank: sql`${inTitle(own)} * 6 + ${inTitle(same)} * 2 + ${hits(own)} * 2 + ${hits(same)} DESC,`,
  }
}

/** Items in force on a day that a person looks for, the best first. */
export async function searchItems(db: Queryable, filter: ItemFilter, day: string): Promise<Page<ItemRow>> {
  const words = filter.search?.trim() ?? ''
  const { found, rank } = words ? matchWords(words) : { found: empty, rank: empty }
  const where = sql`${tables} WHERE ${inForce(day)} ${found}
    ${filter.scene ? sql`AND v.scenes @> ${[filter.scene]}::text[]` : empty}
    ${filter.applicant ? sql`AND v.content->'applicants' ? ${filter.applicant}` : empty}
    ${filter.organisation ? sql`AND v.content->>'organisation' = ${filter.organisation}` : empty}`
  return pageOfRows(db, where, sql`${rank} v.title, i.id`, filter)
}

/** Versions being written or reviewed, or of another state. */
export function listDrafts(db: Queryable, filter: ItemFilter): Promise<Page<ItemRow>> {
  const where = sql`${tables} WHERE ${filter.state ? sql`v.state = ${filter.state}` : sql`v.state IN ('draft', 'review')`}
    ${filter.search ? sql`AND v.title ILIKE ${`%${filter.search}%`}` : empty}`
  return pageOfRows(db, where, sql`v.written_time DESC, i.id`, filter)
}

async function pageOfRows(db: Queryable, where: Sql, order: Sql, filter: ItemFilter): Promise<Page<ItemRow>> {
  const [rows, count] = await Promise.all([
    db.query<VersionRow>(sql`SELECT ${columns} ${where} ORDER BY ${order}
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items: rows.map(toRow), total: count?.n ?? 0 }
}

export function toRow({ id, code, version, state, content }: VersionRow): ItemRow {
  const { title, variant, kind, level, organisation, applicants, promisedDays, statutoryDays } = content
  return {
    ...{ id, code, version, state, title, variant, kind, level, organisation, applicants, promisedDays },
    ...{ statutoryDays, materials: content.materials.length, online: content.online, scenes: content.scenes },
  }
}

export async function toItem(db: Queryable, row: VersionRow): Promise<ServiceItem> {
  const { id, code, version, state, content } = row
  return {
    ...{ id, code, version, state, content, effectiveFrom: row.effective_from },
    organisationId: row.organisation_id,
    materials: await readMaterials(
      db,
      content.materials.map((one) => one.material),
    ),
  }
}

interface MaterialRow {
  code: string
  title: string
  source: string
  form: ServiceMaterial['form']
  copies: number
  licence_type: string | null
  data_check: string | null
}

const toMaterial = ({ licence_type, data_check, ...row }: MaterialRow): ServiceMaterial => ({
  ...row,
  ...{ licenceType: licence_type, dataCheck: data_check },
})

export async function listMaterials(
  db: Queryable,
  { search, limit, offset }: { search?: string; limit?: number; offset?: number },
): Promise<Page<ServiceMaterial>> {
  const words = `%${search ?? ''}%`
  const where = sql`FROM services.material WHERE title ILIKE ${words} OR code ILIKE ${words} OR source ILIKE ${words}`
  const [rows, count] = await Promise.all([
    db.query<MaterialRow>(sql`SELECT code, title, source, form, copies, licence_type, data_check ${where}
      ORDER BY title, code LIMIT ${limit ?? 50} OFFSET ${offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items: rows.map(toMaterial), total: count?.n ?? 0 }
}

export async function readMaterials(db: Queryable, codes: readonly string[]): Promise<ServiceMaterial[]> {
  const rows =
    await db.query<MaterialRow>(sql`SELECT code, title, source, form, copies, licence_type, data_check
    FROM services.material WHERE code = ANY(${codes as string[]}) ORDER BY array_position(${codes as string[]}, code)`)
  return rows.map(toMaterial)
}

export async function writeMaterials(
  tx: Queryable,
  materials: readonly ServiceMaterial[],
  now: Date,
): Promise<void> {
  if (materials.length === 0) return
  await tx.query(sql`INSERT INTO services.material (code, title, source, form, copies, licence_type, data_check, changed_time)
    SELECT m.code, m.title, m.source, m.form, m.copies, m."licenceType", m."dataCheck", ${now}
    FROM jsonb_to_recordset(${JSON.stringify(materials)}::jsonb)
      AS m(code text, title text, source text, form text, copies int, "licenceType" text, "dataCheck" text)
    ON CONFLICT (code) DO UPDATE SET title = excluded.title, source = excluded.source, form = excluded.form,
      copies = excluded.copies, licence_type = excluded.licence_type, data_check = excluded.data_check,
      changed_time = excluded.changed_time`)
}

/** Tells the feed that a material changed in the guides that show it; answers how many. */
export async function noteMaterialChange(
  tx: Queryable,
  code: string,
  { day, now }: { day: string; now: Date },
): Promise<number> {
  const rows = await tx.query(sql`INSERT INTO services.item_change (item_id, version, change, time)
    SELECT i.id, v.version, 'material', ${now} ${tables} WHERE ${inForce(day)}
      AND v.content->'materials' @> ${JSON.stringify([{ material: code }])}::jsonb RETURNING 1 AS one`)
  return rows.length
}

export interface NewVersion {
  id: string
  version: number
  state: ServiceItemState
  effectiveFrom: string | null
  content: ItemContent
  organisationId: string | null
  grams: string[]
  writer: string
  digest: string
}

export async function insertItems(
  tx: Transaction,
  items: readonly { id: string; code: string }[],
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.item (id, code, created_time)
    SELECT id, code, ${now} FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS i(id uuid, code text)`)
}

export async function insertVersions(
  tx: Transaction,
  versions: readonly NewVersion[],
  now: Date,
): Promise<void> {
  if (versions.length === 0) return
  await tx.query(sql`INSERT INTO services.item_version (item_id, version, state, effective_from, title, content,
      organisation_id, grams, scenes, writer, written_time, published_time, digest)
    SELECT id, version, state, "effectiveFrom", content->>'title', content, "organisationId", grams,
      ARRAY(SELECT jsonb_array_elements_text(content->'scenes')), writer, ${now},
      CASE WHEN state = 'published' THEN ${now}::timestamptz END, digest
    FROM jsonb_to_recordset(${JSON.stringify(versions)}::jsonb) AS v(id uuid, version int, state text,
      "effectiveFrom" date, content jsonb, "organisationId" uuid, grams text[], writer text, digest text)`)
  await tx.query(sql`INSERT INTO services.item_change (item_id, version, change, time)
    SELECT id, version, 'published', ${now} FROM jsonb_to_recordset(${JSON.stringify(
      versions.filter((one) => one.state === 'published'),
    )}::jsonb) AS v(id uuid, version int)`)
}

export async function replaceDraft(tx: Transaction, draft: NewVersion, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.item_version SET content = ${JSON.stringify(draft.content)}, state = 'draft',
      title = ${draft.content.title}, organisation_id = ${draft.organisationId}, grams = ${draft.grams},
      scenes = ${draft.content.scenes}, writer = ${draft.writer}, written_time = ${now}, digest = ${draft.digest}
    WHERE item_id = ${draft.id} AND version = ${draft.version}`)
}

export async function markPublished(
  tx: Transaction,
  row: { id: string; version: number; effectiveFrom: string; reviewer: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.item_version SET state = 'published', effective_from = ${row.effectiveFrom},
    reviewer = ${row.reviewer}, published_time = ${now} WHERE item_id = ${row.id} AND version = ${row.version}`)
  await tx.query(sql`INSERT INTO services.item_change (item_id, version, change, time)
    VALUES (${row.id}, ${row.version}, 'published', ${now})`)
}

export async function markRetired(
  tx: Transaction,
  row: VersionRow,
  { reason, successorId }: { reason?: string; successorId?: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE services.item SET retired_time = ${now}, retire_reason = ${reason ?? null},
    successor_id = ${successorId ?? null} WHERE id = ${row.id}`)
  await tx.query(sql`INSERT INTO services.item_change (item_id, version, change, time)
    VALUES (${row.id}, ${row.version}, 'retired', ${now})`)
}

/** The feed of changes: onward from one, or back from one for who looks at the newest. */
export async function listChanges(db: Queryable, query: { after?: number; before?: number; limit?: number }) {
  const where =
    query.before === undefined ? sql`c.sequence > ${query.after ?? 0}` : sql`c.sequence < ${query.before}`
  const order = query.before === undefined ? sql`c.sequence` : sql`c.sequence DESC`
  const rows = await db.query<{
    sequence: number
    item_id: string
    code: string
    title: string
    version: number
    change: 'published' | 'retired' | 'material'
    time: Date
  }>(sql`SELECT c.sequence, c.item_id, i.code, v.title, c.version, c.change, c.time FROM services.item_change c
    JOIN services.item i ON i.id = c.item_id
    JOIN services.item_version v ON v.item_id = c.item_id AND v.version = c.version
    WHERE ${where} ORDER BY ${order} LIMIT ${query.limit ?? 50}`)
  return rows.map(({ item_id, time, ...row }) => ({ ...row, itemId: item_id, time: time.toISOString() }))
}

export function listScenes(db: Queryable, day: string): Promise<{ scene: string; items: number }[]> {
  return db.query(sql`SELECT s.scene, count(*)::int AS items ${tables} CROSS JOIN unnest(v.scenes) AS s(scene)
    WHERE ${inForce(day)} GROUP BY s.scene ORDER BY count(*) DESC, s.scene`)
}

export function readNewestOfAll(
  db: Queryable,
  codes: readonly string[],
): Promise<{ id: string; code: string; version: number; digest: string; writer: string }[]> {
  return db.query(sql`SELECT DISTINCT ON (i.code) i.id, i.code, v.version, v.digest, v.writer ${tables}
    WHERE i.code = ANY(${codes as string[]}) ORDER BY i.code, v.version DESC`)
}
