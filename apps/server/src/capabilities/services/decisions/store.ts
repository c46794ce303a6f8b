import type { DecisionModel, DecisionNode, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

interface Row {
  id: string
  name: string
  inputs: { name: string; type: string | null }[]
  decisions: DecisionNode[]
  imported_time: Date
}

const toModel = ({ imported_time, ...row }: Row): DecisionModel => ({
  ...row,
  importedTime: imported_time.toISOString(),
})

export async function insertModel(db: Queryable, model: DecisionModel): Promise<void> {
  await db.query(sql`INSERT INTO services.decision_model (id, name, inputs, decisions, imported_time)
    VALUES (${model.id}, ${model.name}, ${JSON.stringify(model.inputs)}, ${JSON.stringify(model.decisions)},
      ${model.importedTime})`)
}

export async function findModel(db: Queryable, id: string): Promise<DecisionModel | undefined> {
  const row = await db.first<Row>(
    sql`SELECT id, name, inputs, decisions, imported_time FROM services.decision_model WHERE id = ${id}`,
  )
  return row && toModel(row)
}

export async function listModels(
  db: Queryable,
  { search, limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number },
): Promise<Page<DecisionModel>> {
  const where = search ? sql`WHERE name ILIKE ${`%${search}%`}` : empty
  const [rows, count] = await Promise.all([
    db.query<Row>(sql`SELECT id, name, inputs, decisions, imported_time FROM services.decision_model ${where}
      ORDER BY imported_time DESC, id LIMIT ${limit} OFFSET ${offset}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM services.decision_model ${where}`),
  ])
  return { items: rows.map(toModel), total: count?.n ?? 0 }
}
