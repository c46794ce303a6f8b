import type { Page, PermitDuty } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface DutyRow {
  id: string
  application_id: string
  subject_id: string
  phrase: string
  item_id: string
  licence_type: string | null
  supervisor_id: string | null
  state: PermitDuty['state']
  founded_time: Date
  due_time: Date
  firm_name: string
  firm_code: string
  address: string
  item_title: string
  findings: PermitDuty['findings']
}

type NewDuty = Pick<
  DutyRow,
  | 'id'
  | 'application_id'
  | 'subject_id'
  | 'phrase'
  | 'item_id'
  | 'licence_type'
  | 'supervisor_id'
  | 'founded_time'
  | 'due_time'
>

/**
 * Writes a permit a firm needs and answers its id; two phrases that need the same one are one duty, and one that had ended
 * begins again.
 */
export async function insertDuty(tx: Queryable, d: NewDuty): Promise<string | null> {
  const row = await tx.first<{
    id: string
  }>(sql`INSERT INTO services.permit_duty (id, application_id, subject_id, phrase, item_id, licence_type,
      supervisor_id, state, founded_time, due_time)
    VALUES (${d.id}, ${d.application_id}, ${d.subject_id}, ${d.phrase}, ${d.item_id}, ${d.licence_type},
      ${d.supervisor_id}, 'informed', ${d.founded_time}, ${d.due_time})
    ON CONFLICT (subject_id, item_id) DO UPDATE SET state = 'informed', phrase = excluded.phrase, ended_time = NULL,
      application_id = excluded.application_id, founded_time = excluded.founded_time, due_time = excluded.due_time
    WHERE permit_duty.ended_time IS NOT NULL RETURNING id`)
  return row?.id ?? null
}

/** Ends what a firm needs no longer. */
export async function endDuties(
  tx: Queryable,
  subjectId: string,
  { but, now }: { but: readonly string[]; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE services.permit_duty SET ended_time = ${now}
    WHERE subject_id = ${subjectId} AND ended_time IS NULL AND item_id <> ALL(${but as string[]})`)
}

// A permit is a licence in force of the type the item ends with, or, where it ends with none, an application granted.
const isHeld = sql`(EXISTS (SELECT 1 FROM services.licence l WHERE l.holder_id = d.subject_id
      AND l.type_id = d.licence_type AND l.state = 'valid')
    OR d.licence_type IS NULL AND EXISTS (SELECT 1 FROM services.application a WHERE a.subject_id = d.subject_id
      AND a.item_id = d.item_id AND a.state IN ('granted', 'delivered')))`

const duties = sql`SELECT d.id, d.application_id, d.subject_id, d.phrase, d.item_id, d.licence_type, d.supervisor_id,
    CASE WHEN ${isHeld} THEN 'held' ELSE d.state END AS state, d.founded_time, d.due_time,
    f.name AS firm_name, f.code AS firm_code, f.address,
    (SELECT v.title FROM services.item_version v WHERE v.item_id = d.item_id ORDER BY v.version DESC LIMIT 1) AS item_title,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('time', n.time, 'byName', n.by_name, 'finding', n.finding,
      'note', n.note) ORDER BY n.time), '[]') FROM services.permit_finding n WHERE n.duty_id = d.id) AS findings
  FROM services.permit_duty d JOIN services.firm f ON f.subject_id = d.subject_id AND f.ended_time IS NULL AND d.ended_time IS NULL`

export function findDuty(db: Queryable, who: Sql): Promise<DutyRow | undefined> {
  return db.first<DutyRow>(sql`${duties} WHERE ${who}`)
}

export async function listDuties(
  db: Queryable,
  who: Sql,
  {
    search,
    state,
    limit = 50,
    offset = 0,
  }: { search?: string; state?: PermitDuty['state']; limit?: number; offset?: number },
): Promise<Page<DutyRow>> {
  const like = `%${search ?? ''}%`
  const found = sql`FROM (${duties} WHERE ${who}
      ${search ? sql`AND (f.name ILIKE ${like} OR f.code = ${search} OR d.phrase ILIKE ${like})` : empty}) AS x
    ${state ? sql`WHERE x.state = ${state}` : empty}`
  const [items, count] = await Promise.all([
    db.query<DutyRow>(sql`SELECT x.* ${found}
      ORDER BY (x.state = 'suspected') DESC, x.due_time, x.id LIMIT ${limit} OFFSET ${offset}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${found}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function moveDuty(
  tx: Queryable,
  id: string,
  to: { state: PermitDuty['state']; dueTime: Date },
): Promise<void> {
  await tx.query(
    sql`UPDATE services.permit_duty SET state = ${to.state}, due_time = ${to.dueTime} WHERE id = ${id}`,
  )
}

export async function insertFinding(
  tx: Queryable,
  dutyId: string,
  f: { time: Date; byName: string; finding: string; note: string },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.permit_finding (duty_id, time, by_name, finding, note)
    VALUES (${dutyId}, ${f.time}, ${f.byName}, ${f.finding}, ${f.note})`)
}
