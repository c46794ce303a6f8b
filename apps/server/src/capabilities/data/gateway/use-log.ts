import type { DataUse } from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { createBatcher } from './batcher.ts'

/** One use of data, as it is kept. */
export interface Use {
  readonly way: DataUse['way']
  readonly abilityId?: string | null
  readonly datasetId?: string | null
  readonly providerId?: string | null
  readonly grantId?: string | null
  readonly organisationId?: string | null
  readonly caller: string
  /** The key it was called with, and from where. */
  readonly keyId?: string
  readonly address?: string
  readonly purpose: string
  readonly fields: readonly string[]
  readonly rows: number
  /** SM3 of what was handed over. */
  readonly digest: string
  readonly traceId: string
  readonly status: number
  readonly millis: number
  /** Tokens of the persons whose data it was. */
  readonly persons?: readonly string[]
}

/** Records uses and counts calls of a day. */
export interface UseLog {
  /** Resolves with the id once the use is durable: nothing is handed over that is not recorded. */
  record(use: Use): Promise<string>
  /** Takes one call of the day’s quota; how many were used before when there is none left. */
  take(given: {
    organisationId: string
    abilityId: string
    day: string
    quota: number
  }): Promise<number | null>
}

interface Waiting {
  use: Use
  id: string
  time: Date
}

/** Transactions in which uses are written at the same time. */
const lanes = 3

/**
 * Uses that come at once are written in one transaction, which the answers wait for. Calls are counted in memory from what
 * the database knew; with several processes a quota may be passed by what the others served within one write.
 */
export function createUseLog(kernel: Kernel): UseLog {
  const counts = new Map<string, Promise<{ calls: number }>>()
  const write = createBatcher<Waiting, string>(lanes, async (batch, lane) => {
    await writeUses(kernel, batch, lane)
    return batch.map((one) => one.id)
  })
  return {
    record: (use) => write({ use, id: newId(), time: kernel.clock.now() }),
    take: async ({ organisationId, abilityId, day, quota }) => {
      const key = `${organisationId} ${abilityId} ${day}`
      let known = counts.get(key)
      if (!known) {
        if (counts.size > 10_000) counts.clear()
        known = readCount(kernel, organisationId, abilityId, day)
        counts.set(key, known)
        known.catch(() => counts.delete(key))
      }
      const count = await known
      if (count.calls >= quota) return count.calls
      count.calls++
      return null
    },
  }
}

async function readCount(kernel: Kernel, organisationId: string, abilityId: string, day: string) {
  const row = await kernel.db.first<{
    calls: number
  }>(sql`SELECT sum(calls)::bigint AS calls FROM data.use_count
    WHERE organisation_id = ${organisationId} AND ability_id = ${abilityId} AND day = ${day}`)
  return { calls: row?.calls ?? 0 }
}

async function writeUses({ db }: Kernel, batch: readonly Waiting[], lane: number): Promise<void> {
  const rows = batch.map(({ use, id, time }) => ({
    ...{ id, time, way: use.way, ability_id: use.abilityId ?? null, dataset_id: use.datasetId ?? null },
    ...{ provider_id: use.providerId ?? null, grant_id: use.grantId ?? null, caller: use.caller },
    ...{
      organisation_id: use.organisationId ?? null,
      purpose: use.purpose,
      fields: use.fields,
      rows: use.rows,
    },
    ...{ digest: use.digest, trace_id: use.traceId, status: use.status, millis: use.millis },
    ...{ persons: use.persons ?? [], key_id: use.keyId ?? null, address: use.address ?? null },
  }))
  const grants = [...new Set(rows.flatMap((row) => (row.grant_id ? [row.grant_id] : [])))]
  const last = batch.at(-1)?.time as Date
  // One statement: uses, the persons they touched, the calls of the day and the last use of each grant.
  const statement = sql`WITH given AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS u(id uuid,
      time timestamptz, way text, ability_id uuid, dataset_id uuid, provider_id uuid, grant_id uuid, organisation_id uuid,
      caller text, purpose text, fields text[], rows int, digest text, trace_id text, status int, millis real,
      persons text[], key_id text, address text)),
    used AS (INSERT INTO data.use_record (id, time, way, ability_id, dataset_id, provider_id, grant_id, organisation_id,
        caller, purpose, fields, rows, digest, trace_id, status, millis, key_id, address)
      SELECT id, time, way, ability_id, dataset_id, provider_id, grant_id, organisation_id, caller, purpose, fields, rows,
        digest, trace_id, status, millis, key_id, address FROM given),
    touched AS (INSERT INTO data.use_person (token, use_id, time)
      SELECT DISTINCT p.token, g.id, g.time FROM given g, unnest(g.persons) AS p(token) ON CONFLICT DO NOTHING),
    counted AS (INSERT INTO data.use_count (organisation_id, ability_id, day, lane, calls)
      SELECT organisation_id, ability_id, (time AT TIME ZONE 'Asia/Shanghai')::date, ${lane}::smallint, count(*) FROM given
      WHERE ability_id IS NOT NULL AND organisation_id IS NOT NULL GROUP BY 1, 2, 3, 4
      ON CONFLICT (organisation_id, ability_id, day, lane) DO UPDATE SET calls = use_count.calls + excluded.calls)
    UPDATE data.grant_of_use SET last_used_time = ${last} WHERE id = ANY(${grants}::uuid[])
      AND (last_used_time IS NULL OR last_used_time < ${last}::timestamptz - interval '1 minute')`
  await db.query(statement)
}
