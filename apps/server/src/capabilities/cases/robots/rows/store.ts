import type { RobotBatch, RobotRow, RobotRunStep } from '@civitas/contract'
import { inScope, type Scope } from '../../../../kernel/access.ts'
import type { Queryable } from '../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../kernel/db/sql.ts'
import { notFound } from '../../../../kernel/problem.ts'
import type { Walked } from '../pages/walk-pages.ts'
import type { ActiveRobot } from '../store.ts'
import type { Cells } from './rules.ts'

export interface NewBatch {
  id: string
  robot: ActiveRobot
  divisionCode: string
  fileName: string
  sm3: string
  startedName: string | null
  fault: string | null
  headings: readonly string[]
  rows: ReadonlyArray<{ number: number; key: string; cells: Cells }>
}

/** Puts a file before a robot; false when it was found in the folder before. */
export async function insertBatch(tx: Queryable, batch: NewBatch, now: Date): Promise<boolean> {
  const { robot, rows } = batch
  const made =
    await tx.first(sql`INSERT INTO cases.robot_batch (id, robot_id, version, division_code, file_name, sm3, headings,
      started_time, started_name, ended_time, fault)
    VALUES (${batch.id}, ${robot.id}, ${robot.version}, ${batch.divisionCode}, ${batch.fileName}, ${batch.sm3},
      ${[...batch.headings]}::text[], ${now},
      ${batch.startedName}, ${batch.fault ? now : null}, ${batch.fault})
    ON CONFLICT DO NOTHING RETURNING id`)
  if (!made) return false
  await tx.query(sql`INSERT INTO cases.robot_row (batch_id, number, robot_id, key, cells, state)
    SELECT ${batch.id}, number, ${robot.id}, key, cells::jsonb, 'waiting'
    FROM unnest(${rows.map((one) => one.number)}::int[], ${rows.map((one) => one.key)}::text[],
      ${rows.map((one) => JSON.stringify(one.cells))}::text[]) AS given(number, key, cells)`)
  return true
}

/** Whether a file of the folder was taken before. */
export async function isTaken(
  db: Queryable,
  robotId: string,
  fileName: string,
  sm3: string,
): Promise<boolean> {
  const row = await db.first(sql`SELECT 1 FROM cases.robot_batch WHERE robot_id = ${robotId}
    AND file_name = ${fileName} AND sm3 = ${sm3} AND started_name IS NULL`)
  return row !== undefined
}

/** A line a robot has before it. `id` is the robot, which does one line at a time. */
export interface NextRow {
  id: string
  robotName: string
  version: number
  definition: ActiveRobot['definition']
  batchId: string
  fileName: string
  number: number
  key: string
  cells: Cells
  submitTime: Date | null
}

/** The first waiting line of every robot that is not paused. */
export function listNext(db: Queryable): Promise<NextRow[]> {
  return db.query<NextRow>(sql`SELECT r.id, r.name AS "robotName", b.version, v.definition, w.batch_id AS "batchId",
      b.file_name AS "fileName", w.number, w.key, w.cells, w.submit_time AS "submitTime"
    FROM cases.robot r CROSS JOIN LATERAL (SELECT * FROM cases.robot_row w WHERE w.robot_id = r.id AND w.state = 'waiting'
        ORDER BY w.batch_id, w.number LIMIT 1) w
      JOIN cases.robot_batch b ON b.id = w.batch_id
      JOIN cases.robot_version v ON v.robot_id = b.robot_id AND v.version = b.version
    WHERE NOT r.paused ORDER BY w.batch_id`)
}

/** Where a line with this key was done before. */
export function findDone(
  db: Queryable,
  row: Pick<NextRow, 'id' | 'key'>,
): Promise<{ fileName: string; number: number } | undefined> {
  return db.first(sql`SELECT b.file_name AS "fileName", w.number FROM cases.robot_row w JOIN cases.robot_batch b ON b.id = w.batch_id
    WHERE w.robot_id = ${row.id} AND w.key = ${row.key} AND w.state IN ('done', 'by-hand')`)
}

export interface RowEnd {
  state: 'done' | 'skipped' | 'known' | 'left'
  rule: number | null
  reason: string
  subject?: { kind: 'event' | 'case'; id: string; reference: string }
}

/** Writes what became of a line; false when somebody has done so meanwhile. */
export async function endRow(
  tx: Queryable,
  row: Pick<NextRow, 'batchId' | 'number'>,
  end: RowEnd,
  now: Date,
): Promise<boolean> {
  const done =
    await tx.first(sql`UPDATE cases.robot_row SET state = ${end.state}, rule = ${end.rule}, reason = ${end.reason},
      subject_kind = ${end.subject?.kind ?? null}, subject_id = ${end.subject?.id ?? null},
      subject_reference = ${end.subject?.reference ?? null}, time = ${now}
    WHERE batch_id = ${row.batchId} AND number = ${row.number} AND state = 'waiting' RETURNING number`)
  return done !== undefined
}

/** Notes that a line is about to be submitted on a page; false when it no longer waits. */
export async function noteRowSubmit(db: Queryable, row: NextRow, now: Date): Promise<boolean> {
  const found = await db.first(sql`UPDATE cases.robot_row SET submit_time = coalesce(submit_time, ${now})
    WHERE batch_id = ${row.batchId} AND number = ${row.number} AND state = 'waiting' RETURNING number`)
  return found !== undefined
}

/** Ends a file none of whose lines waits; answers how many are left to people, once. */
export function endBatch(tx: Queryable, id: string, now: Date): Promise<{ left: number } | undefined> {
  return tx.first<{ left: number }>(sql`UPDATE cases.robot_batch b SET ended_time = ${now}
    WHERE b.id = ${id} AND b.ended_time IS NULL
      AND NOT EXISTS (SELECT 1 FROM cases.robot_row w WHERE w.batch_id = b.id AND w.state = 'waiting')
    RETURNING (SELECT count(*)::int FROM cases.robot_row w WHERE w.batch_id = b.id AND w.state = 'left') AS left`)
}

type BatchRow = Omit<RobotBatch, 'startedTime' | 'endedTime' | 'counts' | 'rows'> & {
  startedTime: Date
  endedTime: Date | null
}

export async function listBatches(
  db: Queryable,
  query: { id?: string; robotId?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<{ items: RobotBatch[]; total: number }> {
  const where = sql`WHERE ${inScope('b.division_code', scope)} ${query.robotId ? sql`AND b.robot_id = ${query.robotId}` : empty}
    ${query.id ? sql`AND b.id = ${query.id}` : empty}`
  const rows =
    await db.query<BatchRow>(sql`SELECT b.id, b.robot_id AS "robotId", r.name AS "robotName", b.version,
      b.file_name AS "fileName", b.sm3, b.headings, b.started_time AS "startedTime", b.started_name AS "startedName",
      b.ended_time AS "endedTime", b.fault
    FROM cases.robot_batch b JOIN cases.robot r ON r.id = b.robot_id ${where}
    ORDER BY b.started_time DESC, b.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const counts = await db.query<{ id: string; state: RobotRow['state']; n: number }>(sql`
    SELECT batch_id AS id, state, count(*)::int AS n FROM cases.robot_row
    WHERE batch_id = ANY(${rows.map((row) => row.id)}::uuid[]) GROUP BY 1, 2`)
  const all = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.robot_batch b ${where}`)
  const items = rows.map((row) => {
    const of = (state: RobotRow['state']) =>
      counts.find((one) => one.id === row.id && one.state === state)?.n ?? 0
    const each = {
      ...{ waiting: of('waiting'), done: of('done'), skipped: of('skipped') },
      ...{ known: of('known'), left: of('left'), byHand: of('by-hand') },
    }
    return {
      ...row,
      startedTime: row.startedTime.toISOString(),
      endedTime: row.endedTime?.toISOString() ?? null,
      rows: Object.values(each).reduce((sum, n) => sum + n, 0),
      counts: each,
    }
  })
  return { items, total: all?.n ?? 0 }
}

export async function getBatch(db: Queryable, id: string, scope: Scope): Promise<RobotBatch> {
  const [found] = (await listBatches(db, { id, limit: 1 }, scope)).items
  if (!found) throw notFound('文件', id)
  return found
}

type LineRow = Omit<RobotRow, 'time' | 'subject'> & {
  time: Date | null
  subjectKind: 'event' | 'case' | null
  subjectId: string | null
  subjectReference: string | null
}

/** Lines of a file; whoever asks has been found to see it. */
export async function listRows(
  db: Queryable,
  batchId: string,
  query: { number?: number; state?: RobotRow['state']; search?: string; limit?: number; offset?: number },
): Promise<{ items: RobotRow[]; total: number }> {
  const words = query.search?.trim()
  const where = sql`WHERE w.batch_id = ${batchId} ${query.state ? sql`AND w.state = ${query.state}` : empty}
    ${query.number ? sql`AND w.number = ${query.number}` : empty}
    ${words ? sql`AND (strpos(w.cells::text, ${words}) > 0 OR strpos(w.reason, ${words}) > 0)` : empty}`
  const batch = await db.first<{ headings: string[] }>(
    sql`SELECT headings FROM cases.robot_batch WHERE id = ${batchId}`,
  )
  const rows = await db.query<LineRow>(sql`SELECT w.number, w.cells, w.state, w.rule, w.reason, w.time,
      w.subject_kind AS "subjectKind", w.subject_id AS "subjectId", w.subject_reference AS "subjectReference",
      (SELECT count(*)::int FROM cases.robot_row_step s WHERE s.batch_id = w.batch_id AND s.row_number = w.number) AS steps
    FROM cases.robot_row w ${where} ORDER BY w.number LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const all = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.robot_row w ${where}`)
  const items = rows.map(({ subjectKind, subjectId, subjectReference, ...row }) => ({
    ...row,
    // The database keeps the cells in an order of its own.
    cells: Object.fromEntries((batch?.headings ?? []).map((name) => [name, row.cells[name] ?? ''])),
    time: row.time?.toISOString() ?? null,
    subject:
      subjectKind && subjectId
        ? { kind: subjectKind, id: subjectId, reference: subjectReference ?? '' }
        : null,
  }))
  return { items, total: all?.n ?? 0 }
}

/** A person settles a line left to people; false when it is not one any more. */
export async function settleRow(
  tx: Queryable,
  row: { batchId: string; number: number },
  to: { state: 'by-hand' | 'waiting'; reason: string },
  now: Date,
): Promise<boolean> {
  const changed =
    await tx.first(sql`UPDATE cases.robot_row SET state = ${to.state}, reason = ${to.reason}, time = ${now},
      submit_time = NULL
    WHERE batch_id = ${row.batchId} AND number = ${row.number} AND state = 'left' RETURNING number`)
  if (changed && to.state === 'waiting')
    await tx.query(sql`UPDATE cases.robot_batch SET ended_time = NULL WHERE id = ${row.batchId}`)
  return changed !== undefined
}

export async function insertRowSteps(
  tx: Queryable,
  row: { batchId: string; number: number },
  steps: readonly Walked[],
): Promise<void> {
  await tx.query(
    sql`DELETE FROM cases.robot_row_step WHERE batch_id = ${row.batchId} AND row_number = ${row.number}`,
  )
  for (const [index, one] of steps.entries())
    await tx.query(sql`INSERT INTO cases.robot_row_step (batch_id, row_number, number, act, target, value, state, message,
        address, time, picture_before, picture_after)
      VALUES (${row.batchId}, ${row.number}, ${index + 1}, ${one.step.act}, ${one.step.target ?? ''}, ${one.value},
        ${one.state}, ${one.message}, ${one.address}, ${one.time}, ${one.before}, ${one.after})`)
}

export async function listRowSteps(db: Queryable, batchId: string, row: number): Promise<RobotRunStep[]> {
  const rows = await db.query<
    Omit<RobotRunStep, 'time'> & { time: Date }
  >(sql`SELECT number, act, target, value, state,
      message, address, time, picture_before IS NOT NULL AS "hasBefore", picture_after IS NOT NULL AS "hasAfter"
    FROM cases.robot_row_step WHERE batch_id = ${batchId} AND row_number = ${row} ORDER BY number`)
  return rows.map((one) => ({ ...one, time: one.time.toISOString() }))
}

export async function getRowPicture(
  db: Queryable,
  of: { id: string; number: number; step: number; when: 'before' | 'after' },
): Promise<Buffer> {
  const column = of.when === 'before' ? sql`picture_before` : sql`picture_after`
  const row = await db.first<{
    picture: Buffer | null
  }>(sql`SELECT ${column} AS picture FROM cases.robot_row_step
    WHERE batch_id = ${of.id} AND row_number = ${of.number} AND number = ${of.step}`)
  if (!row?.picture) throw notFound('截图', `${of.number} ${of.step}`)
  return row.picture
}
