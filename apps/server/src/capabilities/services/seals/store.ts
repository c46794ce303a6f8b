import type { Seal, SealApproval, SealingEntry } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, join, type Sql, sql } from '../../../kernel/db/sql.ts'

export interface SealRow {
  id: string
  code: string
  name: string
  kind: Seal['kind']
  organisation_id: string
  custodian_id: string
  custodian_name: string
  document_types: string[]
  max_uses: number | null
  used: number
  needs_approval: boolean
  approval_paper: string
  valid_from: string
  valid_until: string
  state: Seal['state']
  state_reason: string | null
  image: string | null
  data: string | null
  maker_key: string | null
  maker_signature: string | null
}

export async function insertSeal(tx: Queryable, row: SealRow, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO services.seal (id, code, name, kind, organisation_id, custodian_id, custodian_name,
      document_types, max_uses, needs_approval, approval_paper, valid_from, valid_until, state, state_time)
    VALUES (${row.id}, ${row.code}, ${row.name}, ${row.kind}, ${row.organisation_id}, ${row.custodian_id},
      ${row.custodian_name}, ${row.document_types}, ${row.max_uses}, ${row.needs_approval}, ${row.approval_paper},
      ${row.valid_from}, ${row.valid_until}, ${row.state}, ${now})`)
}

export function findSeal(
  db: Queryable,
  id: string,
  { lock }: { lock?: boolean } = {},
): Promise<SealRow | undefined> {
  return db.first<SealRow>(
    sql`SELECT * FROM services.seal WHERE id = ${id} ${lock ? sql`FOR UPDATE` : empty}`,
  )
}

/** The seal an organisation puts on its licences. */
export function findLicenceSeal(
  db: Queryable,
  organisationId: string,
  today: string,
): Promise<SealRow | undefined> {
  return db.first<SealRow>(sql`SELECT * FROM services.seal WHERE organisation_id = ${organisationId}
    AND kind = 'licence' AND state = 'active' AND valid_until >= ${today} ORDER BY valid_from DESC, id LIMIT 1`)
}

export async function makeSeal(
  tx: Queryable,
  id: string,
  made: { image: string; data: string; makerKey: string; makerSignature: string },
): Promise<void> {
  await tx.query(sql`UPDATE services.seal SET image = ${made.image}, data = ${made.data}, maker_key = ${made.makerKey},
    maker_signature = ${made.makerSignature} WHERE id = ${id}`)
}

export async function moveSeal(
  tx: Queryable,
  id: string,
  to: { state: SealRow['state']; reason: string; byName: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE services.seal SET state = ${to.state}, state_reason = ${to.reason}, state_time = ${to.now}
    WHERE id = ${id}`)
  await tx.query(sql`INSERT INTO services.seal_state (seal_id, time, state, reason, by_name)
    VALUES (${id}, ${to.now}, ${to.state}, ${to.reason}, ${to.byName}) ON CONFLICT (seal_id, time) DO UPDATE
    SET state = excluded.state, reason = excluded.reason`)
}

/** The state a seal was in at a time; null before it was made. */
export async function stateAt(db: Queryable, code: string, time: Date): Promise<string | null> {
  const row = await db.first<{ state: string }>(sql`SELECT h.state FROM services.seal_state h
    JOIN services.seal s ON s.id = h.seal_id WHERE s.code = ${code} AND h.time <= ${time} ORDER BY h.time DESC LIMIT 1`)
  return row?.state ?? null
}

export async function listSeals(
  db: Queryable,
  organisationId: string | null,
  query: { limit?: number; offset?: number; search?: string },
) {
  const where: Sql = sql`TRUE ${organisationId ? sql`AND organisation_id = ${organisationId}` : empty}
    ${query.search ? sql`AND name ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<SealRow>(sql`SELECT * FROM services.seal WHERE ${where}
    ORDER BY state_time DESC, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{ n: number }>(sql`SELECT count(*) AS n FROM services.seal WHERE ${where}`)
  return { items, total: row?.n ?? 0 }
}

/** Counts uses of a seal; false when more than it may would be used. */
export async function countUses(tx: Queryable, id: string, uses: number): Promise<boolean> {
  const row = await tx.first(sql`UPDATE services.seal SET used = used + ${uses}
    WHERE id = ${id} AND (max_uses IS NULL OR used + ${uses} <= max_uses) RETURNING id`)
  return Boolean(row)
}

/** Counts uses of a seal at the end of the transaction: its row is asked for by whoever seals, and is locked until the commit. */
export function countUsesAtEnd(tx: Transaction, id: string, uses: number): void {
  tx.add('services.seal_use', { id, uses }, async (rows) => {
    for (const seal of [...new Set(rows.map((one) => one.id))].sort())
      await countUses(
        tx,
        seal,
        rows.reduce((sum, one) => sum + (one.id === seal ? one.uses : 0), 0),
      )
  })
}

export interface SealingRow {
  id: string
  seal_id: string
  time: Date
  document_type: string
  title: string
  digest: string
  user_name: string
  outcome: SealingEntry['outcome']
  reason: string | null
  approval_id: string | null
}

export async function insertSealings(tx: Queryable, rows: readonly SealingRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map(
    (
      row,
    ) => sql`(${row.id}::uuid, ${row.seal_id}::uuid, ${row.time}::timestamptz, ${row.document_type}, ${row.title},
      ${row.digest}, ${row.user_name}, ${row.outcome}, ${row.reason}, ${row.approval_id}::uuid)`,
  )
  await tx.query(sql`INSERT INTO services.sealing (id, seal_id, time, document_type, title, digest, user_name, outcome, reason,
    approval_id) VALUES ${join(values)}`)
}

export async function listSealings(
  db: Queryable,
  organisationId: string | null,
  query: { limit?: number; offset?: number; search?: string; sealId?: string; from?: string; to?: string },
) {
  const where: Sql = sql`TRUE ${organisationId ? sql`AND s.organisation_id = ${organisationId}` : empty}
    ${query.sealId ? sql`AND g.seal_id = ${query.sealId}` : empty}
    ${query.from ? sql`AND g.time >= ${query.from}` : empty} ${query.to ? sql`AND g.time < ${query.to}` : empty}
    ${query.search ? sql`AND g.title ILIKE ${`%${query.search}%`}` : empty}`
  const items = await db.query<SealingRow & { seal_name: string; organisation_id: string }>(sql`SELECT g.*,
      s.name AS seal_name, s.organisation_id FROM services.sealing g JOIN services.seal s ON s.id = g.seal_id
    WHERE ${where} ORDER BY g.time DESC, g.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const row = await db.first<{ n: number }>(sql`SELECT count(*) AS n FROM (SELECT 1 FROM services.sealing g
    JOIN services.seal s ON s.id = g.seal_id WHERE ${where} LIMIT 100000) AS bounded`)
  return { items, total: row?.n ?? 0 }
}

export interface ApprovalRow {
  id: string
  seal_id: string
  seal_name: string
  organisation_id: string
  document_type: string
  title: string
  count: number
  used: number
  asked_by: string
  asked_name: string
  state: SealApproval['state']
  until_time: Date | null
  asked_time: Date
}

export async function insertApproval(
  tx: Queryable,
  row: Omit<ApprovalRow, 'seal_name' | 'organisation_id'>,
): Promise<void> {
  await tx.query(sql`INSERT INTO services.seal_approval (id, seal_id, document_type, title, count, asked_by, asked_name, state,
      asked_time) VALUES (${row.id}, ${row.seal_id}, ${row.document_type}, ${row.title}, ${row.count}, ${row.asked_by},
      ${row.asked_name}, ${row.state}, ${row.asked_time})`)
}

const approvals = sql`SELECT a.*, s.name AS seal_name, s.organisation_id FROM services.seal_approval a
  JOIN services.seal s ON s.id = a.seal_id`

export function findApproval(db: Queryable, id: string, { lock }: { lock?: boolean } = {}) {
  return db.first<ApprovalRow>(sql`${approvals} WHERE a.id = ${id} ${lock ? sql`FOR UPDATE OF a` : empty}`)
}

export async function listApprovals(
  db: Queryable,
  organisationId: string | null,
  page: { limit?: number; offset?: number },
) {
  const where = organisationId ? sql`s.organisation_id = ${organisationId}` : sql`TRUE`
  const items = await db.query<ApprovalRow>(sql`${approvals} WHERE ${where} ORDER BY a.asked_time DESC, a.id
    LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const row = await db.first<{ n: number }>(sql`SELECT count(*) AS n FROM services.seal_approval a
    JOIN services.seal s ON s.id = a.seal_id WHERE ${where}`)
  return { items, total: row?.n ?? 0 }
}

export async function decideApproval(
  tx: Queryable,
  id: string,
  to: { state: 'granted' | 'refused'; until: Date | null },
): Promise<void> {
  await tx.query(
    sql`UPDATE services.seal_approval SET state = ${to.state}, until_time = ${to.until} WHERE id = ${id}`,
  )
}

export async function countApproval(tx: Queryable, id: string, uses: number): Promise<void> {
  await tx.query(sql`UPDATE services.seal_approval SET used = used + ${uses} WHERE id = ${id}`)
}
