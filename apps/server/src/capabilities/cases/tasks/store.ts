import type { Attachment, Page, Task, TaskState, WarningLevel } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches } from '../../../kernel/search.ts'
import type { CasesParts } from '../publish-case.ts'
import { lampOf } from '../rules.ts'

export interface TaskRow {
  id: string
  case_id: string
  case_reference: string
  case_title: string
  case_type: string
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
  done_time: Date | null
  amber_time: Date | null
  due_time: Date | null
  form: Record<string, unknown> | null
}

const columns = sql`t.id, t.case_id, c.reference AS case_reference, c.title AS case_title, c.type AS case_type, c.level,
  c.entity_name, c.lon, c.lat, t.visit, t.stage, t.task, t.state, t.organisation_id, t.division_code, t.assigned_time,
  t.accepted_time, t.accepted_by, t.accepted_name, t.done_time, t.amber_time, t.due_time, t.form`
const tables = sql`cases.task t JOIN cases.city_case c ON c.id = t.case_id`

/** Turns rows into what the contract shows; attachments are read for all of them at once. */
export async function toTasks(parts: CasesParts, db: Queryable, rows: readonly TaskRow[]): Promise<Task[]> {
  const attachments = await listAttachments(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => toTask(parts, row, attachments.get(row.id) ?? []))
}

function toTask({ domains, identity, kernel }: CasesParts, row: TaskRow, attachments: Attachment[]): Task {
  const type = domains
    .findCaseType(row.case_type)
    ?.stages.find((stage) => stage.id === row.stage)
    ?.tasks.find((task) => task.id === row.task)
  const clock = { amberTime: row.amber_time, dueTime: row.due_time, endTime: row.done_time }
  return {
    id: row.id,
    caseId: row.case_id,
    caseReference: row.case_reference,
    caseTitle: row.case_title,
    caseType: row.case_type,
    stage: row.stage,
    task: row.task,
    title: type?.title ?? { zh: row.task, en: row.task },
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
    form: row.form,
    attachments,
    assignedTime: row.assigned_time?.toISOString() ?? null,
    acceptedTime: row.accepted_time?.toISOString() ?? null,
    acceptedBy: row.accepted_name,
    acceptedById: row.accepted_by,
    doneTime: row.done_time?.toISOString() ?? null,
    dueTime: row.due_time?.toISOString() ?? null,
    lamp: lampOf(clock, kernel.clock.now()),
  }
}

export interface TaskFilter {
  state?: TaskState
  open?: boolean
  mine?: boolean
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
    ${viewer.dispatches ? empty : sql`AND (t.accepted_by = ${viewer.userId} OR ${own})`}
    ${filter.mine ? sql`AND t.accepted_by = ${viewer.userId}` : empty}
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

export function findTask(db: Queryable, id: string, scope: Scope): Promise<TaskRow | undefined> {
  return db.first<TaskRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE t.id = ${id} AND ${inScope('t.division_code', scope)}`,
  )
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
    sql`SELECT ${columns} FROM ${tables} WHERE t.case_id = ${caseId} AND t.visit = ${visit}`,
  )
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
}

/** Adds a task: assigned when its unit is known, else waiting for a dispatcher. */
export async function insertTask(tx: Queryable, task: NewTask, now: Date): Promise<string> {
  const id = newId()
  const assigned = task.organisationId !== null
  await tx.query(sql`INSERT INTO cases.task (id, case_id, visit, stage, task, state, organisation_id, division_code, created_time,
      assigned_time, amber_time, due_time)
    VALUES (${id}, ${task.caseId}, ${task.visit}, ${task.stage}, ${task.task}, ${assigned ? 'assigned' : 'waiting'},
      ${task.organisationId}, ${task.divisionCode}, ${now}, ${assigned ? now : null}, ${task.clock?.amber ?? null},
      ${task.clock?.due ?? null})`)
  return id
}

export type TaskChange = Partial<
  Pick<
    TaskRow,
    | 'state'
    | 'organisation_id'
    | 'assigned_time'
    | 'accepted_time'
    | 'accepted_by'
    | 'accepted_name'
    | 'done_time'
    | 'amber_time'
    | 'due_time'
    | 'form'
  >
>

export async function updateTask(tx: Queryable, row: TaskRow, change: TaskChange): Promise<TaskRow> {
  const t = { ...row, ...change }
  await tx.query(sql`UPDATE cases.task SET state = ${t.state}, organisation_id = ${t.organisation_id},
      assigned_time = ${t.assigned_time}, accepted_time = ${t.accepted_time}, accepted_by = ${t.accepted_by},
      accepted_name = ${t.accepted_name}, done_time = ${t.done_time}, amber_time = ${t.amber_time}, due_time = ${t.due_time},
      form = ${t.form === null ? null : JSON.stringify(t.form)}
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

interface AttachmentRow extends Omit<Attachment, 'uploadedTime'> {
  uploadedTime: Date
  taskId: string
}

const attachmentColumns = sql`a.id, a.task_id AS "taskId", a.file_name AS "fileName", a.content_type AS "contentType", a.size,
  a.sm3, a.uploaded_time AS "uploadedTime"`

function toAttachment({ taskId: _, uploadedTime, ...row }: AttachmentRow): Attachment {
  return { ...row, uploadedTime: uploadedTime.toISOString() }
}

async function listAttachments(
  db: Queryable,
  taskIds: readonly string[],
): Promise<Map<string, Attachment[]>> {
  const found = new Map<string, Attachment[]>()
  if (taskIds.length === 0) return found
  const rows = await db.query<AttachmentRow>(sql`SELECT ${attachmentColumns} FROM cases.attachment a
    WHERE a.task_id = ANY(${taskIds as string[]}::uuid[]) ORDER BY a.uploaded_time, a.id`)
  for (const row of rows) found.set(row.taskId, [...(found.get(row.taskId) ?? []), toAttachment(row)])
  return found
}

export async function countAttachments(db: Queryable, taskId: string): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM cases.attachment WHERE task_id = ${taskId}`,
  )
  return row?.n ?? 0
}

export interface NewAttachment {
  taskId: string
  fileName: string
  contentType: string
  sm3: string
  content: Buffer
  takenTime: string | null
  position: readonly [number, number] | null
  uploadedBy: string
}

/** Keeps a picture; the same picture sent again for the same task is the one already there. */
export async function insertAttachment(tx: Queryable, given: NewAttachment, now: Date): Promise<Attachment> {
  await tx.query(sql`INSERT INTO cases.attachment (id, task_id, file_name, content_type, size, sm3, content, taken_time, lon, lat,
      uploaded_by, uploaded_time)
    VALUES (${newId()}, ${given.taskId}, ${given.fileName}, ${given.contentType}, ${given.content.length}, ${given.sm3},
      ${given.content}, ${given.takenTime}, ${given.position?.[0] ?? null}, ${given.position?.[1] ?? null}, ${given.uploadedBy},
      ${now})
    ON CONFLICT (task_id, sm3) DO NOTHING`)
  const row = await tx.first<AttachmentRow>(sql`SELECT ${attachmentColumns} FROM cases.attachment a
    WHERE a.task_id = ${given.taskId} AND a.sm3 = ${given.sm3}`)
  return toAttachment(row as AttachmentRow)
}

/** Content of an attachment of a case in scope. */
export function findAttachmentContent(
  db: Queryable,
  id: string,
  scope: Scope,
): Promise<{ contentType: string; content: Buffer } | undefined> {
  return db.first(sql`SELECT a.content_type AS "contentType", a.content FROM cases.attachment a
    JOIN cases.task t ON t.id = a.task_id WHERE a.id = ${id} AND ${inScope('t.division_code', scope)}`)
}
