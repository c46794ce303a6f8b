import { createHash } from 'node:crypto'
import type { SealedRun } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound, Problem } from '../../../kernel/problem.ts'
import { askRoom } from '../analysis/room.ts'
import type { DataParts } from '../data-parts.ts'
import { findVersionAt, type VersionRow } from '../tables/store.ts'
import { type Outcome, refused, release } from './outcome.ts'
import { preparedRows } from './prepare-rows.ts'
import { columnsOfProgram } from './program-rules.ts'
import { type Cell, columnsNamed, costOf, mostViolations, scanCode } from './rules.ts'
import { computeProgram } from './run-program.ts'
import * as store from './store.ts'

const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')
/** Rows an output may have; a table of aggregates is smaller. */
const mostRows = 1000
const roomMs = 60_000

/**
 * Runs code of a partner on the prepared data: scan, sealed room, inspection by rule, evidence. What passes waits for a
 * person; what does not is refused, kept and counted, and after several attempts the project is suspended.
 */
export async function runCode(
  parts: DataParts,
  principal: Principal,
  projectId: string,
  { code, language = 'sql' }: { code: string; language?: SealedRun['language'] },
): Promise<SealedRun> {
  const { db } = parts.kernel
  const project = await store.findProject(db, projectId)
  if (!project || project.user_id !== principal.userId) throw notFound('受控计算项目', projectId)
  if (project.state !== 'approved') throw conflict('not-approved', '项目未获批准或已暂停，不能运行代码。')
  const version = await findVersionAt(db, project.dataset_id, null)
  if (!version) throw new Problem('not-found', 'no-version', '该数据暂无内容。')
  const names = project.columns.map((column) => column.name)
  const words = language === 'sql' ? columnsNamed(code, names) : columnsOfProgram(code, names)
  const cost = costOf(words, await store.listAsked(db, project.id))
  if (project.spent + cost > project.budget)
    throw new Problem(
      ...(['limit-exceeded', 'budget'] as const),
      `查询预算不足：本次需 ${cost}（与以往查询重叠的另计），剩余 ${project.budget - project.spent}。`,
    )
  const outcome =
    language === 'sql'
      ? await compute(parts, project, version, code)
      : await computeProgram(parts, project, version, { code, words })
  return keep(parts, { project, version, code, language, words, cost, outcome, userName: principal.name })
}

async function compute(
  parts: DataParts,
  project: store.ProjectRow,
  version: VersionRow,
  code: string,
): Promise<Outcome> {
  const scan = scanCode(code)
  if (scan.refused) return refused(scan.refused, scan.isViolation)
  const select = preparedRows(parts, project, version)
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

function inspect(table: { columns: string[]; rows: Cell[][] }, code: string, minCell: number): Outcome {
  return release(table, dimensionsOf(table.columns, code), minCell)
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
  language: SealedRun['language']
  words: string[]
  cost: number
  outcome: Outcome
  userName: string
}

/** Writes the run with its evidence and charges the project. */
function keep(parts: DataParts, kept: Kept): Promise<SealedRun> {
  const { project, version, code, language, words, cost, outcome } = kept
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
        parameters: { minCell: project.min_cell, cost, language },
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
    if (isOver)
      await store.suspendPartner(tx, project.user_id, '同一合作方的另一项目多次尝试带出数据，已暂停')
    const row = await store.insertRun(tx, {
      ...{
        id,
        project_id: project.id,
        user_name: kept.userName,
        code,
        language,
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
