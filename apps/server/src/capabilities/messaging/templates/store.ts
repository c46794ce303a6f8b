import type { MessageTemplate, TemplateContent } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'

interface TemplateRow {
  id: string
  version: number
  content: TemplateContent
  state: MessageTemplate['state']
  approved_version: number | null
  written_by: string
  written_name: string
  written_time: Date
  decided_name: string | null
  decision: string | null
}

function toTemplate(row: TemplateRow): MessageTemplate {
  return {
    ...row.content,
    id: row.id,
    version: row.version,
    state: row.state,
    approvedVersion: row.approved_version,
    writtenName: row.written_name,
    writtenTime: row.written_time.toISOString(),
    decidedName: row.decided_name,
    decision: row.decision,
  }
}

/** The newest version of each template. */
function readNewest(db: Queryable, id?: string): Promise<TemplateRow[]> {
  return db.query<TemplateRow>(sql`SELECT * FROM (SELECT DISTINCT ON (t.id) t.id, t.approved_version, v.*
    FROM messaging.template t JOIN messaging.template_version v ON v.template_id = t.id
    ${id ? sql`WHERE t.id = ${id}` : empty} ORDER BY t.id, v.version DESC) n ORDER BY n.content->>'name', n.id`)
}

export async function listTemplates(db: Queryable): Promise<MessageTemplate[]> {
  return (await readNewest(db)).map(toTemplate)
}

export async function getNewest(db: Queryable, id: string): Promise<TemplateRow> {
  const [row] = await readNewest(db, id)
  if (!row) throw notFound('消息模板', id)
  return row
}

export async function getTemplate(db: Queryable, id: string): Promise<MessageTemplate> {
  return toTemplate(await getNewest(db, id))
}

/** The approved version, from which messages are made; undefined until there is one. */
export async function findApproved(
  db: Queryable,
  id: string,
): Promise<{ version: number; content: TemplateContent } | undefined> {
  return db.first(sql`SELECT v.version, v.content FROM messaging.template t
    JOIN messaging.template_version v ON v.template_id = t.id AND v.version = t.approved_version WHERE t.id = ${id}`)
}

export async function writeVersion(
  tx: Queryable,
  id: string,
  content: TemplateContent,
  by: { userId: string; name: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO messaging.template (id) VALUES (${id}) ON CONFLICT DO NOTHING`)
  await tx.query(sql`INSERT INTO messaging.template_version (template_id, version, content, state, written_by,
      written_name, written_time)
    SELECT ${id}, coalesce(max(version), 0) + 1, ${JSON.stringify(content)}, 'draft', ${by.userId}, ${by.name}, ${now}
    FROM messaging.template_version WHERE template_id = ${id}`)
}

export async function writeDecision(
  tx: Queryable,
  given: { id: string; version: number; approve: boolean; comment: string; by: string },
): Promise<void> {
  const { id, version, approve, comment, by } = given
  await tx.query(sql`UPDATE messaging.template_version SET state = ${approve ? 'approved' : 'refused'},
    decided_name = ${by}, decision = ${comment} WHERE template_id = ${id} AND version = ${version}`)
  if (approve)
    await tx.query(sql`UPDATE messaging.template SET approved_version = ${version} WHERE id = ${id}`)
}
