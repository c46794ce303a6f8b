import { sql } from '../../../kernel/db/sql.ts'
import type { DataParts } from '../data-parts.ts'

/** Tells owners of entries whose version is late, once for each time it is. Answers how many. */
export function tellOverdue(people: DataParts): Promise<number> {
  const { kernel } = people
  return kernel.db.transaction(async (tx) => {
    const rows = await tx.query<{
      id: string
      name: string
      organisation_id: string
      overdue_time: Date
    }>(sql`
      SELECT id, name, organisation_id, overdue_time FROM data.dataset WHERE state = 'published'
        AND overdue_time < ${kernel.clock.now()} AND overdue_told IS DISTINCT FROM overdue_time
      ORDER BY overdue_time LIMIT 500 FOR UPDATE SKIP LOCKED`)
    for (const row of rows) {
      await people.messaging.tell(tx, {
        key: `data.overdue:${row.id}:${row.overdue_time.toISOString()}`,
        title: `数据资源超期未更新：${row.name}`.slice(0, 200),
        text: `“${row.name}”未按登记的更新周期更新，请尽快更新或修改更新周期。`,
        urgency: 'normal',
        to: [{ organisationId: row.organisation_id }],
        link: `/console/datasets/${row.id}`,
      })
      await tx.query(sql`UPDATE data.dataset SET overdue_told = overdue_time WHERE id = ${row.id}`)
    }
    return rows.length
  })
}
