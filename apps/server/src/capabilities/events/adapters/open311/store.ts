import type { Queryable } from '../../../../kernel/db/database.ts'
import { empty, sql } from '../../../../kernel/db/sql.ts'
import type { ReportRow } from '../../reports/store.ts'
import type { EventRow } from '../../store.ts'

/** A report with the event it has ended up in. */
export interface RequestRow extends ReportRow {
  head: Pick<EventRow, 'state' | 'type' | 'closed_time' | 'changed_time' | 'case_open'>
}

export interface RequestFilter {
  ids?: readonly string[]
  types?: readonly string[]
  from?: Date
  to?: Date
  status?: 'open' | 'closed'
  limit: number
  offset: number
}

/** Requests as GeoReport v2 counts them: one for each report people gave, newest first. */
export async function listRequests(db: Queryable, filter: RequestFilter): Promise<RequestRow[]> {
  const ended = sql`h.state IN ('closed', 'dismissed')`
  const rows = await db.query<
    ReportRow & {
      h_state: EventRow['state']
      h_type: string
      h_closed: Date | null
      h_changed: Date
      h_case: boolean
    }
  >(sql`SELECT r.*, h.state AS h_state, h.type AS h_type, h.closed_time AS h_closed, h.changed_time AS h_changed,
      h.case_open AS h_case
    FROM events.report r CROSS JOIN LATERAL (
      WITH RECURSIVE up AS (
        SELECT e.* FROM events.event e WHERE e.id = r.event_id
        UNION ALL SELECT e.* FROM events.event e JOIN up ON e.id = up.merged_into_id WHERE up.state = 'merged')
      SELECT * FROM up WHERE state <> 'merged' LIMIT 1) h
    WHERE r.channel IN ('citizen', 'hotline')
      ${filter.ids ? sql`AND r.id = ANY(${filter.ids as string[]}::uuid[])` : empty}
      ${filter.types ? sql`AND h.type = ANY(${filter.types as string[]}::text[])` : empty}
      ${filter.from ? sql`AND r.reported_time >= ${filter.from}` : empty}
      ${filter.to ? sql`AND r.reported_time <= ${filter.to}` : empty}
      ${filter.status === 'closed' ? sql`AND ${ended}` : empty}
      ${filter.status === 'open' ? sql`AND NOT ${ended}` : empty}
    ORDER BY r.reported_time DESC, r.id DESC LIMIT ${filter.limit} OFFSET ${filter.offset}`)
  return rows.map(({ h_state, h_type, h_closed, h_changed, h_case, ...row }) => ({
    ...row,
    head: {
      state: h_state,
      type: h_type,
      closed_time: h_closed,
      changed_time: h_changed,
      case_open: h_case,
    },
  }))
}

/** The last answer given when an event ended, in words for the public. */
export async function findClosingWords(db: Queryable, eventId: string): Promise<string | null> {
  const row = await db.first<{ text: string }>(sql`SELECT text FROM events.entry
    WHERE event_id = ${eventId} AND act IN ('closed', 'dismissed') ORDER BY time DESC LIMIT 1`)
  return row?.text || null
}
