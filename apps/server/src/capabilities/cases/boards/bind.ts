import * as contract from '@civitas/contract'
import type { CaseBoard, CaseClass, LocalText } from '@civitas/domain-kit'
import { isInScope, type Principal, requireInScope, type Scope } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { percent } from '../centre/rules.ts'
import type { CasesParts } from '../publish-case.ts'
import * as store from './store.ts'

const dayMs = 86_400_000
const method =
  '按案件小类归入分领域，一个小类只在一个领域。立案、结案为统计期内的件数，在办与超时为现在的件数；按时率 = 期内按时结案（未重开）÷ 期内结案；用时为立案到结案的中位小时数。并入他案和作废的不计。'

interface Declared {
  board: CaseBoard
  types: string[]
  classes: readonly CaseClass[]
}

/** 分领域看板 (GOV-045): what the domains declare as sub-fields of their case types. */
export function bindBoards(parts: CasesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listCaseBoards, async (_, { principal }) => {
    const all = [...declaredBoards(parts).values()]
    const types = [...new Set(all.flatMap((one) => one.types))]
    const open = await store.countOpen(db, types, principal.scope)
    return all.map(({ board }) => ({
      ...{ id: board.id, title: board.title, classes: board.classes.length },
      open: board.classes.reduce((sum, code) => sum + (open.get(code) ?? 0), 0),
    }))
  })
  http.bind(contract.getCaseBoard, ({ params, query }, { principal }) =>
    getBoard(parts, params.id, query, principal),
  )
}

/** Boards by id; case types that declare the same one are looked at together. */
function declaredBoards({ domains }: CasesParts): Map<string, Declared> {
  const found = new Map<string, Declared>()
  for (const type of domains.list('caseTypes'))
    for (const board of type.boards ?? []) {
      const known = found.get(board.id)
      if (known) known.types.push(type.id)
      else found.set(board.id, { board, types: [type.id], classes: type.classes ?? [] })
    }
  return found
}

async function getBoard(
  parts: CasesParts,
  id: string,
  given: { division?: string; days?: number },
  { scope }: Principal,
): Promise<contract.CaseBoard> {
  const { territory, kernel } = parts
  const declared = declaredBoards(parts).get(id)
  if (!declared) throw notFound('分领域看板', id)
  const division = given.division ?? scope.divisions[0] ?? territory.cityCode() ?? ''
  if (!territory.findDivision(division)) throw invalid('/query/division', `没有区划 ${division}`)
  requireInScope(division, scope)
  const now = kernel.clock.now()
  const from = new Date(now.getTime() - (given.days ?? 14) * dayMs)
  const { board, types } = declared
  const query = { types, classes: board.classes, division, from, now }
  const children = childrenOf(parts, division, scope)
  const digits = children[0]?.code.length ?? division.length
  const [all, areas, classes, days, late] = await Promise.all([
    store.countBoard(kernel.db, { all: true }, query, scope),
    store.countBoard(kernel.db, { digits }, query, scope),
    store.countBoard(kernel.db, { class: true }, query, scope),
    store.countDays(kernel.db, query, scope),
    store.listLate(kernel.db, query, scope),
  ])
  const none = {
    key: null,
    open: 0,
    overdue: 0,
    filed: 0,
    closed: 0,
    inTime: 0,
    reopened: 0,
    medianHours: null,
  }
  return {
    ...{ id, title: board.title, division, from: from.toISOString(), to: now.toISOString() },
    ...toCounts(all[0] ?? none),
    medianHours: all[0]?.medianHours ?? null,
    areas: children.map(({ code, name }) =>
      toLine(code, { zh: name, en: name }, areas.find((one) => one.key === code) ?? none),
    ),
    classes: classes.flatMap((row) => {
      const found = declared.classes.find((one) => one.code === row.key)
      return found ? [toLine(found.code, found.title, row)] : []
    }),
    days,
    late: late.map((row) => ({
      ...{ caseId: row.id, reference: row.reference, title: row.title },
      ...{ divisionName: territory.findDivisionName(row.division_code), dueTime: row.due_time.toISOString() },
    })),
    method,
  }
}

function childrenOf({ territory }: CasesParts, division: string, scope: Scope) {
  return territory.listChildren(division).filter((one) => isInScope(one.code, scope))
}

function toCounts({ open, overdue, filed, closed, inTime, reopened }: store.CountRow) {
  return { open, overdue, filed, closed, inTime: percent(inTime, closed), reopened }
}

function toLine(code: string, title: LocalText, row: store.CountRow): contract.BoardLine {
  return { code, title, ...toCounts(row) }
}
