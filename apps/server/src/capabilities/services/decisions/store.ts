import type { DecisionModel, DecisionNode, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

interface Row {
  id: string
  name: string
  inputs: { name: string; type: string | null }[]
  decisions: DecisionNode[]
  imported_time: Date
  retired_time: Date | null
  replaced_by: string | null
}

const columns = sql`id, name, inputs, decisions, imported_time, retired_time, replaced_by`

const toModel = ({ imported_time, retired_time, replaced_by, ...row }: Row): DecisionModel => ({
  ...row,
  importedTime: imported_time.toISOString(),
  retiredTime: retired_time?.toISOString() ?? null,
  replacedById: replaced_by,
})

export async function insertModel(
  db: Queryable,
  model: Omit<DecisionModel, 'retiredTime' | 'replacedById'>,
): Promise<void> {
  await db.query(sql`INSERT INTO services.decision_model (id, name, inputs, decisions, imported_time)
    VALUES (${model.id}, ${model.name}, ${JSON.stringify(model.inputs)}, ${JSON.stringify(model.decisions)},
      ${model.importedTime})`)
}

/** Takes a model out of use, once; tells whether it was in use. */
export async function retireModel(
  db: Queryable,
  id: string,
  { by, now }: { by: string | null; now: Date },
): Promise<boolean> {
  const rows =
    await db.query(sql`UPDATE services.decision_model SET retired_time = ${now}, replaced_by = ${by}
    WHERE id = ${id} AND retired_time IS NULL RETURNING id`)
  return rows.length > 0
}

export async function findModel(db: Queryable, id: string): Promise<DecisionModel | undefined> {
  const row = await db.first<Row>(sql`SELECT ${columns} FROM services.decision_model WHERE id = ${id}`)
  return row && toModel(row)
}

export async function listModels(
  db: Queryable,
  {
    search,
    state,
    limit = 50,
    offset = 0,
  }: { search?: string; state?: string; limit?: number; offset?: number },
): Promise<Page<DecisionModel>> {
  const where = sql`WHERE TRUE ${search ? sql`AND name ILIKE ${`%${search}%`}` : empty}
    ${state ? sql`AND (retired_time IS NULL) = ${state === 'current'}` : empty}`
  const [rows, count] = await Promise.all([
    db.query<Row>(sql`SELECT ${columns} FROM services.decision_model ${where}
      ORDER BY retired_time IS NOT NULL, imported_time DESC, id LIMIT ${limit} OFFSET ${offset}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.decision_model ${where}`),
  ])
  return { items: rows.map(toModel), total: count?.n ?? 0 }
}
