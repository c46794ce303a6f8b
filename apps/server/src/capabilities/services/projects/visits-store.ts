import type { JointVisit, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface VisitRecord {
  id: string
  project_id: string | null
  bundle_case_id: string | null
  subject_id: string
  kind: JointVisit['kind']
  title: string
  place: string
  day: string
  slot: JointVisit['slot']
  scope: string | null
  state: JointVisit['state']
  conclusion: string | null
  parties: { organisation_id: string; passes: boolean | null; opinion: string | null; actor: string | null }[]
}

const columns = sql`v.id, v.project_id, v.bundle_case_id, v.subject_id, v.kind, v.title, v.place, v.day::text AS day, v.slot,
  v.scope, v.state, v.conclusion, (SELECT jsonb_agg(jsonb_build_object('organisation_id', p.organisation_id,
    'passes', p.passes, 'opinion', p.opinion, 'actor', p.actor) ORDER BY p.organisation_id)
    FROM services.joint_visit_party p WHERE p.visit_id = v.id) AS parties`

export async function insertVisit(
  tx: Queryable,
  v: Omit<VisitRecord, 'parties' | 'state' | 'conclusion'>,
  organisationIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.joint_visit (id, project_id, bundle_case_id, subject_id, kind, title, place, day,
      slot, scope, state, created_time)
    VALUES (${v.id}, ${v.project_id}, ${v.bundle_case_id}, ${v.subject_id}, ${v.kind}, ${v.title}, ${v.place}, ${v.day},
      ${v.slot}, ${v.scope}, 'booked', ${now})`)
  await tx.query(sql`INSERT INTO services.joint_visit_party (visit_id, organisation_id)
    SELECT ${v.id}, unnest(${organisationIds as string[]}::uuid[])`)
}

export function findVisit(db: Queryable, id: string): Promise<VisitRecord | undefined> {
  return db.first<VisitRecord>(sql`SELECT ${columns} FROM services.joint_visit v WHERE v.id = ${id}`)
}

/** Visits of a project or of a bundle that was handed in. */
export function listVisitsOf(
  db: Queryable,
  of: { projectId?: string; bundleCaseId?: string },
): Promise<VisitRecord[]> {
  const which = of.projectId
    ? sql`v.project_id = ${of.projectId}`
    : sql`v.bundle_case_id = ${of.bundleCaseId ?? null}`
  return db.query<VisitRecord>(
    sql`SELECT ${columns} FROM services.joint_visit v WHERE ${which} ORDER BY v.day, v.slot, v.id`,
  )
}

export async function listVisits(
  db: Queryable,
  who: Sql,
  filter: { search?: string; state?: string; limit?: number; offset?: number },
): Promise<Page<VisitRecord>> {
  const where = sql`FROM services.joint_visit v WHERE ${who} ${filter.state ? sql`AND v.state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (v.title ILIKE ${`%${filter.search}%`} OR v.place ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<VisitRecord>(sql`SELECT ${columns} ${where} ORDER BY v.state <> 'booked', v.day, v.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function updateVisit(
  tx: Queryable,
  id: string,
  v: Partial<Pick<VisitRecord, 'day' | 'slot' | 'state' | 'conclusion'>>,
): Promise<void> {
  await tx.query(sql`UPDATE services.joint_visit SET day = coalesce(${v.day ?? null}::date, day),
    slot = coalesce(${v.slot ?? null}, slot), state = coalesce(${v.state ?? null}, state),
    conclusion = coalesce(${v.conclusion ?? null}, conclusion) WHERE id = ${id}`)
}

export async function writeParty(
  tx: Queryable,
  p: { visitId: string; organisationId: string; passes: boolean; opinion: string; actor: string; now: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`UPDATE services.joint_visit_party SET passes = ${p.passes}, opinion = ${p.opinion},
    actor = ${p.actor}, time = ${p.now} WHERE visit_id = ${p.visitId} AND organisation_id = ${p.organisationId}
    RETURNING visit_id`)
  return rows.length > 0
}
