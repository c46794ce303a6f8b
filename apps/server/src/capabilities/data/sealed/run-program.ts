import type { SealedTrial } from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import type { VersionRow } from '../tables/store.ts'
import { type Outcome, refused, release } from './outcome.ts'
import { makeSample, preparedRows } from './prepare-rows.ts'
import { askProgram, type ProgramAnswer } from './program-room.ts'
import { aggregate, drawHalves, isOfRowsAlone, type Pair, type Row, scanProgram } from './program-rules.ts'
import type * as store from './store.ts'

/** Rows a program is given; more do not fit its memory. */
const mostProgramRows = 100_000
const programMemory = 256 * 1024 * 1024
const programMs = 30_000

/** Runs a program over the rows of the columns it names. What it prints, and what it says when it fails, stays here. */
export async function computeProgram(
  parts: DataParts,
  project: store.ProjectRow,
  version: VersionRow,
  { code, words }: { code: string; words: readonly string[] },
): Promise<Outcome> {
  const scan = scanProgram(code)
  if (scan.refused) return refused(scan.refused, scan.isViolation)
  if (words.length === 0) return refused('程序没有用到任何信息项')
  if (version.rows > mostProgramRows)
    return refused(`程序最多处理 ${mostProgramRows} 行，该数据有 ${version.rows} 行；请用 SQL 汇总`)
  const rows = await parts.kernel.lake.query<Row>(preparedRows(parts, project, version, words))
  const plain: Row[] = JSON.parse(JSON.stringify(rows, plainNumber))
  const answer = await askTwice(code, plain, programMs)
  if (answer.printed.length > 0)
    return refused(`含明细数据：程序打印了 ${answer.printed.length} 行，打印只能在合成样例上使用`, true)
  if (answer.failure) return refused(failureText[answer.failure])
  if (!answer.isOfRowsAlone) return refused(carriesRows, true)
  const table = aggregate(code, plain, answer.pairs, project.min_cell)
  if (table.fault !== undefined) return refused(table.fault, table.isRaw)
  return release(table.table, table.dimensions, project.min_cell)
}

const carriesRows = '含明细数据：一行的单元和数值只能由该行自己决定，不能取自其他行'
const failureText = {
  time: `程序运行超过 ${programMs / 1000} 秒，已停止`,
  memory: '程序用的内存超过限额，已停止',
  error: '程序运行出错；请先在合成样例上试运行',
}

function plainNumber(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

/** Asks of all rows, then of each half of them drawn anew, and says whether a row alone decides what is said of it. */
async function askTwice(code: string, rows: readonly Row[], timeoutMs: number) {
  const halves = drawHalves(rows.length)
  const parts = [rows, ...halves.map((half) => half.map((at) => rows[at]))]
  const answer = await askProgram({
    ...{ code, memoryBytes: programMemory, timeoutMs },
    parts: parts.map((part) => JSON.stringify(part)),
  })
  const [pairs = [], ...again] = pairsOf(answer)
  return { ...answer, pairs, isOfRowsAlone: isOfRowsAlone(pairs, halves, again) }
}

function pairsOf({ answers = [] }: ProgramAnswer): Pair[][] {
  return answers.map((answer) => {
    const found: unknown = JSON.parse(answer)
    return Array.isArray(found) ? found.filter((one): one is Pair => Array.isArray(one)) : []
  })
}

/** Runs a program on made-up rows: here its author sees what it prints, how it fails and what it makes, of cells of any size. */
export async function tryProgram(
  parts: DataParts,
  project: store.ProjectRow,
  code: string,
): Promise<SealedTrial> {
  const none = { columns: [], rows: [] }
  const scan = scanProgram(code)
  if (scan.refused) return { fault: scan.refused, printed: [], output: none }
  const rows = await makeSample(parts, project)
  const answer = await askTwice(code, rows, 5_000)
  const printed = [...answer.printed]
  if (answer.failure) return { fault: answer.detail ?? failureText[answer.failure], printed, output: none }
  if (!answer.isOfRowsAlone) return { fault: carriesRows, printed, output: none }
  const made = aggregate(code, rows, answer.pairs, 1)
  if (made.fault !== undefined) return { fault: made.fault, printed, output: none }
  const { columns, rows: lines } = made.table
  return { fault: null, printed, output: { columns: [...columns], rows: lines.map((one) => [...one]) } }
}
