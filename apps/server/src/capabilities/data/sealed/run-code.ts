import { createHash } from 'node:crypto'
import type { SealedRun } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound, Problem } from '../../../kernel/problem.ts'
import { askRoom } from '../analysis/room.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { findVersionAt, type VersionRow } from '../tables/store.ts'
import { type Cell, columnsNamed, costOf, mostViolations, scanCode, suppress } from './rules.ts'
import * as store from './store.ts'

const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')
/** Rows an output may have; a table of aggregates is smaller. */
const mostRows = 1000
const roomMs = 60_000

interface Outcome {
  readonly state: SealedRun['state']
  readonly reason: string | null
  readonly output: SealedRun['output']
  readonly suppressed: number
  readonly isViolation: boolean
}

const refused = (reason: string, isViolation = false): Outcome => ({
  ...{ state: 'refused', reason, output: null, suppressed: 0, isViolation },
})

/**
 * Runs code of a partner on the prepared data: scan, sealed room, inspection by rule, evidence. What passes waits for a
 * person; what does not is refused, kept and counted, and after several attempts the project is suspended.
 */
export async function runCode(
  parts: DataParts,
  principal: Principal,
  projectId: string,
  code: string,
): Promise<SealedRun> {
  const { db } = parts.kernel
  const project = await store.findProject(db, projectId)
  if (!project || project.user_id !== principal.userId) throw notFound('受控计算项目', projectId)
  if (project.state !== 'approved') throw conflict('not-approved', '项目未获批准或已暂停，不能运行代码。')
  const version = await findVersionAt(db, project.dataset_id, null)
  if (!version) throw new Problem('not-found', 'no-version', '该数据暂无内容。')
  const words = columnsNamed(
    code,
    project.columns.map((column) => column.name),
  )
  const cost = costOf(words, await store.listAsked(db, project.id))
  if (project.spent + cost > project.budget)
    throw new Problem(
      ...(['limit-exceeded', 'budget'] as const),
      `查询预算不足：本次需 ${cost}（与以往查询重叠的另计），剩余 ${project.budget - project.spent}。`,
    )
  const outcome = await compute(parts, project, version, code)
  return keep(parts, { project, version, code, words, cost, outcome, userName: principal.name })
}

async function compute(
  parts: DataParts,
  project: store.ProjectRow,
  version: VersionRow,
  code: string,
): Promise<Outcome> {
  const scan = scanCode(code)
  if (scan.refused) return refused(scan.refused, scan.isViolation)
  const list = project.columns.map(
    (field) => `${maskedColumn(field, field.shown, parts.tokenKey)} AS ${quoteName(field.name)}`,
  )
  const select = `SELECT ${list.join(', ')} FROM ${tableOf(parts.kernel, version)}`
  let answer: Awaited<ReturnType<typeof askRoom>>
  try {
    answer = await askRoom(code.replace(/;\s*$/, ''), [{ name: project.dataset_name, select }], {
      ...{ limit: mostRows, timeoutMs: roomMs, memory: '256MB' },
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return refused(error.message, error.code === 'query-outside')
  }
  const names = answer.columns.map((column) => column.name)
  if (!scan.isCounted || !names.includes('n') || answer.isCut)
    return refused('含明细数据：结果须为汇总，每行须有 count(*) AS n，且不超过 1000 行', true)
  return inspect({ columns: names, rows: answer.rows }, code, project.min_cell)
}

/** What the rules let out: cells large enough, with what would give the small ones away hidden too. */
function inspect(table: { columns: string[]; rows: Cell[][] }, code: string, minCell: number): Outcome {
  const dimensions = dimensionsOf(table.columns, code)
  const { table: out, hidden } = suppress(table, dimensions, minCell)
  if (table.rows.length > 0 && table.rows.every((row) => Number(row[table.columns.indexOf('n')]) < 2))
    return refused('含明细数据：每个结果行只对应一条记录', true)
  const output = { columns: [...out.columns], rows: out.rows.map((row) => [...row]) }
  return { state: 'held', reason: null, output, suppressed: hidden, isViolation: false }
}

/** The columns of an answer that are no aggregates: what stands in the SELECT without one of their functions. */
function dimensionsOf(columns: readonly string[], code: string): string[] {
  const list = /\bselect\b([\s\S]*?)\bfrom\b/i.exec(code)?.[1] ?? ''
  const items = splitList(list)
  return columns.filter(
    (_, i) => !/\b(count|sum|avg|mean|median|stddev|stddev_samp|var_samp|corr)\s*\(/i.test(items[i] ?? ''),
  )
}

function splitList(list: string): string[] {
  const items = ['']
  let depth = 0
  for (const letter of list) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter === ',' && depth === 0) items.push('')
    else items[items.length - 1] += letter
  }
  return items
}

interface Kept {
  project: store.ProjectRow
  version: VersionRow
  code: string
  words: string[]
  cost: number
  outcome: Outcome
  userName: string
}

/** Writes the run with its evidence and charges the project. */
function keep(parts: DataParts, kept: Kept): Promise<SealedRun> {
  const { project, version, code, words, cost, outcome } = kept
  const id = newId()
  const codeHash = sm3(code)
  const outputHash = outcome.output ? sm3(JSON.stringify(outcome.output)) : null
  return parts.kernel.db.transaction(async (tx) => {
    const now = (await store.findProject(tx, project.id, { lock: true })) as store.ProjectRow
    const ledgerId = await parts.ledger.append(tx, {
      kind: 'data.sealed-run',
      subjectId: id,
      payload: {
        ...{
          projectId: project.id,
          codeHash,
          datasetId: project.dataset_id,
          versionId: version.id,
          versionSm3: version.sm3,
        },
        parameters: { minCell: project.min_cell, cost },
        ...{ outputHash, outcome: outcome.state, reason: outcome.reason },
      },
    })
    const violations = now.violations + (outcome.isViolation ? 1 : 0)
    const isOver = violations >= mostViolations
    await store.updateProject(tx, project.id, {
      ...now,
      ...{ spent: now.spent + (outcome.state === 'held' ? cost : 0), violations },
      state: isOver ? 'suspended' : now.state,
      reason: isOver ? `多次尝试带出数据（${violations} 次），已暂停` : now.reason,
    })
    const row = await store.insertRun(tx, {
      ...{
        id,
        project_id: project.id,
        user_name: kept.userName,
        code,
        code_hash: codeHash,
        version_id: version.id,
      },
      ...{ output: outcome.output, output_hash: outputHash, ledger_id: ledgerId, state: outcome.state },
      ...{
        reason: outcome.reason,
        cost,
        suppressed: outcome.suppressed,
        words,
        time: parts.kernel.clock.now(),
      },
    })
    return store.toRun(row, false)
  })
}

/** Rows nobody lives behind: of the same columns, with numbers and days from the range most rows lie in. */
export async function makeSample(
  parts: DataParts,
  project: store.ProjectRow,
): Promise<Record<string, unknown>[]> {
  const version = await findVersionAt(parts.kernel.db, project.dataset_id, null)
  if (!version) return []
  const ranges = new Map<string, [number, number]>()
  for (const { name, type, shown } of project.columns) {
    if ((type !== 'integer' && type !== 'number') || shown === 'token') continue
    const column = `TRY_CAST(${quoteName(name)} AS DOUBLE)`
    const [row] = await parts.kernel.lake.query<{ low: number | null; high: number | null }>(
      `SELECT quantile_cont(${column}, 0.1) AS low, quantile_cont(${column}, 0.9) AS high FROM ${tableOf(parts.kernel, version)}`,
    )
    ranges.set(name, [row?.low ?? 0, row?.high ?? 100])
  }
  return Array.from({ length: 20 }, (_, i) =>
    Object.fromEntries(
      project.columns.map(({ name, title, type }) => {
        const [low, high] = ranges.get(name) ?? [0, 100]
        const value = low + ((high - low) * ((i * 7) % 20)) / 19
        if (type === 'integer') return [name, Math.round(value)]
        if (type === 'number') return [name, Math.round(value * 100) / 100]
        if (type === 'boolean') return [name, i % 2 === 0]
        if (type === 'date') return [name, `2024-${String((i % 12) + 1).padStart(2, '0')}-15`]
        if (type === 'time') return [name, `2024-06-${String(i + 1).padStart(2, '0')}T00:00:00Z`]
        return [name, `${title}样例${(i % 5) + 1}`]
      }),
    ),
  )
}
