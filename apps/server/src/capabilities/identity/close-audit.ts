import { auditClosed } from '@civitas/contract'
import { sm3 } from '../../kernel/crypto.ts'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'

/** Seconds an entry is left alone, so that one written in a slow transaction is in its batch. */
const settleSeconds = 30
const mostEntries = 5_000

interface Line {
  id: number
  line: string
}

/**
 * Closes what was written into the audit trail since the last time: SM3 over the digest before and every line. The digest is
 * told in a message and kept in the ledger. Answers how many entries were closed.
 */
export function closeAudit(kernel: Kernel, settled = settleSeconds): Promise<number> {
  const now = kernel.clock.now()
  return kernel.db.transaction(async (tx) => {
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('identity-close-audit'))`)
    const last = await tx.first<{ to_id: number; sm3: string }>(
      sql`SELECT to_id, sm3 FROM identity.audit_batch ORDER BY to_id DESC LIMIT 1`,
    )
    const before = new Date(now.getTime() - settled * 1000)
    const lines = await readLines(tx, last?.to_id ?? 0, before)
    const [first, end] = [lines[0], lines.at(-1)]
    if (!first || !end) return 0
    const previous = last?.sm3 ?? ''
    const digest = digestOf(previous, lines)
    const batch = { batchId: newId(), fromId: first.id, toId: end.id, count: lines.length, sm3: digest }
    await tx.query(sql`INSERT INTO identity.audit_batch (id, from_id, to_id, count, previous, sm3, closed_time)
      VALUES (${batch.batchId}, ${batch.fromId}, ${batch.toId}, ${batch.count}, ${previous}, ${digest}, ${now})`)
    await kernel.messages.publish(tx, auditClosed, { ...batch, closedTime: now.toISOString() })
    return lines.length
  })
}

/** One line of the trail as it is hashed: the same whatever zone the database shows times in. */
const line = sql`jsonb_build_array(id, extract(epoch FROM time), user_id, account, action, target, outcome, ip, trace_id,
  detail)::text AS line`

type Reader = Pick<Kernel['db'], 'query'>

/** Lines up to the first that is too young: a clock that was set back must not leave a hole that is filled later. */
function readLines(db: Reader, after: number, before: Date): Promise<Line[]> {
  return db.query<Line>(sql`SELECT id, ${line} FROM identity.audit_entry
    WHERE id > ${after} AND id < coalesce((SELECT min(id) FROM identity.audit_entry
      WHERE id > ${after} AND time > ${before}), 9223372036854775807) ORDER BY id LIMIT ${mostEntries}`)
}

function digestOf(previous: string, lines: readonly Line[]): string {
  return sm3([previous, ...lines.map((one) => one.line)].join('\n'))
}

/** The first batch whose entries are no longer what was closed, or null. */
export async function findBrokenBatch(kernel: Kernel): Promise<string | null> {
  const batches = await kernel.db.query<{
    id: string
    from_id: number
    to_id: number
    previous: string
    sm3: string
  }>(sql`SELECT id, from_id, to_id, previous, sm3 FROM identity.audit_batch ORDER BY to_id`)
  let previous = ''
  for (const batch of batches) {
    const lines = await kernel.db.query<Line>(sql`SELECT id, ${line} FROM identity.audit_entry
      WHERE id BETWEEN ${batch.from_id} AND ${batch.to_id} ORDER BY id`)
    if (batch.previous !== previous || digestOf(previous, lines) !== batch.sm3) return batch.id
    previous = batch.sm3
  }
  return null
}
