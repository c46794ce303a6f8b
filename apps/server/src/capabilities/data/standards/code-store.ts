import type { CodeItem, CodeSet } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

interface SetRow {
  code: string
  name: string
  standard: string
  version: string
  valid_from: string
  codes: CodeItem[]
  versions: string[]
}

const dayOf = (time: Date) => new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

const current = (now: Date) => sql`SELECT s.code, s.name, s.standard, v.version,
    to_char(v.valid_from, 'YYYY-MM-DD') AS valid_from, v.codes,
    (SELECT array_agg(o.version ORDER BY o.valid_from DESC) FROM data.code_set_version o WHERE o.set_code = s.code) AS versions
  FROM data.code_set s
  JOIN LATERAL (SELECT * FROM data.code_set_version o WHERE o.set_code = s.code AND o.valid_from <= ${dayOf(now)}::date
    ORDER BY o.valid_from DESC LIMIT 1) v ON true`

function toSet(row: SetRow): CodeSet {
  return {
    ...{ code: row.code, name: row.name, standard: row.standard, version: row.version },
    ...{ validFrom: row.valid_from, versions: row.versions, codes: row.codes },
  }
}

/** Code sets with the version that holds at a time. */
export async function listCodeSets(db: Queryable, now: Date): Promise<CodeSet[]> {
  return (await db.query<SetRow>(sql`${current(now)} ORDER BY s.code`)).map(toSet)
}

export async function findCodeSet(db: Queryable, code: string, now: Date): Promise<CodeSet | undefined> {
  const row = await db.first<SetRow>(sql`${current(now)} WHERE s.code = ${code}`)
  return row && toSet(row)
}

/** Codes in force of a set at a time; none of an unknown set. */
export async function codesOfSet(db: Queryable, code: string, now: Date): Promise<string[]> {
  const set = await findCodeSet(db, code, now)
  return (set?.codes ?? []).filter((one) => !one.isWithdrawn).map((one) => one.code)
}

export interface NewCodeSet {
  code: string
  name: string
  standard: string
  version: string
  validFrom: string
  codes: readonly CodeItem[]
}

/** Adds a set, or a version of one. Codes of the version before that are missing stay, marked as withdrawn. */
export async function putCodeSet(tx: Queryable, set: NewCodeSet): Promise<void> {
  await tx.query(sql`INSERT INTO data.code_set (code, name, standard) VALUES (${set.code}, ${set.name}, ${set.standard})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, standard = excluded.standard`)
  const before = await tx.first<{ codes: CodeItem[] }>(sql`SELECT codes FROM data.code_set_version
    WHERE set_code = ${set.code} AND valid_from < ${set.validFrom}::date ORDER BY valid_from DESC LIMIT 1`)
  const named = new Set(set.codes.map((one) => one.code))
  const gone = (before?.codes ?? [])
    .filter((one) => !named.has(one.code))
    .map((one) => ({ ...one, isWithdrawn: true }))
  await tx.query(sql`INSERT INTO data.code_set_version (set_code, version, valid_from, codes)
    VALUES (${set.code}, ${set.version}, ${set.validFrom}::date, ${JSON.stringify([...set.codes, ...gone])})
    ON CONFLICT (set_code, version) DO UPDATE SET valid_from = excluded.valid_from, codes = excluded.codes`)
}
