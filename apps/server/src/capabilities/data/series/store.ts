import type { EconomicSeries, Page, SeriesVintage } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export type SeriesRow = Omit<
  EconomicSeries,
  'organisationName' | 'partOf' | 'deflator' | 'deflatorBase' | 'least' | 'most'
> & {
  least: number | null
  most: number | null
  partOf: string | null
  deflator: string | null
  deflatorBase: 'year-before' | 'fixed' | null
}

const columns = sql`s.code, s.title, s.unit, s.frequency, s.is_cumulative AS "isCumulative", s.area_code AS "areaCode",
  s.part_of AS "partOf", s.deflator, s.deflator_base AS "deflatorBase", s.caliber, s.least, s.most, s.organisation_id AS "organisationId",
  (SELECT max(v.period) FROM data.series_value v WHERE v.series = s.code) AS "lastPeriod"`

interface ListAsk {
  search?: string
  limit?: number
  offset?: number
}

export async function listSeries(db: Queryable, ask: ListAsk): Promise<Page<SeriesRow>> {
  const where = sql`WHERE TRUE ${matches('s.grams', ask.search, 's.title')}`
  const [items, count] = await Promise.all([
    db.query<SeriesRow>(sql`SELECT ${columns} FROM data.series s ${where} ORDER BY s.code
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.series s ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findSeries(db: Queryable, code: string): Promise<SeriesRow | undefined> {
  return db.first<SeriesRow>(sql`SELECT ${columns} FROM data.series s WHERE s.code = ${code}`)
}

/** A series by its code, or by its title where only one is called so. */
export async function findSeriesNamed(db: Queryable, name: string): Promise<SeriesRow | undefined> {
  const rows = await db.query<SeriesRow>(
    sql`SELECT ${columns} FROM data.series s WHERE s.code = ${name} OR s.title = ${name} ORDER BY s.code = ${name} DESC LIMIT 2`,
  )
  return rows[0]?.code === name || rows.length === 1 ? rows[0] : undefined
}

/** The parts of a whole, by code. */
export function listParts(db: Queryable, whole: string): Promise<SeriesRow[]> {
  return db.query<SeriesRow>(
    sql`SELECT ${columns} FROM data.series s WHERE s.part_of = ${whole} ORDER BY s.code`,
  )
}

export async function writeSeries(db: Queryable, s: Omit<SeriesRow, 'lastPeriod'>): Promise<SeriesRow> {
  await db.query(sql`INSERT INTO data.series (code, title, unit, frequency, is_cumulative, area_code, part_of, deflator,
      deflator_base, caliber, least, most, organisation_id, grams)
    VALUES (${s.code}, ${s.title}, ${s.unit}, ${s.frequency}, ${s.isCumulative}, ${s.areaCode}, ${s.partOf}, ${s.deflator},
      ${s.deflatorBase}, ${s.caliber}, ${s.least}, ${s.most}, ${s.organisationId}, ${toGrams(s.title, s.code, s.caliber)})
    ON CONFLICT (code) DO UPDATE SET title = excluded.title, unit = excluded.unit, frequency = excluded.frequency,
      is_cumulative = excluded.is_cumulative, area_code = excluded.area_code, part_of = excluded.part_of,
      deflator = excluded.deflator, deflator_base = excluded.deflator_base, caliber = excluded.caliber,
      least = excluded.least, most = excluded.most, grams = excluded.grams`)
  return (await findSeries(db, s.code)) as SeriesRow
}

export interface NewValue {
  period: string
  value: number
  releaseTime: string | null
  caliber: string
  note: string | null
}

/** Writes values under the next vintage of their periods; one equal to what is there already is not written. */
export async function insertValues(
  tx: Queryable,
  code: string,
  values: readonly NewValue[],
  now: Date,
): Promise<number> {
  const rows =
    await tx.query(sql`INSERT INTO data.series_value (series, period, vintage, value, published_time, release_time,
      caliber, note)
    SELECT ${code}, g.period, coalesce(l.vintage, 0) + 1, g.value, ${now}, g."releaseTime", g.caliber, g.note
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      AS g(period text, value float8, "releaseTime" timestamptz, caliber text, note text)
    LEFT JOIN LATERAL (SELECT v.vintage, v.value, v.caliber FROM data.series_value v
      WHERE v.series = ${code} AND v.period = g.period ORDER BY v.vintage DESC LIMIT 1) l ON true
    WHERE l.value IS DISTINCT FROM g.value OR l.caliber IS DISTINCT FROM g.caliber
    RETURNING period`)
  return rows.length
}

interface ValueAsk {
  as: 'latest' | 'first'
  from?: string
  to?: string
  /** Values under embargo at this time are left out; null for the owner. */
  visibleAt: Date | null
}

/** One value for each period: the first that was published or the latest. */
export function readValues(
  db: Queryable,
  code: string,
  ask: ValueAsk,
): Promise<Array<{ period: string; value: number; caliber: string }>> {
  const order = ask.as === 'first' ? sql`v.vintage` : sql`v.vintage DESC`
  return db.query(sql`SELECT DISTINCT ON (v.period) v.period, v.value, v.caliber FROM data.series_value v
    WHERE v.series = ${code} AND v.period >= ${ask.from ?? '0000'} AND v.period <= ${ask.to ?? '9999'}
      AND (${ask.visibleAt}::timestamptz IS NULL OR v.release_time IS NULL OR v.release_time <= ${ask.visibleAt})
    ORDER BY v.period, ${order}`)
}

type VintageRow = Omit<SeriesVintage, 'publishedTime' | 'releaseTime'> & {
  published_time: Date
  release_time: Date | null
}

export async function listVintages(
  db: Queryable,
  code: string,
  period: string | undefined,
  visibleAt: Date | null,
): Promise<SeriesVintage[]> {
  const rows =
    await db.query<VintageRow>(sql`SELECT v.period, v.value, v.vintage, v.published_time, v.release_time, v.caliber, v.note
    FROM data.series_value v WHERE v.series = ${code} AND (${period ?? null}::text IS NULL OR v.period = ${period ?? null})
      AND (${visibleAt}::timestamptz IS NULL OR v.release_time IS NULL OR v.release_time <= ${visibleAt})
    ORDER BY v.period DESC, v.vintage DESC LIMIT 2000`)
  return rows.map(({ published_time, release_time, ...row }) => ({
    ...row,
    publishedTime: published_time.toISOString(),
    releaseTime: release_time?.toISOString() ?? null,
  }))
}

/** Periods in which the parts of a series do not sum up to it: the sum, the whole, and how many parts there are. */
export function readUnequalSums(
  db: Queryable,
  whole: string,
  periods: readonly string[],
): Promise<Array<{ period: string; whole: number; sum: number; parts: number }>> {
  return db.query(sql`WITH newest AS (SELECT DISTINCT ON (v.series, v.period) v.series, v.period, v.value FROM data.series_value v
      JOIN data.series s ON s.code = v.series WHERE (s.part_of = ${whole} OR s.code = ${whole})
        AND v.period = ANY(${periods as string[]}) ORDER BY v.series, v.period, v.vintage DESC),
    parts AS (SELECT period, sum(value) AS sum, count(*)::int AS parts FROM newest WHERE series <> ${whole} GROUP BY period)
    SELECT p.period, n.value AS whole, p.sum, p.parts FROM parts p JOIN newest n ON n.series = ${whole} AND n.period = p.period
    WHERE p.parts = (SELECT count(*) FROM data.series WHERE part_of = ${whole})
      AND abs(p.sum - n.value) > greatest(abs(n.value) * 0.001, 0.01) ORDER BY p.period`)
}
