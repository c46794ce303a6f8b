import type { DataGrade, QueryAnswer } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { roomTable, tablesOf, tokenSuffix, type UsableTable } from './access.ts'
import { askRoom, type RoomAnswer } from './room.ts'
import * as store from './store.ts'
import { wordsOf } from './words.ts'

const timeoutMs = 60_000
/** Computing an organisation may use a day, ms. */
const dailyMs = 3_600_000
const dayMs = 86_400_000
/** Rooms open at once in one process; each may use a quarter of a gigabyte. */
const rooms = 2
let open = 0

export interface QueryAsk {
  readonly sql: string
  readonly limit: number
  readonly signal?: AbortSignal
  /** The tables, where somebody else than the text of the query says so. */
  readonly tables?: readonly UsableTable[]
}

/** Runs a query with the caller’s rights, within the quota of the organisation, and notes it. */
export async function runQuery(parts: DataParts, principal: Principal, ask: QueryAsk): Promise<QueryAnswer> {
  const { db, clock } = parts.kernel
  const id = newId()
  const start = performance.now()
  let used: readonly UsableTable[] = []
  const log = (outcome: store.LoggedQuery['outcome'], rows: number) => {
    const ms = Math.round(performance.now() - start)
    const datasetIds = used.map((one) => one.dataset.id)
    return store.logQuery(db, principal, { id, sql: ask.sql, outcome, ms, rows, datasetIds }, clock.now())
  }
  try {
    used = ask.tables ?? (await tablesOf(parts, principal, ask.sql))
    const answer = await inRoom(parts, principal, used, ask)
    await log('done', answer.rows.length)
    return {
      ...{
        id,
        ...answer,
        ms: Math.round(performance.now() - start),
        grade: gradeOf(used, ask.tables ? null : ask.sql),
      },
      datasets: used.map(({ dataset }) => ({ id: dataset.id, name: dataset.name })),
    }
  } catch (error) {
    const isProblem = error instanceof Problem
    const isCancelled = isProblem && error.code === 'query-cancelled'
    await log(isCancelled ? 'cancelled' : isProblem ? 'refused' : 'failed', 0)
    throw error
  }
}

async function inRoom(
  parts: DataParts,
  principal: Principal,
  used: readonly UsableTable[],
  ask: QueryAsk,
): Promise<RoomAnswer> {
  const since = new Date(parts.kernel.clock.now().getTime() - dayMs)
  const spent = await store.readUsedMs(parts.kernel.db, principal.organisationId, since)
  if (spent >= dailyMs) throw new Problem('limit-exceeded', 'query-quota', '本单位今日的计算配额已用完。')
  if (open >= rooms) throw new Problem('limit-exceeded', 'query-busy', '正在运行的查询较多，请稍后再试。')
  open++
  try {
    const tables = []
    for (const one of used) {
      const table = await roomTable(parts, one, ask.tables ? null : ask.sql)
      if (table) tables.push(table)
    }
    return await askRoom(ask.sql, tables, {
      limit: ask.limit,
      timeoutMs,
      memory: '256MB',
      signal: ask.signal,
    })
  } finally {
    open--
  }
}

const grades: DataGrade[] = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core']

/**
 * What comes of restricted data is as restricted: the highest grade of the columns that were read, and of a table as a whole
 * where it has one. Ungraded counts as 一般4级.
 */
export function gradeOf(used: readonly UsableTable[], sql: string | null): DataGrade {
  const words = sql === null || sql.includes('*') ? null : wordsOf(sql)
  const isRead = (name: string) => !words || words.has(name) || words.has(`${name}${tokenSuffix}`)
  const all = used.flatMap(({ dataset, access }) => [
    ...(dataset.grade ? [dataset.grade] : []),
    ...dataset.fields
      .filter((field) => access.has(field.name) && isRead(field.name))
      .map((field) => field.grade ?? 'general-4'),
  ])
  const highest = Math.max(0, ...all.map((grade) => grades.indexOf(grade)))
  return grades[highest] as DataGrade
}
