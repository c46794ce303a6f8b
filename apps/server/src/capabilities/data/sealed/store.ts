import type { DatasetField, MaskKind, Page, SealedProject, SealedRun } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface ProjectRow {
  id: string
  user_id: string
  user_name: string
  title: string
  purpose: string
  team: string[]
  plan: string
  dataset_id: string
  dataset_name: string
  columns: Array<DatasetField & { shown: MaskKind }>
  state: SealedProject['state']
  reason: string | null
  min_cell: number
  budget: number
  spent: number
  violations: number
  created_time: Date
}

const columns = sql`p.id, p.user_id, p.user_name, p.title, p.purpose, p.team, p.plan, p.dataset_id, d.name AS dataset_name,
  p.columns, p.state, p.reason, p.min_cell, p.budget, p.spent, p.violations, p.created_time`
const tables = sql`data.sealed_project p JOIN data.dataset d ON d.id = p.dataset_id`

export function toProject(row: ProjectRow): SealedProject {
  return {
    ...{ id: row.id, title: row.title, purpose: row.purpose, team: row.team, plan: row.plan },
    ...{ datasetId: row.dataset_id, datasetName: row.dataset_name, columns: row.columns, state: row.state },
    ...{ reason: row.reason, minCell: row.min_cell, budget: row.budget, spent: row.spent },
    ...{
      violations: row.violations,
      userId: row.user_id,
      userName: row.user_name,
      createdTime: row.created_time.toISOString(),
    },
  }
}

export type NewProject = Omit<ProjectRow, 'dataset_name' | 'spent' | 'violations' | 'reason' | 'state'>

export async function insertProject(db: Queryable, p: NewProject): Promise<ProjectRow> {
  await db.query(sql`INSERT INTO data.sealed_project (id, user_id, user_name, title, purpose, team, plan, dataset_id, columns,
      state, min_cell, budget, created_time)
    VALUES (${p.id}, ${p.user_id}, ${p.user_name}, ${p.title}, ${p.purpose}, ${p.team}, ${p.plan}, ${p.dataset_id},
      ${JSON.stringify(p.columns)}, 'asked', ${p.min_cell}, ${p.budget}, ${p.created_time})`)
  return (await findProject(db, p.id)) as ProjectRow
}

export function findProject(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ProjectRow | undefined> {
  return db.first<ProjectRow>(
    sql`SELECT ${columns} FROM ${tables} WHERE p.id = ${id} ${options.lock ? sql`FOR UPDATE OF p` : empty}`,
  )
}

/** Projects of a person, or of everybody for who decides on them. */
export async function listProjects(
  db: Queryable,
  of: { userId: string } | 'everybody',
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<ProjectRow>> {
  const where = sql`WHERE ${of === 'everybody' ? sql`TRUE` : sql`p.user_id = ${of.userId}`}
    ${ask.search ? sql`AND strpos(p.title || d.name, ${ask.search}) > 0` : empty}`
  const [items, count] = await Promise.all([
    db.query<ProjectRow>(sql`SELECT ${columns} FROM ${tables} ${where} ORDER BY p.created_time DESC, p.id
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function updateProject(
  db: Queryable,
  id: string,
  p: Pick<ProjectRow, 'state' | 'reason' | 'min_cell' | 'budget' | 'spent' | 'violations'>,
): Promise<ProjectRow> {
  await db.query(sql`UPDATE data.sealed_project SET state = ${p.state}, reason = ${p.reason}, min_cell = ${p.min_cell},
    budget = ${p.budget}, spent = ${p.spent}, violations = ${p.violations} WHERE id = ${id}`)
  return (await findProject(db, id)) as ProjectRow
}

export interface RunRow {
  id: string
  project_id: string
  user_name: string
  code: string
  language: SealedRun['language']
  code_hash: string
  version_id: string
  output: SealedRun['output']
  output_hash: string | null
  ledger_id: string | null
  state: SealedRun['state']
  reason: string | null
  cost: number
  suppressed: number
  words: string[]
  time: Date
}

/** A run as somebody sees it: before its release only who inspects sees the output. */
export function toRun(row: RunRow, mayInspect: boolean): SealedRun {
  const isShown = row.state === 'released' || (mayInspect && row.state === 'held')
  return {
    ...{
      id: row.id,
      projectId: row.project_id,
      code: row.code,
      language: row.language,
      codeHash: row.code_hash,
      versionId: row.version_id,
    },
    ...{ outputHash: row.output_hash, ledgerId: row.ledger_id, state: row.state, reason: row.reason },
    ...{ cost: row.cost, suppressed: row.suppressed, output: isShown ? row.output : null },
    ...{ userName: row.user_name, time: row.time.toISOString() },
  }
}

const runColumns = sql`r.id, r.project_id, r.user_name, r.code, r.language, r.code_hash, r.version_id, r.output, r.output_hash, r.ledger_id,
  r.state, r.reason, r.cost, r.suppressed, r.words, r.time`

export async function insertRun(db: Queryable, r: RunRow): Promise<RunRow> {
  return (await db.first<RunRow>(sql`INSERT INTO data.sealed_run AS r (id, project_id, user_name, code, language, code_hash, version_id,
      output, output_hash, ledger_id, state, reason, cost, suppressed, words, time)
    VALUES (${r.id}, ${r.project_id}, ${r.user_name}, ${r.code}, ${r.language}, ${r.code_hash}, ${r.version_id},
      ${r.output ? JSON.stringify(r.output) : null}, ${r.output_hash}, ${r.ledger_id}, ${r.state}, ${r.reason}, ${r.cost},
      ${r.suppressed}, ${r.words}, ${r.time}) RETURNING ${runColumns}`)) as RunRow
}

export function findRun(db: Queryable, id: string): Promise<RunRow | undefined> {
  return db.first<RunRow>(sql`SELECT ${runColumns} FROM data.sealed_run r WHERE r.id = ${id} FOR UPDATE`)
}

export async function setRunState(
  db: Queryable,
  id: string,
  state: SealedRun['state'],
  reason: string | null,
): Promise<RunRow> {
  return (await db.first<RunRow>(
    sql`UPDATE data.sealed_run AS r SET state = ${state}, reason = ${reason} WHERE r.id = ${id} RETURNING ${runColumns}`,
  )) as RunRow
}

export async function listRuns(
  db: Queryable,
  projectId: string,
  ask: { limit?: number; offset?: number },
): Promise<Page<RunRow>> {
  const [items, count] = await Promise.all([
    db.query<RunRow>(sql`SELECT ${runColumns} FROM data.sealed_run r WHERE r.project_id = ${projectId}
      ORDER BY r.time DESC, r.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM data.sealed_run WHERE project_id = ${projectId}`,
    ),
  ])
  return { items, total: count?.n ?? 0 }
}

/** The columns every answered query of a project named. */
export async function listAsked(db: Queryable, projectId: string): Promise<string[][]> {
  const rows = await db.query<{ words: string[] }>(
    sql`SELECT words FROM data.sealed_run WHERE project_id = ${projectId} AND state IN ('held', 'released')`,
  )
  return rows.map((row) => row.words)
}

/** Stops every approved project of a partner. */
export async function suspendPartner(tx: Queryable, userId: string, reason: string): Promise<void> {
  await tx.query(sql`UPDATE data.sealed_project SET state = 'suspended', reason = ${reason}
    WHERE user_id = ${userId} AND state = 'approved'`)
}

/** Whether somebody tried to take data out and was not let in again. */
export async function isSuspended(db: Queryable, userId: string): Promise<boolean> {
  const row = await db.first(
    sql`SELECT 1 AS one FROM data.sealed_project WHERE user_id = ${userId} AND state = 'suspended' LIMIT 1`,
  )
  return row !== undefined
}
