import type { DatasetField, DatasetVersion, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { overdueTimeOf } from '../catalogue/rules.ts'
import { type DatasetRow, suspectedKind } from '../catalogue/store.ts'

export interface VersionRow {
  id: string
  dataset_id: string
  number: number
  state: DatasetVersion['state']
  rows: number
  bytes: number
  sm3: string
  /** Path from the folder of the lake. */
  file: string
  /** The columns as they were when it was written; what is found or read carries their protection of today. */
  fields: DatasetField[]
  created_time: Date
  published_time: Date | null
  superseded_time: Date | null
  run_id: string | null
  note: string | null
  quality_score: number | null
}

const columns = sql`v.id, v.dataset_id, v.number, v.state, v.rows, v.bytes, v.sm3, v.file, v.fields, v.created_time,
  v.published_time, v.superseded_time, v.run_id, v.note, v.quality_score`

export function toVersion(row: VersionRow): DatasetVersion {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, number: row.number, state: row.state, rows: row.rows },
    ...{ bytes: row.bytes, sm3: row.sm3, runId: row.run_id, note: row.note, qualityScore: row.quality_score },
    createdTime: row.created_time.toISOString(),
    publishedTime: row.published_time?.toISOString() ?? null,
    supersededTime: row.superseded_time?.toISOString() ?? null,
  }
}

export type NewVersion = Omit<
  VersionRow,
  'number' | 'state' | 'published_time' | 'superseded_time' | 'quality_score'
>

/** Writes a candidate under the next number; the caller holds the row of the dataset. */
export async function insertVersion(tx: Queryable, v: NewVersion): Promise<VersionRow> {
  return (await tx.first<VersionRow>(sql`INSERT INTO data.version AS v (id, dataset_id, number, state, rows, bytes, sm3, file,
      fields, created_time, run_id, note)
    SELECT ${v.id}, ${v.dataset_id}, coalesce(max(o.number), 0) + 1, 'candidate', ${v.rows}, ${v.bytes}, ${v.sm3}, ${v.file},
      ${JSON.stringify(v.fields)}, ${v.created_time}, ${v.run_id}, ${v.note}
    FROM data.version o WHERE o.dataset_id = ${v.dataset_id} RETURNING ${columns}`)) as VersionRow
}

export function findVersion(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<VersionRow | undefined> {
  return findMarked(db, sql`v.id = ${id} ${options.lock ? sql`FOR UPDATE OF v` : empty}`)
}

/** The version that was read at an instant; the published one without an instant. */
export function findVersionAt(
  db: Queryable,
  datasetId: string,
  time: Date | null,
): Promise<VersionRow | undefined> {
  const when = time
    ? sql`v.published_time <= ${time} AND (v.superseded_time IS NULL OR v.superseded_time > ${time})
        AND v.state IN ('published', 'superseded')`
    : sql`v.state = 'published'`
  return findMarked(db, sql`v.dataset_id = ${datasetId} AND ${when} ORDER BY v.number DESC LIMIT 1`)
}

type Marks = Pick<DatasetField, 'name' | 'sensitive' | 'mask' | 'grade' | 'suspected'>

/**
 * A version with its columns protected as they are today: what was found later to tell of somebody is masked in old states
 * too, whichever way they are read.
 */
async function findMarked(db: Queryable, which: Sql): Promise<VersionRow | undefined> {
  const row = await db.first<VersionRow & { today: Marks[] }>(sql`SELECT ${columns}, coalesce((SELECT
      jsonb_agg(jsonb_build_object('name', f.name, 'sensitive', f.sensitive, 'suspected', ${suspectedKind},
      'mask', f.mask, 'grade', f.grade))
      FROM data.field f WHERE f.dataset_id = v.dataset_id), '[]') AS today
    FROM data.version v WHERE ${which}`)
  if (!row) return undefined
  const { today, ...version } = row
  const marks = new Map(today.map((field) => [field.name, field]))
  return { ...version, fields: version.fields.map((field) => ({ ...field, ...marks.get(field.name) })) }
}

export async function listVersions(
  db: Queryable,
  datasetId: string,
  page: { limit?: number; offset?: number },
): Promise<Page<VersionRow>> {
  const [items, count] = await Promise.all([
    db.query<VersionRow>(sql`SELECT ${columns} FROM data.version v WHERE v.dataset_id = ${datasetId}
      ORDER BY v.number DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM data.version v WHERE v.dataset_id = ${datasetId}`,
    ),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Forgets candidates a run left when it was cut; answers their files. */
export async function dropCandidates(tx: Queryable, runId: string): Promise<string[]> {
  const rows = await tx.query<{ file: string }>(
    sql`DELETE FROM data.version WHERE run_id = ${runId} AND state = 'candidate' RETURNING file`,
  )
  return rows.map((row) => row.file)
}

/** Files of a dataset that versions stand for. */
export async function filesOf(db: Queryable, datasetId: string): Promise<Set<string>> {
  const rows = await db.query<{ file: string }>(
    sql`SELECT file FROM data.version WHERE dataset_id = ${datasetId}`,
  )
  return new Set(rows.map((row) => row.file))
}

export async function refuseVersion(
  db: Queryable,
  id: string,
  note: string,
  score: number | null,
): Promise<void> {
  await db.query(
    sql`UPDATE data.version SET state = 'refused', note = ${note}, quality_score = ${score} WHERE id = ${id}`,
  )
}

/** Moves the pointer of the dataset to a version; the one before stays readable as of its time. */
export async function publishVersion(
  tx: Queryable,
  dataset: DatasetRow,
  version: VersionRow,
  given: { now: Date; score: number | null },
): Promise<VersionRow> {
  const { now, score } = given
  await tx.query(sql`UPDATE data.version SET state = 'superseded', superseded_time = ${now}
    WHERE dataset_id = ${dataset.id} AND state = 'published'`)
  await tx.query(sql`UPDATE data.dataset SET version_id = ${version.id}, version_rows = ${version.rows}, version_time = ${now},
    quality_score = coalesce(${score}, quality_score), overdue_time = ${overdueTimeOf(dataset.cycle, now)}
    WHERE id = ${dataset.id}`)
  return (await tx.first<VersionRow>(sql`UPDATE data.version AS v SET state = 'published', published_time = ${now},
    quality_score = ${score} WHERE v.id = ${version.id} RETURNING ${columns}`)) as VersionRow
}
