import type { Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { Held } from '../applications/rules.ts'

export interface BundleRow {
  id: string
  number: string | null
  bundle_id: string
  title: string
  subject_id: string
  subject_name: string
  by_id: string | null
  by_name: string
  authority: string
  authority_id: string | null
  user_id: string
  answers: Record<string, unknown>
  form: Record<string, unknown>
  sources: Record<string, string>
  held: Record<string, Held>
  waiting: string[]
  project_id: string | null
  created_time: Date
  submitted_time: Date | null
  updated_time: Date
}

export async function insertBundle(
  tx: Queryable,
  b: Omit<BundleRow, 'number' | 'waiting' | 'submitted_time' | 'updated_time'>,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.bundle_case (id, bundle_id, title, subject_id, subject_name, by_id, by_name,
      authority, authority_id, user_id, answers, form, sources, held, project_id, created_time, updated_time)
    VALUES (${b.id}, ${b.bundle_id}, ${b.title}, ${b.subject_id}, ${b.subject_name}, ${b.by_id}, ${b.by_name},
      ${b.authority}, ${b.authority_id}, ${b.user_id}, ${JSON.stringify(b.answers)}, ${JSON.stringify(b.form)},
      ${JSON.stringify(b.sources)}, ${JSON.stringify(b.held)}, ${b.project_id}, ${b.created_time}, ${b.created_time})`)
}

export async function updateBundle(tx: Queryable, b: BundleRow, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.bundle_case SET number = ${b.number}, answers = ${JSON.stringify(b.answers)},
    form = ${JSON.stringify(b.form)}, held = ${JSON.stringify(b.held)}, waiting = ${b.waiting},
    submitted_time = ${b.submitted_time}, updated_time = ${now} WHERE id = ${b.id}`)
}

export function findBundle(db: Queryable, id: string, { lock = false } = {}): Promise<BundleRow | undefined> {
  return db.first<BundleRow>(
    sql`SELECT * FROM services.bundle_case WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function listBundlesOf(
  db: Queryable,
  subjectId: string,
  { search, limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number },
): Promise<Page<BundleRow>> {
  const where = sql`FROM services.bundle_case WHERE subject_id = ${subjectId}
    ${search ? sql`AND (title ILIKE ${`%${search}%`} OR number = ${search})` : empty}`
  const [items, count] = await Promise.all([
    db.query<BundleRow>(
      sql`SELECT * ${where} ORDER BY updated_time DESC, id LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}
