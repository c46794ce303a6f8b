import type { RobotRowAct, RobotRows } from '@civitas/contract'
import { isInScope, type Scope } from '../../../../kernel/access.ts'
import { forbidden, invalid } from '../../../../kernel/problem.ts'
import type { CasesParts } from '../../publish-case.ts'
import { requireSteps, wordsIn } from '../pages/rules.ts'
import { listOrigins } from '../pages/store.ts'

type Part = 'eventType' | 'caseType' | 'task' | 'reference' | 'title' | 'lon' | 'lat' | 'steps' | 'note'

const needs: Record<RobotRowAct['kind'], readonly Part[]> = {
  event: ['eventType', 'title'],
  case: ['caseType', 'title', 'lon', 'lat'],
  task: ['caseType', 'task', 'reference'],
  web: ['steps'],
  skip: [],
  people: ['note'],
}
const texts = ['reference', 'title', 'description', 'lon', 'lat', 'address', 'note'] as const
const path = '/body/definition/rows'

/** Refuses rules for lines that could not run: a column the file need not have, an act that lacks a part. */
export async function requireRows(parts: CasesParts, rows: RobotRows, scope: Scope): Promise<void> {
  if (!parts.territory.findDivision(rows.divisionCode)) throw invalid(`${path}/divisionCode`, '没有这个区划')
  if (!isInScope(rows.divisionCode, scope))
    throw forbidden('只能在您的管辖范围内设置机器人。', 'outside-scope')
  const known = new Set(rows.columns)
  const requireColumn = (column: string, at: string) => {
    if (!known.has(column)) throw invalid(at, `文件必备的列中没有“${column}”`)
  }
  for (const [n, column] of (rows.key ?? []).entries()) requireColumn(column, `${path}/key/${n}`)
  for (const [n, { when, act }] of rows.rules.entries()) {
    const at = `${path}/rules/${n}`
    for (const [m, one] of when.entries()) {
      requireColumn(one.column, `${at}/when/${m}/column`)
      const isNumber = one.op === 'above' || one.op === 'below'
      if (isNumber && !Number.isFinite(Number(one.value ?? 'x')))
        throw invalid(`${at}/when/${m}/value`, '须为数字')
    }
    requireAct(parts, act, known, `${at}/act`)
    if (act.kind === 'web')
      requireSteps(act.steps ?? [], await listOrigins(parts.kernel.db), `${at}/act/steps`, rows.columns)
  }
}

function requireAct({ domains }: CasesParts, act: RobotRowAct, known: ReadonlySet<string>, at: string): void {
  const missing = needs[act.kind].find((part) => !act[part])
  if (missing) throw invalid(`${at}/${missing}`, '此动作须填写')
  if (act.kind === 'event' && !(act.lon && act.lat) && !act.address)
    throw invalid(`${at}/address`, '请填写经纬度或地址')
  if (act.kind === 'event' && !domains.findEventType(act.eventType ?? ''))
    throw invalid(`${at}/eventType`, '没有这种事件类型')
  if (act.kind === 'case' || act.kind === 'task') {
    const type = domains.findCaseType(act.caseType ?? '')
    if (!type) throw invalid(`${at}/caseType`, '没有这种案件类型')
    const hasTask = type.stages.some((stage) => stage.tasks.some((one) => one.id === act.task))
    if (act.kind === 'task' && !hasTask) throw invalid(`${at}/task`, '案件类型没有这项任务')
  }
  for (const part of texts) {
    const unknown = wordsIn(act[part] ?? '').find((word) => !known.has(word))
    if (unknown) throw invalid(`${at}/${part}`, `文件必备的列中没有“${unknown}”`)
  }
}
