import type { Page, ScheduledFile, ScheduledFileInput, ScheduledRun } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { usable } from '../history/roll-up.ts'

export interface FileRow {
  id: string
  definition: ScheduledFileInput
  scope: Scope
}

export async function insertFile(
  db: Queryable,
  row: FileRow & { createdBy: string; next: Date },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO sensing.scheduled_file (id, title, definition, scope, created_time, created_by, next_time)
    VALUES (${row.id}, ${row.definition.title}, ${JSON.stringify(row.definition)}, ${JSON.stringify(row.scope)}, ${now},
      ${row.createdBy}, ${row.next})`)
}

const columns = sql`f.id, f.definition, f.scope`

export function findFile(db: Queryable, id: string): Promise<FileRow | undefined> {
  return db.first<FileRow>(sql`SELECT ${columns} FROM sensing.scheduled_file f WHERE f.id = ${id}`)
}

export function takeDue(tx: Transaction, now: Date): Promise<(FileRow & { next_time: Date }) | undefined> {
  return tx.first(sql`SELECT ${columns}, f.next_time FROM sensing.scheduled_file f WHERE f.next_time <= ${now}
    ORDER BY f.next_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export async function setNext(tx: Transaction, id: string, next: Date): Promise<void> {
  await tx.query(sql`UPDATE sensing.scheduled_file SET next_time = ${next} WHERE id = ${id}`)
}

export async function deleteFile(db: Queryable, id: string): Promise<void> {
  await db.query(sql`DELETE FROM sensing.scheduled_file WHERE id = ${id}`)
}

type FileView = Omit<ScheduledFile, keyof ScheduledFileInput | 'createdTime' | 'nextTime' | 'lastTime'> & {
  definition: ScheduledFileInput
  scope: Scope
  createdTime: Date
  nextTime: Date
  lastTime: Date | null
}

/** Files a caller may see: those whose makers could see no division beyond the caller’s. */
function visible(scope: Scope) {
  return sql`NOT EXISTS (SELECT FROM jsonb_array_elements_text(f.scope -> 'divisions') d(code)
    WHERE NOT ${inScope('d.code COLLATE "C"', scope)})`
}

export async function listFiles(
  db: Queryable,
  filter: { id?: string; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<ScheduledFile>> {
  const from = sql`FROM sensing.scheduled_file f WHERE ${visible(scope)} ${filter.id ? sql`AND f.id = ${filter.id}` : empty}
    ${filter.search ? sql`AND f.title ILIKE ${`%${filter.search}%`}` : empty}`
  const rows = await db.query<FileView>(sql`SELECT f.id, f.definition, f.created_time AS "createdTime",
      f.created_by AS "createdBy", f.next_time AS "nextTime", r.made_time AS "lastTime", r.error AS "lastError",
      (SELECT count(*)::int FROM sensing.scheduled_file_run n WHERE n.file_id = f.id AND n.error IS NULL) AS files
    FROM sensing.scheduled_file f LEFT JOIN LATERAL (SELECT made_time, error FROM sensing.scheduled_file_run l
      WHERE l.file_id = f.id ORDER BY made_time DESC LIMIT 1) r ON true
    WHERE f.id IN (SELECT f.id ${from}) ORDER BY f.title, f.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const items = rows.map(({ definition, ...row }) => ({
    ...{ ...definition, ...row, createdTime: row.createdTime.toISOString() },
    nextTime: row.nextTime.toISOString(),
    lastTime: row.lastTime?.toISOString() ?? null,
  }))
  return { items, total: count?.n ?? 0 }
}

export interface NewRun {
  id: string
  fileId: string
  from: Date
  to: Date
  rows: number
  content: Buffer | null
  error: string | null
}

/** Runs kept of each file. */
const keptRuns = 60

export async function insertRun(tx: Queryable, run: NewRun, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.scheduled_file_run (id, file_id, from_time, to_time, made_time, rows, content, error)
    VALUES (${run.id}, ${run.fileId}, ${run.from}, ${run.to}, ${now}, ${run.rows}, ${run.content}, ${run.error})`)
  await tx.query(sql`DELETE FROM sensing.scheduled_file_run WHERE file_id = ${run.fileId} AND id NOT IN (
    SELECT id FROM sensing.scheduled_file_run WHERE file_id = ${run.fileId} ORDER BY made_time DESC, id DESC LIMIT ${keptRuns})`)
}

type RunView = Omit<ScheduledRun, 'fromTime' | 'toTime' | 'madeTime'> & {
  fromTime: Date
  toTime: Date
  madeTime: Date
}

export async function listRuns(
  db: Queryable,
  fileId: string,
  page: { id?: string; limit?: number; offset?: number },
): Promise<Page<ScheduledRun>> {
  const from = sql`FROM sensing.scheduled_file_run WHERE file_id = ${fileId} ${page.id ? sql`AND id = ${page.id}` : empty}`
  const rows =
    await db.query<RunView>(sql`SELECT id, from_time AS "fromTime", to_time AS "toTime", made_time AS "madeTime",
      rows, coalesce(length(content), 0) AS bytes, error ${from}
    ORDER BY made_time DESC, id DESC LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const items = rows.map((row) => ({
    ...{ ...row, fromTime: row.fromTime.toISOString(), toTime: row.toTime.toISOString() },
    madeTime: row.madeTime.toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

export function readContent(
  db: Queryable,
  fileId: string,
  runId: string,
): Promise<{ content: Buffer | null; from_time: Date } | undefined> {
  return db.first(
    sql`SELECT content, from_time FROM sensing.scheduled_file_run WHERE file_id = ${fileId} AND id = ${runId}`,
  )
}

export interface SeriesRow {
  reference: string
  name: string
  time: Date
  value: number | null
  least: number | null
  greatest: number | null
  count: number
}

/** Rows of a file, by thing and time; one more than `most` says that there are too many. */
export function readRows(
  db: Queryable,
  { definition, scope }: FileRow,
  from: Date,
  to: Date,
  most: number,
): Promise<SeriesRow[]> {
  const { thingType, property, division, bucket, above, below } = definition
  const of = sql`JOIN sensing.datastream d ON d.id = s.datastream_id JOIN sensing.thing t ON t.id = d.thing_id
    WHERE t.thing_type = ${thingType} AND d.property = ${property} AND ${inScope('t.division_code', scope)}
      ${inDivision('t.division_code', division)}`
  const within = (value: ReturnType<typeof sql>) =>
    sql`${above === undefined ? empty : sql`AND ${value} >= ${above}`} ${below === undefined ? empty : sql`AND ${value} <= ${below}`}`
  if (bucket === 'none')
    return db.query<SeriesRow>(sql`SELECT t.reference, t.name, s.phenomenon_time AS time, s.result AS value, NULL::float8 AS least,
        NULL::float8 AS greatest, 1 AS count
      FROM sensing.observation s ${of} AND s.phenomenon_time >= ${from} AND s.phenomenon_time < ${to} AND ${usable}
        ${within(sql`s.result`)} ORDER BY t.reference, s.phenomenon_time LIMIT ${most + 1}`)
  const table = bucket === 'day' ? sql`sensing.rollup_day` : sql`sensing.rollup_hour`
  return db.query<SeriesRow>(sql`SELECT t.reference, t.name, s.time, s.sum / nullif(s.usable, 0) AS value, s.min AS least,
      s.max AS greatest, s.usable::int AS count
    FROM ${table} s ${of} AND s.time >= ${from} AND s.time < ${to} ${within(sql`s.sum / nullif(s.usable, 0)`)}
    ORDER BY t.reference, s.time LIMIT ${most + 1}`)
}
