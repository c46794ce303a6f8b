import type { ColumnProfile, DatasetField, TimeGap } from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import { quoteName, quoteText } from '../tables/duck.ts'

const most = 200
const mostGroups = 60
/** Ten years of hours for sixty groups; a longer table is not looked at hour by hour. */
const mostHours = 6_000_000

/**
 * Hours without a value in a table of hourly rows, by group: a table is taken for one when it has a time (or year, month,
 * day and hour) and its rows are, group by group, mostly an hour apart. The longest gaps first.
 */
export async function findGaps(
  { kernel: { lake } }: Pick<DataParts, 'kernel'>,
  table: string,
  fields: readonly DatasetField[],
  profiles: readonly ColumnProfile[],
): Promise<TimeGap[]> {
  const time = timeOf(fields)
  const group = groupOf(fields, profiles)
  const judged = fields.filter(
    (field, i) => isMeasured(field, time?.uses ?? []) && (profiles[i]?.nulls ?? 0) < (profiles[i]?.rows ?? 0),
  )
  if (!time || judged.length === 0) return []
  const by = group ? `CAST(${quoteName(group)} AS VARCHAR)` : `CAST(NULL AS VARCHAR)`
  const columns = judged.map(({ name }) => quoteName(name))
  const hourly = `SELECT ${by} AS g, date_trunc('hour', ${time.sql}) AS t, ${columns.map((one, i) => `count(${one}) AS v${i}`).join(', ')}
    FROM ${table} WHERE ${time.sql} IS NOT NULL GROUP BY ALL`
  const [shape] = await lake.query<{ rows: number; hours: number }>(
    `SELECT CAST(sum(n) AS DOUBLE) AS rows, CAST(sum(h) AS DOUBLE) AS hours FROM
      (SELECT count(*) AS n, date_diff('hour', min(t), max(t)) + 1 AS h FROM (${hourly}) GROUP BY g)`,
  )
  if (!shape?.rows || shape.hours > mostHours || shape.rows < shape.hours / 2) return []
  const found = await lake.query<Omit<TimeGap, 'field' | 'title'> & { nr: number }>(
    `WITH hourly AS (${hourly}),
      whole AS (SELECT g, unnest(generate_series(min(t), max(t), INTERVAL 1 HOUR)) AS t FROM hourly GROUP BY g),
      ${judged.map((_, i) => missingOf(i)).join(', ')},
      missing AS (${judged.map((_, i) => `SELECT * FROM m${i}`).join(' UNION ALL ')}),
      spans AS (SELECT nr, g, run, min(t) AS a, max(t) AS b, count(*) AS n FROM missing GROUP BY ALL)
     SELECT nr, g AS "group", CAST(sum(n) AS DOUBLE) AS missing, CAST(count(*) AS DOUBLE) AS spans,
      ${instant('arg_max(a, n)')} AS "from", ${instant('arg_max(b, n)')} AS "to", CAST(max(n) AS DOUBLE) AS hours
     FROM spans GROUP BY nr, g ORDER BY hours DESC, missing DESC, nr, g LIMIT ${most}`,
  )
  return found.map(({ nr, ...gap }) => {
    const { name, title } = judged[Number(nr)] as DatasetField
    return { field: name, title, ...gap }
  })
}

/** Hours in which column `i` has no value, numbered so that those of one run share a number. */
function missingOf(i: number): string {
  return `m${i} AS (SELECT ${i} AS nr, w.g, w.t,
    w.t - to_hours(row_number() OVER (PARTITION BY w.g ORDER BY w.t)) AS run
    FROM whole AS w LEFT JOIN hourly AS h ON h.g IS NOT DISTINCT FROM w.g AND h.t = w.t WHERE coalesce(h.v${i}, 0) = 0)`
}

function instant(sql: string): string {
  return `strftime(CAST(${sql} AS TIMESTAMP) - INTERVAL 8 HOURS, '%Y-%m-%dT%H:%M:%SZ')`
}

/** The hour of a row as local time, and the columns that tell it. */
function timeOf(fields: readonly DatasetField[]): { sql: string; uses: string[] } | undefined {
  const named = (is: RegExp) => fields.find((one) => is.test(one.name) || is.test(one.title))?.name
  const [year, month, day, hour] = [
    ...[named(/^(year|年)$/i), named(/^(month|月)$/i)],
    ...[named(/^(day|日)$/i), named(/^(hour|时|小时)$/i)],
  ]
  if (year && month && day && hour) {
    const n = (name: string) => `TRY_CAST(${quoteName(name)} AS BIGINT)`
    const date = `TRY_CAST(format('{:04d}-{:02d}-{:02d}', ${n(year)}, ${n(month)}, ${n(day)}) AS TIMESTAMP)`
    return { sql: `(${date} + to_hours(${n(hour)}))`, uses: [year, month, day, hour] }
  }
  const time = fields.find((one) => one.type === 'time')
  return (
    time && { sql: `(${quoteName(time.name)} AT TIME ZONE ${quoteText('Asia/Shanghai')})`, uses: [time.name] }
  )
}

/** What rows of several places or devices are told apart by. */
function groupOf(fields: readonly DatasetField[], profiles: readonly ColumnProfile[]): string | undefined {
  const usual = /station|site|device|站|点位|设备/i
  const few = fields.filter(
    (one, i) => one.type === 'text' && !one.sensitive && (profiles[i]?.distinct ?? 0) <= mostGroups,
  )
  return few.find((one) => usual.test(`${one.name} ${one.title}`))?.name
}

function isMeasured({ name, type, isKey }: DatasetField, time: readonly string[]): boolean {
  const isNumber = type === 'number' || type === 'integer'
  return isNumber && !isKey && !time.includes(name) && !/^(no|id|序号|编号)$/i.test(name)
}
