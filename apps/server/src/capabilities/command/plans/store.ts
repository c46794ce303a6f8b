import type { PlanDocument, PlanProposal, PlanVersion, WarningLevel } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { type Actor, iso } from '../parts.ts'

export interface PlanRow {
  plan_id: string
  version: number
  state: PlanVersion['state']
  document: PlanDocument
  review_date: string | null
  approved_by: string | null
  approved_time: Date | null
  changed_time: Date
}

const columns = sql`plan_id, version, state, document, review_date, approved_by, approved_time, changed_time`

export function toVersion(row: PlanRow, today: string): PlanVersion {
  return {
    planId: row.plan_id,
    version: row.version,
    state: row.state,
    document: row.document,
    reviewDate: row.review_date,
    isExpired: row.review_date !== null && row.review_date < today,
    approvedBy: row.approved_by,
    approvedTime: iso(row.approved_time),
    changedTime: row.changed_time.toISOString(),
  }
}

/** Reads a declared plan into the registry once, approved as version 1. */
export async function ensurePlan(
  tx: Queryable,
  one: { planId: string; document: PlanDocument; reviewDate: string | null; approvedBy: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO command.plan_version (plan_id, version, state, document, review_date, approved_by,
      approved_time, changed_time)
    SELECT ${one.planId}, 1, 'approved', ${JSON.stringify(one.document)}, ${one.reviewDate}, ${one.approvedBy}, ${now}, ${now}
    WHERE NOT EXISTS (SELECT FROM command.plan_version WHERE plan_id = ${one.planId}) ON CONFLICT DO NOTHING`)
}

/** The version in force of each plan, or its draft where none is. */
export function listCurrent(
  db: Queryable,
): Promise<(PlanRow & { drills: number; last_drill: Date | null })[]> {
  return db.query(sql`SELECT DISTINCT ON (plan_id) ${columns},
      (SELECT count(*)::int FROM command.drill d WHERE d.plan_id = p.plan_id) AS drills,
      (SELECT max(started_time) FROM command.drill d WHERE d.plan_id = p.plan_id) AS last_drill
    FROM command.plan_version p ORDER BY plan_id, state = 'approved' DESC, version DESC`)
}

export function listVersions(db: Queryable, planId: string): Promise<PlanRow[]> {
  return db.query<PlanRow>(
    sql`SELECT ${columns} FROM command.plan_version WHERE plan_id = ${planId} ORDER BY version DESC`,
  )
}

export function findApproved(db: Queryable, planId: string): Promise<PlanRow | undefined> {
  return db.first<PlanRow>(
    sql`SELECT ${columns} FROM command.plan_version WHERE plan_id = ${planId} AND state = 'approved'`,
  )
}

export function listApproved(db: Queryable): Promise<PlanRow[]> {
  return db.query<PlanRow>(
    sql`SELECT ${columns} FROM command.plan_version WHERE state = 'approved' ORDER BY plan_id`,
  )
}

export async function saveDraft(
  tx: Queryable,
  one: { planId: string; document: PlanDocument; reviewDate: string | null; by: string },
  now: Date,
): Promise<PlanRow> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext(${`command.plan ${one.planId}`}))`)
  return (await tx.first<PlanRow>(sql`INSERT INTO command.plan_version AS p (plan_id, version, state, document, review_date,
      written_by, changed_time)
    SELECT ${one.planId}, coalesce(max(version), 0) + 1, 'draft', ${JSON.stringify(one.document)}, ${one.reviewDate},
      ${one.by}, ${now} FROM command.plan_version WHERE plan_id = ${one.planId}
    ON CONFLICT (plan_id) WHERE state = 'draft' DO UPDATE SET document = excluded.document,
      review_date = excluded.review_date, written_by = excluded.written_by, changed_time = excluded.changed_time
    RETURNING ${columns}`)) as PlanRow
}

/** Puts a draft in force and retires the version before it; undefined when there is no such draft. */
export async function approveDraft(
  tx: Queryable,
  planId: string,
  version: number,
  by: string,
  now: Date,
): Promise<PlanRow | undefined> {
  const draft = await tx.first<PlanRow>(sql`SELECT ${columns} FROM command.plan_version
    WHERE plan_id = ${planId} AND version = ${version} AND state = 'draft' FOR UPDATE`)
  if (!draft) return undefined
  await tx.query(
    sql`UPDATE command.plan_version SET state = 'retired' WHERE plan_id = ${planId} AND state = 'approved'`,
  )
  return tx.first<PlanRow>(sql`UPDATE command.plan_version SET state = 'approved', approved_by = ${by},
      approved_time = ${now} WHERE plan_id = ${planId} AND version = ${version} RETURNING ${columns}`)
}

export interface StartRow {
  id: string
  incident_id: string
  plan_id: string
  version: number
  level: WarningLevel
  override_reason: string | null
  vacancies: string[]
  by_name: string
  started_time: Date
  document: PlanDocument
  tasks: number
}

/** Writes the start of a level; false when it was started for this incident before. */
export async function insertStart(
  tx: Queryable,
  one: {
    id: string
    incidentId: string
    planId: string
    version: number
    level: string
    overrideReason: string | null
    vacancies: string[]
    by: Actor
  },
  now: Date,
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO command.plan_start (id, incident_id, plan_id, version, level, override_reason,
      vacancies, by_id, by_name, started_time)
    VALUES (${one.id}, ${one.incidentId}, ${one.planId}, ${one.version}, ${one.level}, ${one.overrideReason},
      ${JSON.stringify(one.vacancies)}, ${one.by.userId}, ${one.by.name}, ${now}) ON CONFLICT DO NOTHING RETURNING id`)
  return rows.length > 0
}

export function listStarts(db: Queryable, incidentId: string): Promise<StartRow[]> {
  return db.query<StartRow>(sql`SELECT s.id, s.incident_id, s.plan_id, s.version, s.level, s.override_reason, s.vacancies,
      s.by_name, s.started_time, p.document,
      (SELECT count(DISTINCT o.task_number)::int FROM command.task_order o WHERE o.start_id = s.id) AS tasks
    FROM command.plan_start s JOIN command.plan_version p USING (plan_id, version)
    WHERE s.incident_id = ${incidentId} ORDER BY s.started_time`)
}

/** Who holds each post now: by a roster’s shift first, else standing. */
export function listHolders(
  db: Queryable,
  planId: string,
  posts: readonly string[],
  now: Date,
): Promise<{ post: string; contact_id: string; origin: 'roster' | 'standing' }[]> {
  return db.query(sql`SELECT DISTINCT ON (post) post, contact_id, origin FROM (
      SELECT s.post, s.contact_id, 'roster' AS origin, 0 AS rank FROM command.shift s
        WHERE s.post = ANY(${posts as string[]}) AND s.start_time <= ${now} AND s.end_time > ${now}
      UNION ALL
      SELECT h.post, h.contact_id, 'standing', 1 FROM command.standing_holder h
        JOIN command.contact c ON c.id = h.contact_id AND c.availability <> 'away'
        WHERE h.plan_id = ${planId} AND h.post = ANY(${posts as string[]})) known ORDER BY post, rank, contact_id`)
}

export async function setHolder(
  tx: Queryable,
  planId: string,
  post: string,
  contactId: string | null,
): Promise<void> {
  if (!contactId) {
    await tx.query(sql`DELETE FROM command.standing_holder WHERE plan_id = ${planId} AND post = ${post}`)
    return
  }
  await tx.query(sql`INSERT INTO command.standing_holder (plan_id, post, contact_id) VALUES (${planId}, ${post}, ${contactId})
    ON CONFLICT (plan_id, post) DO UPDATE SET contact_id = excluded.contact_id`)
}

export interface ProposalRow {
  id: string
  plan_id: string
  level: WarningLevel
  reason: string
  incident_id: string | null
  event_id: string | null
  division_code: string | null
  state: PlanProposal['state']
  time: Date
}

const proposed = sql`id, plan_id, level, reason, incident_id, event_id, division_code, state, time`

/** Writes a proposal; undefined when this event has led to it before. */
export function insertProposal(
  tx: Queryable,
  one: Omit<ProposalRow, 'id' | 'state'>,
): Promise<ProposalRow | undefined> {
  return tx.first<ProposalRow>(sql`INSERT INTO command.plan_proposal (id, plan_id, level, reason, incident_id, event_id,
      division_code, state, time)
    VALUES (${newId()}, ${one.plan_id}, ${one.level}, ${one.reason}, ${one.incident_id}, ${one.event_id},
      ${one.division_code}, 'open', ${one.time}) ON CONFLICT (plan_id, level, event_id) DO NOTHING RETURNING ${proposed}`)
}

export function listProposals(
  db: Queryable,
  incidentId: string | undefined,
  scope: Scope,
): Promise<ProposalRow[]> {
  return db.query<ProposalRow>(sql`SELECT ${proposed} FROM command.plan_proposal WHERE ${inScope('division_code', scope)}
    ${incidentId ? sql`AND incident_id = ${incidentId}` : empty} ORDER BY state = 'open' DESC, time DESC LIMIT 100`)
}

export function lockProposal(tx: Queryable, id: string, scope: Scope): Promise<ProposalRow | undefined> {
  return tx.first<ProposalRow>(sql`SELECT ${proposed} FROM command.plan_proposal
    WHERE id = ${id} AND ${inScope('division_code', scope)} FOR UPDATE`)
}

export async function answerProposal(
  tx: Queryable,
  id: string,
  state: 'taken' | 'refused',
  incidentId: string | null,
): Promise<ProposalRow> {
  return (await tx.first<ProposalRow>(sql`UPDATE command.plan_proposal SET state = ${state}, incident_id = ${incidentId}
    WHERE id = ${id} RETURNING ${proposed}`)) as ProposalRow
}
