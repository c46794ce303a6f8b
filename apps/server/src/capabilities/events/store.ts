import type { CityEvent, EventState, Page, Suggestion, WarningLevel } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { inDivision, inScope, type Scope } from '../../kernel/access.ts'
import { countUpTo } from '../../kernel/db/count-up-to.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import { matches, toGrams } from '../../kernel/search.ts'
import type { Territory } from '../territory/index.ts'
import { dayNumberOf, referenceOf } from './rules.ts'

export interface EventRow {
  id: string
  reference: string
  type: string
  title: string
  description: string
  own_level: WarningLevel | null
  level: WarningLevel | null
  own_highest_level: WarningLevel | null
  highest_level: WarningLevel | null
  own_active: boolean
  active: boolean
  own_reports: number
  reports: number
  state: EventState
  state_before_merge: EventState | null
  merged_into_id: string | null
  source: CityEvent['source']
  standard_class: string | null
  address: string | null
  suggestion: Suggestion | null
  entity_id: string | null
  entity_name: string | null
  division_code: string | null
  lon: number | null
  lat: number | null
  value: number | null
  unit: string | null
  case_id: string | null
  case_open: boolean
  handled_by: string | null
  raised_time: Date
  reported_time: Date
  changed_time: Date
  closed_time: Date | null
}

/** What `EventRow` is read from. */
export const columns = sql`id, reference, type, title, description, own_level, level, own_highest_level,
  highest_level, own_active, active, own_reports, reports, state, state_before_merge, merged_into_id, source, standard_class, address, suggestion, entity_id, entity_name, division_code, lon, lat,
  value, unit, case_id, case_open, handled_by, raised_time, reported_time, changed_time, closed_time`

/** Turns rows into what the contract shows, with titles of types and names of divisions. */
export type ToEvent = (row: EventRow) => CityEvent

export function makeToEvent(domains: DomainRegistry, territory: Territory): ToEvent {
  return (row) => ({
    id: row.id,
    reference: row.reference,
    type: row.type,
    typeTitle: domains.findEventType(row.type)?.title ?? { zh: row.type, en: row.type },
    title: row.title,
    description: row.description,
    level: row.level,
    highestLevel: row.highest_level,
    state: row.state,
    active: row.active,
    source: row.source,
    standardClass: row.standard_class,
    address: row.address,
    entityId: row.entity_id,
    entityName: row.entity_name,
    divisionCode: row.division_code,
    divisionName: territory.findDivisionName(row.division_code),
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    value: row.value,
    unit: row.unit,
    reports: row.reports,
    mergedIntoId: row.merged_into_id,
    caseId: row.case_id,
    handledBy: row.handled_by,
    raisedTime: row.raised_time.toISOString(),
    changedTime: row.changed_time.toISOString(),
    closedTime: row.closed_time?.toISOString() ?? null,
  })
}

export interface EventFilter {
  type?: string
  state?: EventState
  active?: boolean
  level?: WarningLevel
  division?: string
  entityId?: string
  source?: CityEvent['source']
  standardClass?: string
  search?: string
  bbox?: readonly number[]
  from?: string
  to?: string
  limit?: number
  offset?: number
}

export async function listEvents(db: Queryable, filter: EventFilter, scope: Scope): Promise<Page<EventRow>> {
  const [west, south, east, north] = filter.bbox ?? []
  const where = sql`WHERE ${inScope('division_code', scope)} ${inDivision('division_code', filter.division)}
    ${filter.type ? sql`AND type = ${filter.type}` : empty} ${filter.state ? sql`AND state = ${filter.state}` : empty}
    ${filter.active === undefined ? empty : sql`AND active = ${filter.active}`}
    ${filter.level ? sql`AND level = ${filter.level}` : empty}
    ${filter.entityId ? sql`AND entity_id = ${filter.entityId}` : empty}
    ${filter.source ? sql`AND source = ${filter.source}` : empty}
    ${filter.standardClass ? sql`AND standard_class >= ${filter.standardClass} AND standard_class < ${`${filter.standardClass}:`}` : empty}
    ${filter.bbox ? sql`AND lon BETWEEN ${west} AND ${east} AND lat BETWEEN ${south} AND ${north}` : empty}
    ${filter.from ? sql`AND raised_time >= ${filter.from}` : empty} ${filter.to ? sql`AND raised_time < ${filter.to}` : empty}
    ${matches('grams', filter.search, 'title')}`
  const [items, count] = await Promise.all([
    db.query<EventRow>(sql`SELECT ${columns} FROM events.event ${where}
      ORDER BY raised_time DESC, id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    countUpTo(db, sql`events.event ${where}`),
  ])
  return { items, ...count }
}

export function findEvent(
  db: Queryable,
  id: string,
  options: { scope: Scope; lock?: boolean },
): Promise<EventRow | undefined> {
  return db.first<EventRow>(sql`SELECT ${columns} FROM events.event
    WHERE id = ${id} AND ${inScope('division_code', options.scope)} ${options.lock ? sql`FOR UPDATE` : empty}`)
}

export function findEvents(db: Queryable, ids: readonly string[]): Promise<EventRow[]> {
  return db.query<EventRow>(
    sql`SELECT ${columns} FROM events.event WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

/** Events held until the transaction ends, in the order of their ids. */
export function lockEvents(tx: Queryable, ids: readonly string[]): Promise<EventRow[]> {
  return tx.query<EventRow>(sql`SELECT ${columns} FROM events.event
    WHERE id = ANY(${ids as string[]}::uuid[]) ORDER BY id FOR UPDATE`)
}

/** Which of these events have others merged into them. */
export async function listWithMerged(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db.query<{ id: string }>(sql`SELECT DISTINCT merged_into_id AS id FROM events.event
    WHERE merged_into_id = ANY(${ids as string[]}::uuid[])`)
  return new Set(rows.map((row) => row.id))
}

export function listMerged(db: Queryable, id: string, scope: Scope): Promise<EventRow[]> {
  return db.query<EventRow>(sql`SELECT ${columns} FROM events.event
    WHERE merged_into_id = ${id} AND ${inScope('division_code', scope)} ORDER BY raised_time, id LIMIT 200`)
}

/** Open events near a place and a time, of any type; without a place, those of the type in that time. */
export function listOpenNear(
  db: Queryable,
  near: {
    position: readonly [number, number] | null
    metres: number
    minutes: number
    time: Date
    type: string
    exceptId: string
  },
  scope: Scope,
): Promise<EventRow[]> {
  const span = near.minutes * 60_000
  const [lon, lat] = near.position ?? [0, 0]
  const dLat = near.metres / 110_500
  const dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  const place = near.position
    ? sql`((lon BETWEEN ${lon - dLon} AND ${lon + dLon} AND lat BETWEEN ${lat - dLat} AND ${lat + dLat})
        OR (lon IS NULL AND type = ${near.type}))`
    : sql`type = ${near.type}`
  return db.query<EventRow>(sql`SELECT ${columns} FROM events.event
    WHERE state IN ('raised', 'verified') AND ${inScope('division_code', scope)} AND ${place} AND id <> ${near.exceptId}
      AND raised_time BETWEEN ${new Date(near.time.getTime() - span)} AND ${new Date(near.time.getTime() + span)}
    ORDER BY reported_time DESC LIMIT 200`)
}

/** The next numbers of a day; numbers have no doubles, and gaps where a transaction came to nothing. */
export async function takeReferences(tx: Queryable, now: Date, count: number): Promise<string[]> {
  const rows = await tx.query<{ number: number }>(
    sql`SELECT events.next_day_number(${dayNumberOf(now)}::date)::int AS number FROM generate_series(1, ${count})`,
  )
  return rows.map((row) => referenceOf(now, row.number))
}

export async function takeReference(tx: Queryable, now: Date): Promise<string> {
  return (await takeReferences(tx, now, 1))[0] as string
}

export type NewEvent = Omit<
  EventRow,
  | 'id'
  | 'standard_class'
  | 'address'
  | 'suggestion'
  | 'level'
  | 'own_highest_level'
  | 'highest_level'
  | 'active'
  | 'own_reports'
  | 'reports'
  | 'state_before_merge'
  | 'merged_into_id'
  | 'case_id'
  | 'case_open'
  | 'handled_by'
  | 'reported_time'
  | 'changed_time'
  | 'closed_time'
> &
  Partial<Pick<EventRow, 'standard_class' | 'address' | 'suggestion' | 'handled_by'>> & {
    readonly party_ids?: readonly string[]
  }

const given = sql`id, reference, type, title, description, own_level, level, own_highest_level, highest_level, own_active,
  active, state, source, standard_class, address, suggestion, entity_id, entity_name, division_code, lon, lat, value, unit,
  raised_time, reported_time, changed_time, handled_by, party_ids, grams`

/** Writes events in one statement, and answers them in the order given. */
export async function insertEvents(tx: Queryable, events: readonly NewEvent[]): Promise<EventRow[]> {
  const rows = events.map((one) => ({
    ...one,
    id: newId(),
    ...{ level: one.own_level, own_highest_level: one.own_level, highest_level: one.own_level },
    ...{ active: one.own_active, reported_time: one.raised_time, changed_time: one.raised_time },
    party_ids: one.party_ids ?? [],
    grams: gramsOf(one),
  }))
  const written = await tx.query<EventRow>(sql`INSERT INTO events.event (${given})
    SELECT ${given} FROM jsonb_populate_recordset(NULL::events.event, ${JSON.stringify(rows)}::jsonb) RETURNING ${columns}`)
  const byId = new Map(written.map((row) => [row.id, row]))
  return rows.map((row) => byId.get(row.id) as EventRow)
}

export async function insertEvent(tx: Queryable, event: NewEvent): Promise<EventRow> {
  return (await insertEvents(tx, [event]))[0] as EventRow
}

/** Writes what a step changed; aggregates are written by `refreshAggregates`. */
export async function updateEvent(
  tx: Queryable,
  row: EventRow,
  change: Partial<Omit<EventRow, 'id'>>,
): Promise<EventRow> {
  const e = { ...row, ...change }
  return (await tx.first<EventRow>(sql`UPDATE events.event SET title = ${e.title}, type = ${e.type},
      standard_class = ${e.standard_class}, own_level = ${e.own_level}, level = ${e.level},
      own_highest_level = ${e.own_highest_level}, highest_level = ${e.highest_level}, own_active = ${e.own_active}, active = ${e.active}, own_reports = ${e.own_reports},
      reports = ${e.reports}, state = ${e.state}, state_before_merge = ${e.state_before_merge},
      merged_into_id = ${e.merged_into_id}, value = ${e.value}, unit = ${e.unit}, case_id = ${e.case_id},
      case_open = ${e.case_open}, handled_by = ${e.handled_by}, reported_time = ${e.reported_time}, changed_time = ${e.changed_time},
      closed_time = ${e.closed_time}, grams = ${gramsOf(e)}
    WHERE id = ${row.id} RETURNING ${columns}`)) as EventRow
}

/** What changes of an event, written with that of others before anybody looks at them, and at the latest with the commit. */
export function keepEvent(tx: Transaction, row: EventRow, change: Partial<Omit<EventRow, 'id'>>): EventRow {
  const changed = { ...row, ...change }
  tx.add('events.event', changed, (rows) => updateEvents(tx, rows))
  return changed
}

async function updateEvents(tx: Queryable, rows: readonly EventRow[]): Promise<void> {
  // Of several changes of one, the last has the others in it.
  const last = new Map(rows.map((row) => [row.id, row]))
  const changed = [...last.values()].map((row) => ({ ...row, grams: gramsOf(row) }))
  await tx.query(sql`UPDATE events.event AS e SET title = r.title, type = r.type, standard_class = r.standard_class,
      own_level = r.own_level, level = r.level, own_highest_level = r.own_highest_level, highest_level = r.highest_level,
      own_active = r.own_active, active = r.active, own_reports = r.own_reports, reports = r.reports, state = r.state,
      state_before_merge = r.state_before_merge, merged_into_id = r.merged_into_id, value = r.value, unit = r.unit,
      case_id = r.case_id, case_open = r.case_open, handled_by = r.handled_by, reported_time = r.reported_time,
      changed_time = r.changed_time, closed_time = r.closed_time, grams = r.grams
    FROM jsonb_populate_recordset(NULL::events.event, ${JSON.stringify(changed)}::jsonb) AS r WHERE e.id = r.id`)
}

/** What an event is found by when words are searched for. */
function gramsOf(row: Pick<NewEvent, 'title' | 'reference' | 'entity_name' | 'address'>): string[] {
  return toGrams(row.title, row.reference, row.entity_name, row.address)
}

/** Puts events under the cases that were opened for them. */
export function setCases(
  tx: Queryable,
  opened: ReadonlyArray<{ eventId: string; caseId: string }>,
  now: Date,
): Promise<EventRow[]> {
  const ids = opened.map((one) => one.eventId)
  const caseOf = sql`SELECT o.case_id FROM unnest(${ids}::uuid[], ${opened.map((one) => one.caseId)}::uuid[])
    AS o(event_id, case_id) WHERE o.event_id = event.id`
  return tx.query<EventRow>(sql`UPDATE events.event SET case_open = true, changed_time = ${now},
      case_id = coalesce(event.case_id, (${caseOf}))
    WHERE id = ANY(${ids}::uuid[]) RETURNING ${columns}`)
}
