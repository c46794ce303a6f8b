import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { unzipSync } from 'fflate'
import { invalid } from '../../../kernel/problem.ts'
import { readDbf } from './dbf.ts'

/** Bytes of a layer that are taken at most: it is read as a whole. */
const mostBytes = 512 * 1024 * 1024
const wanted = /\.(shp|dbf|prj|cpg)$/i
/** Datums that are CGCS2000, or WGS 84, which is the same within decimetres. */
const known = /CGCS_?2000|China_?(Geodetic_Coordinate_System_)?2000|WGS_?(19)?84/i

/**
 * Leaves `features.jsonl` beside a packed shapefile (ESRI white paper J-7855): attributes, and the shape as GeoJSON text in
 * degrees of CGCS2000. A projection is undone; another datum is refused, since how to shift it is a secret of its keeper.
 */
export async function unpackShapefile(folder: string): Promise<string> {
  const target = join(folder, 'features.jsonl')
  const layer = readLayer(await readFile(join(folder, 'plain')))
  const crs = await requireCrs(layer.prj)
  try {
    const { parseShp } = await import('shpjs')
    const shapes = parseShp(layer.shp, crs)
    const records = layer.dbf ? readDbf(layer.dbf, layer.cpg) : []
    const lines = shapes.flatMap((shape, at) =>
      records[at] === null
        ? []
        : [
            `${JSON.stringify({ ...records[at], geometry: shape ? JSON.stringify(rounded(shape)) : null })}\n`,
          ],
    )
    await writeFile(`${target}.part`, lines)
  } catch (error) {
    throw invalid('/params/id', `Shapefile 无法读取：${(error as Error).message}`, 'broken-file')
  }
  await rename(`${target}.part`, target)
  return target
}

interface Layer {
  readonly shp: Buffer
  readonly dbf: Buffer | null
  readonly prj: string | null
  readonly cpg: string | null
}

function readLayer(packed: Buffer): Layer {
  const files = unpack(packed)
  const shapes = [...files.keys()].filter((name) => name.endsWith('.shp'))
  const [shape] = shapes
  if (!shape) throw invalid('/params/id', '压缩包中没有 .shp 文件', 'unknown-format')
  if (shapes.length > 1)
    throw invalid(
      '/params/id',
      `压缩包中有多个图层：${shapes.map((name) => basename(name, '.shp')).join('、')}，请每次上传一个`,
      'many-layers',
    )
  const part = (end: string) => files.get(shape.replace(/\.shp$/, end)) ?? null
  return {
    ...{ shp: files.get(shape) as Buffer, dbf: part('.dbf') },
    ...{ prj: part('.prj')?.toString('utf8') ?? null, cpg: part('.cpg')?.toString('latin1') ?? null },
  }
}

function unpack(packed: Buffer): Map<string, Buffer> {
  let bytes = 0
  try {
    const files = unzipSync(packed, {
      filter: ({ name, originalSize }) => {
        if (!wanted.test(name) || name.includes('__MACOSX')) return false
        bytes += originalSize
        if (bytes > mostBytes) throw new Error('图层超过 512 MB')
        return true
      },
    })
    return new Map(
      Object.entries(files).map(([name, content]) => [
        name.replace(wanted, (end) => end.toLowerCase()),
        Buffer.from(content),
      ]),
    )
  } catch (error) {
    throw invalid('/params/id', `压缩包无法读取：${(error as Error).message}`, 'broken-file')
  }
}

async function requireCrs(prj: string | null): Promise<string> {
  if (!prj) throw invalid('/params/id', '压缩包中缺少 .prj，坐标系不明', 'unknown-crs')
  const name = /^\s*\w+\s*\[\s*"([^"]+)"/.exec(prj)?.[1] ?? '未知'
  if (!known.test(prj))
    throw invalid('/params/id', `坐标系 ${name} 不是 CGCS2000 或 WGS 84，请先转换`, 'unknown-crs')
  try {
    const { default: proj4 } = await import('proj4')
    proj4(prj)
  } catch {
    throw invalid('/params/id', `坐标系 ${name} 的投影无法识别，请先转换为经纬度`, 'unknown-crs')
  }
  return prj
}

/** Nine digits of a degree are a tenth of a millimetre: what undoing a projection leaves beyond them is noise. */
function rounded<T>(shape: T): T {
  return JSON.parse(JSON.stringify(shape), (_, value) =>
    typeof value === 'number' ? Number(value.toFixed(9)) : value,
  )
}
