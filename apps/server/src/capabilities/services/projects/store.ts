import type { Page, PlanConflict } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface ProjectRecord {
  id: string
  code: string
  name: string
  type_id: string
  subject_id: string
  subject_name: string
  division_code: string
  industry: string
  address: string
  investment_wan: number
  area_m2: number
  parcel: GeoJSON.Geometry
  parcel_area_m2: number
  lon: number
  lat: number
  conflicts: PlanConflict[]
  assessed: string[]
  checked_time: Date
  state: 'proposed' | 'running' | 'done'
  stage: string | null
  created_time: Date
  updated_time: Date
}

export async function insertProject(tx: Queryable, p: ProjectRecord): Promise<void> {
  await tx.query(sql`INSERT INTO services.project (id, code, name, type_id, subject_id, subject_name, division_code, industry,
      address, investment_wan, area_m2, parcel, parcel_area_m2, lon, lat, conflicts, assessed, checked_time, state, stage,
      created_time, updated_time)
    VALUES (${p.id}, ${p.code}, ${p.name}, ${p.type_id}, ${p.subject_id}, ${p.subject_name}, ${p.division_code},
      ${p.industry}, ${p.address}, ${p.investment_wan}, ${p.area_m2}, ${JSON.stringify(p.parcel)}, ${p.parcel_area_m2},
      ${p.lon}, ${p.lat}, ${JSON.stringify(p.conflicts)}, ${p.assessed}, ${p.checked_time}, ${p.state}, ${p.stage},
      ${p.created_time}, ${p.updated_time})`)
}

/** Writes what changes of a project; its code and type stay. */
export async function updateProject(tx: Queryable, p: ProjectRecord, now: Date): Promise<void> {
  await tx.query(sql`UPDATE services.project SET name = ${p.name}, address = ${p.address}, area_m2 = ${p.area_m2},
    parcel = ${JSON.stringify(p.parcel)}, parcel_area_m2 = ${p.parcel_area_m2}, lon = ${p.lon}, lat = ${p.lat},
    division_code = ${p.division_code}, conflicts = ${JSON.stringify(p.conflicts)}, assessed = ${p.assessed},
    checked_time = ${p.checked_time}, state = ${p.state}, stage = ${p.stage}, updated_time = ${now} WHERE id = ${p.id}`)
}

export function findProject(
  db: Queryable,
  id: string,
  { lock = false } = {},
): Promise<ProjectRecord | undefined> {
  return db.first<ProjectRecord>(
    sql`SELECT * FROM services.project WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** One page of the projects `who` lets through, the newest first. */
export async function listProjects(
  db: Queryable,
  who: Sql,
  filter: { search?: string; type?: string; state?: string; limit?: number; offset?: number },
): Promise<Page<ProjectRecord>> {
  const like = `%${filter.search ?? ''}%`
  const where = sql`FROM services.project p WHERE ${who}
    ${filter.type ? sql`AND p.type_id = ${filter.type}` : empty}
    ${filter.state ? sql`AND p.state = ${filter.state}` : empty}
    ${filter.search ? sql`AND (p.code = ${filter.search} OR p.name ILIKE ${like} OR p.subject_name ILIKE ${like})` : empty}`
  const [items, count] = await Promise.all([
    db.query<ProjectRecord>(sql`SELECT p.* ${where} ORDER BY p.updated_time DESC, p.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export interface StageRecord {
  project_id: string
  stage: string
  bundle_case_id: string
  number: string | null
  answers: Record<string, unknown>
  submitted_time: Date | null
}

export function listStages(db: Queryable, projectIds: readonly string[]): Promise<StageRecord[]> {
  return db.query<StageRecord>(sql`SELECT s.project_id, s.stage, s.bundle_case_id, b.number, b.answers, b.submitted_time
    FROM services.project_stage s JOIN services.bundle_case b ON b.id = s.bundle_case_id
    WHERE s.project_id = ANY(${projectIds as string[]})`)
}

export async function insertStage(
  tx: Transaction,
  stage: { projectId: string; stage: string; bundleCaseId: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.project_stage (project_id, stage, bundle_case_id)
    VALUES (${stage.projectId}, ${stage.stage}, ${stage.bundleCaseId})`)
}

/** The project an application is part of a stage of. */
export function findProjectOf(
  db: Queryable,
  applicationId: string,
): Promise<{ project_id: string } | undefined> {
  return db.first(sql`SELECT s.project_id FROM services.application a
    JOIN services.project_stage s ON s.bundle_case_id = a.parent_id WHERE a.id = ${applicationId}`)
}

/** Applications of stages, with when the applicant was asked to correct and when it did. */
export function listRuns(db: Queryable, bundleCaseIds: readonly string[]) {
  return db.query<{
    id: string
    parent_id: string
    item_id: string
    item_title: string
    code: string
    organisation_id: string | null
    state: string
    accepted_time: Date | null
    decided_time: Date | null
    updated_time: Date
    result: { title: string; number: string; licenceId: string | null } | null
    marks: { act: string; time: string }[] | null
  }>(sql`SELECT a.id, a.parent_id, a.item_id, a.item_title, i.code, a.organisation_id, a.state, a.accepted_time,
      a.decided_time, a.updated_time, a.result,
      (SELECT jsonb_agg(jsonb_build_object('act', n.act, 'time', n.time) ORDER BY n.ordinal)
        FROM services.application_node n WHERE n.application_id = a.id
          AND n.act IN ('一次性告知补正', '提交补正')) AS marks
    FROM services.application a JOIN services.item i ON i.id = a.item_id
    WHERE a.parent_id = ANY(${bundleCaseIds as string[]}) ORDER BY a.created_time, a.id`)
}

export function listPromises(db: Queryable, projectIds: readonly string[]) {
  return db.query<{ project_id: string; item: string }>(
    sql`SELECT project_id, item FROM services.project_promise WHERE project_id = ANY(${projectIds as string[]})`,
  )
}

export async function insertPromise(
  tx: Queryable,
  p: { projectId: string; item: string; text: string; byName: string; now: Date },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.project_promise (project_id, item, text, by_name, time)
    VALUES (${p.projectId}, ${p.item}, ${p.text}, ${p.byName}, ${p.now}) ON CONFLICT DO NOTHING`)
}

export interface OpinionRecord {
  id: string
  project_id: string
  organisation_id: string
  asked_time: Date
  due_time: Date
  agrees: boolean | null
  text: string | null
  time: Date | null
}

export function listOpinions(db: Queryable, projectId: string): Promise<OpinionRecord[]> {
  return db.query<OpinionRecord>(
    sql`SELECT * FROM services.project_opinion WHERE project_id = ${projectId} ORDER BY asked_time, id`,
  )
}

export function findOpinion(db: Queryable, id: string): Promise<OpinionRecord | undefined> {
  return db.first<OpinionRecord>(sql`SELECT * FROM services.project_opinion WHERE id = ${id}`)
}

export async function askOpinion(
  tx: Queryable,
  o: { id: string; projectId: string; organisationId: string; now: Date; due: Date },
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO services.project_opinion (id, project_id, organisation_id, asked_time, due_time)
    VALUES (${o.id}, ${o.projectId}, ${o.organisationId}, ${o.now}, ${o.due}) ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

export async function giveOpinion(
  tx: Queryable,
  id: string,
  { agrees, text, now }: { agrees: boolean; text: string; now: Date },
): Promise<void> {
  await tx.query(
    sql`UPDATE services.project_opinion SET agrees = ${agrees}, text = ${text}, time = ${now} WHERE id = ${id}`,
  )
}

/** Other bundles of a project: connection of utilities. */
export function listLinked(db: Queryable, projectId: string) {
  return db.query<{ bundleCaseId: string; title: string; number: string | null }>(sql`
    SELECT b.id AS "bundleCaseId", b.title, b.number FROM services.bundle_case b WHERE b.project_id = ${projectId}
      AND NOT EXISTS (SELECT 1 FROM services.project_stage s WHERE s.bundle_case_id = b.id) ORDER BY b.created_time`)
}
