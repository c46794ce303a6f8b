import type { RobotRowAct } from '@civitas/contract'
import { isInScope, type Principal, type Scope } from '../../../../kernel/access.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { conflict, invalid } from '../../../../kernel/problem.ts'
import { registerIn } from '../../open-case.ts'
import type { CasesParts } from '../../publish-case.ts'
import { findCaseByReference } from '../../store.ts'
import { findMainTask } from '../../tasks/store.ts'
import { filled } from '../pages/rules.ts'
import { fillTask, nameOf } from '../run-robots.ts'
import type { Cells } from './rules.ts'
import type { NextRow, RowEnd } from './store.ts'

type Subject = NonNullable<RowEnd['subject']>

/** The numbers of a point as a line gives them. */
function positionOf(act: RobotRowAct, cells: Cells): [number, number] | undefined {
  if (!act.lon || !act.lat) return undefined
  const [lon, lat] = [filled(act.lon, cells).trim(), filled(act.lat, cells).trim()]
  if (lon === '' && lat === '' && act.address) return undefined
  const point: [number, number] = [Number(lon), Number(lat)]
  if (lon === '' || lat === '' || !point.every(Number.isFinite))
    throw invalid('/lon', `“${lon}，${lat}”不是经纬度`)
  return point
}

/** The division a line speaks of must be one the robot may act in. */
async function requirePlace(parts: CasesParts, tx: Transaction, row: NextRow, act: RobotRowAct) {
  const position = positionOf(act, row.cells)
  const address = act.address ? filled(act.address, row.cells).trim() : undefined
  const code = position
    ? parts.territory.findDivisionAt(...position)
    : address
      ? ((await parts.territory.locate(tx, address))?.divisionCode ?? null)
      : null
  if (code === null)
    throw invalid('/address', position ? '位置不在本市范围内' : `找不到地址“${address ?? ''}”`)
  if (!isInScope(code, scopeOf(row))) throw invalid('/address', '位置不在机器人的办理范围内')
  return { position, address }
}

function scopeOf({ definition }: NextRow): Scope {
  return { divisions: [definition.rows?.divisionCode ?? ''], everything: false }
}

/** A robot of files has no rights but its rules, within its division. */
export function robotOfRow(row: NextRow): { by: Principal; name: string } {
  const name = nameOf({ name: row.robotName, version: row.version })
  const by: Principal = {
    ...{ userId: row.id, account: `robot-${row.id}`, name, sessionId: row.id },
    ...{ organisationId: row.definition.organisationId ?? null, organisationName: null },
    ...{ permissions: new Set<string>(), scope: scopeOf(row) },
  }
  return { by, name }
}

/** Registers the event, opens the case or completes the task a line asks for; answers what it was. */
export async function actOnRow(
  parts: CasesParts,
  tx: Transaction,
  row: NextRow,
  act: RobotRowAct,
): Promise<Subject> {
  if (act.kind === 'event') return raiseEvent(parts, tx, row, act)
  if (act.kind === 'case') return openCase(parts, tx, row, act)
  return completeTask(parts, tx, row, act)
}

function titleOf(act: RobotRowAct, cells: Cells): string {
  const title = filled(act.title ?? '', cells).trim()
  if (title === '') throw invalid('/title', '标题为空')
  return title.slice(0, 200)
}

async function raiseEvent(
  parts: CasesParts,
  tx: Transaction,
  row: NextRow,
  act: RobotRowAct,
): Promise<Subject> {
  const title = titleOf(act, row.cells)
  const { position, address } = await requirePlace(parts, tx, row, act)
  const description = filled(act.description ?? '', row.cells).trim()
  const { id, reference } = await parts.events.takeTold(tx, {
    ...{ channel: 'system', sourceSystem: `robot ${row.id}`, externalId: row.key, title, description },
    ...(act.eventType ? { type: act.eventType } : {}),
    ...(position ? { position } : {}),
    ...(address ? { address } : {}),
    reporter: { name: robotOfRow(row).name },
  })
  return { kind: 'event', id, reference }
}

async function openCase(
  parts: CasesParts,
  tx: Transaction,
  row: NextRow,
  act: RobotRowAct,
): Promise<Subject> {
  const title = titleOf(act, row.cells)
  const { position } = await requirePlace(parts, tx, row, act)
  if (!position) throw invalid('/lon', '没有经纬度')
  const description = filled(act.description ?? '', row.cells).trim()
  const { by, name } = robotOfRow(row)
  const opened = await registerIn(
    parts,
    tx,
    {
      ...{ type: act.caseType ?? '', title, position },
      ...(description ? { description } : {}),
      ...(act.classCode ? { classCode: act.classCode } : {}),
    },
    by,
    { userId: row.id, name, organisationName: null, channel: 'robot' },
  )
  return { kind: 'case', id: opened.id, reference: opened.reference }
}

async function completeTask(
  parts: CasesParts,
  tx: Transaction,
  row: NextRow,
  act: RobotRowAct,
): Promise<Subject> {
  const reference = filled(act.reference ?? '', row.cells).trim()
  const found = await findCaseByReference(tx, reference, scopeOf(row))
  if (!found || found.type !== act.caseType) throw invalid('/reference', `没有编号为“${reference}”的这类案件`)
  const task = await findMainTask(tx, found.id, act.task ?? '')
  if (!task || (task.state !== 'waiting' && task.state !== 'assigned'))
    throw conflict('not-waiting', `案件 ${reference} 没有等待办理的这项任务。`)
  const form = Object.entries(act.form ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? filled(value, row.cells) : value,
  ])
  const robot = { id: row.id, name: row.robotName, version: row.version, definition: row.definition }
  await fillTask(parts, tx, robot, task, Object.fromEntries(form))
  return { kind: 'case', id: found.id, reference: found.reference }
}
