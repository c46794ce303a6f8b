import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { tell, type Writing } from './register-entity.ts'
import { difference } from './rules.ts'
import * as store from './store.ts'

/** What another capability may change of an entity it keeps; what is absent stays. */
export interface Amendment {
  name?: string
  geometry?: GeoJSON.Geometry | null
  divisionCode?: string | null
}

export async function amendEntity(
  tx: Transaction,
  { form, messages }: Writing,
  id: string,
  amendment: Amendment,
  userId: string | null,
  now: Date,
): Promise<void> {
  const old = await store.findEntity(tx, id, true)
  if (!old) return
  const divisionCode = amendment.divisionCode === undefined ? old.division_code : amendment.divisionCode
  const geometry = amendment.geometry === undefined ? old.geometry : amendment.geometry
  const row = form.toRow({ ...old, name: amendment.name ?? old.name, geometry, divisionCode })
  const { before, after } = difference(
    { name: old.name, geometry: old.geometry, divisionCode: old.division_code },
    { name: row.name, geometry: row.geometry, divisionCode },
  )
  if (Object.keys(after).length === 0) return
  const version = old.version + 1
  await store.updateEntity(tx, { ...row, id, version }, now)
  await tx.query(sql`UPDATE entities.entity SET division_code = ${divisionCode} WHERE id = ${id}`)
  await store.insertVersion(tx, { entityId: id, version, userId, act: 'changed', before, after }, now)
  const { divisionCode: _from, ...told } = before
  const { divisionCode: _to, ...next } = after
  if (Object.keys(next).length > 0) await tell(tx, messages, id, 'changed', told, next)
}

export async function removeEntity(
  tx: Transaction,
  messages: Writing['messages'],
  id: string,
  userId: string | null,
  now: Date,
): Promise<void> {
  const old = await store.findEntity(tx, id, true)
  if (!old) return
  const before = { reference: old.reference, name: old.name, geometry: old.geometry }
  const version = old.version + 1
  await store.insertVersion(tx, { entityId: id, version, userId, act: 'removed', before, after: {} }, now)
  await tell(tx, messages, id, 'removed', { ...before, ...old.attributes }, {})
  await tx.query(sql`DELETE FROM entities.entity WHERE id = ${id}`)
}

/** Forgets the latest values of datastreams that are gone. */
export async function removeLatestSlots(db: Queryable, datastreamIds: readonly number[]): Promise<void> {
  await db.query(
    sql`DELETE FROM entities.latest_value WHERE datastream_id = ANY(${datastreamIds as number[]}::int[])`,
  )
}
