import type { OpinionEvidence, OpinionPosting, OpinionText, Page } from '@civitas/contract'
import { inScope, type Principal, type Scope } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import { findTopic } from './store.ts'

export type Capture = NonNullable<OpinionText['capture']>

interface EvidenceRow {
  id: string
  url: string
  file_name: string
  content_type: string
  size: number
  sm3: string
  captured_time: Date
  captured_by: string
  by_source: boolean
  kept_time: Date
  entry_id: string
}

const columns = sql`e.id, e.url, e.file_name, e.content_type, e.size, e.sm3, e.captured_time, e.captured_by, e.by_source,
  e.kept_time, e.entry_id`

function toEvidence(row: EvidenceRow): OpinionEvidence {
  return {
    ...{ id: row.id, url: row.url, fileName: row.file_name, contentType: row.content_type, size: row.size },
    ...{ sm3: row.sm3, capturedTime: row.captured_time.toISOString(), capturedBy: row.captured_by },
    ...{ bySource: row.by_source, keptTime: row.kept_time.toISOString() },
  }
}

/** How files of a type begin; text has no mark of its own. */
const begins: Partial<Record<Capture['contentType'], readonly number[]>> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'application/pdf': [0x25, 0x50, 0x44, 0x46],
}

/** The bytes of a capture, which must be of the type they are said to be. */
export function readCapture({ contentType, content }: Capture, path: string): Buffer {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length === 0) throw invalid(`${path}/content`, '内容为空或不是 Base64')
  const mark = begins[contentType]
  if (mark && !mark.every((byte, i) => bytes[i] === byte))
    throw invalid(`${path}/content`, '内容不是所说的文件类型')
  return bytes
}

interface Kept {
  topicId: string
  url: string
  capture: Capture
  path: string
  capturedTime: Date
  capturedBy: string
  bySource: boolean
}

/** Keeps a capture with its hash, and the hash in the ledger; the same file of the same address again changes nothing. */
export async function keepEvidence(
  parts: EventsParts,
  tx: Transaction,
  { topicId, url, capture, path, capturedTime, capturedBy, bySource }: Kept,
): Promise<OpinionEvidence> {
  const bytes = readCapture(capture, path)
  const hash = sm3(bytes)
  const known = await tx.first<EvidenceRow>(sql`SELECT ${columns} FROM events.opinion_evidence e
    WHERE e.topic_id = ${topicId} AND e.url = ${url} AND e.sm3 = ${hash}`)
  if (known) return toEvidence(known)
  const id = newId()
  const payload = { url, fileName: capture.fileName, size: bytes.length, sm3: hash, capturedTime, capturedBy }
  const entryId = await parts.ledger.append(tx, { kind: 'events.opinion-evidence', subjectId: id, payload })
  return toEvidence(
    (await tx.first<EvidenceRow>(sql`INSERT INTO events.opinion_evidence AS e (id, topic_id, url, file_name, content_type,
        size, sm3, content, captured_time, captured_by, by_source, kept_time, entry_id)
      VALUES (${id}, ${topicId}, ${url}, ${capture.fileName}, ${capture.contentType}, ${bytes.length}, ${hash}, ${bytes},
        ${capturedTime}, ${capturedBy}, ${bySource}, ${parts.kernel.clock.now()}, ${entryId})
      RETURNING ${columns}`)) as EvidenceRow,
  )
}

export async function addEvidence(
  parts: EventsParts,
  topicId: string,
  { url, capturedTime, ...capture }: Capture & { url: string; capturedTime?: string },
  by: Principal,
): Promise<OpinionEvidence> {
  const now = parts.kernel.clock.now()
  const captured = capturedTime ? new Date(capturedTime) : now
  if (captured > now) throw invalid('/body/capturedTime', '截取时间不能晚于现在')
  return parts.kernel.db.transaction(async (tx) => {
    if (!(await findTopic(tx, topicId, { scope: by.scope }))) throw notFound('舆情专题', topicId)
    return keepEvidence(parts, tx, {
      ...{ topicId, url, capture, path: '/body', capturedTime: captured, capturedBy: by.name },
      bySource: false,
    })
  })
}

export async function listEvidence(db: Queryable, topicId: string): Promise<OpinionEvidence[]> {
  const rows = await db.query<EvidenceRow>(sql`SELECT ${columns} FROM events.opinion_evidence e
    WHERE e.topic_id = ${topicId} ORDER BY e.captured_time, e.id LIMIT 500`)
  return rows.map(toEvidence)
}

/** A captured file with its bytes, of a topic of the caller’s divisions. */
export async function readEvidence(
  db: Queryable,
  id: string,
  scope: Scope,
): Promise<EvidenceRow & { content: Buffer }> {
  const row = await db.first<EvidenceRow & { content: Buffer }>(sql`SELECT ${columns}, e.content
    FROM events.opinion_evidence e JOIN events.opinion_topic t ON t.id = e.topic_id
    WHERE e.id = ${id} AND ${inScope('t.division_code', scope)}`)
  if (!row) throw notFound('存证', id)
  return row
}

export async function checkEvidence(db: Queryable, id: string, scope: Scope) {
  const row = await readEvidence(db, id, scope)
  const now = sm3(row.content)
  return { intact: now === row.sm3, sm3: now, kept: row.sm3, entryId: row.entry_id }
}

interface PostingRow {
  id: string
  source: string
  url: string
  title: string
  published_time: Date
  gone_time: Date | null
  gone_by: string | null
  gone_note: string | null
}

const fromPosting = sql`SELECT x.id, x.source, x.url, c.title, x.published_time, x.gone_time, x.gone_by, x.gone_note
  FROM events.opinion_text x JOIN events.opinion_content c ON c.id = x.content_id`

function toPosting(row: PostingRow): OpinionPosting {
  return {
    ...{ id: row.id, source: row.source, url: row.url, title: row.title },
    ...{ publishedTime: row.published_time.toISOString(), goneTime: row.gone_time?.toISOString() ?? null },
    ...{ goneBy: row.gone_by, goneNote: row.gone_note },
  }
}

export async function listPostings(
  db: Queryable,
  topicId: string,
  query: { gone?: boolean; search?: string; limit?: number; offset?: number },
): Promise<Page<OpinionPosting>> {
  const { gone, search, limit = 50, offset = 0 } = query
  const words = `%${search ?? ''}%`
  const where = sql`WHERE x.topic_id = ${topicId} ${gone ? sql`AND x.gone_time IS NOT NULL` : empty}
    ${search ? sql`AND (x.url ILIKE ${words} OR x.source ILIKE ${words})` : empty}`
  const items = await db.query<PostingRow>(sql`${fromPosting} ${where}
    ORDER BY x.published_time DESC, x.id LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM events.opinion_text x ${where}`,
  )
  return { items: items.map(toPosting), total: count?.n ?? 0 }
}

/** Notes that a posting is gone, once; what was captured of it stays. */
export async function noteGone(
  { kernel }: EventsParts,
  id: string,
  note: string,
  by: Principal,
): Promise<OpinionPosting> {
  return kernel.db.transaction(async (tx) => {
    const row = await tx.first<PostingRow & { topic_id: string }>(sql`SELECT x.id, x.topic_id, x.gone_time
      FROM events.opinion_text x JOIN events.opinion_topic t ON t.id = x.topic_id
      WHERE x.id = ${id} AND ${inScope('t.division_code', by.scope)} FOR UPDATE OF x`)
    if (!row) throw notFound('发布', id)
    if (row.gone_time) throw conflict('known-gone', '已登记过原文删除。')
    await tx.query(sql`UPDATE events.opinion_text SET gone_time = ${kernel.clock.now()}, gone_by = ${by.name},
      gone_note = ${note} WHERE id = ${id}`)
    return toPosting((await tx.first<PostingRow>(sql`${fromPosting} WHERE x.id = ${id}`)) as PostingRow)
  })
}
