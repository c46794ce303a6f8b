import { type DomainRegistry, LEVEL_TITLES, type Level } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { DescribedNode } from '../../../kernel/trace.ts'
import { parseObservationId } from '../rules.ts'
import type { DatastreamIndex } from './datastream-index.ts'

/** What observations are, for `civitas trace`. */
export async function describeObservations(
  db: Queryable,
  index: DatastreamIndex,
  ids: string[],
): Promise<Map<string, DescribedNode>> {
  const keys = ids.flatMap((id) => {
    const key = parseObservationId(id)
    return key ? [{ id, ...key }] : []
  })
  if (keys.length === 0) return new Map()
  const rows = await db.query<{
    datastream_id: number
    time: Date
    result: number | null
    received_time: Date
    quality: number
  }>(sql`
    SELECT o.datastream_id, o.phenomenon_time AS time, o.result, o.received_time, o.quality FROM sensing.observation o
    JOIN unnest(${keys.map((k) => k.datastreamId)}::int[], ${keys.map((k) => new Date(k.timeMs))}::timestamptz[]) AS n(id, time)
      ON o.datastream_id = n.id AND o.phenomenon_time = n.time`)
  const found = new Map(rows.map((row) => [`${row.datastream_id}-${row.time.getTime()}`, row]))
  return new Map(
    keys.flatMap((key): Array<[string, DescribedNode]> => {
      const row = found.get(key.id)
      const meta = index.find(key.datastreamId)
      if (!row || !meta) return []
      const { title, unitLabel } = index.describe(key.datastreamId)
      return [
        [
          key.id,
          {
            title: `${meta.thing.name} ${title.zh} ${row.result ?? '缺测'} ${unitLabel}`,
            time: row.time,
            detail: {
              thingId: meta.thing.id,
              datastreamId: meta.id,
              receivedTime: row.received_time,
              quality: row.quality,
            },
          },
        ],
      ]
    }),
  )
}

const acts: Record<string, string> = {
  opened: '触发',
  raised: '升级',
  lowered: '降级',
  cleared: '解除',
  spike: '发现尖峰',
}

function levelOf(level: string | null): string {
  return level ? `（${LEVEL_TITLES[level as Level].zh}）` : ''
}

/** What firings are, for `civitas trace`. */
export async function describeFirings(
  db: Queryable,
  domains: DomainRegistry,
  ids: string[],
): Promise<Map<string, DescribedNode>> {
  const uuids = ids.filter((id) => /^[0-9a-f-]{36}$/.test(id))
  const rows = await db.query<{
    id: string
    rule_id: string
    rule_version: string
    act: string
    level: string | null
    value: number
    values: unknown
    fired_time: Date
  }>(sql`
    SELECT id, rule_id, rule_version, act, level, value, values, fired_time FROM sensing.firing WHERE id = ANY(${uuids}::uuid[])`)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        title: `规则“${domains.find('rules', row.rule_id)?.title.zh ?? row.rule_id}”${acts[row.act] ?? row.act}${levelOf(row.level)}`,
        time: row.fired_time,
        detail: { rule: row.rule_id, version: row.rule_version, value: row.value, values: row.values },
      },
    ]),
  )
}
