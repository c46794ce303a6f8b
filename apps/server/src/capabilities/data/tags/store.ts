import type { RowFilter, Tag } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { join, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface TagRow {
  id: string
  name: string
  definition: string
  basis: string
  dataset_id: string
  key_field: string
  conditions: RowFilter[]
  is_sensitive: boolean
  organisation_id: string
  state: Tag['state']
  revision: number
  holders: number
  uses: number
  used_time: Date | null
  computed_time: Date | null
  created_time: Date
}

const tags = sql`SELECT t.*, (SELECT count(*)::int FROM data.tag_period p WHERE p.tag_id = t.id AND p.end_time IS NULL) AS holders
  FROM data.tag t`

export function listTags(db: Queryable): Promise<TagRow[]> {
  return db.query<TagRow>(sql`${tags} ORDER BY t.name`)
}

export function findTag(db: Queryable, id: string): Promise<TagRow | undefined> {
  return db.first<TagRow>(sql`${tags} WHERE t.id = ${id}`)
}

export function tagsOfDataset(db: Queryable, datasetId: string): Promise<TagRow[]> {
  return db.query<TagRow>(sql`${tags} WHERE t.dataset_id = ${datasetId} AND t.state = 'published'`)
}

export type NewTag = Pick<
  Tag,
  'name' | 'definition' | 'basis' | 'datasetId' | 'keyField' | 'conditions' | 'isSensitive'
>

export async function insertTag(
  tx: Queryable,
  tag: NewTag,
  given: { organisationId: string; now: Date },
): Promise<TagRow | undefined> {
  const id = newId()
  const row =
    await tx.first(sql`INSERT INTO data.tag (id, name, definition, basis, dataset_id, key_field, conditions, is_sensitive,
      organisation_id, state, created_time)
    VALUES (${id}, ${tag.name}, ${tag.definition}, ${tag.basis}, ${tag.datasetId}, ${tag.keyField},
      ${JSON.stringify(tag.conditions)}, ${tag.isSensitive}, ${given.organisationId}, 'applied', ${given.now})
    ON CONFLICT (name) DO NOTHING RETURNING id`)
  return row ? findTag(tx, id) : undefined
}

export async function setTagState(tx: Queryable, id: string, state: TagRow['state']): Promise<void> {
  await tx.query(sql`UPDATE data.tag SET state = ${state} WHERE id = ${id}`)
}

export interface Holder {
  subject: string
  inputs: Record<string, string | null>
}

/** Makes those who meet the rule now the holders of a tag: who no longer does keeps the period with its end. */
export async function setHolders(
  tx: Queryable,
  tag: TagRow,
  holders: readonly Holder[],
  now: Date,
): Promise<void> {
  await tx.query(sql`SELECT 1 FROM data.tag WHERE id = ${tag.id} FOR UPDATE`)
  const given = sql`jsonb_to_recordset(${JSON.stringify(holders)}::jsonb) AS g(subject text, inputs jsonb)`
  await tx.query(sql`UPDATE data.tag_period p SET end_time = ${now} WHERE p.tag_id = ${tag.id} AND p.end_time IS NULL
    AND NOT EXISTS (SELECT 1 FROM ${given} WHERE g.subject = p.subject)`)
  await tx.query(sql`INSERT INTO data.tag_period (tag_id, subject, start_time, inputs, rule_revision)
    SELECT DISTINCT ON (g.subject) ${tag.id}::uuid, g.subject, ${now}::timestamptz, g.inputs, ${tag.revision}::int FROM ${given}
    WHERE NOT EXISTS (SELECT 1 FROM data.tag_period p WHERE p.tag_id = ${tag.id} AND p.subject = g.subject AND p.end_time IS NULL)`)
  await tx.query(sql`UPDATE data.tag SET computed_time = ${now} WHERE id = ${tag.id}`)
}

/** Subjects with all of some tags and none of others. */
function groupOf(has: readonly string[], hasNot: readonly string[]): Sql {
  const holds = (
    id: string,
  ) => sql`EXISTS (SELECT 1 FROM data.tag_period o WHERE o.tag_id = ${id} AND o.subject = p.subject
    AND o.end_time IS NULL)`
  const rest = [...has.slice(1).map(holds), ...hasNot.map((id) => sql`NOT ${holds(id)}`), sql`TRUE`]
  return sql`FROM data.tag_period p WHERE p.tag_id = ${has[0]} AND p.end_time IS NULL AND ${join(rest, ' AND ')}`
}

export async function countGroup(
  db: Queryable,
  has: readonly string[],
  hasNot: readonly string[],
): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${groupOf(has, hasNot)}`)
  return row?.n ?? 0
}

export async function listGroup(
  db: Queryable,
  has: readonly string[],
  hasNot: readonly string[],
  page: { limit?: number; offset?: number },
): Promise<string[]> {
  const rows = await db.query<{
    subject: string
  }>(sql`SELECT p.subject ${groupOf(has, hasNot)} ORDER BY p.subject
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  return rows.map((row) => row.subject)
}

/** Notes who used which tags for what; tags nobody uses are idle. */
export async function noteUse(
  tx: Queryable,
  use: { userId: string; userName: string; purpose: string; tags: readonly string[]; found: number },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.tag_use (id, user_id, user_name, purpose, tags, found, time)
    VALUES (${newId()}, ${use.userId}, ${use.userName}, ${use.purpose}, ${JSON.stringify(use.tags)}, ${use.found}, ${now})`)
  await tx.query(
    sql`UPDATE data.tag SET uses = uses + 1, used_time = ${now} WHERE id = ANY(${use.tags as string[]}::uuid[])`,
  )
}

export interface PeriodRow {
  tag_id: string
  subject: string
  start_time: Date
  end_time: Date | null
  inputs: Record<string, string | null>
  rule_revision: number
  contested: string | null
}

export function periodsOf(db: Queryable, subject: string): Promise<PeriodRow[]> {
  return db.query<PeriodRow>(
    sql`SELECT * FROM data.tag_period WHERE subject = ${subject} ORDER BY start_time DESC, tag_id LIMIT 500`,
  )
}

export async function contest(
  tx: Queryable,
  tagId: string,
  subject: string,
  reason: string,
): Promise<boolean> {
  const row = await tx.first(sql`UPDATE data.tag_period SET contested = ${reason}
    WHERE tag_id = ${tagId} AND subject = ${subject} AND end_time IS NULL RETURNING 1`)
  return row !== undefined
}
