import { sql } from '../../../kernel/db/sql.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from './rules.ts'

/** A grant nobody used for so long is asked about, days. */
const unusedDays = 90
/** A provider is reminded so long before the limit, hours. */
const remindHours = 48

/** Reminds providers before the limit and once it has passed. */
export function remindProviders(people: DataParts): Promise<void> {
  const { kernel } = people
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const soon = new Date(now.getTime() + remindHours * 3_600_000)
    const rows = await tx.query<{ id: string; number: string; provider_id: string; due_time: Date }>(sql`
      SELECT id, number, provider_id, due_time FROM data.application WHERE state = 'waiting' AND due_time < ${soon}
        AND (told_due IS NULL OR (told_due < due_time AND due_time < ${now})) FOR UPDATE SKIP LOCKED`)
    for (const row of rows) {
      const isLate = row.due_time < now
      const title = isLate ? `数据申请 ${row.number} 已逾期未答复` : `数据申请 ${row.number} 即将到期`
      await people.messaging.tell(tx, {
        ...{
          key: `data.due:${row.id}:${isLate ? 'late' : 'soon'}`,
          title,
          urgency: isLate ? 'urgent' : 'normal',
        },
        text: `${title}，答复期限 ${dayOf(row.due_time)}。`,
        to: [{ organisationId: row.provider_id }],
        link: `/console/data-requests?application=${row.id}`,
      })
      await tx.query(sql`UPDATE data.application SET told_due = ${now} WHERE id = ${row.id}`)
    }
  })
}

/** Asks holders of grants nobody uses whether they still need them. */
export function tellUnused(people: DataParts): Promise<number> {
  const { kernel } = people
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const before = new Date(now.getTime() - unusedDays * 86_400_000)
    const rows = await tx.query<{ id: string; number: string; organisation_id: string }>(sql`
      SELECT id, number, organisation_id FROM data.grant_of_use WHERE withdrawn_time IS NULL AND to_day >= ${dayOf(now)}
        AND coalesce(last_used_time, created_time) < ${before} AND (told_unused IS NULL OR told_unused < ${before})
      FOR UPDATE SKIP LOCKED`)
    for (const row of rows) {
      await people.messaging.tell(tx, {
        key: `data.unused:${row.id}:${dayOf(now)}`,
        title: `授权 ${row.number} 已 ${unusedDays} 天未使用`,
        ...{ text: '如不再需要，请申请收回；长期闲置的授权将由提供单位收回。', urgency: 'normal' },
        to: [{ organisationId: row.organisation_id }],
        link: '/console/data-requests?tab=grants',
      })
      await tx.query(sql`UPDATE data.grant_of_use SET told_unused = ${now} WHERE id = ${row.id}`)
    }
    return rows.length
  })
}
