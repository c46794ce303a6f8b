import type { Page, TrackQuestion, TrackRequest } from '@civitas/contract'
import { inScope, type Scope } from '../../../../kernel/access.ts'
import type { Queryable } from '../../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../../kernel/db/sql.ts'

/** A request as it is kept. */
export interface RequestRow {
  id: string
  question: TrackQuestion
  entity_name: string | null
  division_code: string | null
  purpose: string
  asked_time: Date
  asker_id: string
  asker_name: string
  decision: 'approved' | 'refused' | null
  decided_time: Date | null
  decider_name: string | null
  reason: string | null
  valid_until: Date | null
  decider_scope: Scope | null
  reads: number
}

/** Who looks: sees his own requests and, when he may decide, those of his divisions. */
export interface Viewer {
  userId: string
  mayApprove: boolean
  scope: Scope
}

const columns = sql`r.id, r.question, r.entity_name, r.division_code, r.purpose, r.asked_time, r.asker_id, r.asker_name,
  r.decision, r.decided_time, r.decider_name, r.reason, r.valid_until, r.decider_scope, r.reads`

function seenBy({ userId, mayApprove, scope }: Viewer): Sql {
  const others = mayApprove ? sql`OR ${inScope('r.division_code', scope)}` : empty
  return sql`(r.asker_id = ${userId} ${others})`
}

function inState(state: TrackRequest['state'] | undefined, now: Date): Sql {
  switch (state) {
    case 'waiting':
      return sql`AND r.decision IS NULL`
    case 'refused':
      return sql`AND r.decision = 'refused'`
    case 'approved':
      return sql`AND r.valid_until > ${now}`
    case 'expired':
      return sql`AND r.valid_until <= ${now}`
    default:
      return empty
  }
}

export async function listRequests(
  db: Queryable,
  filter: { state?: TrackRequest['state']; search?: string; limit?: number; offset?: number },
  viewer: Viewer,
  now: Date,
): Promise<Page<RequestRow>> {
  const like = `%${filter.search ?? ''}%`
  const from = sql`FROM sensing.track_request r WHERE ${seenBy(viewer)} ${inState(filter.state, now)}
    ${filter.search ? sql`AND (r.asker_name ILIKE ${like} OR r.entity_name ILIKE ${like} OR r.purpose ILIKE ${like})` : empty}`
  const items = await db.query<RequestRow>(
    sql`SELECT ${columns} ${from} ORDER BY r.asked_time DESC, r.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items, total: count?.n ?? 0 }
}

export function findRequest(db: Queryable, id: string, viewer: Viewer): Promise<RequestRow | undefined> {
  return db.first<RequestRow>(
    sql`SELECT ${columns} FROM sensing.track_request r WHERE r.id = ${id} AND ${seenBy(viewer)}`,
  )
}

export async function insertRequest(
  db: Queryable,
  row: Pick<
    RequestRow,
    'id' | 'question' | 'entity_name' | 'division_code' | 'purpose' | 'asker_id' | 'asker_name'
  >,
  now: Date,
): Promise<void> {
  const { question } = row
  await db.query(sql`INSERT INTO sensing.track_request (id, kind, question, entity_id, entity_name, division_code, purpose,
      asked_time, asker_id, asker_name)
    VALUES (${row.id}, ${question.kind}, ${JSON.stringify(question)}, ${question.kind === 'track' ? question.entityId : null},
      ${row.entity_name}, ${row.division_code}, ${row.purpose}, ${now}, ${row.asker_id}, ${row.asker_name})`)
}

export interface Decision {
  decision: 'approved' | 'refused'
  deciderId: string
  deciderName: string
  deciderScope: Scope
  reason: string | null
  validUntil: Date | null
}

/** Decides on a request that waits; answers whether it still did. */
export async function decideRequest(db: Queryable, id: string, by: Decision, now: Date): Promise<boolean> {
  const rows =
    await db.query(sql`UPDATE sensing.track_request SET decision = ${by.decision}, decided_time = ${now},
      decider_id = ${by.deciderId}, decider_name = ${by.deciderName}, decider_scope = ${JSON.stringify(by.deciderScope)},
      reason = ${by.reason}, valid_until = ${by.validUntil}
    WHERE id = ${id} AND decision IS NULL RETURNING id`)
  return rows.length > 0
}

export async function countRead(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE sensing.track_request SET reads = reads + 1 WHERE id = ${id}`)
}
