import type { AssessmentKind, DataGrade, DataRisk, DataTransfer, ProcessingActivity } from '@civitas/contract'
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

export interface TransferRow {
  id: string
  title: string
  organisation_id: string
  receiver: string
  reach: DataTransfer['reach']
  place: string
  path: DataTransfer['path']
  purpose: string
  dataset_ids: string[]
  persons: number
  from_day: string
  to_day: string
  state: DataTransfer['state']
  asked_by: string
  user_id: string
  asked_time: Date
  decided_by: string | null
  note: string | null
  grades: Array<DataGrade | null>
}

export interface SupplierRow {
  id: string
  organisation_id: string
  supplier: string
  contract: string
  account: string
  purpose: string
  dataset_ids: string[]
  from_day: string
  to_day: string
  registered_time: Date
  ended_time: Date | null
  proof: string | null
}

/** What a list is limited to: all, or the rows of one organisation. */
export type Whose = 'all' | string | null

interface PageOf {
  limit?: number | undefined
  offset?: number | undefined
  search?: string | undefined
}

const ownedBy = (whose: Whose, column: Sql) => (whose === 'all' ? sql`TRUE` : sql`${column} = ${whose}::uuid`)
/** The grades of the columns of datasets; null where a column has none. */
const gradesOf = (ids: Sql) =>
  sql`ARRAY(SELECT f.grade FROM data.field f WHERE f.dataset_id = ANY(${ids})) AS grades`

async function page<T extends object>(
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

const transferColumns = sql`t.id, t.title, t.organisation_id, t.receiver, t.reach, t.place, t.path, t.purpose,
  t.dataset_ids, t.persons, t.from_day::text AS from_day, t.to_day::text AS to_day, t.state, t.asked_by, t.user_id,
  t.asked_time, t.decided_by, t.note, ${gradesOf(sql`t.dataset_ids`)}`

export function findTransfer(db: Queryable, id: string, lock = false): Promise<TransferRow | undefined> {
  return db.first<TransferRow>(
    sql`SELECT ${transferColumns} FROM data.transfer t WHERE t.id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export function listTransfers(
  db: Queryable,
  whose: Whose,
  query: PageOf & { state?: DataTransfer['state'] | undefined },
) {
  const words = `%${query.search ?? ''}%`
  const where = sql`FROM data.transfer t WHERE ${ownedBy(whose, sql`t.organisation_id`)}
    AND (t.title ILIKE ${words} OR t.receiver ILIKE ${words}) ${query.state ? sql`AND t.state = ${query.state}` : empty}`
  const order = sql`t.asked_time DESC, t.id DESC`
  return page<TransferRow>(db, { columns: transferColumns, where, order }, query)
}

export async function insertTransfer(
  db: Queryable,
  t: Omit<TransferRow, 'grades' | 'state' | 'decided_by' | 'note'>,
): Promise<void> {
  await db.query(sql`INSERT INTO data.transfer (id, title, organisation_id, receiver, reach, place, path, purpose,
      dataset_ids, persons, from_day, to_day, state, asked_by, user_id, asked_time)
    VALUES (${t.id}, ${t.title}, ${t.organisation_id}, ${t.receiver}, ${t.reach}, ${t.place}, ${t.path}, ${t.purpose},
      ${t.dataset_ids}::uuid[], ${t.persons}, ${t.from_day}, ${t.to_day}, 'waiting', ${t.asked_by}, ${t.user_id},
      ${t.asked_time})`)
}

export async function decideTransfer(
  db: Queryable,
  id: string,
  given: { state: 'approved' | 'refused'; by: string; note: string | null },
): Promise<void> {
  await db.query(sql`UPDATE data.transfer SET state = ${given.state}, decided_by = ${given.by}, note = ${given.note}
    WHERE id = ${id}`)
}

const supplierColumns = sql`s.id, s.organisation_id, s.supplier, s.contract, s.account, s.purpose, s.dataset_ids,
  s.from_day::text AS from_day, s.to_day::text AS to_day, s.registered_time, s.ended_time, s.proof`

export function findSupplier(db: Queryable, id: string): Promise<SupplierRow | undefined> {
  return db.first<SupplierRow>(sql`SELECT ${supplierColumns} FROM data.supplier_access s WHERE s.id = ${id}`)
}

export function listSuppliers(
  db: Queryable,
  whose: Whose,
  query: PageOf & { isLate?: boolean | undefined; day: string },
) {
  const words = `%${query.search ?? ''}%`
  const late = sql`(s.ended_time IS NULL AND s.to_day < ${query.day}::date)`
  const where = sql`FROM data.supplier_access s WHERE ${ownedBy(whose, sql`s.organisation_id`)}
    AND (s.supplier ILIKE ${words} OR s.contract ILIKE ${words})
    ${query.isLate === undefined ? empty : sql`AND ${late} = ${query.isLate}`}`
  const order = sql`s.registered_time DESC, s.id DESC`
  return page<SupplierRow>(db, { columns: supplierColumns, where, order }, query)
}

export async function insertSupplier(
  db: Queryable,
  s: Omit<SupplierRow, 'ended_time' | 'proof'>,
): Promise<void> {
  await db.query(sql`INSERT INTO data.supplier_access (id, organisation_id, supplier, contract, account, purpose, dataset_ids,
      from_day, to_day, registered_time)
    VALUES (${s.id}, ${s.organisation_id}, ${s.supplier}, ${s.contract}, ${s.account}, ${s.purpose},
      ${s.dataset_ids}::uuid[], ${s.from_day}, ${s.to_day}, ${s.registered_time})`)
}

export async function endSupplier(db: Queryable, id: string, proof: string, now: Date): Promise<boolean> {
  const row = await db.first(sql`UPDATE data.supplier_access SET ended_time = ${now}, proof = ${proof}
    WHERE id = ${id} AND ended_time IS NULL RETURNING id`)
  return row !== undefined
}

/** Accesses whose period is over without proof, and nobody was told; held until the transaction ends. */
export function takeLateSuppliers(
  tx: Queryable,
  now: Date,
  day: string,
): Promise<Array<{ id: string; supplier: string; organisation_id: string }>> {
  return tx.query(sql`UPDATE data.supplier_access SET told_late = ${now} WHERE ended_time IS NULL AND told_late IS NULL
    AND to_day < ${day}::date RETURNING id, supplier, organisation_id`)
}
