import type { CityEvent, EventSource, ReportPhoto, WarningLevel } from '@civitas/contract'
import { isInScope, type Principal, requireInScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { invalid } from '../../kernel/problem.ts'
import type { EntityRow } from '../entities/index.ts'
import { requireNotBlocked } from './blocks/routes.ts'
import type { EventsParts } from './publish-event.ts'
import { takeReport } from './reports/take-report.ts'

/** What a person reports. */
export interface PersonReport {
  type: string
  title: string
  description?: string
  position: [number, number]
  level?: WarningLevel
  entityId?: string
  parties?: string[]
  standardClass?: string
  address?: string
  hidden?: boolean
  photos?: ReportPhoto[]
  reportedTime?: string
  key?: string
}

/**
 * A person reports an event. What it joins may be none of the reporter’s business: they are then shown their own words
 * under the number of the event, and nothing of anybody else’s.
 */
export async function reportEvent(
  parts: EventsParts,
  report: PersonReport,
  by: Principal,
): Promise<CityEvent> {
  const { domains, territory, kernel } = parts
  if (!domains.findEventType(report.type)) throw invalid('/body/type', `没有“${report.type}”这种事件类型`)
  const divisionCode = territory.findDivisionAt(report.position[0], report.position[1])
  if (!divisionCode) throw invalid('/body/position', '位置不在本市范围内')
  // Citizens have no division of their own and report wherever they are; they still see nothing of other reports.
  if (by.scope.divisions.length > 0) requireInScope(divisionCode, by.scope)
  if (channelOf(by) === 'citizen') await requireNotBlocked(parts, by)
  return kernel.db.transaction(async (tx) => {
    const entity = await findReported(parts, tx, report, by)
    await checkParties(parts, tx, report.parties ?? [], by)
    const { event } = await takeReport(parts, tx, {
      ...report,
      entity,
      channel: channelOf(by),
      reporter: { id: by.userId, name: by.name, hidden: report.hidden ?? false },
      reportedTime: report.reportedTime ? new Date(report.reportedTime) : undefined,
      ...(report.key ? { sourceSystem: `user:${by.userId}`, externalId: report.key } : {}),
    })
    return by.permissions.has('events.read') && isInScope(event.divisionCode, by.scope)
      ? event
      : inOwnWords(event, report)
  })
}

/** The event as somebody may see it who may only report. */
export function inOwnWords(event: CityEvent, report: PersonReport): CityEvent {
  return {
    ...event,
    title: report.title,
    description: report.description ?? '',
    source: 'citizen',
    entityId: report.entityId ?? null,
    entityName: null,
    position: report.position,
    address: report.address ?? null,
    value: null,
    unit: null,
    reports: 1,
    mergedIntoId: null,
    caseId: null,
  }
}

function channelOf(by: Principal): EventSource {
  if (!by.permissions.has('events.read')) return 'citizen'
  if (!by.permissions.has('events.handle') && by.permissions.has('territory.survey')) return 'grid'
  return 'person'
}

async function findReported(
  { entities }: EventsParts,
  tx: Transaction,
  report: PersonReport,
  by: Principal,
): Promise<EntityRow | undefined> {
  if (!report.entityId) return undefined
  const entity = await entities.find(tx, report.entityId)
  if (!entity || !isInScope(entity.division_code, by.scope)) throw invalid('/body/entityId', '没有这个实体')
  return entity
}

async function checkParties(
  { entities }: EventsParts,
  tx: Transaction,
  parties: readonly string[],
  by: Principal,
): Promise<void> {
  for (const [i, id] of parties.entries()) {
    const entity = await entities.find(tx, id)
    if (!entity || !isInScope(entity.division_code, by.scope))
      throw invalid(`/body/parties/${i}`, '没有这个实体')
  }
}
