import type { SimulationRun } from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { type Actor, type CommandParts, iso, tell } from '../parts.ts'
import type { Travel } from '../resources/travel.ts'
import { simulationModels } from './models.ts'
import { runners } from './run-models.ts'

interface RunRow {
  id: string
  model: string
  title: string
  parameters: Record<string, unknown>
  seed: number
  state: SimulationRun['state']
  progress: number
  measures: Record<string, number> | null
  result: Record<string, unknown> | null
  digest: string | null
  by_name: string
  time: Date
  done_time: Date | null
}

export function toRun(row: RunRow): SimulationRun {
  const limits = simulationModels.find((one) => one.id === row.model)?.limits ?? ''
  const { id, model, title, parameters, seed, state, progress, measures, result, digest } = row
  return {
    ...{ id, model, title, parameters, seed, state, progress, measures, result, digest, limits },
    ...{ byName: row.by_name, time: row.time.toISOString(), doneTime: iso(row.done_time) },
  }
}

export async function insertRun(
  tx: Queryable,
  one: { model: string; title: string; parameters: Record<string, unknown>; seed: number; by: Actor },
  now: Date,
): Promise<RunRow> {
  return (await tx.first<RunRow>(sql`INSERT INTO command.simulation (id, model, title, parameters, seed, state, by_id, by_name, time)
    VALUES (${newId()}, ${one.model}, ${one.title}, ${JSON.stringify(one.parameters)}, ${one.seed}, 'queued',
      ${one.by.userId}, ${one.by.name}, ${now}) RETURNING *`)) as RunRow
}

/** Runs without their results, newest first. */
export function listRuns(db: Queryable, model?: string): Promise<RunRow[]> {
  return db.query<RunRow>(sql`SELECT id, model, title, parameters, seed, state, progress, measures, NULL::jsonb AS result,
      digest, by_name, time, done_time FROM command.simulation ${model ? sql`WHERE model = ${model}` : empty}
    ORDER BY time DESC LIMIT 100`)
}

export function findRun(db: Queryable, id: string): Promise<RunRow | undefined> {
  return db.first<RunRow>(sql`SELECT * FROM command.simulation WHERE id = ${id}`)
}

export function cancelRun(tx: Queryable, id: string, now: Date): Promise<RunRow | undefined> {
  return tx.first<RunRow>(sql`UPDATE command.simulation SET state = 'cancelled', done_time = ${now}
    WHERE id = ${id} AND state IN ('queued', 'running') RETURNING *`)
}

class Cancelled extends Error {}

/** A run nobody has heard of for so long was left by a process that died. */
const silentMs = 60_000

/** Takes the next run that waits; false when there is none. */
export async function runNext(parts: CommandParts, travel: Travel): Promise<boolean> {
  const { kernel } = parts
  const now = kernel.clock.now()
  const row =
    await kernel.db.first<RunRow>(sql`UPDATE command.simulation SET state = 'running', taken_time = ${now}
    WHERE id = (SELECT id FROM command.simulation WHERE state = 'queued'
        OR (state = 'running' AND taken_time < ${new Date(now.getTime() - silentMs)})
      ORDER BY time LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *`)
  if (!row) return false
  try {
    await finish(parts, row, await carryOut(parts, travel, row))
  } catch (error) {
    if (error instanceof Cancelled) return true
    kernel.log.warn({ error: (error as Error).message, run: row.id }, 'a simulation failed')
    await kernel.db.query(sql`UPDATE command.simulation SET state = 'failed', done_time = ${kernel.clock.now()}
      WHERE id = ${row.id} AND state = 'running'`)
  }
  return true
}

function carryOut(parts: CommandParts, travel: Travel, row: RunRow) {
  const { kernel } = parts
  const progress = async (share: number) => {
    const going =
      await kernel.db.first(sql`UPDATE command.simulation SET progress = ${share}, taken_time = ${kernel.clock.now()}
      WHERE id = ${row.id} AND state = 'running' RETURNING id`)
    if (!going) throw new Cancelled()
    // Others have their turn between two steps.
    await new Promise((next) => setImmediate(next))
  }
  const run = runners[row.model]
  if (!run) throw new Error(`no model ${row.model}`)
  return run({ parts, travel, parameters: row.parameters, seed: row.seed, progress })
}

async function finish(
  parts: CommandParts,
  row: RunRow,
  outcome: { measures: object; result: object },
): Promise<void> {
  const { kernel } = parts
  const digest = sm3(JSON.stringify(outcome))
  await kernel.db.transaction(async (tx) => {
    await tx.query(sql`UPDATE command.simulation SET state = 'done', progress = 1, measures = ${JSON.stringify(outcome.measures)},
        result = ${JSON.stringify(outcome.result)}, digest = ${digest}, done_time = ${kernel.clock.now()}
      WHERE id = ${row.id} AND state = 'running'`)
    await tell(parts, tx, { kind: 'simulation', id: row.id })
  })
}
