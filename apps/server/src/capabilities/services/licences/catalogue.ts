import type { LicenceTypeView } from '@civitas/contract'
import type { LicenceType } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { typeCode } from './rules.ts'

/** A kind of licence as it is in force here: from a domain, or as written on this installation. */
export type KnownType = LicenceType & { readonly code: string; readonly version: number }

interface TypeRow {
  id: string
  definition: Omit<LicenceType, 'title' | 'serial' | 'id'> & { title: string; code?: string; serial?: string }
  version: number
}

export async function listTypes(parts: ServicesParts, db: Queryable = parts.kernel.db): Promise<KnownType[]> {
  const city = parts.territory.cityCode() ?? '000000'
  const rows = await db.query<TypeRow>(
    sql`SELECT id, definition, version FROM services.licence_type ORDER BY id`,
  )
  const written = new Map(rows.map((row) => [row.id, row]))
  const declared = parts.domains.list('licenceTypes')
  const own = rows.filter((row) => !declared.some((one) => one.id === row.id))
  return [
    ...declared.map((type) => toKnown(type, written.get(type.id), city)),
    ...own.map((row, i) => {
      const { title, ...rest } = row.definition
      const base: LicenceType = {
        ...{ ...rest, id: row.id, title: { zh: title, en: title } },
        serial: row.definition.serial ?? String(900 + i),
      }
      return toKnown(base, row, city)
    }),
  ]
}

function toKnown(type: LicenceType, row: TypeRow | undefined, city: string): KnownType {
  if (!row) return { ...type, code: typeCode(type, city), version: 1 }
  const { title, serial: _, ...rest } = row.definition
  const merged = { ...type, ...rest, title: { zh: title, en: type.title.en } }
  return { ...merged, code: typeCode({ ...merged, code: row.definition.code }, city), version: row.version }
}

/** A type by id (`licences.food-operation`), short id, or code. */
export async function requireType(parts: ServicesParts, wanted: string, db?: Queryable): Promise<KnownType> {
  const all = await listTypes(parts, db)
  const found = all.find((one) => one.id === wanted || one.id === `licences.${wanted}` || one.code === wanted)
  if (!found) throw notFound('证照类型', wanted)
  return found
}

export async function saveType(
  db: Queryable,
  id: string,
  definition: object,
  by: { name: string; now: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO services.licence_type (id, definition, version, changed_by, changed_time)
    VALUES (${id}, ${JSON.stringify(definition)}, 2, ${by.name}, ${by.now}) ON CONFLICT (id) DO UPDATE
    SET definition = excluded.definition, version = licence_type.version + 1, changed_by = excluded.changed_by,
      changed_time = excluded.changed_time`)
}

export async function toViews(parts: ServicesParts, types: readonly KnownType[]): Promise<LicenceTypeView[]> {
  const { db } = parts.kernel
  const valid = await db.query<{ type_id: string; n: number }>(
    sql`SELECT type_id, count(*) AS n FROM services.licence WHERE state = 'valid' GROUP BY 1`,
  )
  const uses = await db.query<{
    type_id: string
    n: number
  }>(sql`SELECT l.type_id, count(*) AS n FROM services.licence_use u
    JOIN services.licence l ON l.id = u.licence_id GROUP BY 1`)
  const count = (rows: typeof valid, id: string) => rows.find((row) => row.type_id === id)?.n ?? 0
  return types.map(({ serial: _, title, fields, ...type }) => ({
    ...{ ...type, title: title.zh, fields: fields.map((field) => ({ ...field })) },
    ...{ valid: count(valid, type.id), uses: count(uses, type.id) },
  }))
}
