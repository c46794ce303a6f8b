import type { Page, SitingRequest } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export type RequestRow = Omit<
  SitingRequest,
  'organisationName' | 'position' | 'createdTime' | 'decidedTime'
> & {
  requestedBy: string
  lon: number
  lat: number
  createdTime: Date
  decidedTime: Date | null
}

const requestColumns = sql`id, purpose, facility_type AS "facilityType", organisation_id AS "organisationId", lon, lat,
  division_code AS "divisionCode", duplicates, reason, state, requested_by AS "requestedBy", requested_name AS "requestedName",
  created_time AS "createdTime", decided_name AS "decidedName", decided_time AS "decidedTime", comment,
  shared_facility_id AS "sharedFacilityId", facility_id AS "facilityId", deviation_m AS "deviationMetres"`

export async function insertRequest(
  tx: Queryable,
  r: Pick<
    RequestRow,
    | 'id'
    | 'purpose'
    | 'facilityType'
    | 'organisationId'
    | 'lon'
    | 'lat'
    | 'divisionCode'
    | 'duplicates'
    | 'reason'
    | 'requestedBy'
    | 'requestedName'
    | 'sharedFacilityId'
  >,
  now: Date,
): Promise<RequestRow> {
  return (await tx.first<RequestRow>(sql`INSERT INTO sensing.siting_request (id, purpose, facility_type, organisation_id, lon, lat,
      division_code, duplicates, reason, state, requested_by, requested_name, shared_facility_id, created_time)
    VALUES (${r.id}, ${r.purpose}, ${r.facilityType}, ${r.organisationId}, ${r.lon}, ${r.lat}, ${r.divisionCode},
      ${JSON.stringify(r.duplicates)}, ${r.reason}, 'submitted', ${r.requestedBy}, ${r.requestedName}, ${r.sharedFacilityId}, ${now})
    RETURNING ${requestColumns}`)) as RequestRow
}

export function findRequest(tx: Queryable, id: string): Promise<RequestRow | undefined> {
  return tx.first<RequestRow>(
    sql`SELECT ${requestColumns} FROM sensing.siting_request WHERE id = ${id} FOR UPDATE`,
  )
}

export async function listRequests(
  db: Queryable,
  query: { search?: string; state?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<RequestRow>> {
  const where = sql`WHERE ${inScope('division_code', scope)} ${query.state ? sql`AND state = ${query.state}` : empty}
    ${query.search ? sql`AND purpose ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<RequestRow>(sql`SELECT ${requestColumns} FROM sensing.siting_request ${where}
    ORDER BY created_time DESC, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.siting_request ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function moveRequest(
  tx: Queryable,
  id: string,
  to: {
    state: SitingRequest['state']
    decidedName?: string
    decidedTime?: Date
    comment?: string
    sharedFacilityId?: string
    facilityId?: string
    deviationMetres?: number
  },
): Promise<RequestRow> {
  return (await tx.first<RequestRow>(sql`UPDATE sensing.siting_request SET state = ${to.state},
      decided_name = coalesce(${to.decidedName ?? null}, decided_name), decided_time = coalesce(${to.decidedTime ?? null}, decided_time),
      comment = coalesce(${to.comment ?? null}, comment), shared_facility_id = ${to.sharedFacilityId ?? null},
      facility_id = ${to.facilityId ?? null}, deviation_m = ${to.deviationMetres ?? null}
    WHERE id = ${id} RETURNING ${requestColumns}`)) as RequestRow
}
