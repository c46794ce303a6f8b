import type {
  ModelFinding,
  ModelPoint,
  ModelTest,
  Page,
  WarningModel,
  WarningModelSettings,
} from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { WarningRow } from '../warnings/store.ts'
import { limitsOf, methodOf } from './rules.ts'

export interface ModelRow {
  id: string
  settings: WarningModelSettings
  state: WarningModel['state']
  series_title: string
  unit: string
  division_code: string | null
  test: ModelTest | null
  found: ModelFinding | null
  run_time: Date | null
  by_name: string
  changed_time: Date
}

export function toModel(row: ModelRow): WarningModel {
  const { occurrences: _, alarms: __, ...test } = row.test ?? ({} as ModelTest)
  return {
    ...{ id: row.id, settings: row.settings, state: row.state, seriesTitle: row.series_title },
    ...{ unit: row.unit, divisionCode: row.division_code, method: methodOf(row.settings) },
    ...{ limits: limitsOf(row.settings), test: row.test && test, found: row.found },
    ...{ runTime: row.run_time?.toISOString() ?? null, byName: row.by_name },
    changedTime: row.changed_time.toISOString(),
  }
}

const columns = sql`id, settings, state, series_title, unit, division_code, test, found, run_time, by_name, changed_time`

export async function listModels(
  db: Queryable,
  { limit = 50, offset = 0, search }: { limit?: number; offset?: number; search?: string },
  scope: Scope,
): Promise<Page<ModelRow>> {
  const words = `%${search ?? ''}%`
  const where = sql`WHERE ${inScope('division_code', scope)}
    ${search ? sql`AND (settings ->> 'name' ILIKE ${words} OR series_title ILIKE ${words})` : empty}`
  const items = await db.query<ModelRow>(sql`SELECT ${columns} FROM events.warning_model ${where}
    ORDER BY changed_time DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM events.warning_model ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export function findModel(
  db: Queryable,
  id: string,
  { scope, lock = false }: { scope: Scope; lock?: boolean },
): Promise<ModelRow | undefined> {
  return db.first<ModelRow>(sql`SELECT ${columns} FROM events.warning_model
    WHERE id = ${id} AND ${inScope('division_code', scope)} ${lock ? sql`FOR UPDATE` : empty}`)
}

export type NewModel = Pick<
  ModelRow,
  'id' | 'settings' | 'series_title' | 'unit' | 'division_code' | 'by_name'
>

/** Writes a model, or other settings of one: it is a draft without a test again. */
export async function saveModel(tx: Queryable, one: NewModel, now: Date): Promise<ModelRow> {
  return (await tx.first<ModelRow>(sql`INSERT INTO events.warning_model
      (id, settings, state, series_title, unit, division_code, by_name, changed_time)
    VALUES (${one.id}, ${JSON.stringify(one.settings)}, 'draft', ${one.series_title}, ${one.unit},
      ${one.division_code}, ${one.by_name}, ${now})
    ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, state = 'draft', series_title = excluded.series_title,
      unit = excluded.unit, division_code = excluded.division_code, test = NULL, points = NULL, found = NULL,
      run_time = NULL, by_name = excluded.by_name, changed_time = excluded.changed_time
    RETURNING ${columns}`)) as ModelRow
}

export async function writeTest(
  tx: Queryable,
  id: string,
  test: ModelTest,
  points: readonly ModelPoint[],
): Promise<void> {
  await tx.query(sql`UPDATE events.warning_model SET test = ${JSON.stringify(test)}, points = ${JSON.stringify(points)}
    WHERE id = ${id}`)
}

export async function readPoints(db: Queryable, id: string): Promise<ModelPoint[]> {
  const row = await db.first<{ points: ModelPoint[] | null }>(
    sql`SELECT points FROM events.warning_model WHERE id = ${id}`,
  )
  return row?.points ?? []
}

export async function setState(tx: Queryable, id: string, state: ModelRow['state']): Promise<ModelRow> {
  return (await tx.first<ModelRow>(sql`UPDATE events.warning_model SET state = ${state} WHERE id = ${id}
    RETURNING ${columns}`)) as ModelRow
}

export async function writeFound(tx: Queryable, id: string, found: ModelFinding, now: Date): Promise<void> {
  await tx.query(sql`UPDATE events.warning_model SET found = ${JSON.stringify(found)}, run_time = ${now}
    WHERE id = ${id}`)
}

/** A model at work that has not been run since an instant; locked. */
export function takeDueModel(tx: Transaction, before: Date): Promise<ModelRow | undefined> {
  return tx.first<ModelRow>(sql`SELECT ${columns} FROM events.warning_model
    WHERE state = 'active' AND (run_time IS NULL OR run_time < ${before})
    ORDER BY run_time NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED`)
}

/** Warnings a model drafted, newest first; those still in work or in force when `open`. */
export function listWarningsOf(
  db: Queryable,
  modelId: string,
  { open = false }: { open?: boolean } = {},
): Promise<WarningRow[]> {
  return db.query<WarningRow>(sql`SELECT * FROM events.warning
    WHERE evidence ? 'modelId' AND evidence ->> 'modelId' = ${modelId}
      ${open ? sql`AND state IN ('draft', 'issued', 'expired')` : empty}
    ORDER BY drafted_time DESC, id DESC LIMIT 20`)
}

/** When events of a type were raised in a division, oldest first. */
export async function listRaised(
  db: Queryable,
  type: string,
  { division, from, to }: { division: string | null; from: Date; to: Date },
): Promise<Date[]> {
  const inside = division
    ? sql`AND ${inScope('division_code', { divisions: [division], everything: false })}`
    : empty
  const rows = await db.query<{ at: Date }>(sql`SELECT raised_time AS at FROM events.event
    WHERE type = ${type} AND raised_time >= ${from} AND raised_time < ${to}
      AND state NOT IN ('dismissed', 'merged') ${inside} ORDER BY raised_time`)
  return rows.map((row) => row.at)
}
