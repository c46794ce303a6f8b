import { deflateSync } from 'node:zlib'

export interface Picture {
  width: number
  height: number
  epsg: number
  /** Upper left corner. */
  origin: [number, number]
  pixel: number
  /** Values of each band at a pixel. */
  at: (column: number, row: number) => number[]
  deflate?: boolean
}

/** A little-endian GeoTIFF of 8-bit bands in one strip for each 16 rows. */
export function geoTiff(picture: Picture): string {
  const { width, height, epsg, origin, pixel, at, deflate = false } = picture
  const bands = at(0, 0).length
  const rowsPerStrip = 16
  const strips = Array.from({ length: Math.ceil(height / rowsPerStrip) }, (_, s) => {
    const rows = Math.min(rowsPerStrip, height - s * rowsPerStrip)
    const bytes = Buffer.alloc(rows * width * bands)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < width; x++) bytes.set(at(x, s * rowsPerStrip + y), (y * width + x) * bands)
    return deflate ? deflateSync(bytes) : bytes
  })
  const isProjected = ![4326, 4490].includes(epsg)
  const keys = [
    1,
    1,
    0,
    3,
    1024,
    0,
    1,
    isProjected ? 1 : 2,
    1025,
    0,
    1,
    1,
    isProjected ? 3072 : 2048,
    0,
    1,
    epsg,
  ]
  const offsets: number[] = []
  let end = 8
  for (const strip of strips) {
    offsets.push(end)
    end += strip.length
  }
  const fields: Array<[tag: number, type: number, values: number[]]> = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array(bands).fill(8)],
    [259, 3, [deflate ? 8 : 1]],
    [262, 3, [bands === 3 ? 2 : 1]],
    [273, 4, offsets],
    [277, 3, [bands]],
    [278, 4, [rowsPerStrip]],
    [279, 4, strips.map((strip) => strip.length)],
    [33_550, 12, [pixel, pixel, 0]],
    [33_922, 12, [0, 0, 0, origin[0], origin[1], 0]],
    [34_735, 3, keys],
  ]
  return Buffer.concat([header(end), ...strips, directory(fields, end)]).toString('base64')
}

function header(directoryAt: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.write('II')
  bytes.writeUInt16LE(42, 2)
  bytes.writeUInt32LE(directoryAt, 4)
  return bytes
}

const sizes: Record<number, number> = { 3: 2, 4: 4, 12: 8 }

function directory(fields: Array<[number, number, number[]]>, start: number): Buffer {
  const entries = Buffer.alloc(2 + fields.length * 12 + 4)
  entries.writeUInt16LE(fields.length)
  const extra: Buffer[] = []
  let next = start + entries.length
  for (const [i, [tag, type, values]] of fields.entries()) {
    const at = 2 + i * 12
    entries.writeUInt16LE(tag, at)
    entries.writeUInt16LE(type, at + 2)
    entries.writeUInt32LE(values.length, at + 4)
    const bytes = Buffer.alloc((sizes[type] ?? 1) * values.length)
    for (const [n, value] of values.entries()) {
      if (type === 3) bytes.writeUInt16LE(value, n * 2)
      else if (type === 4) bytes.writeUInt32LE(value, n * 4)
      else bytes.writeDoubleLE(value, n * 8)
    }
    if (bytes.length <= 4) bytes.copy(entries, at + 8)
    else {
      entries.writeUInt32LE(next, at + 8)
      extra.push(bytes)
      next += bytes.length
    }
  }
  return Buffer.concat([entries, ...extra])
}
