import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { UseReceipt } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { createSm2KeyPair, type Sm2KeyPair, signSm2 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { GatewayParts } from './gateway-parts.ts'

/** The SM2 key receipts are signed with; made once, read by its owner only. */
export function openReceiptKey(dataFolder: string): Sm2KeyPair {
  const folder = join(dataFolder, 'tls')
  const file = join(folder, 'data-receipt-sm2.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pair = createSm2KeyPair()
  writeFileSync(file, JSON.stringify(pair), { mode: 0o600 })
  return pair
}

interface UseLine {
  id: string
  time: Date
  provider_id: string | null
  organisation_id: string | null
  grant_id: string | null
  purpose: string
  fields: string[]
  rows: number
  digest: string
  trace_id: string
  receipt_id: string | null
}

/** Uses of a grant in one receipt at most. */
const mostUses = 1000

/** Signs uses that have no receipt: those of one grant together. Answers false when none are left. */
export async function sealNext(parts: GatewayParts, tx: Transaction): Promise<boolean> {
  const first = await tx.first<{ grant_id: string }>(sql`SELECT grant_id FROM data.use_record
    WHERE receipt_id IS NULL AND grant_id IS NOT NULL ORDER BY grant_id, time LIMIT 1 FOR UPDATE SKIP LOCKED`)
  if (!first) return false
  await seal(parts, tx, await readUnsealed(tx, { grantId: first.grant_id }))
  return true
}

function readUnsealed(tx: Transaction, which: { grantId: string } | { useId: string }): Promise<UseLine[]> {
  const where = 'grantId' in which ? sql`grant_id = ${which.grantId}` : sql`id = ${which.useId}`
  return tx.query<UseLine>(sql`SELECT id, time, provider_id, organisation_id, grant_id, purpose, fields, rows, digest,
      trace_id, receipt_id FROM data.use_record WHERE ${where} AND receipt_id IS NULL
    ORDER BY time, id LIMIT ${mostUses} FOR UPDATE SKIP LOCKED`)
}

/** Signs lines and puts the signed text into the ledger; whoever has the receipt can check it without the platform. */
async function seal(parts: GatewayParts, tx: Transaction, lines: readonly UseLine[]): Promise<string | null> {
  const head = lines[0]
  if (!head) return null
  const name = (id: string | null) => parts.identity.findOrganisation(id)?.name ?? ''
  const id = newId()
  const time = parts.kernel.clock.now()
  const payload = JSON.stringify({
    ...{ format: 'civitas-receipt/1', id, time: time.toISOString(), grantId: head.grant_id },
    ...{ provider: name(head.provider_id), consumer: name(head.organisation_id) },
    uses: lines.map((line) => ({
      ...{ id: line.id, time: line.time.toISOString(), purpose: line.purpose, fields: line.fields },
      ...{ rows: line.rows, sm3: line.digest, traceId: line.trace_id },
    })),
  })
  const signature = signSm2(Buffer.from(payload), parts.receiptKey)
  const entryId = await parts.ledger.append(tx, {
    ...{ kind: 'data.receipt', subjectId: id, payload: { receipt: payload, signature } },
  })
  await tx.query(sql`INSERT INTO data.receipt (id, time, payload, signature, public_key, entry_id)
    VALUES (${id}, ${time}, ${payload}, ${signature}, ${parts.receiptKey.publicKey}, ${entryId})`)
  const ids = lines.map((line) => line.id)
  await tx.query(sql`UPDATE data.use_record SET receipt_id = ${id} WHERE id = ANY(${ids}::uuid[])`)
  return id
}

/** The receipt of a use, for its provider and its consumer; signed now when it has not been yet. */
export async function readReceipt(
  parts: GatewayParts,
  principal: Principal,
  useId: string,
): Promise<UseReceipt> {
  const own = principal.organisationId
  const sees = hasPermission(principal, 'data.review')
    ? empty
    : sql`AND (provider_id = ${own} OR organisation_id = ${own})`
  const row = await parts.kernel.db.transaction(async (tx) => {
    const use = await tx.first<{ receipt_id: string | null }>(sql`SELECT receipt_id FROM data.use_record
      WHERE id = ${useId} ${sees} FOR UPDATE`)
    if (!use) throw notFound('使用记录', useId)
    const id = use.receipt_id ?? (await seal(parts, tx, await readUnsealed(tx, { useId })))
    return tx.first<{
      id: string
      time: Date
      payload: string
      signature: string
      public_key: string
      entry_id: string
    }>(sql`SELECT * FROM data.receipt WHERE id = ${id}`)
  })
  if (!row) throw notFound('使用回执', useId)
  return {
    ...{ id: row.id, time: row.time.toISOString(), payload: row.payload, signature: row.signature },
    ...{ publicKey: row.public_key, entryId: row.entry_id },
  }
}
