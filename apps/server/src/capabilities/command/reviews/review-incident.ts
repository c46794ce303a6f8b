import type { Improvement, Review, TaskOrder } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'
import * as incidents from '../incidents/store.ts'
import { listOrders, toOrder } from '../orders/store.ts'
import { type CommandParts, iso } from '../parts.ts'
import { listStarts } from '../plans/store.ts'

export interface ReviewRow {
  lessons: string
  confirmed_by: string | null
  confirmed_time: Date | null
}

export function findReview(db: Queryable, incidentId: string): Promise<ReviewRow | undefined> {
  return db.first<ReviewRow>(
    sql`SELECT lessons, confirmed_by, confirmed_time FROM command.review WHERE incident_id = ${incidentId}`,
  )
}

export async function saveReview(
  tx: Queryable,
  incidentId: string,
  one: { lessons: string; by: string | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO command.review (incident_id, lessons, confirmed_by, confirmed_time)
    VALUES (${incidentId}, ${one.lessons}, ${one.by}, ${one.by ? now : null})
    ON CONFLICT (incident_id) DO UPDATE SET lessons = excluded.lessons, confirmed_by = excluded.confirmed_by,
      confirmed_time = excluded.confirmed_time`)
}

export function listImprovements(db: Queryable, incidentId: string): Promise<Improvement[]> {
  return db.query<Improvement>(sql`SELECT id, text, plan_id AS "planId", owner, due_date AS "dueDate", state
    FROM command.improvement WHERE incident_id = ${incidentId} ORDER BY due_date, id`)
}

function minutesTo(from: Date | string, to: Date | string | null | undefined): number | null {
  if (!to) return null
  return Math.round((new Date(to).getTime() - new Date(from).getTime()) / 6_000) / 10
}

/** Everything the log knows about how it went, computed anew whenever it is read. */
export async function reviewIncident(parts: CommandParts, id: string, principal: Principal): Promise<Review> {
  const { db, clock } = parts.kernel
  const row = await incidents.findIncident(db, id, { scope: principal.scope })
  if (!row) throw notFound('突发事件', id)
  const [decisions, starts, page, saved, improvements, cost] = await Promise.all([
    incidents.listDecisions(db, id),
    listStarts(db, id),
    listOrders(db, { incidentId: id, limit: 500 }, principal.scope),
    findReview(db, id),
    listImprovements(db, id),
    db.first<{ cost: number | null }>(
      sql`SELECT sum(cost) AS cost FROM command.allocation WHERE incident_id = ${id} AND state <> 'cancelled'`,
    ),
  ])
  const orders = page.items
    .map((one) => toOrder(one, row.ended_time ?? clock.now()))
    .filter((one) => one.state !== 'superseded')
  orders.sort((a, b) => a.issuedTime.localeCompare(b.issuedTime) || (a.taskNumber ?? 0) - (b.taskNumber ?? 0))
  return {
    incident: incidents.toIncident(parts, row),
    minutesToLevel: minutesTo(row.opened_time, decisions[0]?.time),
    minutesToPlan: minutesTo(row.opened_time, starts[0]?.started_time),
    minutesToEnd: minutesTo(row.opened_time, row.ended_time),
    steps: orders.map(toStep),
    onTime: orders.filter((one) => one.doneTime && !one.isLate).length,
    late: orders.filter((one) => one.doneTime && one.isLate).length,
    unanswered: orders.filter((one) => !one.doneTime).length,
    resourceCost: cost?.cost ?? 0,
    lessons: saved?.lessons ?? '',
    improvements,
    confirmedBy: saved?.confirmed_by ?? null,
    confirmedTime: iso(saved?.confirmed_time ?? null),
  }
}

function toStep(order: TaskOrder): Review['steps'][number] {
  const planned = minutesTo(order.issuedTime, order.dueTime)
  const actual = minutesTo(order.issuedTime, order.doneTime)
  const gaps = [
    order.doneTime ? null : '未完成',
    planned !== null && actual !== null && actual > planned
      ? `超时 ${Math.round((actual - planned) * 10) / 10} 分钟`
      : null,
    order.isVacant ? '岗位空缺' : null,
    order.isUnreadLate ? '逾时未阅，经电话催办' : null,
    order.deviation ? `偏差：${order.deviation}` : null,
  ].filter((one) => one !== null)
  return {
    title: order.title,
    owner: order.addressee.name,
    plannedMinutes: planned,
    actualMinutes: actual,
    readMinutes: minutesTo(order.issuedTime, order.readTime),
    gap: gaps.length > 0 ? gaps.join('；') : null,
  }
}
