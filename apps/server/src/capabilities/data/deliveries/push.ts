import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { createSealer } from '../../../kernel/sealed.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { findGrant } from '../grants/store.ts'
import { findVersion } from '../tables/store.ts'
import { deliveryFile } from './prepare.ts'
import * as store from './store.ts'
import { writeToMysql } from './write-to-mysql.ts'
import { writeToTable } from './write-to-table.ts'

const retryMs = 60_000

/**
 * Writes the oldest delivery that waits to the table of its consumer, in one transaction there: written as a whole or not at
 * all, and not a second time, since the consumer’s own table says which delivery its rows are of.
 */
export async function pushNext(parts: GatewayParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const listDue = () =>
    tx.query<{
      id: string
    }>(sql`SELECT v.id FROM data.delivery v JOIN data.subscription s ON s.id = v.subscription_id
      JOIN data.node n ON n.id = s.node_id
      WHERE s.push IS NOT NULL AND NOT s.is_paused AND n.state = 'active' AND v.state = 'prepared'
        AND (v.next_try IS NULL OR v.next_try <= ${now})
        AND NOT EXISTS (SELECT FROM data.delivery b WHERE b.subscription_id = s.id AND b.state = 'prepared'
          AND (b.created_time, b.id) < (v.created_time, v.id))
      ORDER BY v.created_time, v.id LIMIT 20`)
  const due = await claimOne(tx, 'data.push', listDue)
  const row = due && (await store.findDelivery(tx, due.id))
  if (!row?.push) return false
  try {
    const held = await write(parts, tx, row, row.push)
    await confirm(parts, tx, row, held)
  } catch (error) {
    const why = (error as Error).message.slice(0, 500)
    await tx.query(sql`UPDATE data.delivery SET attempts = attempts + 1, last_error = ${why},
      next_try = ${new Date(now.getTime() + retryMs)} WHERE id = ${row.id}`)
  }
  return true
}

async function write(
  parts: GatewayParts,
  tx: Transaction,
  row: store.DeliveryRow,
  target: store.PushTarget,
): Promise<{ rows: number; sm3: string }> {
  const [grant, version] = [await findGrant(tx, row.grant_id), await findVersion(tx, row.version_id)]
  if (!grant || grant.withdrawn_time || !version) throw new Error('授权已收回')
  const { data, secretKey } = parts.kernel.config
  const put = target.engine === 'mysql' ? writeToMysql : writeToTable
  return put({
    ...{ target, kind: row.kind, id: row.id, subscriptionId: row.subscription_id },
    password: row.push_secret ? createSealer(data, secretKey).open(row.push_secret) : undefined,
    path: deliveryFile(parts, row.file),
    fields: version.fields.flatMap((field) => {
      const shown = grant.fields[field.name]
      return shown ? [{ ...field, shown }] : []
    }),
  })
}

/** Both sides’ counts and digests are compared as they are of a delivery a node fetched. */
async function confirm(
  parts: GatewayParts,
  tx: Transaction,
  row: store.DeliveryRow,
  held: { rows: number; sm3: string },
): Promise<void> {
  const state = held.rows === row.rows && held.sm3 === row.sm3 ? 'confirmed' : 'mismatch'
  await parts.uses.record({
    ...{ way: 'database', datasetId: row.dataset_id, providerId: row.provider_id, grantId: row.grant_id },
    ...{ organisationId: row.organisation_id, caller: row.node_name, purpose: row.purpose },
    fields: Object.keys(JSON.parse(row.manifest).fields),
    ...{ rows: row.rows, digest: row.sm3, traceId: row.id, status: 200, millis: 0 },
  })
  await tx.query(sql`UPDATE data.delivery SET state = ${state}, acknowledged_time = ${parts.kernel.clock.now()},
    acknowledged = ${JSON.stringify(held)}, sent_rows = ${row.rows}, attempts = attempts + 1, last_error = NULL
    WHERE id = ${row.id}`)
  await parts.ledger.append(tx, {
    ...{ kind: 'data.delivery', subjectId: row.id },
    payload: { manifest: row.manifest, signature: row.signature, pushed: held, state },
  })
}
