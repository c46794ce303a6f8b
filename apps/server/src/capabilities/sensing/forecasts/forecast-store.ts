import type { Page, SeriesForecast, SeriesForecastInput, SeriesForecastResult } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { HourMean } from './learn.ts'

export interface ForecastRow {
  id: string
  definition: SeriesForecastInput
  datastream_id: number
  thing_id: string
  open_firing: string | null
}

const columns = sql`f.id, f.definition, f.datastream_id::int AS datastream_id, f.thing_id, f.open_firing`

/** Keeps a new model; it is learnt at once, or from `firstTime` on. */
export async function insertForecast(
  db: Queryable,
  row: Omit<ForecastRow, 'open_firing'> & { createdBy: string; firstTime?: Date },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO sensing.forecast (id, title, datastream_id, thing_id, definition, created_time, created_by, next_time)
    VALUES (${row.id}, ${row.definition.title}, ${row.datastream_id}, ${row.thing_id}, ${JSON.stringify(row.definition)},
      ${now}, ${row.createdBy}, ${row.firstTime ?? now})`)
}

export function takeForecast(
  tx: Transaction,
  which: { id: string } | { due: Date },
): Promise<ForecastRow | undefined> {
  return 'id' in which
    ? tx.first<ForecastRow>(
        sql`SELECT ${columns} FROM sensing.forecast f WHERE f.id = ${which.id} FOR UPDATE`,
      )
    : tx.first<ForecastRow>(sql`SELECT ${columns} FROM sensing.forecast f WHERE f.next_time <= ${which.due}
        ORDER BY f.next_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

export async function saveResult(
  tx: Transaction,
  id: string,
  result: SeriesForecastResult,
  openFiring: string | null,
  next: Date,
): Promise<void> {
  await tx.query(sql`UPDATE sensing.forecast SET result = ${JSON.stringify(result)}, open_firing = ${openFiring},
    next_time = ${next} WHERE id = ${id}`)
}

export async function deleteForecast(db: Queryable, id: string): Promise<void> {
  await db.query(sql`DELETE FROM sensing.forecast WHERE id = ${id}`)
}

type View = {
  id: string
  definition: SeriesForecastInput
  thingId: string
  thingName: string
  result: SeriesForecastResult | null
} & {
  createdTime: Date
  createdBy: string
  nextTime: Date
  warns: boolean
}

/** What a datastream is called and measured in. */
export type Describe = (datastreamId: number) => { property: string; unit: string }

export async function listForecasts(
  db: Queryable,
  filter: { id?: string; search?: string; limit?: number; offset?: number },
  scope: Scope,
  describe: Describe,
): Promise<Page<SeriesForecast>> {
  const like = `%${filter.search ?? ''}%`
  const from = sql`FROM sensing.forecast f JOIN sensing.thing t ON t.id = f.thing_id
    WHERE ${inScope('t.division_code', scope)} ${filter.id ? sql`AND f.id = ${filter.id}` : empty}
    ${filter.search ? sql`AND (f.title ILIKE ${like} OR t.name ILIKE ${like})` : empty}`
  const rows =
    await db.query<View>(sql`SELECT f.id, f.definition, f.thing_id AS "thingId", t.name AS "thingName", f.result,
      f.created_time AS "createdTime", f.created_by AS "createdBy", f.next_time AS "nextTime",
      f.open_firing IS NOT NULL AS warns
    ${from} ORDER BY f.title, f.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  const items = rows.map(({ definition, createdTime, nextTime, ...row }) => ({
    ...definition,
    ...row,
    ...describe(definition.datastreamId),
    createdTime: createdTime.toISOString(),
    nextTime: nextTime.toISOString(),
  }))
  return { items, total: count?.n ?? 0 }
}

/** Hourly means of a datastream, from the sums kept by the hour. */
export async function readHourMeans(db: Queryable, datastreamId: number, from: Date): Promise<HourMean[]> {
  const rows = await db.query<{ time: Date; value: number }>(sql`SELECT time, sum / usable AS value
    FROM sensing.rollup_hour WHERE datastream_id = ${datastreamId} AND time >= ${from} AND usable > 0 ORDER BY time`)
  return rows.map(({ time, value }) => ({ timeMs: time.getTime(), value }))
}
