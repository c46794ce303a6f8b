import type { VerticalSystem } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'

interface SystemRow extends Omit<VerticalSystem, 'registeredTime'> {
  registered_time: Date
}

const toSystem = ({ registered_time, ...row }: SystemRow): VerticalSystem => ({
  ...row,
  registeredTime: registered_time.toISOString(),
})

/** Binds the register of systems of levels above: what they do is not built again, what they lack is supplemented. */
export function bindVerticalSystems({ kernel: { http, db, clock } }: DataParts): void {
  http.bind(contract.listVerticalSystems, async ({ query }) => {
    const words = `%${query.search ?? ''}%`
    const doing = query.doing ? `%${query.doing}%` : null
    const where = sql`FROM data.vertical_system v WHERE (v.title ILIKE ${words} OR v.owner ILIKE ${words})
      ${doing ? sql`AND EXISTS (SELECT FROM unnest(v.functions) f WHERE f ILIKE ${doing})` : empty}
      ${query.hasGaps === undefined ? empty : sql`AND (cardinality(v.gaps) > 0) = ${query.hasGaps}`}`
    const [rows, count] = await Promise.all([
      db.query<SystemRow>(sql`SELECT v.* ${where} ORDER BY v.registered_time DESC, v.id DESC
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
    ])
    return { items: rows.map(toSystem), total: count?.n ?? 0 }
  })
  http.bind(contract.saveVerticalSystem, async ({ body }) => {
    const { id, ...one } = body
    if (id && !(await db.first(sql`SELECT FROM data.vertical_system WHERE id = ${id}`)))
      throw notFound('垂直系统', id)
    const row =
      await db.first<SystemRow>(sql`INSERT INTO data.vertical_system (id, title, level, owner, functions, interface,
        network, available, gaps, supplement, registered_time)
      VALUES (${id ?? newId()}, ${one.title}, ${one.level}, ${one.owner}, ${one.functions}, ${one.interface}, ${one.network},
        ${one.available}, ${one.gaps}, ${one.supplement}, ${clock.now()})
      ON CONFLICT (id) DO UPDATE SET title = excluded.title, level = excluded.level, owner = excluded.owner,
        functions = excluded.functions, interface = excluded.interface, network = excluded.network,
        available = excluded.available, gaps = excluded.gaps, supplement = excluded.supplement RETURNING *`)
    return toSystem(row as SystemRow)
  })
}
