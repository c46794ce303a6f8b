import type { ApplicationState, DataApplication, MaskKind, RowFilter } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { titlesOf } from '../catalogue/store.ts'

export interface ApplicationRow {
  id: string
  number: string
  kind: DataApplication['kind']
  dataset_id: string
  code: string
  dataset_name: string
  provider_id: string
  organisation_id: string
  user_id: string | null
  user_name: string
  fields: string[]
  titles: Record<string, string>
  plain: string[]
  row_filter: RowFilter[]
  purpose: string
  scene: string
  from_day: string
  to_day: string
  delivery: DataApplication['delivery']
  legal_basis: string
  by_consent: boolean
  state: ApplicationState
  submitted_time: Date
  due_time: Date | null
  left_minutes: number | null
  completions: number
  answered_time: Date | null
  grant_id: string | null
  steps: Array<{ time: string; userName: string; act: string; note: string | null; citation: string | null }>
}

const columns = sql`a.id, a.number, a.kind, a.dataset_id, d.code, d.name AS dataset_name, a.provider_id, a.organisation_id,
  a.user_id, a.user_name, a.fields, a.plain, a.row_filter, a.purpose, a.scene, a.from_day, a.to_day, a.delivery,
  a.legal_basis, a.by_consent, a.state, a.submitted_time, a.due_time, a.left_minutes, a.completions, a.answered_time, a.grant_id,
  coalesce((SELECT jsonb_agg(jsonb_build_object('time', s.time, 'userName', s.user_name, 'act', s.act, 'note', s.note,
    'citation', s.citation) ORDER BY s.ordinal) FROM data.application_step s WHERE s.application_id = a.id), '[]') AS steps,
  ${titlesOf(sql`a.dataset_id`)}`

const from = sql`FROM data.application a JOIN data.dataset d ON d.id = a.dataset_id`

/** Requests of one’s own organisation and to it; all of them for who reviews. */
export function concerns(alias: 'a' | 'g', principal: Principal): Sql {
  if (hasPermission(principal, 'data.review') || hasPermission(principal, 'data.govern')) return sql`TRUE`
  const own = principal.organisationId
  return alias === 'a'
    ? sql`(a.organisation_id = ${own} OR a.provider_id = ${own})`
    : sql`(g.organisation_id = ${own} OR g.provider_id = ${own})`
}

export type NewApplication = Omit<
  ApplicationRow,
  | 'code'
  | 'dataset_name'
  | 'titles'
  | 'left_minutes'
  | 'completions'
  | 'answered_time'
  | 'grant_id'
  | 'steps'
  | 'state'
>

export async function insertApplication(tx: Queryable, a: NewApplication): Promise<void> {
  await tx.query(sql`INSERT INTO data.application (id, number, kind, dataset_id, provider_id, organisation_id, user_id,
      user_name, fields, plain, row_filter, purpose, scene, from_day, to_day, delivery, legal_basis, by_consent,
      state, submitted_time, due_time)
    VALUES (${a.id}, ${a.number}, ${a.kind}, ${a.dataset_id}, ${a.provider_id}, ${a.organisation_id}, ${a.user_id},
      ${a.user_name}, ${a.fields}, ${a.plain}, ${JSON.stringify(a.row_filter)}, ${a.purpose}, ${a.scene}, ${a.from_day},
      ${a.to_day}, ${a.delivery}, ${a.legal_basis}, ${a.by_consent}, 'waiting', ${a.submitted_time}, ${a.due_time})`)
}

export function findApplication(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ApplicationRow | undefined> {
  return db.first<ApplicationRow>(
    sql`SELECT ${columns} ${from} WHERE a.id = ${id} ${options.lock ? sql`FOR UPDATE OF a` : empty}`,
  )
}

export interface ApplicationFilter {
  side?: 'applicant' | 'provider'
  state?: string
  datasetId?: string
  isOverdue?: boolean
  limit?: number
  offset?: number
}

export async function listApplications(
  db: Queryable,
  filter: ApplicationFilter,
  principal: Principal,
  now: Date,
): Promise<{ items: ApplicationRow[]; total: number }> {
  const own = principal.organisationId
  const side =
    filter.side === 'applicant'
      ? sql`AND a.organisation_id = ${own}`
      : filter.side === 'provider'
        ? sql`AND a.provider_id = ${own}`
        : empty
  const where = sql`${from} WHERE ${concerns('a', principal)} ${side}
    ${filter.state ? sql`AND a.state = ${filter.state}` : empty}
    ${filter.datasetId ? sql`AND a.dataset_id = ${filter.datasetId}` : empty}
    ${filter.isOverdue ? sql`AND a.state = 'waiting' AND a.due_time < ${now}` : empty}`
  const [items, count] = await Promise.all([
    db.query<ApplicationRow>(sql`SELECT ${columns} ${where} ORDER BY a.submitted_time DESC, a.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function updateApplication(tx: Queryable, a: ApplicationRow): Promise<void> {
  await tx.query(sql`UPDATE data.application SET state = ${a.state}, due_time = ${a.due_time},
    left_minutes = ${a.left_minutes}, completions = ${a.completions}, answered_time = ${a.answered_time},
    purpose = ${a.purpose}, scene = ${a.scene}, legal_basis = ${a.legal_basis}, to_day = ${a.to_day},
    grant_id = ${a.grant_id} WHERE id = ${a.id}`)
}

export async function insertStep(
  tx: Queryable,
  applicationId: string,
  step: { time: Date; userName: string; act: string; note?: string | null; citation?: string | null },
): Promise<void> {
  await tx.query(sql`INSERT INTO data.application_step (application_id, ordinal, time, user_name, act, note, citation)
    SELECT ${applicationId}, coalesce(max(ordinal), 0) + 1, ${step.time}, ${step.userName}, ${step.act},
      ${step.note ?? null}, ${step.citation ?? null}
    FROM data.application_step WHERE application_id = ${applicationId}`)
}

export interface GrantRow {
  id: string
  number: string
  application_id: string
  dataset_id: string
  code: string
  dataset_name: string
  provider_id: string
  organisation_id: string
  fields: Record<string, MaskKind>
  titles: Record<string, string>
  row_filter: RowFilter[]
  purpose: string
  scene: string
  from_day: string
  to_day: string
  delivery: DataApplication['delivery']
  by_consent: boolean
  created_time: Date
  withdrawn_time: Date | null
  withdrawn_reason: string | null
  last_used_time: Date | null
}

const grantColumns = sql`g.id, g.number, g.application_id, g.dataset_id, d.code, d.name AS dataset_name, g.provider_id,
  g.organisation_id, g.fields, g.row_filter, g.purpose, g.scene, g.from_day, g.to_day, g.delivery, g.by_consent, g.created_time,
  g.withdrawn_time, g.withdrawn_reason, g.last_used_time,
  ${titlesOf(sql`g.dataset_id`)}`
const grants = sql`FROM data.grant_of_use g JOIN data.dataset d ON d.id = g.dataset_id`

export async function insertGrant(
  tx: Queryable,
  g: Omit<
    GrantRow,
    'code' | 'dataset_name' | 'titles' | 'withdrawn_time' | 'withdrawn_reason' | 'last_used_time'
  >,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.grant_of_use (id, number, application_id, dataset_id, provider_id, organisation_id,
      fields, row_filter, purpose, scene, from_day, to_day, delivery, by_consent, created_time)
    VALUES (${g.id}, ${g.number}, ${g.application_id}, ${g.dataset_id}, ${g.provider_id}, ${g.organisation_id},
      ${JSON.stringify(g.fields)}, ${JSON.stringify(g.row_filter)}, ${g.purpose}, ${g.scene}, ${g.from_day}, ${g.to_day},
      ${g.delivery}, ${g.by_consent}, ${g.created_time})`)
}

export function findGrant(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<GrantRow | undefined> {
  return db.first<GrantRow>(
    sql`SELECT ${grantColumns} ${grants} WHERE g.id = ${id} ${options.lock ? sql`FOR UPDATE OF g` : empty}`,
  )
}

/** Grants of an organisation on a dataset that hold on a day, newest first. */
export function findActiveGrants(
  db: Queryable,
  given: { organisationId: string; datasetId: string; day: string },
): Promise<GrantRow[]> {
  return db.query<GrantRow>(sql`SELECT ${grantColumns} ${grants} WHERE g.organisation_id = ${given.organisationId}
    AND g.dataset_id = ${given.datasetId} AND g.withdrawn_time IS NULL
    AND ${given.day}::date BETWEEN g.from_day AND g.to_day ORDER BY g.created_time DESC, g.id DESC`)
}

export async function listGrants(
  db: Queryable,
  filter: {
    side?: 'applicant' | 'provider'
    datasetId?: string
    isActive?: boolean
    limit?: number
    offset?: number
  },
  principal: Principal,
  day: string,
): Promise<{ items: GrantRow[]; total: number }> {
  const own = principal.organisationId
  const side =
    filter.side === 'applicant'
      ? sql`AND g.organisation_id = ${own}`
      : filter.side === 'provider'
        ? sql`AND g.provider_id = ${own}`
        : empty
  const where = sql`${grants} WHERE ${concerns('g', principal)} ${side}
    ${filter.datasetId ? sql`AND g.dataset_id = ${filter.datasetId}` : empty}
    ${filter.isActive ? sql`AND g.withdrawn_time IS NULL AND ${day}::date BETWEEN g.from_day AND g.to_day` : empty}`
  const [items, count] = await Promise.all([
    db.query<GrantRow>(sql`SELECT ${grantColumns} ${where} ORDER BY g.created_time DESC, g.id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function withdrawGrant(tx: Queryable, id: string, reason: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE data.grant_of_use SET withdrawn_time = ${now}, withdrawn_reason = ${reason} WHERE id = ${id}`,
  )
}
