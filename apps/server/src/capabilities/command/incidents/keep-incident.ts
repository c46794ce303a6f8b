import type { Incident, IncidentEntry, IncidentFacts, IncidentReport, WarningLevel } from '@civitas/contract'
import { type IncidentKind, rankLevel } from '@civitas/domain-kit'
import { type Principal, requireInScope, type Scope, wholeScope } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { type Actor, type CommandParts, tell } from '../parts.ts'
import { describeChange, judgeLevel, unknownFacts } from './rules.ts'
import * as store from './store.ts'

export interface OpenInput {
  kind: string
  title: string
  text: string
  eventId?: string
  source?: string
  position?: [number, number]
  facts?: IncidentFacts
  drill?: boolean
  /** Contacts who take part in the drill. */
  drillPeople?: string[]
}

/** Titles of levels in the log. */
export const levelNames: Record<WarningLevel, string> = {
  red: 'Ⅰ级（红）特别重大',
  orange: 'Ⅱ级（橙）重大',
  yellow: 'Ⅲ级（黄）较大',
  blue: 'Ⅳ级（蓝）一般',
}

function kindOf({ domains }: CommandParts, id: string): IncidentKind {
  const kind = domains.find('incidentKinds', id)
  if (!kind) throw invalid('/body/kind', `没有“${id}”这种突发事件`)
  return kind
}

function requireKnown(kind: IncidentKind, facts: IncidentFacts): void {
  const [unknown] = unknownFacts(kind, facts)
  if (unknown) throw invalid(`/body/facts/${unknown}`, `“${kind.title.zh}”没有“${unknown}”这项事实`)
}

/** The row of an incident that is still open, locked, or a Problem. */
export async function lockOpen(tx: Transaction, id: string, scope: Scope): Promise<store.IncidentRow> {
  const row = await store.findIncident(tx, id, { scope, lock: true })
  if (!row) throw notFound('突发事件', id)
  if (row.state === 'ended') throw conflict('incident-ended', `${row.reference} 的响应已终止。`)
  return row
}

/** Opens an incident from an event or from what somebody reported, with its first report. */
export async function openIncident(
  parts: CommandParts,
  tx: Transaction,
  input: OpenInput,
  by: Actor,
  scope: Scope = wholeScope,
): Promise<Incident> {
  const { kernel, events, territory } = parts
  const kind = kindOf(parts, input.kind)
  const facts = input.facts ?? {}
  requireKnown(kind, facts)
  const event = input.eventId ? await events.find(tx, input.eventId, scope) : undefined
  if (input.eventId && !event) throw invalid('/body/eventId', '没有这起事件')
  const position = input.position ?? event?.position ?? null
  const division = position
    ? territory.findDivisionAt(position[0], position[1])
    : (event?.divisionCode ?? null)
  if (position && !division) throw invalid('/body/position', '位置不在本市范围内')
  requireInScope(division, scope)
  const now = kernel.clock.now()
  const row = await store.insertIncident(tx, {
    reference: await store.takeReference(tx, input.drill ? 'YL' : 'TF', now),
    title: input.title,
    kind: kind.id,
    source: input.source ?? event?.source ?? 'person',
    event_id: event?.id ?? null,
    division_code: division,
    lon: position?.[0] ?? null,
    lat: position?.[1] ?? null,
    is_drill: input.drill ?? false,
    drill_people: input.drillPeople ?? [],
    proposal: judgeLevel(kind, facts),
    facts,
    commander_id: by.userId,
    commander_name: by.name,
    opened_time: now,
  })
  if (!row) throw conflict('incident-exists', `事件 ${event?.reference ?? ''} 已转为突发事件。`)
  await writeReport(parts, tx, row, { version: 1, kind: 'first', facts, text: input.text }, by)
  await store.note(
    tx,
    { incidentId: row.id, act: 'opened', by, text: `接报：${row.title}。${input.text}` },
    now,
  )
  if (event)
    kernel.trace.link(tx, [
      { fromKind: 'event', fromId: event.id, toKind: 'incident', toId: row.id, note: '转突发事件' },
    ])
  await tellOf(parts, tx, row)
  return store.toIncident(parts, row)
}

async function writeReport(
  { kernel, ledger }: CommandParts,
  tx: Transaction,
  row: store.IncidentRow,
  words: Pick<IncidentReport, 'version' | 'kind' | 'facts' | 'text'>,
  by: Actor,
): Promise<IncidentReport> {
  const time = kernel.clock.now()
  const digest = sm3(
    JSON.stringify({ incident: row.reference, ...words, by: by.name, time: time.toISOString() }),
  )
  const report = await store.insertReport(tx, {
    incidentId: row.id,
    ...words,
    proposal: row.proposal,
    by,
    time,
    digest,
  })
  await ledger.append(tx, {
    kind: 'command.report',
    subjectId: row.id,
    payload: { reference: row.reference, version: words.version, digest, drill: row.is_drill },
  })
  return report
}

/** Writes the next version of what is known; the level is proposed anew, the version before stays. */
export async function reportIncident(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  words: Pick<IncidentReport, 'kind' | 'facts' | 'text'>,
  by: Actor,
  scope: Scope = wholeScope,
): Promise<IncidentReport> {
  const found = await store.findIncident(tx, id, { scope, lock: true })
  if (!found) throw notFound('突发事件', id)
  if (words.kind === 'first') throw invalid('/body/kind', '首报已在接报时形成，请选择续报、核报或终报')
  const kind = kindOf(parts, found.kind)
  requireKnown(kind, words.facts)
  requireTimely(parts, found, kind)
  const facts = { ...found.facts, ...words.facts }
  const row = await store.updateIncident(tx, found, {
    facts,
    proposal: judgeLevel(kind, facts),
    version: found.version + 1,
  })
  const report = await writeReport(parts, tx, row, { ...words, facts, version: row.version }, by)
  const change = describeChange(kind, found.facts, facts)
  const judged = `建议等级 ${levelNames[row.proposal.level]}：${row.proposal.reasons.join('、')}`
  await store.note(
    tx,
    {
      incidentId: id,
      act: 'reported',
      by,
      text: `${words.text}（${change}）。${judged}`,
      detail: { version: row.version },
    },
    parts.kernel.clock.now(),
  )
  await tellOf(parts, tx, row)
  return report
}

/** After the end casualties may be corrected for so many days as the kind allows. */
function requireTimely({ kernel }: CommandParts, row: store.IncidentRow, kind: IncidentKind): void {
  if (!row.ended_time) return
  const days = (kernel.clock.now().getTime() - row.ended_time.getTime()) / 86_400_000
  if (days > kind.supplementDays)
    throw conflict('supplement-over', `响应终止已超过 ${kind.supplementDays} 日，不能再补报。`)
}

/** An officer confirms the proposed level or takes another one; both stay. */
export async function decideLevel(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  input: { level: WarningLevel; comment: string },
  by: Actor,
  scope: Scope = wholeScope,
): Promise<Incident> {
  const found = await lockOpen(tx, id, scope)
  const time = parts.kernel.clock.now()
  const { proposal: proposed } = found
  await store.insertDecision(tx, {
    incidentId: id,
    proposed,
    decided: input.level,
    comment: input.comment,
    by,
    time,
  })
  const row = await store.updateIncident(tx, found, { level: input.level })
  const verb = levelVerb(found.level, input.level)
  const differs = proposed.level === input.level ? '' : `（系统建议 ${levelNames[proposed.level]}）`
  await store.note(
    tx,
    {
      incidentId: id,
      act: 'level-decided',
      by,
      text: `${verb} ${levelNames[input.level]}${differs}：${input.comment}`,
    },
    time,
  )
  await tellOf(parts, tx, row)
  return store.toIncident(parts, row)
}

function levelVerb(before: WarningLevel | null, after: WarningLevel): string {
  if (!before) return '定级为'
  const step = rankLevel(after) - rankLevel(before)
  return step === 0 ? '维持' : step > 0 ? '升级为' : '降级为'
}

/** Ends the response. Open orders of it are noted, not closed: somebody is still out there. */
export async function endIncident(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  comment: string,
  by: Actor,
  scope: Scope = wholeScope,
): Promise<Incident> {
  const found = await lockOpen(tx, id, scope)
  const now = parts.kernel.clock.now()
  const row = await store.updateIncident(tx, found, { state: 'ended', ended_time: now })
  await store.note(tx, { incidentId: id, act: 'ended', by, text: `终止响应：${comment}` }, now)
  await tellOf(parts, tx, row)
  return store.toIncident(parts, row)
}

export async function noteSituation(
  parts: CommandParts,
  id: string,
  input: { text: string; position?: [number, number] },
  principal: Principal,
): Promise<IncidentEntry> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await store.findIncident(tx, id, { scope: principal.scope })
    if (!row) throw notFound('突发事件', id)
    const by = { userId: principal.userId, name: principal.name }
    const detail = input.position ? { position: input.position } : {}
    const entry = await store.note(
      tx,
      { incidentId: id, act: 'situation', by, text: input.text, detail },
      kernel.clock.now(),
    )
    await tellOf(parts, tx, row)
    return entry
  })
}

/** Pages that show the incident read it anew. */
export function tellOf(parts: CommandParts, tx: Transaction, row: store.IncidentRow): Promise<void> {
  return tell(parts, tx, {
    kind: 'incident',
    id: row.id,
    incidentId: row.id,
    divisionCode: row.division_code,
  })
}
