import type {
  Incident,
  IncidentEntry,
  IncidentFacts,
  IncidentReport,
  LevelDecision,
  LevelProposal,
  Page,
  WarningLevel,
} from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import { type Actor, type CommandParts, iso, pointOf } from '../parts.ts'

export interface IncidentRow {
  id: string
  reference: string
  title: string
  kind: string
  state: Incident['state']
  source: string
  event_id: string | null
  division_code: string | null
  lon: number | null
  lat: number | null
  is_drill: boolean
  drill_people: string[]
  level: WarningLevel | null
  proposal: LevelProposal
  facts: IncidentFacts
  version: number
  commander_id: string | null
  commander_name: string | null
  opened_time: Date
  ended_time: Date | null
}

const columns = sql`id, reference, title, kind, state, source, event_id, division_code, lon, lat, is_drill, drill_people,
  level, proposal, facts, version, commander_id, commander_name, opened_time, ended_time`

export function toIncident({ domains, territory }: CommandParts, row: IncidentRow): Incident {
  return {
    id: row.id,
    reference: row.reference,
    title: row.is_drill ? `【演练】${row.title}` : row.title,
    kind: row.kind,
    kindTitle: domains.find('incidentKinds', row.kind)?.title ?? { zh: row.kind, en: row.kind },
    state: row.state,
    source: row.source,
    eventId: row.event_id,
    divisionCode: row.division_code,
    divisionName: territory.findDivisionName(row.division_code),
    position: pointOf(row),
    isDrill: row.is_drill,
    level: row.level,
    proposal: row.proposal,
    facts: row.facts,
    commanderId: row.commander_id,
    commanderName: row.commander_name,
    openedTime: row.opened_time.toISOString(),
    endedTime: iso(row.ended_time),
  }
}

export interface IncidentFilter {
  state?: Incident['state']
  kind?: string
  level?: WarningLevel
  drill?: boolean
  division?: string
  search?: string
  limit?: number
  offset?: number
}

export async function listIncidents(
  db: Queryable,
  filter: IncidentFilter,
  scope: Scope,
): Promise<Page<IncidentRow>> {
  const where = sql`WHERE ${inScope('division_code', scope)} ${inDivision('division_code', filter.division)}
    ${filter.state ? sql`AND state = ${filter.state}` : empty} ${filter.kind ? sql`AND kind = ${filter.kind}` : empty}
    ${filter.level ? sql`AND level = ${filter.level}` : empty}
    ${filter.drill === undefined ? empty : sql`AND is_drill = ${filter.drill}`} ${matches('grams', filter.search, 'title')}`
  const [items, count] = await Promise.all([
    db.query<IncidentRow>(sql`SELECT ${columns} FROM command.incident ${where}
      ORDER BY state = 'open' DESC, opened_time DESC, id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.incident ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findIncident(
  db: Queryable,
  id: string,
  options: { scope: Scope; lock?: boolean },
): Promise<IncidentRow | undefined> {
  return db.first<IncidentRow>(sql`SELECT ${columns} FROM command.incident
    WHERE id = ${id} AND ${inScope('division_code', options.scope)} ${options.lock ? sql`FOR UPDATE` : empty}`)
}

export function findByEvent(db: Queryable, eventId: string): Promise<IncidentRow | undefined> {
  return db.first<IncidentRow>(sql`SELECT ${columns} FROM command.incident WHERE event_id = ${eventId}`)
}

export type NewIncident = Omit<IncidentRow, 'id' | 'state' | 'version' | 'ended_time' | 'level'>

/** Writes an incident; undefined when its event has one. */
export function insertIncident(tx: Queryable, one: NewIncident): Promise<IncidentRow | undefined> {
  const grams = toGrams(one.title, one.reference)
  return tx.first<IncidentRow>(sql`INSERT INTO command.incident (id, reference, title, kind, state, source, event_id,
      division_code, lon, lat, is_drill, drill_people, proposal, facts, commander_id, commander_name, opened_time, grams)
    VALUES (${newId()}, ${one.reference}, ${one.title}, ${one.kind}, 'open', ${one.source}, ${one.event_id},
      ${one.division_code}, ${one.lon}, ${one.lat}, ${one.is_drill}, ${one.drill_people}::uuid[],
      ${JSON.stringify(one.proposal)}, ${JSON.stringify(one.facts)}, ${one.commander_id}, ${one.commander_name},
      ${one.opened_time}, ${grams})
    ON CONFLICT (event_id) DO NOTHING RETURNING ${columns}`)
}

export async function updateIncident(
  tx: Queryable,
  row: IncidentRow,
  change: Partial<IncidentRow>,
): Promise<IncidentRow> {
  const one = { ...row, ...change }
  return (await tx.first<IncidentRow>(sql`UPDATE command.incident SET state = ${one.state}, level = ${one.level},
      proposal = ${JSON.stringify(one.proposal)}, facts = ${JSON.stringify(one.facts)}, version = ${one.version},
      commander_id = ${one.commander_id}, commander_name = ${one.commander_name}, ended_time = ${one.ended_time}
    WHERE id = ${row.id} RETURNING ${columns}`)) as IncidentRow
}

export async function takeReference(tx: Queryable, prefix: string, now: Date): Promise<string> {
  const day = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const row = await tx.first<{ last: number }>(sql`INSERT INTO command.day_number (prefix, day, last)
    VALUES (${prefix}, ${day}, 1) ON CONFLICT (prefix, day) DO UPDATE SET last = day_number.last + 1 RETURNING last`)
  return `${prefix}${day.replaceAll('-', '')}-${String(row?.last ?? 1).padStart(4, '0')}`
}

export interface NewReport {
  incidentId: string
  version: number
  kind: IncidentReport['kind']
  facts: IncidentFacts
  text: string
  proposal: LevelProposal
  by: Actor
  time: Date
  digest: string
}

export async function insertReport(tx: Queryable, one: NewReport): Promise<IncidentReport> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.report (id, incident_id, version, kind, facts, text, proposal, by_id, by_name, time, digest)
    VALUES (${id}, ${one.incidentId}, ${one.version}, ${one.kind}, ${JSON.stringify(one.facts)}, ${one.text},
      ${JSON.stringify(one.proposal)}, ${one.by.userId}, ${one.by.name}, ${one.time}, ${one.digest})`)
  const { version, kind, facts, text, proposal, digest } = one
  return {
    id,
    version,
    kind,
    facts,
    text,
    proposal,
    digest,
    byName: one.by.name,
    time: one.time.toISOString(),
  }
}

export async function listReports(db: Queryable, incidentId: string): Promise<IncidentReport[]> {
  const rows = await db.query<
    Omit<IncidentReport, 'time'> & { time: Date }
  >(sql`SELECT id, version, kind, facts, text,
      proposal, by_name AS "byName", time, digest FROM command.report WHERE incident_id = ${incidentId} ORDER BY version`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

export async function insertDecision(
  tx: Queryable,
  one: {
    incidentId: string
    proposed: LevelProposal
    decided: WarningLevel
    comment: string
    by: Actor
    time: Date
  },
): Promise<void> {
  await tx.query(sql`INSERT INTO command.level_decision (id, incident_id, proposed, decided, comment, by_id, by_name, time)
    VALUES (${newId()}, ${one.incidentId}, ${JSON.stringify(one.proposed)}, ${one.decided}, ${one.comment},
      ${one.by.userId}, ${one.by.name}, ${one.time})`)
}

export async function listDecisions(db: Queryable, incidentId: string): Promise<LevelDecision[]> {
  const rows = await db.query<
    Omit<LevelDecision, 'time'> & { time: Date }
  >(sql`SELECT id, proposed, decided, comment,
      by_name AS "byName", time FROM command.level_decision WHERE incident_id = ${incidentId} ORDER BY time, id`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

export interface NewEntry {
  incidentId: string
  act: string
  by: Actor
  text: string
  detail?: Record<string, unknown>
}

/** Writes a line of the log. */
export async function note(tx: Queryable, one: NewEntry, now: Date): Promise<IncidentEntry> {
  const id = newId()
  const detail = one.detail ?? {}
  await tx.query(sql`INSERT INTO command.entry (id, incident_id, time, act, by_id, by_name, text, detail)
    VALUES (${id}, ${one.incidentId}, ${now}, ${one.act}, ${one.by.userId}, ${one.by.name}, ${one.text},
      ${JSON.stringify(detail)})`)
  return { id, time: now.toISOString(), act: one.act, byName: one.by.name, text: one.text, detail }
}

export async function listEntries(
  db: Queryable,
  incidentId: string,
  until?: string,
): Promise<IncidentEntry[]> {
  const rows = await db.query<
    Omit<IncidentEntry, 'time'> & { time: Date }
  >(sql`SELECT id, time, act, by_name AS "byName",
      text, detail FROM command.entry WHERE incident_id = ${incidentId} ${until ? sql`AND time <= ${until}` : empty}
    ORDER BY time, id LIMIT 5000`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}
