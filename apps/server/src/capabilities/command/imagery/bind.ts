import * as contract from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import { boxOf, changeMethod, compareImages } from './compare-images.ts'
import { readGeoTiff } from './read-geotiff.ts'

const columns = sql`id, title, to_char(taken_date, 'YYYY-MM-DD') AS "takenDate", source, width, height, bands, epsg, box, sm3,
  by_name AS "byName", time`
type ImageRow = Omit<contract.GroundImage, 'time'> & { time: Date }
type Query = { search?: string; limit?: number; offset?: number }

/** Binds images of the ground and what changed between them. */
export function bindImagery(parts: CommandParts): void {
  const { http } = parts.kernel
  http.bind(contract.listGroundImages, ({ query }) => listImages(parts, query))
  http.bind(contract.addGroundImage, ({ body }, { principal }) => addImage(parts, body, principal.name))
  http.bind(contract.compareGroundImages, ({ body }, { principal }) => compare(parts, body, principal.name))
  http.bind(contract.listImageComparisons, ({ query }) => listComparisons(parts, query))
  http.bind(contract.getImageComparison, ({ params }) => getComparison(parts, params.id))
}

const toImage = (row: ImageRow): contract.GroundImage => ({ ...row, time: row.time.toISOString() })

async function listImages({ kernel: { db } }: CommandParts, query: Query) {
  const where = sql`WHERE title ILIKE ${`%${query.search ?? ''}%`}`
  const rows = await db.query<ImageRow>(sql`SELECT ${columns} FROM command.image ${where}
    ORDER BY taken_date DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.image ${where}`)
  return { items: rows.map(toImage), total: count?.n ?? 0 }
}

async function addImage(
  { kernel: { db, clock } }: CommandParts,
  body: contract.OperationInput<typeof contract.addGroundImage>['body'],
  by: string,
): Promise<contract.GroundImage> {
  const content = Buffer.from(body.content, 'base64')
  const raster = readGeoTiff(content, '/body/content')
  const box = boxOf(raster, '/body/content')
  const row =
    await db.first<ImageRow>(sql`INSERT INTO command.image (id, title, taken_date, source, width, height, bands, epsg,
      box, sm3, content, by_name, time)
    VALUES (${newId()}, ${body.title}, ${body.takenDate}, ${body.source}, ${raster.width}, ${raster.height}, ${raster.bands},
      ${raster.epsg}, ${box}::double precision[], ${sm3(content)}, ${content}, ${by}, ${clock.now()}) RETURNING ${columns}`)
  return toImage(row as ImageRow)
}

async function readImage({ kernel: { db } }: CommandParts, id: string, path: string) {
  const row = await db.first<{ id: string; title: string; takenDate: string; content: Buffer }>(
    sql`SELECT id, title, to_char(taken_date, 'YYYY-MM-DD') AS "takenDate", content FROM command.image WHERE id = ${id}`,
  )
  if (!row) throw invalid(path, '没有这期影像')
  const { content, ...named } = row
  return { named, raster: readGeoTiff(content, path) }
}

async function compare(
  parts: CommandParts,
  body: contract.OperationInput<typeof contract.compareGroundImages>['body'],
  by: string,
): Promise<contract.ImageComparison> {
  const { db, clock } = parts.kernel
  const before = await readImage(parts, body.beforeId, '/body/beforeId')
  const after = await readImage(parts, body.afterId, '/body/afterId')
  if (before.named.takenDate >= after.named.takenDate)
    throw invalid('/body/afterId', '后一期影像的日期应晚于前一期')
  const threshold = body.threshold ?? 0.15
  const found = await compareImages(before.raster, after.raster, { polygon: body.polygon, threshold })
  if (found.comparedPixels === 0) throw invalid('/body/polygon', '两期影像在此范围内没有共同的有效像元')
  const comparison: contract.ImageComparison = {
    ...{ id: newId(), before: before.named, after: after.named, polygon: body.polygon, threshold, ...found },
    ...{ method: changeMethod, byName: by, time: clock.now().toISOString() },
  }
  const title = `${before.named.title} ${after.named.title}`
  await db.query(sql`INSERT INTO command.image_comparison (id, before_id, after_id, title, result, by_name, time)
    VALUES (${comparison.id}, ${body.beforeId}, ${body.afterId}, ${title}, ${JSON.stringify(comparison)}, ${by},
      ${clock.now()})`)
  return comparison
}

async function listComparisons({ kernel: { db } }: CommandParts, query: Query) {
  const where = sql`WHERE title ILIKE ${`%${query.search ?? ''}%`}`
  const rows = await db.query<{
    result: Omit<contract.ImageComparison, 'cells'>
  }>(sql`SELECT result - 'cells' AS result
    FROM command.image_comparison ${where} ORDER BY time DESC, id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM command.image_comparison ${where}`,
  )
  return { items: rows.map((row) => row.result), total: count?.n ?? 0 }
}

async function getComparison(
  { kernel: { db } }: CommandParts,
  id: string,
): Promise<contract.ImageComparison> {
  const row = await db.first<{ result: contract.ImageComparison }>(
    sql`SELECT result FROM command.image_comparison WHERE id = ${id}`,
  )
  if (!row) throw notFound('影像比对', id)
  return row.result
}
