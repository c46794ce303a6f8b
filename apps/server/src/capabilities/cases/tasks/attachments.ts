import type { Attachment } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

interface AttachmentRow extends Omit<Attachment, 'uploadedTime' | 'takenTime' | 'position'> {
  uploadedTime: Date
  takenTime: Date | null
  lon: number | null
  lat: number | null
  taskId: string | null
}

const attachmentColumns = sql`a.id, a.task_id AS "taskId", a.file_name AS "fileName", a.content_type AS "contentType", a.size,
  a.sm3, a.uploaded_time AS "uploadedTime", a.taken_time AS "takenTime", a.lon, a.lat,
  EXISTS (SELECT FROM cases.public_copy p WHERE p.attachment_id = a.id) AS masked`

function toAttachment({ taskId: _, uploadedTime, takenTime, lon, lat, ...row }: AttachmentRow): Attachment {
  return {
    ...row,
    uploadedTime: uploadedTime.toISOString(),
    takenTime: takenTime?.toISOString() ?? null,
    position: lon === null || lat === null ? null : [lon, lat],
  }
}

export async function listAttachments(
  db: Queryable,
  taskIds: readonly string[],
): Promise<Map<string, Attachment[]>> {
  const found = new Map<string, Attachment[]>()
  if (taskIds.length === 0) return found
  const rows = await db.query<AttachmentRow>(sql`SELECT ${attachmentColumns} FROM cases.attachment a
    WHERE a.task_id = ANY(${taskIds as string[]}::uuid[]) ORDER BY a.uploaded_time, a.id`)
  for (const row of rows)
    if (row.taskId) found.set(row.taskId, [...(found.get(row.taskId) ?? []), toAttachment(row)])
  return found
}

export async function countAttachments(db: Queryable, taskId: string): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM cases.attachment WHERE task_id = ${taskId}`,
  )
  return row?.n ?? 0
}

export interface NewAttachment {
  taskId: string | null
  /** For a photo of the check. */
  caseId?: string
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
  await tx.query(sql`INSERT INTO cases.attachment (id, task_id, case_id, file_name, content_type, size, sm3, content, taken_time, lon, lat,
      uploaded_by, uploaded_time)
    VALUES (${newId()}, ${given.taskId}, ${given.caseId ?? null}, ${given.fileName}, ${given.contentType}, ${given.content.length}, ${given.sm3},
      ${given.content}, ${given.takenTime}, ${given.position?.[0] ?? null}, ${given.position?.[1] ?? null}, ${given.uploadedBy},
      ${now})
    ON CONFLICT DO NOTHING`)
  const row = await tx.first<AttachmentRow>(sql`SELECT ${attachmentColumns} FROM cases.attachment a
    WHERE ${given.caseId ? sql`a.case_id = ${given.caseId}` : sql`a.task_id = ${given.taskId}`} AND a.sm3 = ${given.sm3}`)
  return toAttachment(row as AttachmentRow)
}

/** Content of an attachment of a case in scope. */
export function findAttachmentContent(
  db: Queryable,
  id: string,
  scope: Scope,
): Promise<{ contentType: string; content: Buffer } | undefined> {
  return db.first(sql`SELECT a.content_type AS "contentType", a.content FROM cases.attachment a
    LEFT JOIN cases.task t ON t.id = a.task_id JOIN cases.city_case c ON c.id = coalesce(a.case_id, t.case_id)
    WHERE a.id = ${id} AND ${inScope('c.division_code', scope)}`)
}

/** Photos of the check of a case. */
export async function listCheckAttachments(db: Queryable, caseId: string): Promise<Attachment[]> {
  const rows = await db.query<AttachmentRow>(sql`SELECT ${attachmentColumns} FROM cases.attachment a
    WHERE a.case_id = ${caseId} ORDER BY a.uploaded_time, a.id`)
  return rows.map(toAttachment)
}

/** Where photos were taken: of the tasks of a case, or of its check since an instant. */
export function listPhotoPlaces(
  db: Queryable,
  of: { taskId: string } | { caseId: string; by: string; since: Date },
): Promise<Array<{ lon: number | null; lat: number | null }>> {
  const which =
    'taskId' in of
      ? sql`a.task_id = ${of.taskId}`
      : sql`a.case_id = ${of.caseId} AND a.uploaded_by = ${of.by} AND a.uploaded_time >= ${of.since}`
  return db.query(sql`SELECT a.lon, a.lat FROM cases.attachment a WHERE ${which}`)
}

/** The case an attachment belongs to, of its tasks or its check. */
export function findCaseOfAttachment(
  db: Queryable,
  id: string,
  scope: Scope,
): Promise<{ caseId: string; sm3: string } | undefined> {
  return db.first(sql`SELECT c.id AS "caseId", a.sm3 FROM cases.attachment a
    LEFT JOIN cases.task t ON t.id = a.task_id JOIN cases.city_case c ON c.id = coalesce(a.case_id, t.case_id)
    WHERE a.id = ${id} AND ${inScope('c.division_code', scope)}`)
}

export interface PublicCopy {
  attachmentId: string
  contentType: string
  sm3: string
  content: Buffer
  areas: readonly object[]
}

/** Keeps the copy shown outside; a later one takes its place. */
export async function savePublicCopy(
  tx: Queryable,
  copy: PublicCopy,
  by: { userId: string; name: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO cases.public_copy (attachment_id, content_type, sm3, content, areas, made_by, made_name, made_time)
    VALUES (${copy.attachmentId}, ${copy.contentType}, ${copy.sm3}, ${copy.content}, ${JSON.stringify(copy.areas)},
      ${by.userId}, ${by.name}, ${now})
    ON CONFLICT (attachment_id) DO UPDATE SET content_type = excluded.content_type, sm3 = excluded.sm3,
      content = excluded.content, areas = excluded.areas, made_by = excluded.made_by, made_name = excluded.made_name,
      made_time = excluded.made_time`)
}

/** The copy people outside are shown. */
export function findPublicCopy(
  db: Queryable,
  id: string,
): Promise<{ contentType: string; content: Buffer } | undefined> {
  return db.first(
    sql`SELECT content_type AS "contentType", content FROM cases.public_copy WHERE attachment_id = ${id}`,
  )
}
