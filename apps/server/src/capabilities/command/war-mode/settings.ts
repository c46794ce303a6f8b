import type { ModeSettings } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { covers, effective, type Place, peace } from './rules.ts'

export async function readBase(db: Queryable): Promise<ModeSettings> {
  const row = await db.first<{ settings: ModeSettings }>(
    sql`SELECT settings FROM command.base_setting WHERE id = 1`,
  )
  return row?.settings ?? peace
}

export async function writeBase(tx: Queryable, settings: ModeSettings): Promise<void> {
  await tx.query(sql`INSERT INTO command.base_setting (id, settings) VALUES (1, ${JSON.stringify(settings)})
    ON CONFLICT (id) DO UPDATE SET settings = excluded.settings`)
}

interface ActiveRow {
  settings: ModeSettings
  divisions: string[]
  area: GeoJSON.Geometry | null
}

/** What holds at a place now. A drill has switches of its own; it never feels nor changes the real ones. */
export async function readEffective(
  db: Queryable,
  place: Place & { isDrill: boolean },
): Promise<ModeSettings> {
  const rows = await db.query<ActiveRow>(sql`SELECT settings, divisions, area FROM command.war_switch
    WHERE state = 'active' AND is_drill = ${place.isDrill}`)
  const base = await readBase(db)
  return effective(
    base,
    rows.filter((row) => covers(row, place)).map((row) => row.settings),
  )
}
