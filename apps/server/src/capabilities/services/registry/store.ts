import type { Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface UnitRow {
  code: string
  address: string
  area_m2: number
  usage: string
  owner_id: string | null
  owner_name: string
  division_code: string
}

export interface EntryRow {
  unit: string
  sequence: number
  kind: 'first' | 'transfer' | 'mortgage' | 'seizure' | 'release'
  day: string
  holder: string
  document: string
  releases: number | null
  by_name: string
  time: Date
}

export function findUnit(db: Queryable, code: string, { lock = false } = {}): Promise<UnitRow | undefined> {
  return db.first<UnitRow>(
    sql`SELECT * FROM services.estate_unit WHERE code = ${code} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

export async function insertUnit(tx: Queryable, u: UnitRow, now: Date): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO services.estate_unit (code, address, area_m2, usage, owner_id, owner_name,
      division_code, created_time)
    VALUES (${u.code}, ${u.address}, ${u.area_m2}, ${u.usage}, ${u.owner_id}, ${u.owner_name}, ${u.division_code}, ${now})
    ON CONFLICT DO NOTHING RETURNING code`)
  return rows.length > 0
}

export async function setOwner(
  tx: Queryable,
  code: string,
  owner: { id: string; name: string },
): Promise<void> {
  await tx.query(
    sql`UPDATE services.estate_unit SET owner_id = ${owner.id}, owner_name = ${owner.name} WHERE code = ${code}`,
  )
}

/** Writes the next entry of a unit; the unit is locked by who calls. */
export async function appendEntry(
  tx: Queryable,
  e: Omit<EntryRow, 'sequence'> & { applicationId: string | null },
): Promise<void> {
  await tx.query(sql`INSERT INTO services.estate_entry (unit, sequence, kind, day, holder, document, releases, application_id,
      by_name, time)
    SELECT ${e.unit}, coalesce(max(sequence), 0) + 1, ${e.kind}, ${e.day}, ${e.holder}, ${e.document}, ${e.releases},
      ${e.applicationId}, ${e.by_name}, ${e.time} FROM services.estate_entry WHERE unit = ${e.unit}`)
}

export function listEntries(db: Queryable, units: readonly string[]): Promise<EntryRow[]> {
  return db.query<EntryRow>(sql`SELECT unit, sequence, kind, day::text AS day, holder, document, releases, by_name, time
    FROM services.estate_entry WHERE unit = ANY(${units as string[]}) ORDER BY unit, sequence`)
}

export async function listUnits(
  db: Queryable,
  who: Sql,
  { search, limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number },
): Promise<Page<UnitRow>> {
  const like = `%${search ?? ''}%`
  const where = sql`FROM services.estate_unit u WHERE ${who}
    ${search ? sql`AND (u.code = ${search} OR u.address ILIKE ${like} OR u.owner_name = ${search})` : empty}`
  const [items, count] = await Promise.all([
    db.query<UnitRow>(sql`SELECT u.* ${where} ORDER BY u.code LIMIT ${limit} OFFSET ${offset}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Homes somebody is entered as owner of. */
export async function countHomes(db: Queryable, ownerId: string): Promise<number> {
  const row = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM services.estate_unit WHERE owner_id = ${ownerId} AND usage = '住宅'`,
  )
  return row?.n ?? 0
}

/** Whether the tax on a unit was declared and paid by somebody. */
export async function isTaxed(db: Queryable, unit: string, subjectId: string): Promise<boolean> {
  const row = await db.first(sql`SELECT 1 FROM services.application a WHERE a.subject_id = ${subjectId}
    AND a.assessment IS NOT NULL AND a.form->>'unit' = ${unit} AND a.state IN ('granted', 'delivered')`)
  return row !== undefined
}

export interface FirmRow {
  code: string
  subject_id: string
  name: string
  address: string
  representative_id: string | null
  agent_id: string | null
  application_id: string
  founded_time: Date | null
  ended_time: Date | null
}

export async function insertFirm(tx: Queryable, f: FirmRow): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO services.firm (code, subject_id, name, address, representative_id, agent_id,
      application_id, founded_time, ended_time)
    VALUES (${f.code}, ${f.subject_id}, ${f.name}, ${f.address}, ${f.representative_id}, ${f.agent_id},
      ${f.application_id}, ${f.founded_time}, ${f.ended_time}) ON CONFLICT DO NOTHING RETURNING code`)
  return rows.length > 0
}

/** Says since when a firm is no more; one that was founded elsewhere is entered with it. */
export async function endFirm(tx: Queryable, f: FirmRow): Promise<void> {
  await tx.query(sql`INSERT INTO services.firm (code, subject_id, name, address, representative_id, agent_id, application_id,
      ended_time)
    VALUES (${f.code}, ${f.subject_id}, ${f.name}, ${f.address}, ${f.representative_id}, ${f.agent_id},
      ${f.application_id}, ${f.ended_time})
    ON CONFLICT (code) DO UPDATE SET ended_time = excluded.ended_time`)
}

/** Takes a new address down; one that was founded elsewhere is entered. Answers whether the firm exists still. */
export async function changeFirm(tx: Queryable, f: FirmRow): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO services.firm (code, subject_id, name, address, representative_id, agent_id,
      application_id)
    VALUES (${f.code}, ${f.subject_id}, ${f.name}, ${f.address}, ${f.representative_id}, ${f.agent_id}, ${f.application_id})
    ON CONFLICT (code) DO UPDATE SET address = coalesce(nullif(excluded.address, ''), services.firm.address)
    WHERE services.firm.ended_time IS NULL RETURNING code`)
  return rows.length > 0
}

export function listCancelledOf(db: Queryable, representativeId: string) {
  return db.query<{
    name: string
    code: string
    ended_time: Date
  }>(sql`SELECT name, code, ended_time FROM services.firm
    WHERE representative_id = ${representativeId} AND ended_time IS NOT NULL ORDER BY ended_time DESC LIMIT 50`)
}

/** Applications to register a firm at an address or by an agent since a time, without one of them. */
export async function countAlike(
  db: Queryable,
  {
    itemId,
    address,
    agentId,
    since,
    without,
  }: Record<'itemId' | 'address' | 'without', string> & {
    agentId: string | null
    since: Date
  },
): Promise<{ address: number; agent: number }> {
  const row = await db.first<{ address: number; agent: number }>(sql`SELECT
      count(*) FILTER (WHERE form->>'address' = ${address})::int AS address,
      count(*) FILTER (WHERE by_id = ${agentId})::int AS agent
    FROM services.application WHERE item_id = ${itemId} AND id <> ${without} AND submitted_time > ${since}`)
  return row ?? { address: 0, agent: 0 }
}

/** Names of firms that hold a business licence and share letters with a name. */
export async function listNamesLike(db: Queryable, pairs: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ name: string }>(sql`SELECT DISTINCT holder_name AS name FROM services.licence
    WHERE type_id = 'licences.business-licence' AND state = 'valid'
      AND holder_name LIKE ANY(${pairs.map((pair) => `%${pair}%`)}) LIMIT 500`)
  return rows.map((row) => row.name)
}
