import type { DutyLine, Page } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { CasesParts } from '../publish-case.ts'
import type { DutyRecord } from './rules.ts'

export interface DutyQuery {
  item?: string
  division?: string
  on?: string
  limit?: number
  offset?: number
}

const columns = sql`item, division_code AS "divisionCode", organisation_id AS "organisationId",
  from_date AS "fromDate", to_date AS "toDate"`

export async function listDuties(parts: CasesParts, query: DutyQuery, scope: Scope): Promise<Page<DutyLine>> {
  const { db } = parts.kernel
  const where = sql`WHERE ${inScope('division_code', scope)} ${inDivision('division_code', query.division)}
    ${query.item ? sql`AND item = ${query.item}` : empty} ${query.on ? holdsOn(query.on) : empty}`
  const rows = await db.query<DutyRecord>(sql`SELECT ${columns} FROM cases.duty ${where}
    ORDER BY item, division_code, from_date DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM cases.duty ${where}`)
  return { items: rows.map((row) => toLine(parts, row)), total: count?.n ?? 0 }
}

function holdsOn(day: string) {
  return sql`AND from_date <= ${day} AND (to_date IS NULL OR to_date >= ${day})`
}

function toLine({ domains, territory, identity }: CasesParts, row: DutyRecord): DutyLine {
  return {
    ...row,
    itemTitle: domains.find('dutyItems', row.item)?.title ?? { zh: row.item, en: row.item },
    divisionName: territory.findDivisionName(row.divisionCode),
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
  }
}

/** Every line that holds on a day, and those after it. */
export function readDutiesFrom(db: Queryable, day: string): Promise<DutyRecord[]> {
  return db.query<DutyRecord>(sql`SELECT ${columns} FROM cases.duty
    WHERE to_date IS NULL OR to_date >= ${day} ORDER BY item, division_code, from_date`)
}

export function readDutiesOf(db: Queryable, items: readonly string[]): Promise<DutyRecord[]> {
  return db.query<DutyRecord>(sql`SELECT ${columns} FROM cases.duty WHERE item = ANY(${items as string[]})`)
}

export async function writeDuties(tx: Queryable, rows: readonly DutyRecord[], now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO cases.duty (item, division_code, organisation_id, from_date, to_date, changed_time)
    SELECT item, "divisionCode", "organisationId", "fromDate", "toDate", ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(item text, "divisionCode" text, "organisationId" uuid,
      "fromDate" date, "toDate" date)
    ON CONFLICT (item, division_code, from_date) DO UPDATE SET organisation_id = excluded.organisation_id,
      to_date = excluded.to_date, changed_time = excluded.changed_time`)
}
