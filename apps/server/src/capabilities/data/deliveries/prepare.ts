import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { DataDelivery, RowFilter } from '@civitas/contract'
import { signSm2 } from '../../../kernel/crypto.ts'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { disputedKeys } from '../feedback/report-store.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { accessOfGrant, dayOf } from '../grants/rules.ts'
import { findGrant, type GrantRow } from '../grants/store.ts'
import { lakeFile } from '../tables/duck.ts'
import { readRows } from '../tables/read-rows.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'
import { hasKey, readChanged } from './changed-rows.ts'

const pageRows = 10_000

const kindNotes: Record<DataDelivery['kind'], string> = {
  full: '',
  correction: '（更正）',
  changes: '（变更）',
  doubt: '（核查标记）',
}

/** Folder of what waits to be fetched. */
export function deliveryFile({ kernel }: Pick<GatewayParts, 'kernel'>, file: string): string {
  return join(kernel.lake.folder('deliveries'), file)
}

/**
 * Prepares the delivery of the published version to one subscription that lacks it: a file that never changes, so that a
 * consumer that was cut off goes on where it stopped and both sides count and digest the same lines.
 */
export async function prepareNext(parts: GatewayParts, tx: Transaction): Promise<boolean> {
  const day = dayOf(parts.kernel.clock.now())
  const listDue = () =>
    tx.query<{
      id: string
      grant_id: string
      version_id: string
      before: string | null
    }>(sql`SELECT s.id, s.grant_id, d.version_id, CASE WHEN s.sends = 'changes' THEN s.version_id END AS before FROM data.subscription s JOIN data.node n ON n.id = s.node_id
    JOIN data.grant_of_use g ON g.id = s.grant_id JOIN data.dataset d ON d.id = g.dataset_id
    WHERE NOT s.is_paused AND n.state = 'active' AND d.version_id IS NOT NULL
      AND s.version_id IS DISTINCT FROM d.version_id AND g.withdrawn_time IS NULL
      AND ${day}::date BETWEEN g.from_day AND g.to_day LIMIT 20`)
  const due = await claimOne(tx, 'data.deliver', listDue)
  if (!due) return false
  const [grant, version] = [await findGrant(tx, due.grant_id), await findVersion(tx, due.version_id)]
  if (!grant || !version) return false
  const before = due.before ? await findVersion(tx, due.before) : undefined
  // A version that was destroyed or whose key is another cannot be compared: it is sent as a whole.
  const isComparable = before && existsSync(lakeFile(parts.kernel, before.file)) && hasKey(before, grant)
  const given = { subscriptionId: due.id, grant, version, within: [] }
  if (isComparable && hasKey(version, grant)) await deliver(parts, tx, { ...given, kind: 'changes', before })
  else await deliver(parts, tx, { ...given, kind: 'full' })
  await tx.query(sql`UPDATE data.subscription SET version_id = ${version.id} WHERE id = ${due.id}`)
  return true
}

export interface ToDeliver {
  readonly subscriptionId: string
  readonly grant: GrantRow
  readonly version: VersionRow
  readonly kind: DataDelivery['kind']
  /** What changes are told against. */
  readonly before?: VersionRow
  /** Rows meant, beside those the grant is limited to. */
  readonly within: readonly RowFilter[]
}

/** Writes the lines of a delivery, its signed manifest and its row; tells who is to fetch it. */
export async function deliver(
  parts: GatewayParts,
  tx: Transaction,
  given: ToDeliver,
): Promise<string | null> {
  const { grant, version, kind } = given
  const id = newId()
  const file = `${grant.id}/${id}.ndjson`
  const written = await writeLines(parts, given, deliveryFile(parts, file))
  if (kind !== 'full' && written.rows === 0) return null
  const now = parts.kernel.clock.now()
  const manifest = JSON.stringify({
    ...{ format: 'civitas-delivery/1', id, kind, datasetId: grant.dataset_id, versionId: version.id },
    ...{ grant: grant.number, purpose: grant.purpose, fields: grant.fields, rows: written.rows },
    ...{ bytes: written.bytes, sm3: written.sm3, time: now.toISOString() },
  })
  const signature = signSm2(Buffer.from(manifest), parts.receiptKey)
  if (kind === 'full')
    await tx.query(sql`UPDATE data.delivery SET state = 'superseded' WHERE subscription_id = ${given.subscriptionId}
      AND state IN ('prepared', 'mismatch')`)
  await tx.query(sql`INSERT INTO data.delivery (id, subscription_id, kind, version_id, state, file, rows, bytes, sm3,
      manifest, signature, created_time)
    VALUES (${id}, ${given.subscriptionId}, ${kind}, ${version.id}, 'prepared', ${file}, ${written.rows}, ${written.bytes},
      ${written.sm3}, ${manifest}, ${signature}, ${now})`)
  parts.messaging.tell(tx, {
    ...{ key: `data.delivery:${id}`, title: `有新的数据待取：${grant.dataset_name}`, urgency: 'normal' },
    text: `${written.rows} 行${kindNotes[kind]}，授权 ${grant.number}。`,
    to: [{ organisationId: grant.organisation_id }],
    link: '/console/data-exchange',
  })
  return id
}

/** A page of lines; rows somebody doubts carry `_disputed`: 核查中. */
async function readPage(
  parts: GatewayParts,
  given: ToDeliver,
  { offset, disputed }: { offset: number; disputed: readonly string[] },
) {
  const { grant, version, before, kind } = given
  const place = { limit: pageRows, offset, disputed }
  if (before) return readChanged(parts, { grant, version, before }, place)
  const within = [...grant.row_filter, ...given.within]
  const rows = await readRows(parts, version, accessOfGrant(grant, version.fields), {
    within,
    isCounted: false,
    ...place,
  })
  const doubted = new Set(rows.disputed)
  return rows.items.map((row, i) => ({
    ...(kind === 'doubt' ? { _change: 'put' } : {}),
    ...row,
    ...(doubted.has(i) ? { _disputed: true } : {}),
  }))
}

/** Rows as the holder of the grant may see them, a line each with its number, in the order of the version. */
async function writeLines(parts: GatewayParts, given: ToDeliver, path: string) {
  const disputed = await disputedKeys(parts.kernel.db, given.grant.dataset_id)
  mkdirSync(dirname(path), { recursive: true })
  const hash = createHash('sm3')
  const out = createWriteStream(`${path}.part`)
  let [rows, bytes] = [0, 0]
  for (;;) {
    const items = await readPage(parts, given, { offset: rows, disputed })
    const lines = items.map((row, i) => `${JSON.stringify({ _row: rows + i, ...row })}\n`).join('')
    hash.update(lines)
    bytes += Buffer.byteLength(lines)
    rows += items.length
    if (!out.write(lines)) await once(out, 'drain')
    if (items.length < pageRows) break
  }
  out.end()
  await finished(out)
  await rename(`${path}.part`, path)
  return { rows, bytes, sm3: hash.digest('hex') }
}
