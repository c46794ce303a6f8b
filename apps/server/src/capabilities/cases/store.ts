import type { Case, CaseState, ClockLamp, Page, WarningLevel } from '@civitas/contract'
import type { TimeLimit } from '@civitas/domain-kit'
import { inDivision, inScope, type Scope } from '../../kernel/access.ts'
import { countUpTo } from '../../kernel/db/count-up-to.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import { matches, toGrams } from '../../kernel/search.ts'
import type { CasesParts } from './publish-case.ts'
import { dayOf, lampOf, referenceOf } from './rules.ts'

export interface CaseRow {
  id: string
  reference: string
  type: string
  /** 0 where it follows what a domain declares. */
  type_version: number
  title: string
  level: WarningLevel | null
  state: CaseState
  stage: string
  visit: number
  event_id: string | null
  entity_id: string | null
  entity_name: string | null
  division_code: string | null
  lon: number | null
  lat: number | null
  organisation_id: string | null
  opened_time: Date
  amber_time: Date
  due_time: Date
  closed_time: Date | null
  in_time: boolean | null
  handle_minutes: number | null
  returns: number
  task_minutes: Record<string, number>
  version: number
  class_code: string | null
  part_code: string | null
  parent_id: string | null
  merged_into: string | null
  suspended_time: Date | null
  time_limit: TimeLimit | null
  urges: number
  reopens: number
  score: number | null
  supervised: number
}

export const caseColumns = sql`c.id, c.reference, c.type, c.type_version, c.title, c.level, c.state, c.stage, c.visit, c.event_id, c.entity_id,
  c.entity_name, c.division_code, c.lon, c.lat, c.organisation_id, c.opened_time, c.amber_time, c.due_time, c.closed_time,
  c.in_time, c.handle_minutes, c.returns, c.task_minutes, c.version, c.class_code, c.part_code, c.parent_id, c.merged_into,
  c.suspended_time, c.time_limit, c.urges, c.reopens, c.score, c.supervised`
const columns = caseColumns

/** Stages the platform adds to those of every case type. */
const platformStages: Record<string, { zh: string; en: string }> = {
  closed: { zh: '已结案', en: 'Closed' },
  check: { zh: '核查', en: 'Check' },
}

export function toCase(
  { types, territory, identity, kernel }: Omit<CasesParts, 'events'>,
  row: CaseRow,
): Case {
  const type = types.find(row.type, row.type_version)
  const stageTitle =
    row.stage === 'check' ? type?.check?.title : type?.stages.find((one) => one.id === row.stage)?.title
  const clock = { amberTime: row.amber_time, dueTime: row.due_time, endTime: row.closed_time }
  const declared = row.class_code ? type?.classes?.find((one) => one.code === row.class_code) : undefined
  return {
    id: row.id,
    reference: row.reference,
    type: row.type,
    typeVersion: row.type_version,
    typeTitle: type?.title ?? { zh: row.type, en: row.type },
    title: row.title,
    level: row.level,
    state: row.state,
    stage: row.stage,
    stageTitle: stageTitle ?? platformStages[row.stage] ?? { zh: row.stage, en: row.stage },
    eventId: row.event_id,
    entityId: row.entity_id,
    entityName: row.entity_name,
    divisionCode: row.division_code,
    divisionName: territory.findDivisionName(row.division_code),
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    openedTime: row.opened_time.toISOString(),
    dueTime: row.due_time.toISOString(),
    closedTime: row.closed_time?.toISOString() ?? null,
    lamp: lampOf(clock, row.suspended_time ?? kernel.clock.now()),
    inTime: row.in_time,
    handleMinutes: row.handle_minutes,
    version: row.version,
    classCode: row.class_code,
    classTitle: declared?.title ?? null,
    partCode: row.part_code,
    parentId: row.parent_id,
    mergedInto: row.merged_into,
    suspendedTime: row.suspended_time?.toISOString() ?? null,
    urges: row.urges,
    reopens: row.reopens,
    supervised: row.supervised,
    score: row.score,
  }
}

export interface CaseFilter {
  type?: string
  state?: CaseState
  level?: WarningLevel
  lamp?: ClockLamp
  division?: string
  eventId?: string
  organisation?: string
  class?: string
  parentId?: string
  suspended?: boolean
  supervised?: boolean
  search?: string
  from?: string
  to?: string
  limit?: number
  offset?: number
}

/** The lamp as a condition on the stored times, so that an index can answer it. */
function hasLamp(lamp: ClockLamp, now: Date): Sql {
  const then = sql`coalesce(c.suspended_time, ${now})`
  if (lamp === 'red')
    return sql`((c.closed_time IS NULL AND c.due_time <= ${now} AND c.due_time <= ${then}) OR c.in_time = false)`
  if (lamp === 'amber')
    return sql`(c.closed_time IS NULL AND c.amber_time <= ${now} AND c.amber_time <= ${then} AND c.due_time > ${then})`
  return sql`((c.closed_time IS NULL AND c.amber_time > ${then}) OR c.in_time = true)`
}

export async function listCases(
  db: Queryable,
  filter: CaseFilter,
  scope: Scope,
  now: Date,
): Promise<Page<CaseRow>> {
  const where = sql`WHERE ${inScope('c.division_code', scope)} ${inDivision('c.division_code', filter.division)}
    ${filter.type ? sql`AND c.type = ${filter.type}` : empty} ${filter.state ? sql`AND c.state = ${filter.state}` : empty}
    ${filter.level ? sql`AND c.level = ${filter.level}` : empty}
    ${filter.lamp ? sql`AND ${hasLamp(filter.lamp, now)}` : empty}
    ${filter.eventId ? sql`AND c.event_id = ${filter.eventId}` : empty}
    ${filter.organisation ? sql`AND c.organisation_id = ${filter.organisation}` : empty}
    ${filter.class ? sql`AND c.class_code = ${filter.class}` : empty}
    ${filter.parentId ? sql`AND c.parent_id = ${filter.parentId}` : empty}
    ${filter.suspended ? sql`AND c.suspended_time IS NOT NULL` : empty}
    ${filter.supervised ? sql`AND c.supervised > 0` : empty}
    ${filter.from ? sql`AND c.opened_time >= ${filter.from}` : empty} ${filter.to ? sql`AND c.opened_time < ${filter.to}` : empty}
    ${matches('c.grams', filter.search, 'c.title')}`
  const [items, count] = await Promise.all([
    db.query<CaseRow>(sql`SELECT ${columns} FROM cases.city_case c ${where}
      ORDER BY c.opened_time DESC, c.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    countUpTo(db, sql`cases.city_case c ${where}`),
  ])
  return { items, ...count }
}

export function findCase(
  db: Queryable,
  id: string,
  options: { scope: Scope; lock?: boolean },
): Promise<CaseRow | undefined> {
  return db.first<CaseRow>(sql`SELECT ${columns} FROM cases.city_case c
    WHERE c.id = ${id} AND ${inScope('c.division_code', options.scope)} ${options.lock ? sql`FOR UPDATE` : empty}`)
}

/** A case by the city’s own number. */
export function findCaseByReference(
  db: Queryable,
  reference: string,
  scope: Scope,
): Promise<Pick<CaseRow, 'id' | 'type' | 'reference'> | undefined> {
  return db.first(sql`SELECT c.id, c.type, c.reference FROM cases.city_case c
    WHERE c.reference = ${reference} AND ${inScope('c.division_code', scope)}`)
}

export function findCases(db: Queryable, ids: readonly string[]): Promise<CaseRow[]> {
  return db.query<CaseRow>(
    sql`SELECT ${columns} FROM cases.city_case c WHERE c.id = ANY(${ids as string[]}::uuid[])`,
  )
}

/** Locks those cases nobody has under hand, in the order of their ids. */
export function lockCases(tx: Queryable, ids: readonly string[]): Promise<CaseRow[]> {
  return tx.query<CaseRow>(sql`SELECT ${columns} FROM cases.city_case c WHERE c.id = ANY(${ids as string[]}::uuid[])
    ORDER BY c.id FOR UPDATE SKIP LOCKED`)
}

/** Cases of events that are still worked on. */
export function listOpenCasesOf(db: Queryable, eventIds: readonly string[]): Promise<CaseRow[]> {
  return db.query<CaseRow>(sql`SELECT ${columns} FROM cases.city_case c
    WHERE c.event_id = ANY(${eventIds as string[]}::uuid[]) AND c.closed_time IS NULL ORDER BY c.event_id, c.opened_time`)
}

export function listCasesOfEvent(db: Queryable, eventId: string): Promise<CaseRow[]> {
  return db.query<CaseRow>(
    sql`SELECT ${columns} FROM cases.city_case c WHERE c.event_id = ${eventId} ORDER BY c.opened_time FOR UPDATE`,
  )
}

export async function countOpenChildren(db: Queryable, id: string): Promise<number> {
  const row = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.city_case
    WHERE parent_id = ${id} AND closed_time IS NULL AND state <> 'cancelled'`)
  return row?.n ?? 0
}

export function listRelatedCases(
  db: Queryable,
  of: { parentId: string } | { mergedInto: string },
): Promise<CaseRow[]> {
  const which = 'parentId' in of ? sql`c.parent_id = ${of.parentId}` : sql`c.merged_into = ${of.mergedInto}`
  return db.query<CaseRow>(
    sql`SELECT ${columns} FROM cases.city_case c WHERE ${which} ORDER BY c.opened_time, c.id LIMIT 200`,
  )
}

export type NewCase = Pick<
  CaseRow,
  | 'type'
  | 'type_version'
  | 'title'
  | 'level'
  | 'stage'
  | 'event_id'
  | 'entity_id'
  | 'entity_name'
  | 'division_code'
  | 'lon'
  | 'lat'
  | 'opened_time'
  | 'amber_time'
  | 'due_time'
> & {
  reference: string
  divisionName: string | null
  class_code?: string | null
  part_code?: string | null
  parent_id?: string | null
}

const given = sql`id, reference, type, type_version, title, level, state, stage, visit, event_id, entity_id, entity_name, division_code, lon,
  lat, opened_time, amber_time, due_time, grams, class_code, part_code, parent_id`

/** Writes new cases in their first stages, in one statement; undefined where the event already has one of the type. */
export async function insertCases(
  tx: Queryable,
  cases: readonly NewCase[],
): Promise<Array<CaseRow | undefined>> {
  if (cases.length === 0) return []
  const rows = cases.map(({ divisionName, ...one }) => ({
    ...one,
    ...{ id: newId(), state: 'open', visit: 1 },
    grams: toGrams(one.title, one.reference, one.entity_name, divisionName),
  }))
  const written = await tx.query<CaseRow>(sql`INSERT INTO cases.city_case AS c (${given})
    SELECT ${given} FROM jsonb_populate_recordset(NULL::cases.city_case, ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT (event_id, type) DO NOTHING RETURNING ${columns}`)
  const byId = new Map(written.map((row) => [row.id, row]))
  return rows.map((row) => byId.get(row.id))
}

/** Puts cases with the units that have them, in the order given. */
export async function setUnits(
  tx: Queryable,
  units: ReadonlyArray<{ id: string; organisationId: string | null }>,
): Promise<CaseRow[]> {
  const rows = await tx.query<CaseRow>(sql`UPDATE cases.city_case AS c
    SET organisation_id = u."organisationId", version = version + 1
    FROM jsonb_to_recordset(${JSON.stringify(units)}::jsonb) AS u(id uuid, "organisationId" uuid)
    WHERE c.id = u.id RETURNING ${columns}`)
  return units.map(({ id }) => rows.find((row) => row.id === id) as CaseRow)
}

export async function updateCase(tx: Queryable, row: CaseRow, change: Partial<CaseRow>): Promise<CaseRow> {
  const c = { ...row, ...change }
  return (await tx.first<CaseRow>(sql`UPDATE cases.city_case AS c SET level = ${c.level}, state = ${c.state}, stage = ${c.stage},
      visit = ${c.visit}, organisation_id = ${c.organisation_id}, closed_time = ${c.closed_time}, in_time = ${c.in_time},
      handle_minutes = ${c.handle_minutes}, returns = ${c.returns}, task_minutes = ${JSON.stringify(c.task_minutes)},
      amber_time = ${c.amber_time}, due_time = ${c.due_time}, version = version + 1, class_code = ${c.class_code},
      part_code = ${c.part_code}, parent_id = ${c.parent_id}, merged_into = ${c.merged_into},
      suspended_time = ${c.suspended_time}, urges = ${c.urges}, reopens = ${c.reopens}, score = ${c.score},
      supervised = ${c.supervised}, time_limit = ${c.time_limit === null ? null : JSON.stringify(c.time_limit)}
    WHERE c.id = ${row.id} RETURNING ${columns}`)) as CaseRow
}

/** The next number of a day; the row is held until the transaction ends, so numbers have no doubles. */
export async function takeReference(tx: Queryable, prefix: string, now: Date): Promise<string> {
  return (await takeReferences(tx, prefix, now, 1))[0] as string
}

/** The next numbers of a day, so many at once. */
export async function takeReferences(
  tx: Queryable,
  prefix: string,
  now: Date,
  count: number,
): Promise<string[]> {
  const row = await tx.first<{ last: number }>(sql`INSERT INTO cases.day_number (prefix, day, last)
    VALUES (${prefix}, ${dayOf(now)}, ${count})
    ON CONFLICT (prefix, day) DO UPDATE SET last = day_number.last + excluded.last RETURNING last`)
  const before = (row?.last ?? count) - count
  return Array.from({ length: count }, (_, n) => referenceOf(prefix, now, before + n + 1))
}

export function insertVisit(
  tx: Transaction,
  visit: { caseId: string; number: number; stage: string },
  now: Date,
): void {
  tx.add('cases.stage_visit', { ...visit, now }, (rows) =>
    tx.query(sql`INSERT INTO cases.stage_visit (case_id, number, stage, entered_time)
      SELECT "caseId", number, stage, now FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r("caseId" uuid, number int, stage text, now timestamptz)`),
  )
}

/** When the last stage of a case was entered. */
export async function lastVisitTime(db: Queryable, caseId: string): Promise<Date> {
  const row = await db.first<{ entered_time: Date }>(sql`SELECT entered_time FROM cases.stage_visit
    WHERE case_id = ${caseId} ORDER BY number DESC LIMIT 1`)
  return row?.entered_time ?? new Date(0)
}

export async function leaveVisit(tx: Queryable, row: CaseRow, exitId: string, now: Date): Promise<void> {
  await tx.query(sql`UPDATE cases.stage_visit SET left_time = ${now}, exit_id = ${exitId}
    WHERE case_id = ${row.id} AND number = ${row.visit}`)
}
