import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { divisionChain } from '../rules.ts'

/** One line of the duty list: this organisation answers for this item in this division from this day on. */
export interface DutyRow {
  /** Qualified duty item of a domain: `waterlogging.drainage`. */
  item: string
  divisionCode: string
  organisationId: string
  /** `YYYY-MM-DD`; from the beginning when absent. */
  fromDate?: string
}

/** Writes lines of the duty list; a line for the same item, place and day is replaced. */
export async function importDuties(tx: Transaction, rows: readonly DutyRow[]): Promise<void> {
  await tx.query(sql`INSERT INTO cases.duty (item, division_code, organisation_id, from_date)
    SELECT item, "divisionCode", "organisationId", coalesce("fromDate", date '2000-01-01')
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(item text, "divisionCode" text, "organisationId" uuid,
      "fromDate" date)
    ON CONFLICT (item, division_code, from_date) DO UPDATE SET organisation_id = excluded.organisation_id`)
}

/** The organisation that must act: duty item × division × grid, the smallest division named wins; null when nobody does. */
export async function findResponsible(
  db: Queryable,
  item: string,
  divisionCode: string | null,
  day: string,
): Promise<string | null> {
  return (await findResponsibles(db, [item], [divisionCode], day))(item, divisionCode)
}

/** The same for several duty items in several divisions at once. */
export async function findResponsibles(
  db: Queryable,
  items: readonly string[],
  divisions: ReadonlyArray<string | null>,
  day: string,
): Promise<(item: string, divisionCode: string | null) => string | null> {
  if (items.length === 0) return () => null
  const codes = new Set(divisions.flatMap((code) => divisionChain(code)))
  const rows = await db.query<{ item: string; code: string; organisation_id: string }>(sql`
    SELECT item, division_code AS code, organisation_id FROM cases.duty
    WHERE item = ANY(${[...new Set(items)]}) AND division_code = ANY(${[...codes]}) AND from_date <= ${day}
      AND (to_date IS NULL OR to_date >= ${day})
    ORDER BY item, length(division_code) DESC, rtrim(division_code, '0') DESC, from_date DESC`)
  return (item, divisionCode) => {
    const chain = new Set(divisionChain(divisionCode))
    return rows.find((row) => row.item === item && chain.has(row.code))?.organisation_id ?? null
  }
}
