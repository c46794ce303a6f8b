import { type Case, type CityEvent, eventChanged, type WarningLevel } from '@civitas/contract'
import { type CaseType, rankLevel } from '@civitas/domain-kit'
import { isInScope, type Principal, wholeScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { conflict, invalid } from '../../kernel/problem.ts'
import { requireClass } from './classes.ts'
import { clockOf } from './limits.ts'
import { beginVisits } from './move-case.ts'
import { type Actor, type CasesParts, note, publishCase, system } from './publish-case.ts'
import * as store from './store.ts'
import { setCaseTimers } from './timers/plan-timers.ts'

/** Opens a case for every event that is verified and grave enough, and follows the level of the event while it is open. */
export function openCases(parts: CasesParts): void {
  parts.kernel.messages.subscribe(
    'cases.open',
    eventChanged,
    (tx, { body }) => followEvents(parts, tx, [body.event.id]),
    {
      all: (tx, waiting) => {
        const ids = new Set(waiting.map(({ body }) => body.event.id))
        return followEvents(parts, tx, [...ids])
      },
      atMost: 25,
      when: ({ act, event }) => event.state === 'verified' && act !== 'case-opened',
    },
  )
}

async function followEvents(parts: CasesParts, tx: Transaction, ids: readonly string[]): Promise<void> {
  const events = await parts.events.findMany(tx, ids)
  // What another installation works on is its own; this one opens no case for it.
  const mine = events.filter((one) => one.state === 'verified' && !one.handledBy)
  await openAll(
    parts,
    tx,
    mine.flatMap((event) => openingOf(parts, event)),
    system,
  )
  await followLevels(
    parts,
    tx,
    mine.filter((one) => one.caseId),
  )
}

/** The case an event that has none and is grave enough leads to. */
function openingOf({ domains }: CasesParts, event: CityEvent): Opening[] {
  if (event.caseId) return []
  const isDue = ({ minLevel }: { minLevel: WarningLevel }) =>
    rankLevel(event.highestLevel) >= rankLevel(minLevel)
  const opens = domains.findEventType(event.type)?.opensCase
  if (opens && isDue(opens)) return [{ event, type: domains.get('caseTypes', opens.caseType) }]
  const own = domains
    .list('caseTypes')
    .find((type) => type.opensFor?.some((one) => one.eventType === event.type && isDue(one)))
  return own ? [{ event, type: own }] : []
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
    const [opened] = await openAll(parts, tx, [{ event, type }], actor)
    if (!opened) throw conflict('case-exists', `事件 ${event.reference} 已立“${type.title.zh}”案件。`)
    return opened
  })
}

/** A case to be opened for an event. */
interface Opening {
  event: CityEvent
  type: CaseType
}

/** Opens cases and their first stages; an event that has a case of the type already gets none. */
async function openAll(
  parts: CasesParts,
  tx: Transaction,
  openings: readonly Opening[],
  by: Actor,
): Promise<Case[]> {
  const made = await insertAll(parts, tx, openings)
  parts.kernel.trace.link(
    tx,
    made.map(({ event, row }) => ({
      ...{ fromKind: 'event', fromId: event.id, toKind: 'case', toId: row.id, note: 'opened' },
    })),
  )
  await parts.events.noteCasesOpened(
    tx,
    made.map(({ event, row }) => ({ eventId: event.id, caseId: row.id, reference: row.reference })),
    { userId: by.userId, userName: by.name },
  )
  const begun = made.map(({ event, row }) => ({
    ...{ row, text: `由事件 ${event.reference} 立案` },
    detail: { eventId: event.id, level: event.highestLevel },
  }))
  return begin(parts, tx, begun, by)
}

async function insertAll(
  parts: CasesParts,
  tx: Transaction,
  openings: readonly Opening[],
): Promise<Array<Opening & { row: store.CaseRow }>> {
  const made: Array<Opening & { row: store.CaseRow }> = []
  for (const type of new Set(openings.map((one) => one.type))) {
    const its = openings.filter((one) => one.type === type)
    const now = parts.kernel.clock.now()
    const references = await store.takeReferences(tx, type.numberPrefix, now, its.length)
    const rows = await store.insertCases(
      tx,
      its.map(({ event }, n) =>
        caseOf(parts, type, { ...ofEvent(type, event), reference: references[n] as string }),
      ),
    )
    for (const [n, { event }] of its.entries()) {
      const row = rows[n]
      if (row) made.push({ event, type, row })
    }
  }
  return made
}

function ofEvent(type: CaseType, event: CityEvent): Omit<Beginning, 'reference'> {
  return {
    title: event.title,
    level: event.highestLevel,
    event_id: event.id,
    entity_id: event.entityId,
    entity_name: event.entityName,
    division_code: event.divisionCode,
    position: event.position ?? null,
    class_code: classOf(type, event.standardClass),
  }
}

/** The class of the event, where the case type knows it. Of a city part the code of the part is still to be found. */
function classOf(type: CaseType, standardClass: string | null): string | null {
  const found = type.classes?.find((one) => one.code === standardClass)
  return found && found.kind !== 'part' ? found.code : null
}

type Beginning = Pick<
  store.NewCase,
  'reference' | 'title' | 'level' | 'event_id' | 'entity_id' | 'entity_name' | 'division_code'
> &
  Partial<Pick<store.NewCase, 'class_code' | 'part_code' | 'parent_id'>> & {
    position: readonly [number, number] | null
  }

function caseOf(
  { kernel, territory }: CasesParts,
  type: CaseType,
  { position, ...given }: Beginning,
): store.NewCase {
  const now = kernel.clock.now()
  const [first] = type.stages
  if (!first) throw new Error(`case type ${type.id} has no stage`)
  const { amber, due } = clockOf(territory, type.limit, now)
  return {
    ...given,
    type: type.id,
    type_version: type.version ?? 0,
    stage: first.id,
    divisionName: territory.findDivisionName(given.division_code),
    lon: position?.[0] ?? null,
    lat: position?.[1] ?? null,
    opened_time: now,
    amber_time: amber,
    due_time: due,
  }
}

/** Writes the first line of each timeline, sets the timers, and enters the first stages. */
async function begin(
  parts: CasesParts,
  tx: Transaction,
  cases: ReadonlyArray<{ row: store.CaseRow; text: string; detail: Record<string, unknown> }>,
  by: Actor,
): Promise<Case[]> {
  for (const { row, text, detail } of cases) {
    note(parts, tx, row.id, by, { act: 'opened', text, detail })
    setCaseTimers(parts, tx, row)
    await publishCase(parts, tx, 'opened', row, null, { by, act: 'opened' })
  }
  const begun = await beginVisits(
    parts,
    tx,
    cases.map((one) => one.row),
    by,
  )
  return begun.map((row) => store.toCase(parts, row))
}

export interface Registration {
  type: string
  title: string
  position?: [number, number]
  description?: string
  classCode?: string
  partCode?: string
  parentId?: string
}

/** Opens a case that no event led to: seen on patrol, handed over on paper, part of another case. */
export async function registerCase(
  parts: CasesParts,
  input: Registration,
  by: Principal,
  actor: Actor,
): Promise<Case> {
  return parts.kernel.db.transaction((tx) => registerIn(parts, tx, input, by, actor))
}

/** The same, in the transaction of whoever asks. */
export async function registerIn(
  parts: CasesParts,
  tx: Transaction,
  input: Registration,
  by: Principal,
  actor: Actor,
): Promise<Case> {
  const type = parts.domains.findCaseType(input.type)
  if (!type) throw invalid('/body/type', `没有“${input.type}”这种案件类型`)
  const divisionCode = divisionOf(parts, type, input, by)
  requireClass(type, input, divisionCode)
  const parent = input.parentId
    ? await store.findCase(tx, input.parentId, { scope: by.scope, lock: true })
    : null
  if (input.parentId && (!parent || parent.closed_time || parent.parent_id))
    throw invalid('/body/parentId', '没有这个在办的母案件')
  const reference = await store.takeReference(tx, type.numberPrefix, parts.kernel.clock.now())
  const fresh = caseOf(parts, type, {
    ...{ reference, title: input.title, level: null, event_id: null, entity_id: null, entity_name: null },
    ...{ division_code: divisionCode, position: input.position ?? null, parent_id: parent?.id ?? null },
    ...{ class_code: input.classCode ?? null, part_code: input.partCode ?? null },
  })
  const [row] = await store.insertCases(tx, [fresh])
  if (!row) throw new Error('a case without event was not written')
  const text = input.description ?? (parent ? `${parent.reference} 的子案件` : input.title)
  const [begun] = await begin(parts, tx, [{ row, text, detail: { parentId: parent?.id ?? null } }], actor)
  return begun as Case
}

/** The division of the place; a case of no place belongs to the area of who opens it. */
function divisionOf(
  { territory }: CasesParts,
  type: CaseType,
  { position }: Registration,
  { scope }: Principal,
): string {
  if (!position && !type.hasNoPlace) throw invalid('/body/position', '请在地图上选择位置')
  const code = position ? territory.findDivisionAt(...position) : (scope.divisions[0] ?? territory.cityCode())
  if (!code || !isInScope(code, scope)) throw invalid('/body/position', '位置不在您的管辖范围内')
  return code
}

async function followLevels(parts: CasesParts, tx: Transaction, events: readonly CityEvent[]): Promise<void> {
  if (events.length === 0) return
  const open = await store.listOpenCasesOf(
    tx,
    events.map((one) => one.id),
  )
  for (const seen of open) {
    const event = events.find((one) => one.id === seen.event_id) as CityEvent
    const isGraver = (row: store.CaseRow) => rankLevel(event.highestLevel) > rankLevel(row.level)
    if (!isGraver(seen)) continue
    const row = await store.findCase(tx, seen.id, { scope: wholeScope, lock: true })
    if (!row || row.closed_time || !isGraver(row)) continue
    const changed = await store.updateCase(tx, row, { level: event.highestLevel })
    const detail = { from: row.level, to: event.highestLevel }
    note(parts, tx, row.id, system, { act: 'level-changed', text: event.title, detail })
    await publishCase(parts, tx, 'moved', changed)
  }
}
