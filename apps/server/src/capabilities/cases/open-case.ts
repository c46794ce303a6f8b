import { type Case, type CityEvent, eventChanged } from '@civitas/contract'
import { type CaseType, rankLevel } from '@civitas/domain-kit'
import { type Principal, wholeScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { conflict, invalid } from '../../kernel/problem.ts'
import { clockOf } from './limits.ts'
import { enterStage } from './move-case.ts'
import { type Actor, type CasesParts, note, publishCase, system } from './publish-case.ts'
import * as store from './store.ts'

/** Opens a case for every event that is verified and grave enough, and follows the level of the event while it is open. */
export function openCases(parts: CasesParts): void {
  parts.kernel.messages.subscribe('cases.open', eventChanged, async (tx, message) => {
    const { event: told } = message.body
    if (told.state !== 'verified') return
    const event = await parts.events.find(tx, told.id, wholeScope)
    // What another installation works on is its own; this one opens no case for it.
    if (event?.state !== 'verified' || event.handledBy) return
    const opens = parts.domains.findEventType(event.type)?.opensCase
    const isDue = opens && rankLevel(event.highestLevel) >= rankLevel(opens.minLevel)
    if (isDue && !event.caseId)
      await open(parts, tx, event, parts.domains.get('caseTypes', opens.caseType), system)
    if (event.caseId) await followLevel(parts, tx, event)
  })
}

/** A dispatcher opens a case for a verified event that has none of this type. */
export async function openCase(
  parts: CasesParts,
  input: { eventId: string; type?: string },
  by: Principal,
  actor: Actor,
): Promise<Case> {
  return parts.kernel.db.transaction(async (tx) => {
    const event = await parts.events.find(tx, input.eventId, by.scope)
    if (!event) throw invalid('/body/eventId', '没有这起事件')
    const typeId = input.type ?? parts.domains.findEventType(event.type)?.opensCase?.caseType
    if (!typeId) throw invalid('/body/type', `事件类型“${event.typeTitle.zh}”没有对应的案件类型，请指定`)
    const type = parts.domains.findCaseType(typeId)
    if (!type) throw invalid('/body/type', `没有“${typeId}”这种案件类型`)
    if (event.state === 'raised') throw conflict('not-verified', '事件尚未核实，不能立案。')
    if (event.state !== 'verified') throw conflict('event-not-open', '事件已不在办理中，不能立案。')
    const opened = await open(parts, tx, event, type, actor)
    if (!opened) throw conflict('case-exists', `事件 ${event.reference} 已立“${type.title.zh}”案件。`)
    return opened
  })
}

/** Opens the case and its first stage; undefined when the event has a case of this type already. */
async function open(
  parts: CasesParts,
  tx: Transaction,
  event: CityEvent,
  type: CaseType,
  by: Actor,
): Promise<Case | undefined> {
  const { kernel, territory, events } = parts
  const now = kernel.clock.now()
  const [first] = type.stages
  if (!first) throw new Error(`case type ${type.id} has no stage`)
  const { amber, due } = clockOf(territory, type.limit, now)
  const row = await store.insertCase(tx, {
    reference: await store.takeReference(tx, type.numberPrefix, now),
    type: type.id,
    title: event.title,
    level: event.highestLevel,
    stage: first.id,
    event_id: event.id,
    entity_id: event.entityId,
    entity_name: event.entityName,
    division_code: event.divisionCode,
    divisionName: event.divisionName,
    lon: event.position?.[0] ?? null,
    lat: event.position?.[1] ?? null,
    opened_time: now,
    amber_time: amber,
    due_time: due,
  })
  if (!row) return undefined
  await kernel.trace.link(tx, [
    { fromKind: 'event', fromId: event.id, toKind: 'case', toId: row.id, note: 'opened' },
  ])
  await note(parts, tx, row.id, by, {
    act: 'opened',
    text: `由事件 ${event.reference} 立案`,
    detail: { eventId: event.id, level: event.highestLevel },
  })
  const { userId, name: userName } = by
  await events.noteCaseOpened(tx, event.id, { caseId: row.id, reference: row.reference, userId, userName })
  await publishCase(parts, tx, 'opened', row)
  return store.toCase(parts, await enterStage(parts, tx, row, first, by))
}

async function followLevel(parts: CasesParts, tx: Transaction, event: CityEvent): Promise<void> {
  for (const row of await store.listCasesOfEvent(tx, event.id)) {
    if (row.closed_time || rankLevel(event.highestLevel) <= rankLevel(row.level)) continue
    const changed = await store.updateCase(tx, row, { level: event.highestLevel })
    const detail = { from: row.level, to: event.highestLevel }
    await note(parts, tx, row.id, system, { act: 'level-changed', text: event.title, detail })
    await publishCase(parts, tx, 'moved', changed)
  }
}
