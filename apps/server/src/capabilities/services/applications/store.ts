import type {
  ApplicationRow,
  ApplicationTask,
  HandlingState,
  Page,
  ServiceChannel,
  TimelineEntry,
} from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { Held } from './rules.ts'

/** What has to be paid, with the rule that says so. */
export interface Assessment {
  title: string
  table: string
  rule: string
  basis: string
  rate: number
  baseFen: number
  fen: number
  facts: Record<string, unknown>
}

/** A row of `services.application`. */
export interface AppRow {
  id: string
  number: string | null
  item_id: string
  item_version: number
  item_title: string
  organisation_id: string | null
  division_code: string
  subject_id: string
  subject_name: string
  by_id: string | null
  by_name: string
  authority: string
  authority_id: string | null
  user_id: string
  channel: ServiceChannel
  level: string
  parent_id: string | null
  state: HandlingState
  answers: Record<string, unknown>
  form: Record<string, unknown>
  sources: Record<string, string>
  held: Record<string, Held>
  corrections: { material: string | null; field: string | null; text: string }[]
  correction_rounds: number
  priority: boolean
  created_time: Date
  submitted_time: Date | null
  accept_due: Date | null
  accepted_time: Date | null
  is_deemed: boolean
  limit_days: number
  used_days: number
  clock_start: Date | null
  due_time: Date | null
  suspension: { kind: string; notice: string; since: string; until: string } | null
  extended_days: number
  decided_time: Date | null
  decision: { outcome: 'grant' | 'refuse'; number: string; text: string; time: string } | null
  result: { title: string; number: string; licenceId: string | null; validUntil: string | null } | null
  delivered_time: Date | null
  commitment: {
    signedTime: string
    checkDueDay: string | null
    verdict: boolean | null
    checkedTime?: string
  } | null
  tolerance: { missing: string[]; dueDay: string } | null
  card: 'yellow' | 'red' | null
  assessment: Assessment | null
  founded_id: string | null
  updated_time: Date
}

/** A JSON null stands for “none” in the columns that hold objects. */
const orNull = (value: unknown) => (value === null ? null : JSON.stringify(value))

export async function insertApplication(tx: Queryable, a: AppRow): Promise<void> {
  await tx.query(sql`INSERT INTO services.application (id, item_id, item_version, item_title, organisation_id,
      division_code, subject_id, subject_name, by_id, by_name, authority, authority_id, user_id, channel, level, parent_id,
      state, answers, form, sources, held, priority, created_time, updated_time)
    VALUES (${a.id}, ${a.item_id}, ${a.item_version}, ${a.item_title}, ${a.organisation_id}, ${a.division_code},
      ${a.subject_id}, ${a.subject_name}, ${a.by_id}, ${a.by_name}, ${a.authority}, ${a.authority_id}, ${a.user_id},
      ${a.channel}, ${a.level}, ${a.parent_id}, ${a.state}, ${JSON.stringify(a.answers)}, ${JSON.stringify(a.form)},
      ${JSON.stringify(a.sources)}, ${JSON.stringify(a.held)}, ${a.priority}, ${a.created_time}, ${a.updated_time})`)
}

/** Writes what handling changes. */
export async function updateApplication(tx: Queryable, a: AppRow): Promise<void> {
  await tx.query(sql`UPDATE services.application SET number = ${a.number}, state = ${a.state},
      answers = ${JSON.stringify(a.answers)}, form = ${JSON.stringify(a.form)}, sources = ${JSON.stringify(a.sources)},
      held = ${JSON.stringify(a.held)}, corrections = ${JSON.stringify(a.corrections)}, channel = ${a.channel},
      correction_rounds = ${a.correction_rounds}, priority = ${a.priority}, submitted_time = ${a.submitted_time},
      accept_due = ${a.accept_due}, accepted_time = ${a.accepted_time}, is_deemed = ${a.is_deemed},
      limit_days = ${a.limit_days}, used_days = ${a.used_days}, clock_start = ${a.clock_start}, due_time = ${a.due_time},
      suspension = ${orNull(a.suspension)}, extended_days = ${a.extended_days}, decided_time = ${a.decided_time},
      decision = ${orNull(a.decision)}, result = ${orNull(a.result)}, delivered_time = ${a.delivered_time},
      commitment = ${orNull(a.commitment)}, tolerance = ${orNull(a.tolerance)}, card = ${a.card},
      assessment = ${orNull(a.assessment)}, founded_id = ${a.founded_id}, updated_time = ${a.updated_time}
    WHERE id = ${a.id}`)
}

export function findApplication(
  db: Queryable,
  id: string,
  { lock = false } = {},
): Promise<AppRow | undefined> {
  return db.first<AppRow>(
    sql`SELECT * FROM services.application WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** Applications by id, in no order; who is not there is left out. */
export function findApplications(db: Queryable, ids: readonly string[]): Promise<AppRow[]> {
  return db.query<AppRow>(sql`SELECT * FROM services.application WHERE id = ANY(${ids as string[]})`)
}

export interface ApplicationFilter {
  search?: string
  state?: string
  itemId?: string
  late?: boolean
  single?: boolean
  limit?: number
  offset?: number
}

/** One page of the applications `who` lets through, the newest first. */
export async function listApplications(
  db: Queryable,
  who: Sql,
  filter: ApplicationFilter,
  now: Date,
): Promise<Page<AppRow>> {
  const where = sql`FROM services.application a WHERE ${who}
    ${filter.state ? sql`AND a.state = ${filter.state}` : empty}
    ${filter.single ? sql`AND a.parent_id IS NULL` : empty}
    ${filter.itemId ? sql`AND a.item_id = ${filter.itemId}` : empty}
    ${filter.late ? sql`AND a.due_time < ${now} AND a.state IN ('examining', 'deciding')` : empty}
    ${
      filter.search
        ? sql`AND (a.number = ${filter.search} OR a.item_title ILIKE ${`%${filter.search}%`}
      OR a.subject_name ILIKE ${`%${filter.search}%`})`
        : empty
    }`
  const [items, count] = await Promise.all([
    db.query<AppRow>(sql`SELECT a.* ${where} ORDER BY a.priority DESC, a.updated_time DESC, a.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (SELECT 1 ${where} LIMIT 100000) AS c`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Members of a bundle. */
export function listMembers(db: Queryable, parentId: string): Promise<AppRow[]> {
  return db.query<AppRow>(
    sql`SELECT * FROM services.application WHERE parent_id = ${parentId} ORDER BY created_time, id`,
  )
}

export interface NewNode {
  applicationId: string
  time: Date
  act: string
  actor: string
  organisationId: string | null
  note: string | null
}

/** Adds a line to the timeline of an application, behind those it has. */
export function addNode(tx: Transaction, node: NewNode): void {
  tx.add('services.application_node', node, (rows) => insertNodes(tx, rows))
}

async function insertNodes(tx: Queryable, nodes: readonly NewNode[]): Promise<void> {
  const rows = nodes.map((node, at) => ({ ...node, at }))
  await tx.query(sql`INSERT INTO services.application_node (application_id, ordinal, time, act, actor, organisation_id, note)
    SELECT "applicationId", coalesce((SELECT max(n.ordinal) FROM services.application_node n
        WHERE n.application_id = r."applicationId"), 0) + row_number() OVER (PARTITION BY "applicationId" ORDER BY at),
      time, act, actor, "organisationId", note
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(at int, "applicationId" uuid, time timestamptz, act text,
      actor text, "organisationId" uuid, note text)`)
}

/** A line of the timeline. */
export type NodeRow = Omit<TimelineEntry, 'time' | 'organisation'> & {
  application_id: string
  time: Date
  organisation_id: string | null
}

/** Timelines of applications, each in its order. */
export function listNodesOf(db: Queryable, applicationIds: readonly string[]): Promise<NodeRow[]> {
  return db.query<NodeRow>(sql`SELECT application_id, time, act, actor, organisation_id, note
    FROM services.application_node WHERE application_id = ANY(${applicationIds as string[]})
    ORDER BY application_id, ordinal`)
}

/** Sets a clock of an application; one of its kind and key at a time. */
export async function setTimer(
  tx: Queryable,
  applicationId: string,
  kind: string,
  due: Date,
  key = '',
): Promise<void> {
  await tx.query(sql`INSERT INTO services.application_timer (application_id, kind, key, due_time)
    VALUES (${applicationId}, ${kind}, ${key}, ${due})
    ON CONFLICT (application_id, kind, key) DO UPDATE SET due_time = excluded.due_time`)
}

export async function dropTimers(tx: Queryable, applicationId: string, ...kinds: string[]): Promise<void> {
  await tx.query(
    sql`DELETE FROM services.application_timer WHERE application_id = ${applicationId} AND kind = ANY(${kinds})`,
  )
}

export async function dropTaskTimer(tx: Queryable, applicationId: string, step: string): Promise<void> {
  await tx.query(sql`DELETE FROM services.application_timer
    WHERE application_id = ${applicationId} AND kind = 'task' AND key = ${step}`)
}

/** Takes one clock that has run out. */
export function takeTimer(
  tx: Queryable,
  now: Date,
): Promise<{ application_id: string; kind: string; key: string; due_time: Date } | undefined> {
  return tx.first(sql`DELETE FROM services.application_timer WHERE (application_id, kind, key) = (
      SELECT application_id, kind, key FROM services.application_timer WHERE due_time <= ${now}
      ORDER BY due_time LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING application_id, kind, key, due_time`)
}

export interface TaskRow {
  id: string
  application_id: string
  step: string
  title: string
  kind: string
  organisation_id: string | null
  days: number
  suspends: boolean
  silence_consents: boolean
  after: string[]
  state: ApplicationTask['state']
  arrive_time: Date | null
  claim_time: Date | null
  finish_time: Date | null
  actor_id: string | null
  actor: string | null
  passes: boolean | null
  opinion: string | null
  due_time: Date | null
}

export async function insertTasks(
  tx: Queryable,
  tasks: readonly Pick<
    TaskRow,
    | 'id'
    | 'application_id'
    | 'step'
    | 'title'
    | 'kind'
    | 'organisation_id'
    | 'days'
    | 'suspends'
    | 'silence_consents'
    | 'after'
  >[],
): Promise<void> {
  if (tasks.length === 0) return
  await tx.query(sql`INSERT INTO services.application_task (id, application_id, step, title, kind, organisation_id, days,
      suspends, silence_consents, after, state)
    SELECT id, application_id, step, title, kind, organisation_id, days, suspends, silence_consents, after, 'waiting'
    FROM jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) AS t(id uuid, application_id uuid, step text, title text,
      kind text, organisation_id uuid, days int, suspends boolean, silence_consents boolean, after text[])`)
}

export function listTasks(db: Queryable, applicationId: string): Promise<TaskRow[]> {
  return listTasksIn(db, [applicationId])
}

/** Steps of applications, those of each in the order they arrived. */
export function listTasksIn(db: Queryable, applicationIds: readonly string[]): Promise<TaskRow[]> {
  return db.query<TaskRow>(sql`SELECT * FROM services.application_task
    WHERE application_id = ANY(${applicationIds as string[]}) ORDER BY arrive_time NULLS LAST, step`)
}

export function findTask(db: Queryable, id: string, { lock = false } = {}): Promise<TaskRow | undefined> {
  return db.first<TaskRow>(
    sql`SELECT * FROM services.application_task WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function updateTask(tx: Queryable, t: TaskRow): Promise<void> {
  await tx.query(sql`UPDATE services.application_task SET state = ${t.state}, arrive_time = ${t.arrive_time},
    claim_time = ${t.claim_time}, finish_time = ${t.finish_time}, actor_id = ${t.actor_id}, actor = ${t.actor},
    passes = ${t.passes}, opinion = ${t.opinion}, due_time = ${t.due_time} WHERE id = ${t.id}`)
}

export async function listTasksOf(
  db: Queryable,
  organisationId: string | null,
  filter: { state?: string; application?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<TaskRow & { number: string | null; item_title: string; subject_name: string }>> {
  const where = sql`FROM services.application_task t JOIN services.application a ON a.id = t.application_id
    WHERE t.organisation_id = ${organisationId} AND t.state <> 'waiting'
    ${filter.state ? sql`AND t.state = ${filter.state}` : empty}
    ${filter.application ? sql`AND t.application_id = ${filter.application}` : empty}
    ${filter.search ? sql`AND (a.number = ${filter.search} OR a.subject_name ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<
      TaskRow & { number: string | null; item_title: string; subject_name: string }
    >(sql`SELECT t.*, a.number,
      a.item_title, a.subject_name ${where} ORDER BY t.state = 'done', a.priority DESC, t.due_time, t.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export interface FileRow {
  id: string
  application_id: string | null
  subject_id: string
  material: string
  name: string
  content_type: string
  content: Buffer
  digest: string
}

export async function insertFile(
  tx: Queryable,
  file: Omit<FileRow, 'application_id'> & { applicationId: string | null; bundleId?: string | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.application_file (id, application_id, bundle_id, subject_id, material, name,
      content_type, content, digest, time)
    VALUES (${file.id}, ${file.applicationId}, ${file.bundleId ?? null}, ${file.subject_id}, ${file.material}, ${file.name},
      ${file.content_type}, ${file.content}, ${file.digest}, ${now})`)
}

export function findFile(db: Queryable, id: string): Promise<FileRow | undefined> {
  return db.first<FileRow>(sql`SELECT * FROM services.application_file WHERE id = ${id}`)
}

/** The newest file a subject gave for a material. */
export function findEarlierFile(
  db: Queryable,
  subjectId: string,
  material: string,
): Promise<{ id: string; name: string } | undefined> {
  return db.first(sql`SELECT id, name FROM services.application_file
    WHERE subject_id = ${subjectId} AND material = ${material} ORDER BY time DESC LIMIT 1`)
}

/** Applications that hold a file. */
export function findHolding(db: Queryable, fileId: string): Promise<AppRow[]> {
  return db.query<AppRow>(sql`SELECT a.* FROM services.application a
    JOIN services.application_file f ON f.subject_id = a.subject_id WHERE f.id = ${fileId}
      AND (f.application_id = a.id
        OR EXISTS (SELECT 1 FROM jsonb_each(a.held) AS h(material, held) WHERE h.held->>'fileId' = ${fileId}))`)
}

export function toRow(a: AppRow, organisationName: string, day: string | null, now: Date): ApplicationRow {
  const running = a.state === 'examining' || a.state === 'deciding'
  return {
    ...{ id: a.id, number: a.number, state: a.state, itemId: a.item_id, itemTitle: a.item_title },
    ...{
      itemVersion: a.item_version,
      subjectId: a.subject_id,
      subjectName: a.subject_name,
      organisationName,
    },
    ...{
      channel: a.channel,
      level: a.level,
      parentId: a.parent_id,
      submittedTime: a.submitted_time?.toISOString() ?? null,
    },
    acceptedTime: a.accepted_time?.toISOString() ?? null,
    ...{ dueDay: day, isLate: running && a.due_time !== null && a.due_time < now, card: a.card },
    ...{ priority: a.priority, updatedTime: a.updated_time.toISOString() },
  }
}
