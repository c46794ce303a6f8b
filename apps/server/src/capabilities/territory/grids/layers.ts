import type {
  GridCrosswalk,
  GridLayer,
  GridVersion,
  importGridLayer,
  OperationInput,
  Page,
} from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { boxOf } from '../division-index.ts'
import { overlapOf, slackM2 } from './rules.ts'

type LayerInput = OperationInput<typeof importGridLayer>['body']

interface CrosswalkRow extends Omit<GridCrosswalk, 'gridName'> {
  geometry: GeoJSON.Geometry
}

/** A department’s grid that lies this much in one grid of the city is part of it; less is a conflict. */
const wholeShare = 0.95

/** Lays a department’s grid over the grids of the city: one row for each it touches, one without a grid when none. */
export function crossGrid(
  feature: LayerInput['features'][number],
  grids: readonly GridVersion[],
): CrosswalkRow[] {
  const box = boxOf(feature.geometry)
  const touched = grids.flatMap((grid) => {
    const other = boxOf(grid.geometry)
    if (box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]) return []
    const { areaM2, shareOfA, shareOfB } = overlapOf(feature.geometry, grid.geometry)
    return areaM2 < slackM2 ? [] : [{ grid, areaM2, shareOfA, shareOfB }]
  })
  const best = touched.reduce((most, one) => Math.max(most, one.shareOfA), 0)
  const { reference, name, geometry } = feature
  const base = { reference, name, geometry, ruling: null }
  if (touched.length === 0)
    return [{ ...base, gridCode: null, shareOfOld: 0, shareOfNew: 0, areaM2: 0, state: 'conflict' }]
  return touched.map(({ grid, areaM2, shareOfA, shareOfB }) => ({
    ...{ ...base, gridCode: grid.code, areaM2: Math.round(areaM2) },
    ...{ shareOfOld: toShare(shareOfA), shareOfNew: toShare(shareOfB) },
    state: best < wholeShare ? 'conflict' : shareOfB >= wholeShare ? 'same' : 'within',
  }))
}

function toShare(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

export async function storeLayer(
  tx: Transaction,
  given: LayerInput,
  grids: readonly GridVersion[],
  now: Date,
): Promise<string> {
  const id = newId()
  const seen = new Set<string>()
  const rows = given.features.flatMap((feature, index) => {
    if (seen.has(feature.reference))
      throw invalid(`/body/features/${index}/reference`, `编号 ${feature.reference} 重复`)
    seen.add(feature.reference)
    if (feature.geometry.type !== 'Polygon' && feature.geometry.type !== 'MultiPolygon')
      throw invalid(`/body/features/${index}/geometry`, '应为面（Polygon 或 MultiPolygon）')
    return crossGrid(feature, grids)
  })
  await tx.query(sql`INSERT INTO territory.grid_layer (id, department, title, owners, cells, imported_time)
    VALUES (${id}, ${given.department}, ${given.title}, ${[...new Set(given.owners)]}, ${given.features.length}, ${now})`)
  await tx.query(sql`INSERT INTO territory.grid_crosswalk (layer_id, reference, name, grid_code, share_of_old, share_of_new,
      area_m2, state, geometry)
    SELECT ${id}, reference, name, "gridCode", "shareOfOld", "shareOfNew", "areaM2", state, geometry
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(reference text, name text, "gridCode" text,
      "shareOfOld" float8, "shareOfNew" float8, "areaM2" float8, state text, geometry jsonb)`)
  return id
}

export async function readLayers(db: Queryable, id?: string): Promise<GridLayer[]> {
  const rows = await db.query<
    GridLayer & { importedTime: unknown }
  >(sql`SELECT l.id, l.department, l.title, l.state,
      l.cells, l.owners, l.imported_time AS "importedTime",
      (SELECT count(DISTINCT reference)::int FROM territory.grid_crosswalk c WHERE c.layer_id = l.id AND c.state <> 'conflict') AS matched,
      (SELECT count(DISTINCT reference)::int FROM territory.grid_crosswalk c WHERE c.layer_id = l.id AND c.state = 'conflict') AS conflicts,
      coalesce((SELECT jsonb_agg(jsonb_build_object('owner', s.owner, 'userName', s.user_name, 'time', s.time, 'comment', s.comment)
        ORDER BY s.time) FROM territory.grid_layer_signature s WHERE s.layer_id = l.id), '[]') AS signed
    FROM territory.grid_layer l ${id ? sql`WHERE l.id = ${id}` : empty} ORDER BY l.imported_time DESC`)
  return rows.map((row) => ({ ...row, importedTime: (row.importedTime as unknown as Date).toISOString() }))
}

export async function getLayer(db: Queryable, id: string): Promise<GridLayer> {
  const [layer] = await readLayers(db, id)
  if (!layer) throw notFound('部门网格图层', id)
  return layer
}

export async function listCrosswalk(
  db: Queryable,
  id: string,
  query: { search?: string; conflicts?: boolean; limit?: number; offset?: number },
  nameOf: (code: string | null) => string | null,
): Promise<Page<GridCrosswalk>> {
  const where = sql`WHERE layer_id = ${id} ${query.conflicts ? sql`AND state = 'conflict'` : empty}
    ${query.search ? sql`AND (reference ILIKE ${`%${query.search}%`} OR name ILIKE ${`%${query.search}%`})` : empty}`
  const rows = await db.query<
    Omit<GridCrosswalk, 'gridName'>
  >(sql`SELECT reference, name, grid_code AS "gridCode",
      share_of_old AS "shareOfOld", share_of_new AS "shareOfNew", area_m2 AS "areaM2", state, ruling
    FROM territory.grid_crosswalk ${where} ORDER BY reference, share_of_old DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM territory.grid_crosswalk ${where}`,
  )
  return { items: rows.map((row) => ({ ...row, gridName: nameOf(row.gridCode) })), total: count?.n ?? 0 }
}

export async function ruleConflict(
  tx: Transaction,
  id: string,
  ruling: { reference: string; gridCode: string; ruling: string },
): Promise<void> {
  const layer = await getLayer(tx, id)
  if (layer.state === 'adopted') throw conflict('already-adopted', '该图层已并网，不能再裁定。')
  const rows =
    await tx.query(sql`UPDATE territory.grid_crosswalk SET state = 'ruled', ruling = ${ruling.ruling},
      grid_code = coalesce(grid_code, ${ruling.gridCode})
    WHERE layer_id = ${id} AND reference = ${ruling.reference} AND state IN ('conflict', 'ruled') RETURNING reference`)
  if (rows.length === 0) throw invalid('/body/reference', `没有待裁定的部门网格 ${ruling.reference}`)
  await tx.query(sql`DELETE FROM territory.grid_crosswalk WHERE layer_id = ${id} AND reference = ${ruling.reference}
    AND grid_code <> ${ruling.gridCode} AND EXISTS (SELECT FROM territory.grid_crosswalk c WHERE c.layer_id = ${id}
      AND c.reference = ${ruling.reference} AND c.grid_code = ${ruling.gridCode})`)
  // Who had signed agreed to another table.
  await tx.query(sql`DELETE FROM territory.grid_layer_signature WHERE layer_id = ${id}`)
}

/** One owner agrees to the crosswalk; when all have, it is adopted. */
export async function signLayer(
  tx: Transaction,
  id: string,
  signature: { owner: string; comment: string; userName: string },
  now: Date,
): Promise<GridLayer> {
  const layer = await getLayer(tx, id)
  if (!layer.owners.includes(signature.owner))
    throw invalid('/body/owner', `“${signature.owner}”不是该图层的权属单位`)
  if (layer.conflicts > 0)
    throw conflict('conflicts-open', `还有 ${layer.conflicts} 个冲突未裁定，不能签认。`)
  await tx.query(sql`INSERT INTO territory.grid_layer_signature (layer_id, owner, user_name, comment, time)
    VALUES (${id}, ${signature.owner}, ${signature.userName}, ${signature.comment}, ${now}) ON CONFLICT DO NOTHING`)
  await tx.query(sql`UPDATE territory.grid_layer SET state = 'adopted' WHERE id = ${id} AND cardinality(owners) =
    (SELECT count(*) FROM territory.grid_layer_signature s WHERE s.layer_id = ${id})`)
  return getLayer(tx, id)
}
