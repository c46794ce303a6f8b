import type { DatasetField, getCatalogueFacets, OperationOutput } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { DataParts } from '../data-parts.ts'
import { fieldTypeOf } from './review-rules.ts'

type Facets = OperationOutput<typeof getCatalogueFacets>

interface GroupRow {
  kind: string | null
  theme: string | null
  organisation_id: string | null
  sharing: string | null
  count: number
}

const percent = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 1000) / 10 : null)

/** Counts of what is published, by facet, and the two sharing rates. */
export async function readFacets({ kernel, identity }: DataParts): Promise<Facets> {
  const [groups, sums] = await Promise.all([
    kernel.db.query<GroupRow>(sql`SELECT kind, theme, organisation_id, sharing, count(*)::int AS count
      FROM data.dataset WHERE state = 'published'
      GROUP BY GROUPING SETS ((kind), (theme), (organisation_id), (sharing)) ORDER BY count DESC`),
    readSums(kernel.db, kernel.clock.now()),
  ])
  const facet = (column: keyof Omit<GroupRow, 'count'>, name: (value: string) => string = (value) => value) =>
    groups.flatMap((row) => {
      const value = row[column]
      return value === null ? [] : [{ value, name: name(value), count: row.count }]
    })
  return {
    ...{ kind: facet('kind'), theme: facet('theme'), sharing: facet('sharing') },
    organisation: facet('organisation_id', (id) => identity.findOrganisation(id)?.name ?? ''),
    ...{ overdue: sums.overdue, published: sums.published, shareable: sums.shareable, shared: sums.shared },
    catalogueSharingRate: percent(sums.shared, sums.shareable),
    businessSharingRate: percent(sums.shared_rows, sums.open_rows),
  }
}

interface Sums {
  overdue: number
  published: number
  shareable: number
  shared: number
  shared_rows: number
  open_rows: number
}

async function readSums(db: Queryable, now: Date): Promise<Sums> {
  return (await db.first<Sums>(sql`SELECT count(*) FILTER (WHERE overdue_time < ${now})::int AS overdue,
      count(*)::int AS published, count(*) FILTER (WHERE sharing <> 'none')::int AS shareable,
      count(*) FILTER (WHERE is_shared)::int AS shared,
      coalesce(sum(version_rows) FILTER (WHERE is_shared), 0)::bigint AS shared_rows,
      coalesce(sum(version_rows) FILTER (WHERE grade IS NULL OR grade NOT IN ('important', 'core')), 0)::bigint AS open_rows
    FROM (SELECT d.*, d.sharing <> 'none' AND (d.sharing = 'unconditional'
        OR EXISTS (SELECT FROM data.grant_of_use g WHERE g.dataset_id = d.id)) AS is_shared
      FROM data.dataset d WHERE d.state = 'published') AS counted`)) as Sums
}

/** Items for the columns of a table: as the catalogue already describes columns of that name, else from their type. */
export async function suggestFields(
  db: Queryable,
  columns: ReadonlyArray<{ name: string; type: string }>,
): Promise<{ fields: DatasetField[]; known: string[] }> {
  const rows =
    await db.query<DatasetField>(sql`SELECT DISTINCT ON (lower(f.name)) lower(f.name) AS name, f.title, f.type,
      f.unit, f.element, f.sensitive, f.mask, f.is_key AS "isKey"
    FROM data.field f WHERE lower(f.name) = ANY(${columns.map((one) => one.name.toLowerCase())}::text[])
    GROUP BY lower(f.name), f.title, f.type, f.unit, f.element, f.sensitive, f.mask, f.is_key
    ORDER BY lower(f.name), count(*) DESC`)
  const known = new Map(rows.map((row) => [row.name, row]))
  const fields = columns.map(({ name, type }): DatasetField => {
    const like = known.get(name.toLowerCase())
    return like ? { ...like, name } : { name, title: name, type: fieldTypeOf(type) }
  })
  return {
    fields,
    known: columns.filter(({ name }) => known.has(name.toLowerCase())).map(({ name }) => name),
  }
}
