import type { AssessmentKind, DataGrade, DataRisk, ProcessingActivity } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface ActivityRow {
  id: string
  title: string
  organisation_id: string
  purpose: string
  basis: string
  is_personal: boolean
  is_sensitive: boolean
  dataset_ids: string[]
  steps: ProcessingActivity['steps']
  state: ProcessingActivity['state']
  registered_time: Date
  grades: Array<DataGrade | null>
  kinds: AssessmentKind[]
  assessed_time: Date | null
  open_risks: number
  open_high_risks: number
}

export interface RiskRow {
  id: string
  assessment_id: string
  activity_id: string
  organisation_id: string
  question: string
  level: DataRisk['level']
  finding: string
  due_day: string
  state: DataRisk['state']
  remedy: string | null
  remedied_by: string | null
  review: string | null
}

export interface AssessmentRow {
  id: string
  activity_id: string
  activity_title: string
  kind: AssessmentKind
  by_name: string
  answered: number
  assessed_time: Date
  keep_until: string
}

/** What a list is limited to: all, or the rows of one organisation. */
export type Whose = 'all' | string | null

/** A page of a list. */
export interface PageOf {
  limit?: number | undefined
  offset?: number | undefined
  search?: string | undefined
}

export const ownedBy = (whose: Whose, column: Sql) =>
  whose === 'all' ? sql`TRUE` : sql`${column} = ${whose}::uuid`
/** The grades of the columns of datasets; null where a column has none. */
export const gradesOf = (ids: Sql) =>
  sql`ARRAY(SELECT f.grade FROM data.field f WHERE f.dataset_id = ANY(${ids})) AS grades`

/** Reads a page and counts what it is a page of. */
export async function page<T extends object>(
  db: Queryable,
  given: { columns: Sql; where: Sql; order: Sql },
  { limit = 50, offset = 0 }: PageOf,
): Promise<{ items: T[]; total: number }> {
  const [items, count] = await Promise.all([
    db.query<T>(
      sql`SELECT ${given.columns} ${given.where} ORDER BY ${given.order} LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${given.where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

const activityColumns = sql`a.*, ${gradesOf(sql`a.dataset_ids`)},
  ARRAY(SELECT DISTINCT s.kind FROM data.assessment s WHERE s.activity_id = a.id) AS kinds,
  (SELECT max(s.assessed_time) FROM data.assessment s WHERE s.activity_id = a.id) AS assessed_time,
  (SELECT count(*)::int FROM data.risk r WHERE r.activity_id = a.id AND r.state <> 'closed') AS open_risks,
  (SELECT count(*)::int FROM data.risk r WHERE r.activity_id = a.id AND r.state <> 'closed' AND r.level = 'high')
    AS open_high_risks`

export function findActivity(db: Queryable, id: string): Promise<ActivityRow | undefined> {
  return db.first<ActivityRow>(sql`SELECT ${activityColumns} FROM data.activity a WHERE a.id = ${id}`)
}

export function listActivities(
  db: Queryable,
  whose: Whose,
  query: PageOf & { state?: ProcessingActivity['state'] | undefined },
) {
  const words = `%${query.search ?? ''}%`
  const where = sql`FROM data.activity a WHERE ${ownedBy(whose, sql`a.organisation_id`)}
    AND (a.title ILIKE ${words} OR a.purpose ILIKE ${words}) ${query.state ? sql`AND a.state = ${query.state}` : empty}`
  const order = sql`a.registered_time DESC, a.id DESC`
  return page<ActivityRow>(db, { columns: activityColumns, where, order }, query)
}

export type NewActivity = Omit<
  ActivityRow,
  'state' | 'registered_time' | 'grades' | 'kinds' | 'assessed_time' | 'open_risks' | 'open_high_risks'
>

export async function saveActivity(db: Queryable, one: NewActivity, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.activity (id, title, organisation_id, purpose, basis, is_personal, is_sensitive,
      dataset_ids, steps, state, registered_time)
    VALUES (${one.id}, ${one.title}, ${one.organisation_id}, ${one.purpose}, ${one.basis}, ${one.is_personal},
      ${one.is_sensitive}, ${one.dataset_ids}::uuid[], ${JSON.stringify(one.steps)}, 'planned', ${now})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, purpose = excluded.purpose, basis = excluded.basis,
      is_personal = excluded.is_personal, is_sensitive = excluded.is_sensitive, dataset_ids = excluded.dataset_ids,
      steps = excluded.steps`)
}

export async function setActivityState(
  db: Queryable,
  id: string,
  state: ProcessingActivity['state'],
): Promise<void> {
  await db.query(sql`UPDATE data.activity SET state = ${state} WHERE id = ${id}`)
}

export async function insertAssessment(
  tx: Queryable,
  one: {
    id: string
    activityId: string
    kind: AssessmentKind
    userId: string
    userName: string
    answered: number
    now: Date
    keepUntil: string
    risks: ReadonlyArray<{ id: string; question: string; level: string; finding: string; dueDay: string }>
  },
): Promise<void> {
  await tx.query(sql`INSERT INTO data.assessment (id, activity_id, kind, by_name, user_id, answered, assessed_time, keep_until)
    VALUES (${one.id}, ${one.activityId}, ${one.kind}, ${one.userName}, ${one.userId}, ${one.answered}, ${one.now},
      ${one.keepUntil})`)
  await tx.query(sql`INSERT INTO data.risk (id, assessment_id, activity_id, ordinal, question, level, finding, due_day, state)
    SELECT r.id, ${one.id}, ${one.activityId}, row_number() OVER (), r.question, r.level, r.finding, r."dueDay", 'open'
    FROM jsonb_to_recordset(${JSON.stringify(one.risks)}::jsonb)
      AS r(id uuid, question text, level text, finding text, "dueDay" date)`)
}

export function listAssessments(
  db: Queryable,
  whose: Whose,
  query: PageOf & { activityId?: string | undefined; id?: string },
) {
  const where = sql`FROM data.assessment s JOIN data.activity a ON a.id = s.activity_id
    WHERE ${ownedBy(whose, sql`a.organisation_id`)} ${query.id ? sql`AND s.id = ${query.id}` : empty}
    ${query.activityId ? sql`AND s.activity_id = ${query.activityId}` : empty}`
  const columns = sql`s.id, s.activity_id, a.title AS activity_title, s.kind, s.by_name, s.answered, s.assessed_time,
    s.keep_until::text AS keep_until`
  return page<AssessmentRow>(db, { columns, where, order: sql`s.assessed_time DESC, s.id DESC` }, query)
}

const riskColumns = sql`r.id, r.assessment_id, r.activity_id, a.organisation_id, r.question, r.level, r.finding,
  r.due_day::text AS due_day, r.state, r.remedy, r.remedied_by, r.review`

export function listRisks(db: Queryable, assessmentIds: readonly string[]): Promise<RiskRow[]> {
  return db.query<RiskRow>(sql`SELECT ${riskColumns} FROM data.risk r JOIN data.activity a ON a.id = r.activity_id
    WHERE r.assessment_id = ANY(${[...assessmentIds]}::uuid[]) ORDER BY r.assessment_id, r.ordinal`)
}

export function findRisk(db: Queryable, id: string): Promise<RiskRow | undefined> {
  return db.first<RiskRow>(
    sql`SELECT ${riskColumns} FROM data.risk r JOIN data.activity a ON a.id = r.activity_id WHERE r.id = ${id}`,
  )
}

export async function keepRemedy(db: Queryable, id: string, note: string, userId: string): Promise<boolean> {
  const row =
    await db.first(sql`UPDATE data.risk SET state = 'remedied', remedy = ${note}, remedied_by = ${userId}
    WHERE id = ${id} AND state = 'open' RETURNING id`)
  return row !== undefined
}

export async function keepReview(db: Queryable, id: string, isGone: boolean, note: string): Promise<boolean> {
  const row = await db.first(sql`UPDATE data.risk SET state = ${isGone ? 'closed' : 'open'}, review = ${note}
    WHERE id = ${id} AND state = 'remedied' RETURNING id`)
  return row !== undefined
}

export function gradesOfDatasets(
  db: Queryable,
  ids: readonly string[],
): Promise<Array<{ id: string; organisation_id: string; grades: Array<DataGrade | null> }>> {
  return db.query(sql`SELECT d.id, d.organisation_id, ${gradesOf(sql`ARRAY[d.id]`)} FROM data.dataset d
    WHERE d.id = ANY(${[...ids]}::uuid[])`)
}
