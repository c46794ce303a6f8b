import type { HotlineStatistics } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { seatsNeeded } from './rules.ts'

interface Counts {
  calls: number
  answered: number
  abandoned: number
  transferred: number
  call_backs: number
  wait: number | null
  handling: number | null
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null)

/** How the hotline worked between two times (GB/T 33357-2016), with the load to expect today. */
export async function computeStatistics(
  db: Queryable,
  range: { from: Date; to: Date; line?: string },
  now: Date,
): Promise<HotlineStatistics> {
  const ofLine = range.line ? sql`AND line = ${range.line}` : empty
  const within = sql`arrived_time >= ${range.from} AND arrived_time < ${range.to} ${ofLine}`
  const [counts] = await db.query<Counts>(sql`SELECT count(*)::int AS calls,
      count(*) FILTER (WHERE answered_time IS NOT NULL)::int AS answered,
      count(*) FILTER (WHERE state = 'abandoned')::int AS abandoned,
      count(*) FILTER (WHERE state = 'transferred')::int AS transferred,
      count(*) FILTER (WHERE accepted)::int AS call_backs,
      avg(extract(epoch FROM answered_time - arrived_time))::float8 AS wait,
      avg(extract(epoch FROM ended_time - answered_time))::float8 AS handling
    FROM messaging.call WHERE ${within}`)
  const one = counts as Counts
  return {
    ...{ calls: one.calls, answered: one.answered, abandoned: one.abandoned, transferred: one.transferred },
    callBacks: one.call_backs,
    answerRate: ratio(one.answered, one.answered + one.abandoned),
    waitSeconds: one.wait,
    handlingSeconds: one.handling,
    ...(await countTickets(db, range)),
    byLine: await db.query(sql`SELECT c.line, coalesce(l.title, c.line) AS title, count(*)::int AS calls
      FROM messaging.call c LEFT JOIN messaging.line l ON l.number = c.line WHERE ${within}
      GROUP BY 1, 2 ORDER BY 3 DESC, 1`),
    byCategory: await db.query(sql`SELECT coalesce(c.title, t.category) AS category, count(*)::int AS tickets
      FROM messaging.ticket t LEFT JOIN messaging.category c ON c.id = t.category
      WHERE t.created_time >= ${range.from} AND t.created_time < ${range.to} ${ofLine}
      GROUP BY 1 ORDER BY 2 DESC, 1`),
    halfHours: await forecast(db, range, one.handling ?? 180, now),
  }
}

async function countTickets(db: Queryable, range: { from: Date; to: Date; line?: string }) {
  const ofLine = range.line ? sql`AND t.line = ${range.line}` : empty
  const row = await db.first<{ tickets: number; urges: number; answered: number }>(
    sql`SELECT count(*)::int AS tickets, coalesce(sum(t.urges), 0)::int AS urges,
        count(*) FILTER (WHERE t.state = 'answered')::int AS answered FROM messaging.ticket t
      WHERE t.created_time >= ${range.from} AND t.created_time < ${range.to} ${ofLine}`,
  )
  const rated = await db.first<{ n: number; satisfied: number; solved: number }>(
    sql`SELECT count(*)::int AS n, count(*) FILTER (WHERE tc.attitude <> 'unsatisfied')::int AS satisfied,
        count(*) FILTER (WHERE tc.solved)::int AS solved
      FROM messaging.ticket_caller tc JOIN messaging.ticket t ON t.id = tc.ticket_id
      WHERE tc.attitude IS NOT NULL AND t.created_time >= ${range.from} AND t.created_time < ${range.to} ${ofLine}`,
  )
  const tickets = row?.tickets ?? 0
  return {
    tickets,
    urges: row?.urges ?? 0,
    firstContact: ratio(row?.answered ?? 0, tickets),
    satisfaction: ratio(rated?.satisfied ?? 0, rated?.n ?? 0),
    solved: ratio(rated?.solved ?? 0, rated?.n ?? 0),
  }
}

/** Calls by half-hour of the day: the mean of the time asked for, and what today is likely to bring. */
async function forecast(
  db: Queryable,
  range: { from: Date; to: Date; line?: string },
  handlingSeconds: number,
  now: Date,
): Promise<HotlineStatistics['halfHours']> {
  const ofLine = range.line ? sql`AND line = ${range.line}` : empty
  const days = Math.max(1, Math.ceil((range.to.getTime() - range.from.getTime()) / 86_400_000))
  const half = sql`(extract(hour FROM arrived_time AT TIME ZONE 'Asia/Shanghai') * 2
    + floor(extract(minute FROM arrived_time AT TIME ZONE 'Asia/Shanghai') / 30))::int`
  const [past, same] = await Promise.all([
    db.query<{ half: number; n: number }>(sql`SELECT ${half} AS half, count(*)::int AS n FROM messaging.call
      WHERE arrived_time >= ${range.from} AND arrived_time < ${range.to} ${ofLine} GROUP BY 1`),
    db.query<{ half: number; n: number }>(sql`SELECT ${half} AS half, count(*)::int AS n FROM messaging.call
      WHERE arrived_time < date_trunc('day', ${now}::timestamptz, 'Asia/Shanghai')
        AND arrived_time >= date_trunc('day', ${now}::timestamptz, 'Asia/Shanghai') - interval '28 days'
        AND extract(isodow FROM arrived_time AT TIME ZONE 'Asia/Shanghai')
          = extract(isodow FROM ${now}::timestamptz AT TIME ZONE 'Asia/Shanghai') ${ofLine} GROUP BY 1`),
  ])
  const byHalf = (rows: { half: number; n: number }[]) => new Map(rows.map((row) => [row.half, row.n]))
  const [seen, likely] = [byHalf(past), byHalf(same)]
  return Array.from({ length: 48 }, (_, n) => {
    const expected = (likely.get(n) ?? 0) / 4
    return {
      from: `${String(Math.floor(n / 2)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`,
      calls: Math.round(((seen.get(n) ?? 0) / days) * 10) / 10,
      expected: Math.round(expected * 10) / 10,
      seats: seatsNeeded(expected, handlingSeconds),
    }
  })
}
