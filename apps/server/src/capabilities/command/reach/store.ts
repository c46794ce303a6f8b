import type { Page, ReachRun } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

const head = sql`id, kind, title, division_code AS division, division_name AS "divisionName", input, method, limits,
  data_time AS "dataTime", by_name AS "byName", time`

type Row = Omit<ReachRun, 'result' | 'dataTime' | 'time'> & { dataTime: Date | null; time: Date }

const inWords = <T extends Row>(row: T) => ({
  ...row,
  dataTime: row.dataTime?.toISOString() ?? null,
  time: row.time.toISOString(),
})

export async function insertRun(db: Queryable, run: ReachRun): Promise<void> {
  await db.query(sql`INSERT INTO command.reach_run (id, kind, title, division_code, division_name, input, result, method,
      limits, data_time, by_name, time)
    VALUES (${run.id}, ${run.kind}, ${run.title}, ${run.division}, ${run.divisionName}, ${JSON.stringify(run.input)},
      ${JSON.stringify(run.result)}, ${run.method}, ${run.limits}, ${run.dataTime}, ${run.byName}, ${run.time})`)
}

export async function listRuns(
  db: Queryable,
  query: { kind?: string; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Omit<ReachRun, 'result'>>> {
  const { kind, search, limit = 50, offset = 0 } = query
  const where = sql`WHERE ${inScope('division_code', scope)} ${kind ? sql`AND kind = ${kind}` : empty}
    ${search ? sql`AND title ILIKE ${`%${search}%`}` : empty}`
  const rows = await db.query<Row>(sql`SELECT ${head} FROM command.reach_run ${where}
    ORDER BY time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.reach_run ${where}`)
  return { items: rows.map(inWords), total: count?.n ?? 0 }
}

export async function findRun(db: Queryable, id: string, scope: Scope): Promise<ReachRun | undefined> {
  const row = await db.first<Row & Pick<ReachRun, 'result'>>(sql`SELECT ${head}, result FROM command.reach_run
    WHERE id = ${id} AND ${inScope('division_code', scope)}`)
  return row && inWords(row)
}
