import type { LicenceBatch, OperationInput, startLicenceBatch } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import { numberFault, type Subject } from '../../identity/index.ts'
import { requireOrganisation } from '../acting.ts'
import { isDay } from '../credit/rules.ts'
import type { ServicesParts } from '../services-parts.ts'
import { type KnownType, listTypes, requireType } from './catalogue.ts'
import { keepIssue, type NewLicence, storeLicences } from './issue-licence.ts'
import { fieldsFault } from './rules.ts'

/** Rows of one transaction: what a cut takes back and the next start does again. */
const pieceRows = 50

type Row = OperationInput<typeof startLicenceBatch>['body']['rows'][number]

interface BatchRow {
  id: string
  type_id: string
  source: LicenceBatch['source']
  issuer_id: string
  by_name: string
  total: number
  created_time: Date
  finished_time: Date | null
  issued: number
  rejected: number
}

export async function start(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof startLicenceBatch>['body'],
): Promise<LicenceBatch> {
  const { db, clock } = parts.kernel
  const { id: issuerId } = requireOrganisation(principal)
  const type = await requireType(parts, body.typeId)
  const id = newId()
  await db.transaction(async (tx) => {
    await tx.query(sql`INSERT INTO services.licence_batch (id, type_id, source, issuer_id, by_name, total, created_time)
      VALUES (${id}, ${type.id}, ${body.source}, ${issuerId}, ${principal.name}, ${body.rows.length}, ${clock.now()})`)
    const rows = body.rows.map((input, i) => ({ row: i + 1, input }))
    await tx.query(sql`INSERT INTO services.licence_batch_row (batch_id, row, input) SELECT ${id}, row, input
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(row integer, input jsonb)`)
  })
  return getBatch(parts, issuerId, id)
}

const batches = sql`SELECT b.*, (SELECT count(*) FROM services.licence_batch_row r WHERE r.batch_id = b.id AND r.done
    AND r.reason IS NULL) AS issued,
  (SELECT count(*) FROM services.licence_batch_row r WHERE r.batch_id = b.id AND r.reason IS NOT NULL) AS rejected
  FROM services.licence_batch b`

export async function getBatch(parts: ServicesParts, issuerId: string, id: string): Promise<LicenceBatch> {
  const { db } = parts.kernel
  const row = await db.first<BatchRow>(sql`${batches} WHERE b.id = ${id} AND b.issuer_id = ${issuerId}`)
  if (!row) throw notFound('批量制发', id)
  const rejects = await db.query<{
    row: number
    reason: string
  }>(sql`SELECT row, reason FROM services.licence_batch_row
    WHERE batch_id = ${id} AND reason IS NOT NULL ORDER BY row LIMIT 500`)
  return toBatch(await listTypes(parts), row, rejects)
}

function toBatch(
  types: readonly KnownType[],
  row: BatchRow,
  rejects: Array<{ row: number; reason: string }>,
): LicenceBatch {
  return {
    ...{ id: row.id, typeId: row.type_id, source: row.source, total: row.total, rejects },
    typeTitle: types.find((type) => type.id === row.type_id)?.title.zh ?? row.type_id,
    state: row.finished_time ? 'done' : 'running',
    ...{ issued: row.issued, rejected: row.rejected, createdTime: row.created_time.toISOString() },
    finishedTime: row.finished_time?.toISOString() ?? null,
  }
}

export async function list(
  parts: ServicesParts,
  issuerId: string,
  page: { limit?: number; offset?: number },
) {
  const { db } = parts.kernel
  const rows = await db.query<BatchRow>(sql`${batches} WHERE b.issuer_id = ${issuerId}
    ORDER BY b.created_time DESC, b.id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*) AS n FROM services.licence_batch WHERE issuer_id = ${issuerId}`,
  )
  const types = await listTypes(parts)
  return { items: rows.map((row) => toBatch(types, row, [])), total: count?.n ?? 0 }
}

/** What is wrong with a row, in words, or null. */
function rowFault(type: KnownType, row: Row): string | null {
  if (!row.holderNumber?.trim()) return '缺少持证主体代码'
  const kind = kindOf(row.holderNumber)
  const fault = numberFault(kind, row.holderNumber)
  if (fault) return `持证主体代码${fault}`
  if (type.holder !== 'both' && type.holder !== kind) return '持证主体的类型不符'
  if (!row.holderName?.trim()) return '缺少持证主体名称'
  for (const day of [row.validFrom, row.validUntil]) if (day && !isDay(day)) return '有效期日期有误'
  return fieldsFault(type, { name: row.holderName, code: row.holderNumber, ...row.fields })
}

/** Citizen ids are all digits but the last; credit codes begin with a letter or the digits 1, 5, 9 and a registrar. */
function kindOf(number: string): 'person' | 'organisation' {
  return numberFault('person', number) === null ? 'person' : 'organisation'
}

interface OpenRow {
  row: number
  input: Row
}

/** Does one piece of the oldest open batch; answers whether there was one. */
export async function takePiece(parts: ServicesParts, tx: Transaction): Promise<boolean> {
  const batch = await tx.first<BatchRow>(sql`SELECT *, 0 AS issued, 0 AS rejected FROM services.licence_batch
    WHERE finished_time IS NULL ORDER BY created_time LIMIT 1 FOR UPDATE SKIP LOCKED`)
  if (!batch) return false
  const rows = await tx.query<OpenRow>(sql`SELECT row, input FROM services.licence_batch_row
    WHERE batch_id = ${batch.id} AND NOT done ORDER BY row LIMIT ${pieceRows}`)
  if (rows.length === 0) {
    await tx.query(
      sql`UPDATE services.licence_batch SET finished_time = ${parts.kernel.clock.now()} WHERE id = ${batch.id}`,
    )
    return true
  }
  const type = await requireType(parts, batch.type_id, tx)
  await issuePiece(parts, tx, batch, type, rows)
  return true
}

async function issuePiece(
  parts: ServicesParts,
  tx: Transaction,
  batch: BatchRow,
  type: KnownType,
  rows: readonly OpenRow[],
): Promise<void> {
  const { subjects } = parts.identity
  const refused = new Map(rows.map(({ row, input }) => [row, rowFault(type, input)]))
  const good = rows.filter(({ row }) => refused.get(row) === null)
  await subjects.importMany(
    tx,
    good.map(({ input }) => {
      const number = input.holderNumber as string
      return { kind: kindOf(number), name: input.holderName as string, number }
    }),
  )
  const wanted: Array<{ row: number; one: NewLicence }> = []
  for (const { row, input } of good) {
    const holder = await subjects.findByNumber(tx, input.holderNumber as string)
    if (!holder || holder.name !== input.holderName) refused.set(row, '代码已登记在另一名称下')
    else wanted.push({ row, one: toWanted(holder, input, batch.source) })
  }
  const issued = await storeLicences(
    parts,
    tx,
    type,
    batch.issuer_id,
    wanted.map(({ one }) => one),
  )
  for (const [i, licence] of issued.entries()) {
    await keepIssue(parts, tx, licence, {
      kind: 'issued',
      byName: batch.by_name,
      title: `${type.title.zh}已签发`,
    })
    await closeRow(tx, batch.id, wanted[i]?.row as number, { licenceId: licence.id })
  }
  for (const [row, reason] of refused) if (reason) await closeRow(tx, batch.id, row, { reason })
}

function toWanted(holder: Subject, input: Row, source: LicenceBatch['source']): NewLicence {
  const named = { name: holder.name, ...(holder.kind === 'organisation' ? { code: holder.number } : {}) }
  return {
    ...{ holder, fields: { ...named, ...input.fields }, applicationId: null, trust: source },
    ...(input.validFrom ? { validFrom: input.validFrom } : {}),
    ...(input.validUntil ? { validUntil: input.validUntil } : {}),
  }
}

async function closeRow(
  tx: Queryable,
  batchId: string,
  row: number,
  to: { licenceId?: string; reason?: string },
): Promise<void> {
  const licence = to.licenceId ? sql`, licence_id = ${to.licenceId}` : empty
  await tx.query(sql`UPDATE services.licence_batch_row SET done = true, reason = ${to.reason ?? null} ${licence}
    WHERE batch_id = ${batchId} AND row = ${row}`)
}
