import type { CodeLink } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { findCodeSet } from '../standards/code-store.ts'
import { publishedElements } from '../standards/store.ts'
import * as store from './store.ts'

interface LinkRow {
  node_id: string
  node_name: string
  code_set: string
  code_set_name: string | null
  foreign_code: string
  code: string | null
  seen: number
  seen_time: Date | null
}

/** Binds the mapping of codes between platforms. */
export function bindCodeLinks(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCodeLinks, async ({ query }) => {
    const where = sql`FROM data.code_link l JOIN data.cascade_node n ON n.id = l.node_id
      LEFT JOIN data.code_set s ON s.code = l.code_set WHERE TRUE
      ${query.node ? sql`AND l.node_id = ${query.node}` : empty}
      ${query.codeSet ? sql`AND l.code_set = ${query.codeSet}` : empty}
      ${query.unmapped === undefined ? empty : sql`AND (l.code IS NULL) = ${query.unmapped}`}
      ${query.search ? sql`AND (l.foreign_code ILIKE ${`%${query.search}%`} OR s.name ILIKE ${`%${query.search}%`})` : empty}`
    const [rows, count] = await Promise.all([
      db.query<LinkRow>(sql`SELECT l.node_id, n.name AS node_name, l.code_set, s.name AS code_set_name, l.foreign_code, l.code,
          l.seen::float8 AS seen, l.seen_time ${where}
        ORDER BY (l.code IS NOT NULL), l.changed_time DESC, l.node_id, l.code_set, l.foreign_code
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
    ])
    return { items: await withNames(parts, rows), total: count?.n ?? 0 }
  })
  http.bind(contract.putCodeLinks, async ({ body }) => {
    const set = await findCodeSet(db, body.codeSet, clock.now())
    if (!set) throw invalid('/body/codeSet', `没有代码集“${body.codeSet}”`)
    if (!(await store.findNode(db, { id: body.nodeId }))) throw notFound('级联节点', body.nodeId)
    const known = new Set(set.codes.map((one) => one.code))
    const wrong = body.links.findIndex((one) => !known.has(one.code))
    if (wrong >= 0)
      throw invalid(`/body/links/${wrong}/code`, `代码集“${set.name}”没有代码“${body.links[wrong]?.code}”`)
    await db.query(sql`INSERT INTO data.code_link (node_id, code_set, foreign_code, code, changed_time)
      SELECT DISTINCT ON (l.theirs) ${body.nodeId}::uuid, ${body.codeSet}, l.theirs, l.code, ${clock.now()}::timestamptz
      FROM unnest(${body.links.map((one) => one.foreignCode)}::text[], ${body.links.map((one) => one.code)}::text[])
        AS l(theirs, code)
      ON CONFLICT (node_id, code_set, foreign_code) DO UPDATE SET code = excluded.code, changed_time = excluded.changed_time`)
    return { done: true as const }
  })
  http.bind(contract.translateCodes, async ({ body }) => {
    const row = (code: string) => ({ code })
    const found = await db.transaction((tx) =>
      translate(parts, tx, body.nodeId, body.codes.map(row), { code: body.codeSet }),
    )
    return {
      items: body.codes.map((foreignCode, at) => ({
        foreignCode,
        code: found.missing.has(`${body.codeSet} ${foreignCode}`) ? null : String(found.rows[at]?.code),
      })),
    }
  })
}

async function withNames(parts: DataParts, rows: readonly LinkRow[]): Promise<CodeLink[]> {
  const now = parts.kernel.clock.now()
  const sets = new Map<string, Map<string, string>>()
  for (const name of new Set(rows.map((row) => row.code_set))) {
    const set = await findCodeSet(parts.kernel.db, name, now)
    sets.set(name, new Map(set?.codes.map((one) => [one.code, one.name])))
  }
  return rows.map((row) => ({
    ...{ nodeId: row.node_id, nodeName: row.node_name, codeSet: row.code_set },
    ...{ codeSetName: row.code_set_name ?? row.code_set, foreignCode: row.foreign_code, code: row.code },
    codeName: row.code === null ? null : (sets.get(row.code_set)?.get(row.code) ?? null),
    ...{ seen: row.seen, seenTime: row.seen_time?.toISOString() ?? null },
  }))
}

/** Which columns of a dataset hold codes of which set, as it is told to other platforms. */
export async function codeSetsOf(
  db: Queryable,
  fields: DatasetRow['fields'],
): Promise<Record<string, string>> {
  const sets = new Map((await publishedElements(db)).map((one) => [one.code, one.codeSet]))
  return Object.fromEntries(
    fields.flatMap(({ name, element, sensitive, mask }) => {
      const set = element && !sensitive && (mask ?? 'none') === 'none' ? sets.get(element) : undefined
      return set ? [[name, set]] : []
    }),
  )
}

type Row = Record<string, unknown>

/**
 * Rows of another platform with its codes turned into ours. A code that is the same here stays; one that is neither
 * mapped nor ours stays too and is logged, with how often it came.
 */
export async function translate(
  parts: DataParts,
  tx: Queryable,
  nodeId: string,
  rows: readonly Row[],
  codeSets: Readonly<Record<string, string>>,
): Promise<{ rows: Row[]; missing: ReadonlyMap<string, number> }> {
  const now = parts.kernel.clock.now()
  const missing = new Map<string, number>()
  const known = new Map<string, string>()
  for (const name of new Set(Object.values(codeSets))) {
    const set = await findCodeSet(tx, name, now)
    for (const one of set?.codes ?? []) known.set(`${name} ${one.code}`, one.code)
    const links = await tx.query<{
      foreign_code: string
      code: string
    }>(sql`SELECT foreign_code, code FROM data.code_link
      WHERE node_id = ${nodeId} AND code_set = ${name} AND code IS NOT NULL`)
    for (const one of links) known.set(`${name} ${one.foreign_code}`, one.code)
  }
  const turned = rows.map((row) => {
    const own = { ...row }
    for (const [field, set] of Object.entries(codeSets)) {
      const value = row[field]
      if (value === null || value === undefined || value === '') continue
      const key = `${set} ${String(value).slice(0, 80)}`
      const code = known.get(key)
      if (code === undefined) missing.set(key, (missing.get(key) ?? 0) + 1)
      else own[field] = code
    }
    return own
  })
  await logMissing(tx, nodeId, missing, now)
  return { rows: turned, missing }
}

async function logMissing(tx: Queryable, nodeId: string, missing: ReadonlyMap<string, number>, now: Date) {
  if (missing.size === 0) return
  const list = [...missing].map(([key, seen]) => {
    const at = key.indexOf(' ')
    return { code_set: key.slice(0, at), foreign_code: key.slice(at + 1), seen }
  })
  await tx.query(sql`INSERT INTO data.code_link (node_id, code_set, foreign_code, seen, seen_time, changed_time)
    SELECT ${nodeId}::uuid, m.code_set, m.foreign_code, m.seen, ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(list)}::jsonb) AS m(code_set text, foreign_code text, seen bigint)
    ON CONFLICT (node_id, code_set, foreign_code) DO UPDATE SET seen = code_link.seen + excluded.seen,
      seen_time = excluded.seen_time`)
}
