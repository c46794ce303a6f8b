import { type LocalText, text } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { MeasuredRow, RecordMeasure } from '../../indicators/index.ts'
import { commonModels } from '../analysis/models.ts'
import type { DataParts } from '../data-parts.ts'

interface Counting {
  id: string
  title: LocalText
  /** Records as `kind, id, title, value, time`. */
  rows: (now: Date) => Sql
  /** What their values become; their number when absent. */
  of?: 'sum' | 'avg'
}

const published = sql`d.state = 'published'`
const dataset = sql`'dataset' AS kind, d.id::text AS id, d.code || ' ' || d.name AS title`
/** An entry of the catalogue that counts under a condition; its value is the number of rows of its table. */
const entries = (where: Sql) => () =>
  sql`SELECT ${dataset}, d.version_rows::float8 AS value, d.published_time AS time FROM data.dataset d WHERE ${where}`

const inForce = (now: Date) =>
  sql`g.withdrawn_time IS NULL AND g.to_day >= (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date`
const isGranted = (now: Date) =>
  sql`EXISTS (SELECT FROM data.grant_of_use g WHERE g.dataset_id = d.id AND ${inForce(now)})`
const shareable = sql`${published} AND d.sharing <> 'none'`
const mayOpen = sql`${published} AND (d.grade IS NULL OR d.grade NOT IN ('important', 'core'))
  AND (d.opening <> 'none' OR EXISTS (SELECT FROM data.open_dataset o WHERE o.dataset_id = d.id AND o.withdrawn_time IS NULL))`

const grants = (served: boolean) => (now: Date) =>
  sql`SELECT 'record' AS kind, g.id::text AS id, g.number || ' ' || d.name AS title,
    NULL::float8 AS value, coalesce(g.last_used_time, g.created_time) AS time
  FROM data.grant_of_use g JOIN data.dataset d ON d.id = g.dataset_id WHERE ${inForce(now)} AND g.from_day <= (${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
  ${
    served
      ? sql`AND (g.last_used_time IS NOT NULL OR EXISTS (SELECT FROM data.subscription s JOIN data.delivery v
          ON v.subscription_id = s.id WHERE s.grant_id = g.id AND v.state = 'confirmed'))`
      : empty
  }`

const duty = (calling: boolean) => (now: Date) =>
  sql`SELECT 'record' AS kind, o.organisation_id::text AS id,
    o.organisation_id::text AS title, c.calls::float8 AS value, c.last::timestamptz AS time
  FROM data.ability_duty o LEFT JOIN LATERAL (SELECT sum(u.calls) AS calls, max(u.day) AS last FROM data.use_count u
    WHERE u.organisation_id = o.organisation_id AND u.day > (${now}::timestamptz - interval '1 year')::date) c ON true
  WHERE ${calling ? sql`c.calls > 0` : sql`TRUE`}`

const calls = (now: Date) => sql`SELECT ${dataset}, c.uses::float8 AS value, c.last::timestamptz AS time
  FROM (SELECT dataset_id, sum(uses) AS uses, max(day) AS last FROM (
      SELECT dataset_id, uses, day FROM data.use_day WHERE kind = 'call' AND day > (${now}::timestamptz - interval '30 days')::date
      UNION ALL SELECT dataset_id, count(*), max(time)::date FROM data.use_record
        WHERE time > ${now}::timestamptz - interval '30 days' AND dataset_id IS NOT NULL AND way = 'api' GROUP BY 1) u GROUP BY 1) c
  JOIN data.dataset d ON d.id = c.dataset_id`

/** What the data platform counts over its own records. */
const countings: readonly Counting[] = [
  {
    id: 'data.registered-entries',
    title: text('已编目（未撤销）的数据资源数', 'datasets registered and not withdrawn'),
    rows: entries(sql`d.state <> 'withdrawn'`),
  },
  {
    id: 'data.published-entries',
    title: text('已发布的目录数据资源数', 'datasets published in the catalogue'),
    rows: entries(published),
  },
  {
    id: 'data.shareable',
    title: text('应共享（无条件或有条件共享）的数据资源数', 'datasets that may be shared'),
    rows: entries(shareable),
  },
  {
    id: 'data.shared',
    title: text('已共享（已有数据且无条件共享，或授权有效）的数据资源数', 'datasets shared in fact'),
    rows: (now) =>
      entries(
        sql`${shareable} AND d.version_id IS NOT NULL AND (d.sharing = 'unconditional' OR ${isGranted(now)})`,
      )(),
  },
  {
    id: 'data.may-open',
    title: text('允许开放的非涉密数据资源数', 'datasets that may be opened'),
    rows: entries(mayOpen),
  },
  {
    id: 'data.open-datasets',
    title: text('已开放且未撤回的数据资源数', 'datasets open to everybody'),
    rows: entries(sql`${mayOpen} AND EXISTS (SELECT FROM data.open_dataset o WHERE o.dataset_id = d.id
      AND o.withdrawn_time IS NULL)`),
  },
  {
    id: 'data.grants-in-force',
    title: text('有效的跨部门数据授权数', 'grants in force'),
    rows: grants(false),
  },
  {
    id: 'data.grants-served',
    title: text('经平台调用或交换过的有效授权数', 'grants in force used through the platform'),
    rows: grants(true),
  },
  {
    id: 'data.ability-duty',
    title: text('应使用共性能力的单位数', 'organisations that ought to use common abilities'),
    rows: duty(false),
  },
  {
    id: 'data.ability-users',
    title: text('近一年调用过共性能力的单位数', 'organisations that called common abilities within a year'),
    rows: duty(true),
  },
  {
    id: 'data.base-databases',
    title: text('已有数据的基础库数据资源数', 'base datasets that hold data'),
    rows: entries(sql`${published} AND d.layer = 'base' AND d.version_rows > 0`),
  },
  {
    id: 'data.calls-30d',
    title: text('近 30 天接口调用次数', 'calls of interfaces in 30 days'),
    rows: calls,
    of: 'sum',
  },
  {
    id: 'data.quality',
    title: text('已发布数据资源质量得分的平均值', 'mean quality score of published datasets'),
    rows: () => sql`SELECT ${dataset}, d.quality_score AS value, d.version_time AS time FROM data.dataset d
      WHERE ${published} AND d.quality_score IS NOT NULL`,
    of: 'avg',
  },
  {
    id: 'data.with-cycle',
    title: text('已发布且承诺更新周期的数据资源数', 'published datasets with a promised cycle'),
    rows: entries(sql`${published} AND d.overdue_time IS NOT NULL`),
  },
  {
    id: 'data.in-time',
    title: text('按承诺周期更新的数据资源数', 'datasets updated within their cycle'),
    rows: (now) => entries(sql`${published} AND d.overdue_time >= ${now}`)(),
  },
  {
    id: 'data.collected',
    title: text('经平台采集入库的数据资源数', 'datasets filled by collection'),
    rows: entries(sql`EXISTS (SELECT FROM data.batch b WHERE b.dataset_id = d.id AND b.state = 'loaded')`),
  },
  {
    id: 'data.elements',
    title: text('数据元标准数', 'data elements'),
    rows: () =>
      sql`SELECT 'record' AS kind, e.code AS id, e.code || ' ' || e.name AS title, NULL::float8 AS value, NULL::timestamptz AS time
        FROM data.element e`,
  },
  {
    id: 'data.code-sets',
    title: text('代码集标准数', 'code sets'),
    rows: () =>
      sql`SELECT 'record' AS kind, c.code AS id, c.standard || ' ' || c.name AS title, NULL::float8 AS value,
        NULL::timestamptz AS time FROM data.code_set c`,
  },
]

/** Hands the figures of this capability to the indicators. */
export function bindFigures(parts: DataParts): void {
  const { db } = parts.kernel
  parts.indicators.measure([
    ...countings.map((one) => measureOf(parts, db, one)),
    countyServices(parts),
    {
      id: 'data.common-models',
      title: text('共性数据模型数', 'common models'),
      figure: async () => ({ value: commonModels.length, rows: commonModels.length }),
      rows: async (_, { limit, offset }) => ({
        items: commonModels
          .slice(offset, offset + limit)
          .map(({ id, title }) => ({ kind: 'record' as const, id, title, value: null, time: null })),
        total: commonModels.length,
      }),
    },
  ])
}

function measureOf({ identity }: DataParts, db: Queryable, { id, title, rows, of }: Counting): RecordMeasure {
  const value =
    of === 'sum'
      ? sql`coalesce(sum(r.value), 0)::float8`
      : of === 'avg'
        ? sql`avg(r.value)`
        : sql`count(*)::float8`
  return {
    ...{ id, title },
    figure: async (now) => {
      const found = await db.first<{ value: number | null; rows: number }>(
        sql`SELECT ${value} AS value, count(*)::int AS rows FROM (${rows(now)}) r`,
      )
      return found ?? { value: null, rows: 0 }
    },
    rows: async (now, { limit, offset }) => {
      const items = await db.query<MeasuredRow>(
        sql`SELECT r.* FROM (${rows(now)}) r ORDER BY r.value DESC NULLS LAST, r.title, r.id LIMIT ${limit} OFFSET ${offset}`,
      )
      const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${rows(now)}) r`)
      // An organisation is written with its id; its name is known to identity.
      const named = items.map((row) => ({
        ...row,
        title: identity.findOrganisation(row.title)?.name ?? row.title,
      }))
      return { items: named, total: count?.n ?? 0 }
    },
  }
}

/** 县区年度数据服务次数: how often each district was given data within a year; the figure is that of the least served. */
function countyServices({ kernel, identity, territory }: DataParts): RecordMeasure {
  const count = async (now: Date): Promise<MeasuredRow[]> => {
    const served = await kernel.db.query<{ organisation: string; n: number; last: Date }>(sql`
      SELECT organisation_id AS organisation, sum(n)::float8 AS n, max(last) AS last FROM (
        SELECT organisation_id, count(*) AS n, max(created_time) AS last FROM data.grant_of_use
          WHERE created_time > ${now}::timestamptz - interval '1 year' GROUP BY 1
        UNION ALL SELECT g.organisation_id, count(*), max(v.created_time) FROM data.delivery v
          JOIN data.subscription s ON s.id = v.subscription_id JOIN data.grant_of_use g ON g.id = s.grant_id
          WHERE v.state = 'confirmed' AND v.created_time > ${now}::timestamptz - interval '1 year' GROUP BY 1) u GROUP BY 1`)
    return territory.listDivisionsOfLevel(2).map(({ code, name }) => {
      const own = served.filter((one) =>
        identity.findOrganisation(one.organisation)?.divisionCode.startsWith(code),
      )
      const last = own.reduce<Date | null>((time, one) => (!time || one.last > time ? one.last : time), null)
      const value = own.reduce((sum, one) => sum + one.n, 0)
      return { kind: 'record', id: code, title: name, value, time: last }
    })
  }
  return {
    id: 'data.county-services',
    title: text(
      '近一年向各县区提供数据的次数（取最少的县区）',
      'data given to the least served district within a year',
    ),
    figure: async (now) => {
      const districts = await count(now)
      const least = districts.reduce<number | null>(
        (value, one) => (value === null || (one.value ?? 0) < value ? (one.value ?? 0) : value),
        null,
      )
      return { value: least, rows: districts.length }
    },
    rows: async (now, { limit, offset }) => {
      const districts = await count(now)
      return { items: districts.slice(offset, offset + limit), total: districts.length }
    },
  }
}
