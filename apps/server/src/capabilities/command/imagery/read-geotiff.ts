import { inflateSync } from 'node:zlib'
import { invalid, Problem } from '../../../kernel/problem.ts'

/** A georeferenced picture in memory. */
export interface Raster {
  width: number
  height: number
  bands: number
  /** Values by band, row by row from the top. */
  values: Float64Array[]
  /** Largest value of the kind of number it is kept in; null for floating point. */
  fullScale: number | null
  noData: number | null
  epsg: number
  /** Upper left corner of the picture and size of a pixel, in units of the reference system. */
  origin: [x: number, y: number]
  pixel: [width: number, height: number]
}

const tags = {
  ...{ width: 256, height: 257, bits: 258, compression: 259, offsets: 273, samples: 277, rowsPerStrip: 278 },
  ...{ counts: 279, planar: 284, predictor: 317, tileWidth: 322, tileHeight: 323, tileOffsets: 324 },
  ...{ tileCounts: 325, format: 339, scale: 33550, tiepoint: 33922, geoKeys: 34735, noData: 42113 },
} as const

const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 11: 4, 12: 8 }
const mostPixels = 4_000_000

type Fields = Map<number, number[] | string>

/**
 * Reads a baseline TIFF 6.0 picture with GeoTIFF 1.1 keys: strips or tiles, uncompressed or deflated, with or without
 * the horizontal predictor, 8 to 64 bits. What it cannot read it names.
 */
export function readGeoTiff(file: Buffer, path: string): Raster {
  try {
    return read(file, path)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw invalid(path, '文件不完整或不是 GeoTIFF', 'not-geotiff')
  }
}

function read(file: Buffer, path: string): Raster {
  const order = file.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') throw invalid(path, '文件不是 TIFF', 'not-geotiff')
  const little = order === 'II'
  if (number(file, little, 2, 3) !== 42)
    throw invalid(path, '只支持经典 TIFF（不支持 BigTIFF）', 'not-geotiff')
  const fields = readFields(file, little)
  const one = (tag: number, otherwise: number) => Number(fields.get(tag)?.[0] ?? otherwise)
  const [width, height] = [one(tags.width, 0), one(tags.height, 0)]
  if (width < 1 || height < 1 || width * height > mostPixels)
    throw invalid(path, `影像最多 ${mostPixels} 像素`, 'too-large')
  const bands = one(tags.samples, 1)
  const layout: Layout = {
    ...{ width, height, bands, bits: one(tags.bits, 1), format: one(tags.format, 1), little },
    ...{ compression: one(tags.compression, 1), predictor: one(tags.predictor, 1) },
    planar: one(tags.planar, 1) === 2,
  }
  requireReadable(layout, path)
  const values = Array.from({ length: bands }, () => new Float64Array(width * height))
  for (const block of blocksOf(fields, layout)) readBlock(file, block, layout, values)
  const noData = fields.get(tags.noData)
  return {
    ...{ width, height, bands, values, ...placeOf(fields, path) },
    fullScale: layout.format === 3 ? null : 2 ** layout.bits - 1,
    noData: typeof noData === 'string' && noData.trim() !== '' ? Number.parseFloat(noData) : null,
  }
}

interface Layout {
  width: number
  height: number
  bands: number
  bits: number
  /** 1 unsigned, 2 signed, 3 floating point. */
  format: number
  compression: number
  predictor: number
  planar: boolean
  little: boolean
}

function requireReadable({ bits, format, compression, predictor }: Layout, path: string): void {
  if (![8, 16, 32, 64].includes(bits) || (bits === 64 && format !== 3))
    throw invalid(path, `不支持每样本 ${bits} 位的影像`, 'not-supported')
  if (![1, 8, 32_946].includes(compression))
    throw invalid(
      path,
      '影像须不压缩或用 Deflate 压缩（gdal_translate -co COMPRESS=DEFLATE）',
      'not-supported',
    )
  if (predictor !== 1 && (predictor !== 2 || format === 3))
    throw invalid(path, '不支持影像所用的预测编码', 'not-supported')
}

/** One number of a field type at a place. */
function number(file: Buffer, little: boolean, at: number, type: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (type === 3) return view.getUint16(at, little)
  if (type === 4) return view.getUint32(at, little)
  if (type === 5) return view.getUint32(at, little) / view.getUint32(at + 4, little)
  if (type === 11) return view.getFloat32(at, little)
  if (type === 12) return view.getFloat64(at, little)
  if (type === 8) return view.getInt16(at, little)
  return type === 9 ? view.getInt32(at, little) : view.getUint8(at)
}

/** The fields of the first picture of the file. */
function readFields(file: Buffer, little: boolean): Fields {
  const fields: Fields = new Map()
  const start = number(file, little, 4, 4)
  const count = number(file, little, start, 3)
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * 12
    const [tag, type, length] = [
      number(file, little, at, 3),
      number(file, little, at + 2, 3),
      number(file, little, at + 4, 4),
    ]
    const size = sizes[type]
    if (!size) continue
    const from = size * length <= 4 ? at + 8 : number(file, little, at + 8, 4)
    if (from + size * length > file.length) throw new RangeError('field beyond the file')
    fields.set(
      tag,
      type === 2
        ? file.toString('latin1', from, from + length).replace(/\0+$/, '')
        : Array.from({ length }, (_, n) => number(file, little, from + n * size, type)),
    )
  }
  return fields
}

interface Block {
  offset: number
  count: number
  x: number
  y: number
  width: number
  height: number
  /** The one band it holds; null when it holds all. */
  band: number | null
}

function blocksOf(fields: Fields, { width, height, bands, planar }: Layout): Block[] {
  const isTiled = fields.has(tags.tileOffsets)
  const offsets = (fields.get(isTiled ? tags.tileOffsets : tags.offsets) ?? []) as number[]
  const counts = (fields.get(isTiled ? tags.tileCounts : tags.counts) ?? []) as number[]
  const wide = isTiled ? Number(fields.get(tags.tileWidth)?.[0]) : width
  const high = isTiled
    ? Number(fields.get(tags.tileHeight)?.[0])
    : Math.min(height, Number(fields.get(tags.rowsPerStrip)?.[0] ?? height))
  const across = Math.ceil(width / wide)
  const each = across * Math.ceil(height / high)
  if (offsets.length < each * (planar ? bands : 1)) throw new RangeError('blocks missing')
  return offsets.map((offset, i) => {
    const n = i % each
    const y = Math.floor(n / across) * high
    return {
      ...{ offset, count: counts[i] ?? 0, x: (n % across) * wide, y, width: wide },
      // The last strip ends with the picture; a tile is always whole.
      height: isTiled ? high : Math.min(high, height - y),
      band: planar ? Math.floor(i / each) : null,
    }
  })
}

function readBlock(file: Buffer, block: Block, layout: Layout, values: Float64Array[]): void {
  const { bits, bands, predictor, compression, width, height } = layout
  const packed = file.subarray(block.offset, block.offset + block.count)
  const bytes = compression === 1 ? packed : inflateSync(packed, { maxOutputLength: mostPixels * 8 })
  const step = block.band === null ? bands : 1
  const perRow = block.width * step
  const sample = sampler(Buffer.from(bytes), layout)
  const wrap = 2 ** bits
  const row = new Float64Array(perRow)
  for (let y = 0; y < block.height; y++) {
    for (let i = 0; i < perRow; i++) {
      const value = sample(y * perRow + i)
      row[i] = predictor === 2 && i >= step ? (value + (row[i - step] ?? 0)) % wrap : value
    }
    if (block.y + y >= height) break
    for (let x = 0; x < block.width && block.x + x < width; x++)
      for (let b = 0; b < step; b++) {
        const band = values[block.band ?? b]
        if (band) band[(block.y + y) * width + block.x + x] = row[x * step + b] ?? 0
      }
  }
}

function sampler(bytes: Buffer, { bits, format, little, predictor }: Layout): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // A difference is taken as it lies; the sum wraps around.
  const signed = format === 2 && predictor === 1
  if (format === 3)
    return (i) => (bits === 64 ? view.getFloat64(i * 8, little) : view.getFloat32(i * 4, little))
  if (bits === 8) return (i) => (signed ? view.getInt8(i) : view.getUint8(i))
  if (bits === 16) return (i) => (signed ? view.getInt16(i * 2, little) : view.getUint16(i * 2, little))
  return (i) => (signed ? view.getInt32(i * 4, little) : view.getUint32(i * 4, little))
}

const keyOf = { rasterType: 1025, geographic: 2048, projected: 3072 } as const

/** Where it lies: one tie point and the size of a pixel, in a reference system named by its EPSG code. */
function placeOf(fields: Fields, path: string): Pick<Raster, 'epsg' | 'origin' | 'pixel'> {
  const scale = fields.get(tags.scale) as number[] | undefined
  const tie = fields.get(tags.tiepoint) as number[] | undefined
  const keys = fields.get(tags.geoKeys) as number[] | undefined
  if (!scale || !tie || tie.length < 6 || !keys) throw invalid(path, '影像没有地理坐标', 'not-georeferenced')
  const found = new Map<number, number>()
  for (let at = 4; at + 3 < keys.length; at += 4)
    if (keys[at + 1] === 0) found.set(keys[at] ?? 0, keys[at + 3] ?? 0)
  const epsg = found.get(keyOf.projected) ?? found.get(keyOf.geographic)
  if (!epsg || epsg === 32_767) throw invalid(path, '影像没有注明坐标系（EPSG）', 'not-georeferenced')
  const [width = 0, height = 0] = scale
  if (!(width > 0) || !(height > 0)) throw invalid(path, '影像像元大小有误', 'not-georeferenced')
  const [i = 0, j = 0, , x = 0, y = 0] = tie
  // A value may stand for the middle of its pixel; the corner lies half a pixel further out.
  const half = found.get(keyOf.rasterType) === 2 ? 0.5 : 0
  return { epsg, origin: [x - (i + half) * width, y + (j + half) * height], pixel: [width, height] }
}
