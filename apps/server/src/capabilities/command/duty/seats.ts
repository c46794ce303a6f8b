import * as contract from '@civitas/contract'
import { inScope, isInScope, type Principal, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'

interface SeatRow {
  id: string
  title: string
  division_code: string
  function: contract.CentreSeat['function']
  organisation_id: string | null
  page: string | null
  holder_id: string | null
  holder_name: string | null
  held_since: Date | null
}

function toSeat({ identity, territory }: CommandParts, row: SeatRow): contract.CentreSeat {
  const { id, title, division_code: divisionCode, organisation_id: organisationId, page } = row
  return {
    ...{ id, title, divisionCode, organisationId, page, function: row.function },
    divisionName: territory.findDivisionName(divisionCode) ?? divisionCode,
    organisationName: organisationId ? (identity.findOrganisation(organisationId)?.name ?? null) : null,
    holder:
      row.holder_id && row.held_since
        ? { userId: row.holder_id, name: row.holder_name ?? '', since: row.held_since.toISOString() }
        : null,
  }
}

async function listSeats({ kernel: { db } }: CommandParts, division: string | undefined, scope: Scope) {
  return db.query<SeatRow>(sql`SELECT * FROM command.seat WHERE ${inScope('division_code', scope)}
    ${division ? sql`AND division_code = ${division}` : empty} ORDER BY division_code, function, title, id LIMIT 500`)
}

async function getSeat(db: Queryable, id: string, scope: Scope): Promise<SeatRow> {
  const row = await db.first<SeatRow>(
    sql`SELECT * FROM command.seat WHERE id = ${id} AND ${inScope('division_code', scope)} FOR UPDATE`,
  )
  if (!row) throw notFound('席位', id)
  return row
}

/** Empties the seat somebody sits at and keeps who sat there. */
async function empties(
  tx: Transaction,
  of: { seatId: string } | { userId: string },
  now: Date,
): Promise<void> {
  const which = 'seatId' in of ? sql`id = ${of.seatId}` : sql`holder_id = ${of.userId}`
  await tx.query(sql`INSERT INTO command.seat_log (seat_id, user_id, user_name, from_time, to_time)
    SELECT id, holder_id, coalesce(holder_name, ''), held_since, ${now} FROM command.seat
    WHERE ${which} AND holder_id IS NOT NULL`)
  await tx.query(
    sql`UPDATE command.seat SET holder_id = NULL, holder_name = NULL, held_since = NULL WHERE ${which}`,
  )
}

/** One sits at one seat at a time; a seat kept for a unit takes its people only, and nobody is pushed from his. */
async function takeSeat(parts: CommandParts, id: string, by: Principal): Promise<contract.CentreSeat> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await getSeat(tx, id, by.scope)
    if (row.organisation_id && row.organisation_id !== by.organisationId)
      throw forbidden('这是部门专席，只有该单位人员可以入席。', 'other-unit')
    if (row.holder_id && row.holder_id !== by.userId)
      throw conflict('seat-taken', `该席位由${row.holder_name}在席，请其离席后再入席。`)
    if (row.holder_id === by.userId) return toSeat(parts, row)
    const now = clock.now()
    await empties(tx, { userId: by.userId }, now)
    await tx.query(sql`UPDATE command.seat SET holder_id = ${by.userId}, holder_name = ${by.name}, held_since = ${now}
      WHERE id = ${id}`)
    return toSeat(parts, await getSeat(tx, id, by.scope))
  })
}

/** Seats of the operation centres and who sits at them. */
export function bindSeats(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCentreSeats, async ({ query }, { principal }) => ({
    items: (await listSeats(parts, query.division, principal.scope)).map((row) => toSeat(parts, row)),
  }))
  http.bind(contract.saveCentreSeat, async ({ body }, { principal }) => {
    if (
      !parts.territory.findDivisionName(body.divisionCode) ||
      !isInScope(body.divisionCode, principal.scope)
    )
      throw invalid('/body/divisionCode', '没有这个区划，或不在您的管辖范围内')
    if (body.organisationId && !parts.identity.findOrganisation(body.organisationId))
      throw invalid('/body/organisationId', '没有这个单位')
    return db.transaction(async (tx) => {
      if (body.id) await getSeat(tx, body.id, principal.scope)
      const id = body.id ?? newId()
      await tx.query(sql`INSERT INTO command.seat (id, title, division_code, function, organisation_id, page)
        VALUES (${id}, ${body.title}, ${body.divisionCode}, ${body.function}, ${body.organisationId}, ${body.page})
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, division_code = excluded.division_code,
          function = excluded.function, organisation_id = excluded.organisation_id, page = excluded.page`)
      return toSeat(parts, await getSeat(tx, id, principal.scope))
    })
  })
  http.bind(contract.removeCentreSeat, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await getSeat(tx, params.id, principal.scope)
      if (row.holder_id) throw conflict('seat-taken', `该席位由${row.holder_name}在席，不能撤销。`)
      await tx.query(sql`DELETE FROM command.seat WHERE id = ${params.id}`)
      return { done: true as const }
    }),
  )
  http.bind(contract.takeCentreSeat, ({ params }, { principal }) => takeSeat(parts, params.id, principal))
  http.bind(contract.leaveCentreSeat, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await getSeat(tx, params.id, principal.scope)
      if (row.holder_id !== principal.userId && !principal.permissions.has('command.duty'))
        throw forbidden('只能离开自己的席位。', 'not-yours')
      await empties(tx, { seatId: params.id }, clock.now())
      return toSeat(parts, await getSeat(tx, params.id, principal.scope))
    }),
  )
}
