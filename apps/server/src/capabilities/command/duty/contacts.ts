import type { Addressee, Contact, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import type { Identity } from '../../identity/index.ts'
import { metresBetween, pointOf } from '../parts.ts'

export interface ContactRow {
  id: string
  name: string
  phone: string | null
  user_id: string | null
  organisation_id: string | null
  duty: string
  availability: Contact['availability']
  division_code: string | null
  lon: number | null
  lat: number | null
  is_field: boolean
}

const columns = sql`id, name, phone, user_id, organisation_id, duty, availability, division_code, lon, lat, is_field`

export function toContact(row: ContactRow, identity: Identity): Contact {
  return {
    id: row.id,
    name: row.name,
    phone: row.phone,
    userId: row.user_id,
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    duty: row.duty,
    availability: row.availability,
    position: pointOf(row),
    isField: row.is_field,
  }
}

export function toAddressee(row: ContactRow): Addressee {
  return {
    contactId: row.id,
    userId: row.user_id,
    organisationId: row.organisation_id,
    name: row.name,
    phone: row.phone,
  }
}

export function findContact(db: Queryable, id: string): Promise<ContactRow | undefined> {
  return db.first<ContactRow>(sql`SELECT ${columns} FROM command.contact WHERE id = ${id}`)
}

export function findContacts(db: Queryable, ids: readonly string[]): Promise<ContactRow[]> {
  return db.query<ContactRow>(
    sql`SELECT ${columns} FROM command.contact WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
}

export interface NewContact {
  id?: string
  name: string
  phone?: string | null
  userId?: string | null
  organisationId?: string | null
  duty: string
  divisionCode: string | null
  position?: readonly [number, number] | null
  isField?: boolean
}

export async function insertContact(tx: Queryable, one: NewContact): Promise<ContactRow> {
  return (await tx.first<ContactRow>(sql`INSERT INTO command.contact (id, name, phone, user_id, organisation_id, duty,
      division_code, lon, lat, is_field, grams)
    VALUES (${one.id ?? newId()}, ${one.name}, ${one.phone ?? null}, ${one.userId ?? null}, ${one.organisationId ?? null},
      ${one.duty}, ${one.divisionCode}, ${one.position?.[0] ?? null}, ${one.position?.[1] ?? null}, ${one.isField ?? false},
      ${toGrams(one.name, one.duty)}) RETURNING ${columns}`)) as ContactRow
}

export async function listContacts(
  db: Queryable,
  filter: { organisationId?: string; search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<ContactRow>> {
  const where = sql`WHERE ${inScope('division_code', scope)}
    ${filter.organisationId ? sql`AND organisation_id = ${filter.organisationId}` : empty} ${matches('grams', filter.search, 'name')}`
  const [items, count] = await Promise.all([
    db.query<ContactRow>(sql`SELECT ${columns} FROM command.contact ${where} ORDER BY name, id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.contact ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Field staff within a circle, nearest first, each with its distance in metres. */
export async function listFieldStaffAround(
  db: Queryable,
  centre: readonly [number, number],
  radiusM: number,
  scope: Scope,
): Promise<Array<ContactRow & { distance: number }>> {
  const dLat = radiusM / 110_500
  const dLon = dLat / Math.max(0.01, Math.cos((centre[1] * Math.PI) / 180))
  const rows = await db.query<ContactRow>(sql`SELECT ${columns} FROM command.contact
    WHERE is_field AND availability <> 'away' AND ${inScope('division_code', scope)}
      AND lon BETWEEN ${centre[0] - dLon} AND ${centre[0] + dLon} AND lat BETWEEN ${centre[1] - dLat} AND ${centre[1] + dLat}`)
  return rows
    .map((row) => ({ ...row, distance: metresBetween(centre, [row.lon ?? 0, row.lat ?? 0]) }))
    .filter((row) => row.distance <= radiusM)
    .sort((a, b) => a.distance - b.distance)
}
