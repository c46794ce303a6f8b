import type { ServiceMaterial } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { QuoteRow } from '../utilities/quotes-store.ts'
import type { NodeRow, TaskRow } from './store.ts'
import type { SuspensionRow } from './suspensions-store.ts'

/** What is kept beside an application. */
export interface Beside {
  tasks: TaskRow[]
  nodes: NodeRow[]
  suspensions: SuspensionRow[]
  quotes: QuoteRow[]
  materials: ServiceMaterial[]
  /** The newest pay order. */
  order: { id: string; isPaid: boolean } | null
  ratingId: string | null
}

/**
 * Everything that is shown beside the row of an application and the materials its item names, in one question: each answer
 * of a handling desk shows it whole, and seven small questions cost seven ways to the database.
 */
export async function readBeside(db: Queryable, id: string, materials: readonly string[]): Promise<Beside> {
  const of = sql`application_id = ${id}`
  const row = (await db.first<Record<keyof Beside, never>>(sql`SELECT
    (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.arrive_time NULLS LAST, t.step), '[]')
      FROM services.application_task t WHERE ${of}) AS tasks,
    (SELECT coalesce(jsonb_agg(to_jsonb(n) ORDER BY n.ordinal), '[]')
      FROM services.application_node n WHERE ${of}) AS nodes,
    (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.ordinal), '[]')
      FROM services.application_suspension s WHERE ${of}) AS suspensions,
    (SELECT coalesce(jsonb_agg(to_jsonb(q) ORDER BY q.ordinal), '[]')
      FROM services.application_quote q WHERE ${of}) AS quotes,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'title', m.title, 'source', m.source, 'form', m.form,
        'copies', m.copies, 'licenceType', m.licence_type, 'dataCheck', m.data_check)
        ORDER BY array_position(${materials as string[]}, m.code)), '[]')
      FROM services.material m WHERE m.code = ANY(${materials as string[]})) AS materials,
    (SELECT jsonb_build_object('id', p.id, 'isPaid', p.state IN ('paid', 'refunded')) FROM services.pay_order p
      WHERE p.business_kind = 'application' AND p.business_id = ${id} ORDER BY p.created_time DESC LIMIT 1) AS "order",
    (SELECT r.id FROM services.rating r WHERE r.application_id = ${id} AND r.grade IS NOT NULL) AS "ratingId"`)) as unknown as Beside
  return {
    ...row,
    tasks: row.tasks.map((one) => revive(one, 'arrive_time', 'claim_time', 'finish_time', 'due_time')),
    nodes: row.nodes.map((one) => revive(one, 'time')),
    suspensions: row.suspensions.map((one) => revive(one, 'since', 'until', 'end_time')),
    quotes: row.quotes.map((one) => revive(one, 'given_time')),
  }
}

/** Times come as text out of JSON. */
function revive<T extends object>(row: T, ...times: (keyof T)[]): T {
  const read = times.map((name) => [name, row[name] === null ? null : new Date(row[name] as string)])
  return { ...row, ...Object.fromEntries(read) }
}
