import type { Aggregate, Comparison, Operator, Scalar, Where } from '@civitas/domain-kit'
import { divisionTable, isWithin } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { join, type Sql, sql } from '../../kernel/db/sql.ts'
import { columns, type EntityRow } from './store.ts'

/** A figure over a register: how many entities, or what becomes of the numbers in one attribute. */
export interface EntityAggregate {
  type: string
  where?: Where
  aggregate: Aggregate
  attribute?: string
  percentile?: number
}

/** `rows` is how many entities took part. */
export interface AggregatedEntities {
  value: number | null
  rows: number
}

const operators: Record<Operator, Sql> = {
  '=': sql`=`,
  '!=': sql`IS DISTINCT FROM`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
}

/** A filter on attributes as SQL, with the meaning `matchesWhere` of the kit gives it. */
function matchesWhere(where: Where = {}): Sql {
  const lines = Object.entries(where).map(([attribute, wanted]) => {
    const held = sql`attributes -> ${attribute}`
    if (Array.isArray(wanted)) {
      return sql`${held} = ANY(${wanted.map((one) => JSON.stringify(one))}::jsonb[])`
    }
    if (typeof wanted !== 'object') return sql`${held} = ${JSON.stringify(wanted)}::jsonb`
    const { op, value } = wanted as Comparison
    const compared = sql`${held} ${operators[op]} ${JSON.stringify(value)}::jsonb`
    return op === '=' || op === '!=' ? compared : sql`(${isOfSameType(held, value)} AND ${compared})`
  })
  return lines.length > 0 ? join(lines, ' AND ') : sql`TRUE`
}

function isOfSameType(held: Sql, value: Scalar): Sql {
  return sql`jsonb_typeof(${held}) = ${typeof value}`
}

function counted({ type, where, attribute, aggregate }: EntityAggregate): Sql {
  const hasNumber =
    aggregate === 'count' || !attribute ? sql`TRUE` : sql`jsonb_typeof(attributes -> ${attribute}) = 'number'`
  return sql`type = ${type} AND merged_into IS NULL AND ${hasNumber} AND ${matchesWhere(where)}`
}

function toValue({ aggregate, attribute = '', percentile = 50 }: EntityAggregate): Sql {
  const number = sql`(attributes ->> ${attribute})::float8`
  switch (aggregate) {
    case 'count':
      return sql`count(id)::float8`
    case 'percentile':
      return sql`percentile_cont(${percentile / 100}) WITHIN GROUP (ORDER BY ${number})`
    case 'sum':
      return sql`sum(${number})`
    case 'avg':
      return sql`avg(${number})`
    case 'min':
      return sql`min(${number})`
    case 'max':
      return sql`max(${number})`
  }
}

export async function aggregateEntities(
  db: Queryable,
  query: EntityAggregate,
  divisions: readonly string[],
): Promise<Map<string, AggregatedEntities>> {
  const rows = await db.query<AggregatedEntities & { code: string }>(sql`
    SELECT d.code, ${toValue(query)} AS value, count(e.id)::int AS rows
    FROM ${divisionTable(divisions)}
    LEFT JOIN (SELECT id, division_code, attributes FROM entities.entity WHERE ${counted(query)}) e
      ON ${isWithin('e.division_code')} AND e.id IS NOT NULL
    GROUP BY d.code`)
  return new Map(rows.map((row) => [row.code, { value: row.value, rows: row.rows }]))
}

export function listAggregated(
  db: Queryable,
  query: EntityAggregate,
  division: string,
  page: { limit: number; offset: number },
): Promise<EntityRow[]> {
  return db.query<EntityRow>(sql`SELECT ${columns} FROM entities.entity, ${divisionTable([division])}
    WHERE ${counted(query)} AND ${isWithin('division_code')} ORDER BY name, id LIMIT ${page.limit} OFFSET ${page.offset}`)
}
