import type { Page, SeriesRelease } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { matches } from '../../../kernel/search.ts'

type ReleaseRow = Omit<SeriesRelease, 'organisationName'>

interface Ask {
  search?: string
  from?: string
  to?: string
  code?: string
  limit?: number
  offset?: number
}

/** Days periods are due, with whether anybody may read a value of them by now. */
export async function listReleases(db: Queryable, ask: Ask, now: Date): Promise<Page<ReleaseRow>> {
  const where = sql`WHERE TRUE ${ask.from ? sql`AND r.day >= ${ask.from}` : empty} ${ask.to ? sql`AND r.day <= ${ask.to}` : empty}
    ${ask.code ? sql`AND s.code = ${ask.code}` : empty} ${matches('s.grams', ask.search, 's.title')}`
  const from = sql`data.series_release r JOIN data.series s ON s.code = r.series`
  const [items, count] = await Promise.all([
    db.query<ReleaseRow>(sql`SELECT s.code, s.title, s.organisation_id AS "organisationId", r.period, r.day::text AS day,
        CASE WHEN EXISTS (SELECT 1 FROM data.series_value v WHERE v.series = r.series AND v.period = r.period
            AND (v.release_time IS NULL OR v.release_time <= ${now})) THEN 'published'
          WHEN r.day < (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date THEN 'late' ELSE 'due' END AS state
      FROM ${from} ${where} ORDER BY r.day, s.code, r.period LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${from} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Sets the days of periods; days to come that are not named any more are taken away, days that passed stay. */
export async function replaceReleases(
  tx: Queryable,
  code: string,
  releases: ReadonlyArray<{ period: string; day: string }>,
  today: string,
): Promise<void> {
  await tx.query(sql`DELETE FROM data.series_release WHERE series = ${code} AND day >= ${today}`)
  await tx.query(sql`INSERT INTO data.series_release (series, period, day)
    SELECT ${code}, g.period, g.day FROM jsonb_to_recordset(${JSON.stringify(releases)}::jsonb) AS g(period text, day date)
    ON CONFLICT (series, period) DO UPDATE SET day = excluded.day`)
}
