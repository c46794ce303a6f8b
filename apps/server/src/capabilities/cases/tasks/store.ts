import type { Attachment, LocalText, Page, Task, TaskState, WarningLevel } from '@civitas/contract'
import type { TimeLimit } from '@civitas/domain-kit'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches } from '../../../kernel/search.ts'
import type { CasesParts } from '../publish-case.ts'
import { lampOf, type Outcome } from '../rules.ts'
import { listAttachments } from './attachments.ts'
import { findTaskType } from './task-types.ts'

export interface TaskRow {
  id: string
  case_id: string
  case_reference: string
  case_title: string
  case_type: string
  case_type_version: number
  level: WarningLevel | null
  entity_name: string | null
  lon: number | null
  lat: number | null
  visit: number
  stage: string
  task: string
  state: TaskState
  organisation_id: string | null
  division_code: string | null
  assigned_time: Date | null
  accepted_time: Date | null
  accepted_by: string | null
  accepted_name: string | null
  assignee_id: string | null
  assignee_name: string | null
  done_time: Date | null
  amber_time: Date | null
  due_time: Date | null
  form: Record<string, unknown> | null
  version: number
  kind: Task['kind']
  parent_id: string | null
  part_title: LocalText | null
  time_limit: TimeLimit | null
  receipt_time: Date | null
  receipt_due: Date | null
  unsigned: boolean
  sent: number
  urges: number
  refused_by: string[]
  ruled: boolean
  forced_reason: string | null
  check_in_time: Date | null
  check_in_metres: number | null
  check_in_due: Date | null
  absent: boolean
  suspended_time: Date | null
  outcome: Outcome | null
}

const columns = sql`t.id, t.case_id, c.reference AS case_reference, c.title AS case_title, c.type AS case_type,
  c.type_version AS case_type_version, c.level,
  c.entity_name, c.lon, c.lat, t.visit, t.stage, t.task, t.state, t.organisation_id, t.division_code, t.assigned_time,
  t.accepted_time, t.accepted_by, t.accepted_name, t.assignee_id, t.assignee_name, t.done_time, t.amber_time, t.due_time, t.form, t.version, t.kind, t.parent_id, t.part_title,
  t.time_limit, t.receipt_time, t.receipt_due, t.unsigned, t.sent, t.urges, t.refused_by, t.ruled, t.forced_reason,
  t.check_in_time, t.check_in_metres, t.check_in_due, t.absent, t.outcome, c.suspended_time`
const tables = sql`cases.task t JOIN cases.city_case c ON c.id = t.case_id`

/** Turns rows into what the contract shows; attachments are read for all of them at once. */
export async function toTasks(parts: CasesParts, db: Queryable, rows: readonly TaskRow[]): Promise<Task[]> {
  const attachments = await listAttachments(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => toTask(parts, row, attachments.get(row.id) ?? []))
}

/** The name of a task, in Chinese. */
export function taskTitleOf({ types }: Pick<CasesParts, 'types'>, row: TaskRow): string {
  return (
    row.part_title?.zh ??
    findTaskType(types.find(row.case_type, row.case_type_version), row)?.title.zh ??
    row.task
  )
}

function toTask({ types, identity, kernel }: CasesParts, row: TaskRow, attachments: Attachment[]): Task {
  const type = findTaskType(types.find(row.case_type, row.case_type_version), row)
  const clock = { amberTime: row.amber_time, dueTime: row.due_time, endTime: row.done_time }
  return {
    id: row.id,
    caseId: row.case_id,
    caseReference: row.case_reference,
    caseTitle: row.case_title,
    caseType: row.case_type,
    stage: row.stage,
    task: row.task,
    title: row.part_title ?? type?.title ?? { zh: row.task, en: row.task },
    instructions: type?.instructions ?? { zh: '', en: '' },
    state: row.state,
    level: row.level,
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    divisionCode: row.division_code,
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    entityName: row.entity_name,
    formSchema: JSON.parse(JSON.stringify(type?.form ?? {})),
    photosRequired: type?.photosRequired ?? 0,
    photoWithinM: type?.photoWithin_m ?? null,
    form: row.form,
    attachments,
    assignedTime: row.assigned_time?.toISOString() ?? null,
    acceptedTime: row.accepted_time?.toISOString() ?? null,
    acceptedBy: row.accepted_name,
    acceptedById: row.accepted_by,
    assigneeId: row.assignee_id,
    assigneeName: row.assignee_name,
    doneTime: row.done_time?.toISOString() ?? null,
    dueTime: row.due_time?.toISOString() ?? null,
    lamp: lampOf(clock, row.suspended_time ?? kernel.clock.now()),
    version: row.version,
    kind: row.kind,
    parentId: row.parent_id,
    timeLimit: (row.time_limit ?? type?.limit ?? null) as Task['timeLimit'],
    receiptTime: row.receipt_time?.toISOString() ?? null,
    receiptDue: row.receipt_due?.toISOString() ?? null,
    unsigned: row.unsigned,
    sent: row.sent,
    urges: row.urges,
    refusals: row.refused_by.length,
    ruled: row.ruled,
    forcedReason: row.forced_reason,
    checkInTime: row.check_in_time?.toISOString() ?? null,
    checkInDue: row.check_in_due?.toISOString() ?? null,
    absent: row.absent,
    vote: row.outcome && type?.vote ? { ...row.outcome, morePercent: type.vote.morePercent } : null,
  }
}

export interface TaskFilter {
  state?: TaskState
  open?: boolean
  mine?: boolean
  unit?: boolean
  search?: string
  limit?: number
  offset?: number
}

/** Who looks at tasks. A dispatcher sees all of the scope; others those of their unit, or of any unit when they have none. */
export interface TaskViewer {
  userId: string
  organisationId: string | null
  dispatches: boolean
  scope: Scope
}

export async function listTasks(
  db: Queryable,
  filter: TaskFilter,
  viewer: TaskViewer,
): Promise<Page<TaskRow>> {
  const own = viewer.organisationId
    ? sql`t.organisation_id = ${viewer.organisationId}`
    : sql`t.organisation_id IS NOT NULL`
  const where = sql`WHERE ${inScope('t.division_code', viewer.scope)}
    ${viewer.dispatches && !filter.unit ? empty : sql`AND (t.accepted_by = ${viewer.userId} OR t.assignee_id = ${viewer.userId} OR ${own})`}
    ${
      filter.mine
        ? sql`AND (t.accepted_by = ${viewer.userId} OR (t.accepted_by IS NULL AND t.assignee_id = ${viewer.userId}))`
        : empty
    }
    ${filter.state ? sql`AND t.state = ${filter.state}` : empty}
    ${filter.open === undefined ? empty : filter.open ? sql`AND t.done_time IS NULL` : sql`AND t.done_time IS NOT NULL`}
    ${matches('c.grams', filter.search, 'c.title')}`
  const [items, count] = await Promise.all([
    db.query<TaskRow>(sql`SELECT ${columns} FROM ${tables} ${where}
      ORDER BY t.done_time DESC NULLS FIRST, t.due_time NULLS FIRST, t.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM ${filter.search ? tables : sql`cases.task t`} ${where}`,
    ),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Tasks nobody has been given and dispatch tasks still to be done, those that wait longest first. */
export async function listUndispatched(
  db: Queryable,
  filter: { search?: string; division?: string; limit?: number; offset?: number },
  { scope, steps }: { scope: Scope; steps: readonly string[] },
): Promise<{ rows: Array<TaskRow & { created_time: Date }>; total: number }> {
  const where = sql`WHERE ${inScope('t.division_code', scope)} ${inDivision('t.division_code', filter.division)}
    AND t.done_time IS NULL AND c.closed_time IS NULL AND t.state IN ('waiting', 'assigned')
    AND (t.state = 'waiting' OR (t.kind = 'main' AND c.type || ' ' || t.task = ANY(${steps as string[]})))
    ${matches('c.grams', filter.search, 'c.title')}`
  const [rows, count] = await Promise.all([
    db.query<TaskRow & { created_time: Date }>(sql`SELECT ${columns}, t.created_time FROM ${tables} ${where}
      ORDER BY t.created_time, t.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`),
  ])
  return { rows, total: count?.n ?? 0 }
}

/** The open main task of this name of a case. */
export function findMainTask(db: Queryable, caseId: string, task: string): Promise<TaskRow | undefined> {
  return db.first<TaskRow>(sql`SELECT ${columns} FROM ${tables} WHERE t.case_id = ${caseId} AND t.task = ${task}
    AND t.kind = 'main' AND t.done_time IS NULL ORDER BY t.visit DESC LIMIT 1`)
}

export function findTask(db: Queryable, id: string, scope: Scope): Promise<TaskRow | undefined> {
  return db.first<TaskRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE t.id = ${id} AND ${inScope('t.division_code', scope)}`,
  )
}

/** Gives the tasks one person has accepted, or is meant to, to another; answers which, and of which case. */
export function handTasksOver(
  tx: Queryable,
  from: string,
  to: { id: string; name: string },
): Promise<{ id: string; case_id: string }[]> {
  return tx.query(sql`UPDATE cases.task SET
      accepted_by = CASE WHEN accepted_by = ${from} THEN ${to.id}::uuid ELSE accepted_by END,
      accepted_name = CASE WHEN accepted_by = ${from} THEN ${to.name} ELSE accepted_name END,
      assignee_id = CASE WHEN assignee_id = ${from} THEN ${to.id}::uuid ELSE assignee_id END,
      assignee_name = CASE WHEN assignee_id = ${from} THEN ${to.name} ELSE assignee_name END
    WHERE (accepted_by = ${from} AND state = 'accepted')
      OR (assignee_id = ${from} AND state IN ('assigned', 'accepted')) RETURNING id, case_id`)
}

export function findTasks(db: Queryable, ids: readonly string[]): Promise<TaskRow[]> {
  return db.query<TaskRow>(sql`SELECT ${columns} FROM ${tables} WHERE t.id = ANY(${ids as string[]}::uuid[])`)
}

export function listCaseTasks(db: Queryable, caseId: string): Promise<TaskRow[]> {
  return db.query<TaskRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE t.case_id = ${caseId} ORDER BY t.visit, t.created_time, t.id`,
  )
}

export function listVisitTasks(db: Queryable, caseId: string, visit: number): Promise<TaskRow[]> {
  return db.query<TaskRow>(
    sql`SELECT ${columns} FROM ${tables}
      WHERE t.case_id = ${caseId} AND t.visit = ${visit} AND t.kind = 'main' AND t.state <> 'cancelled'`,
  )
}

/** Where the work of a stage of these cases was last handed up to, above the division of the case itself. */
export async function findHandedUp(
  db: Queryable,
  ids: readonly string[],
): Promise<(caseId: string, stage: string) => TaskRow | undefined> {
  if (ids.length === 0) return () => undefined
  const rows = await db.query<TaskRow>(sql`SELECT ${columns} FROM ${tables}
    WHERE t.case_id = ANY(${ids as string[]}::uuid[]) AND t.kind = 'main' AND t.state <> 'cancelled'
      AND t.division_code IS DISTINCT FROM c.division_code ORDER BY t.visit DESC, t.created_time DESC, t.id DESC`)
  return (caseId, stage) => rows.find((one) => one.case_id === caseId && one.stage === stage)
}

/** What was answered last in a task of a case. */
export async function findAnswer(
  db: Queryable,
  caseId: string,
  task: string,
): Promise<Record<string, unknown> | undefined> {
  const row = await db.first<{ form: Record<string, unknown> | null }>(sql`SELECT form FROM cases.task
    WHERE case_id = ${caseId} AND task = ${task} AND kind = 'main' AND state = 'done' ORDER BY visit DESC LIMIT 1`)
  return row?.form ?? undefined
}

/** Sub-tasks of a lead task: its assistants. */
export function listSubTasks(db: Queryable, taskId: string): Promise<TaskRow[]> {
  return db.query<TaskRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE t.parent_id = ${taskId} ORDER BY t.created_time, t.id`,
  )
}

/** Open tasks of a case, whatever their kind. */
export function listOpenTasks(db: Queryable, caseId: string): Promise<TaskRow[]> {
  return db.query<TaskRow>(sql`SELECT ${columns} FROM ${tables}
    WHERE t.case_id = ${caseId} AND t.state IN ('waiting', 'assigned', 'accepted', 'disputed') ORDER BY t.created_time, t.id`)
}

/** Whether a person accepted any task of a case. */
export async function hasWorkedOn(db: Queryable, caseId: string, userId: string): Promise<boolean> {
  const row = await db.first(
    sql`SELECT 1 FROM cases.task WHERE case_id = ${caseId} AND accepted_by = ${userId} LIMIT 1`,
  )
  return row !== undefined
}

export interface NewTask {
  caseId: string
  visit: number
  stage: string
  task: string
  organisationId: string | null
  divisionCode: string | null
  clock: { amber: Date; due: Date } | null
  limit: TimeLimit | null
  kind?: TaskRow['kind']
  parentId?: string | null
  partTitle?: LocalText | null
  receiptDue?: Date | null
  checkInDue?: Date | null
  assignee?: { id: string; name: string } | null
}

const given = sql`id, case_id, visit, stage, task, state, organisation_id, division_code, created_time, assigned_time, amber_time,
  due_time, time_limit, kind, parent_id, part_title, receipt_due, check_in_due, assignee_id, assignee_name`

/** Adds tasks in one statement: assigned where the unit or the person it is for is known, else waiting for a dispatcher. */
export async function insertTasks(tx: Queryable, tasks: readonly NewTask[], now: Date): Promise<TaskRow[]> {
  if (tasks.length === 0) return []
  const rows = tasks.map((task) => rowOf(task, now))
  const written = await tx.query<TaskRow>(sql`WITH t AS (INSERT INTO cases.task (${given})
      SELECT ${given} FROM jsonb_populate_recordset(NULL::cases.task, ${JSON.stringify(rows)}::jsonb) RETURNING *)
    SELECT ${columns} FROM t JOIN cases.city_case c ON c.id = t.case_id`)
  const byId = new Map(written.map((row) => [row.id, row]))
  return rows.map((row) => byId.get(row.id) as TaskRow)
}

export async function insertTask(tx: Queryable, task: NewTask, now: Date): Promise<TaskRow> {
  return (await insertTasks(tx, [task], now))[0] as TaskRow
}

function rowOf(task: NewTask, now: Date) {
  const isAssigned = task.organisationId !== null || Boolean(task.assignee)
  return {
    id: newId(),
    ...{ case_id: task.caseId, visit: task.visit, stage: task.stage, task: task.task },
    ...{ state: isAssigned ? 'assigned' : 'waiting', organisation_id: task.organisationId },
    ...{ division_code: task.divisionCode, created_time: now, assigned_time: isAssigned ? now : null },
    ...{ amber_time: task.clock?.amber ?? null, due_time: task.clock?.due ?? null, time_limit: task.limit },
    ...{ kind: task.kind ?? 'main', parent_id: task.parentId ?? null, part_title: task.partTitle ?? null },
    ...{ receipt_due: task.receiptDue ?? null, check_in_due: task.checkInDue ?? null },
    ...{ assignee_id: task.assignee?.id ?? null, assignee_name: task.assignee?.name ?? null },
  }
}

export type TaskChange = Partial<
  Omit<
    TaskRow,
    | 'id'
    | 'case_id'
    | 'case_reference'
    | 'case_title'
    | 'case_type'
    | 'level'
    | 'entity_name'
    | 'lon'
    | 'lat'
    | 'visit'
    | 'stage'
    | 'task'
    | 'kind'
    | 'parent_id'
    | 'part_title'
    | 'version'
    | 'suspended_time'
  >
>

export async function updateTask(tx: Queryable, row: TaskRow, change: TaskChange): Promise<TaskRow> {
  const t = { ...row, ...change, version: row.version + 1 }
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  await tx.query(sql`UPDATE cases.task SET state = ${t.state}, organisation_id = ${t.organisation_id},
      division_code = ${t.division_code}, assigned_time = ${t.assigned_time}, accepted_time = ${t.accepted_time},
      accepted_by = ${t.accepted_by}, accepted_name = ${t.accepted_name}, done_time = ${t.done_time},
      amber_time = ${t.amber_time}, due_time = ${t.due_time}, form = ${json(t.form)}, version = ${t.version},
      time_limit = ${json(t.time_limit)}, receipt_time = ${t.receipt_time}, receipt_due = ${t.receipt_due},
      unsigned = ${t.unsigned}, sent = ${t.sent}, urges = ${t.urges}, refused_by = ${t.refused_by}::uuid[],
      ruled = ${t.ruled}, forced_reason = ${t.forced_reason}, check_in_time = ${t.check_in_time},
      check_in_metres = ${t.check_in_metres}, check_in_due = ${t.check_in_due}, absent = ${t.absent}, outcome = ${json(t.outcome)}
    WHERE id = ${row.id}`)
  return t
}

export async function writeCompletion(
  tx: Queryable,
  id: string,
  given: { comment: string | null; position: readonly [number, number] | null },
): Promise<void> {
  await tx.query(sql`UPDATE cases.task SET comment = ${given.comment}, done_lon = ${given.position?.[0] ?? null},
    done_lat = ${given.position?.[1] ?? null} WHERE id = ${id}`)
}
