import type { SceneBenefit } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/**
 * What products brought by scene, the days in Asia/Shanghai; a scene without an order is there with zeros,
 * and a product taken off the list keeps what it brought.
 */
export async function readBenefits(
  db: Queryable,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<SceneBenefit[]> {
  const rows = await db.query<Omit<SceneBenefit, 'lastTime'> & { last_time: Date | null }>(sql`
    SELECT p.scene, count(DISTINCT p.id) FILTER (WHERE p.state = 'listed')::int AS products, count(DISTINCT o.buyer)::int AS buyers, count(o.id)::int AS orders,
      coalesce(sum(o.delivered), 0)::int AS delivered, coalesce(sum(o.excluded), 0)::int AS excluded,
      coalesce(sum(o.price) FILTER (WHERE o.delivered > 0), 0)::float8 AS revenue,
      coalesce(sum(o.price) FILTER (WHERE o.delivered > 0 AND o.settlement = 'settled'), 0)::float8 AS settled,
      max(o.time) AS last_time
    FROM data.product p LEFT JOIN data.product_order o ON o.product_id = p.id
      AND (o.time AT TIME ZONE 'Asia/Shanghai')::date BETWEEN ${from ?? '1900-01-01'}::date AND ${to ?? '2999-12-31'}::date
    WHERE p.state = 'listed' OR o.id IS NOT NULL GROUP BY p.scene ORDER BY revenue DESC, p.scene`)
  return rows.map(({ last_time, ...row }) => ({ ...row, lastTime: last_time?.toISOString() ?? null }))
}
