import { isUtf8 } from 'node:buffer'

/** Values of a record by column; as texts, so that no digit is lost. */
export type DbfRecord = Readonly<Record<string, string | boolean | null>>

interface Column {
  readonly name: string
  readonly type: string
  readonly at: number
  readonly length: number
}

/** Language drivers (byte 29) of code pages that are met in China. */
const drivers: Readonly<Record<number, string>> = { 77: 'gb18030', 79: 'big5', 120: 'big5', 122: 'gb18030' }

/**
 * Reads a table of dBASE III, as shapefiles have it. `codePage` is what the .cpg says; without it the language driver counts,
 * and then whether the names and texts are UTF-8. A record that is marked as deleted is null, so that the others keep their
 * place beside the shapes.
 */
export function readDbf(bytes: Buffer, codePage: string | null): (DbfRecord | null)[] {
  const [records, headerLength, length] = [
    bytes.readUInt32LE(4),
    bytes.readUInt16LE(8),
    bytes.readUInt16LE(10),
  ]
  const decoder = new TextDecoder(encodingOf(bytes, codePage))
  const textOf = (piece: Uint8Array) => decoder.decode(piece)
  const columns = readColumns(bytes, headerLength, textOf)
  const rows: (DbfRecord | null)[] = []
  for (let n = 0; n < records; n++) {
    const at = headerLength + n * length
    if (at + length > bytes.length) throw new Error('属性表（.dbf）不完整')
    const isDeleted = bytes[at] === 0x2a
    rows.push(isDeleted ? null : readRecord(bytes.subarray(at + 1, at + length), columns, textOf))
  }
  return rows
}

function encodingOf(bytes: Buffer, codePage: string | null): string {
  const said = codePage?.trim().toLowerCase()
  if (said) {
    if (/^(utf-?8|65001)$/.test(said)) return 'utf-8'
    if (/936|gb/.test(said)) return 'gb18030'
    if (/950|big5/.test(said)) return 'big5'
    if (/^(iso-?8859-1|8859_?1|1252|ansi 1252|cp1252)$/.test(said)) return 'latin1'
    throw new Error(`不支持的编码（.cpg）：${codePage?.trim()}`)
  }
  const driver = drivers[bytes[29] as number]
  return driver ?? (isUtf8(bytes.subarray(32)) ? 'utf-8' : 'gb18030')
}

/** Descriptors of 32 bytes up to the mark 0x0D; a name ends at its first zero. */
function readColumns(bytes: Buffer, end: number, textOf: (piece: Uint8Array) => string): Column[] {
  const columns: Column[] = []
  let place = 0
  for (let at = 32; at + 32 < end + 1 && bytes[at] !== 0x0d; at += 32) {
    const name = bytes.subarray(at, at + 11)
    const zero = name.indexOf(0)
    const length = bytes[at + 16] as number
    const title = textOf(zero < 0 ? name : name.subarray(0, zero)).trim()
    columns.push({ name: title, type: String.fromCharCode(bytes[at + 11] as number), at: place, length })
    place += length
  }
  return columns
}

function readRecord(
  bytes: Buffer,
  columns: readonly Column[],
  textOf: (piece: Uint8Array) => string,
): DbfRecord {
  return Object.fromEntries(
    columns.map(({ name, type, at, length }) => {
      const text = textOf(bytes.subarray(at, at + length))
        .replaceAll('\0', '')
        .trim()
      return [name, cellOf(type, text)]
    }),
  )
}

function cellOf(type: string, text: string): string | boolean | null {
  if (text === '') return null
  // Stars stand for a number too large for its column.
  if (type === 'N' || type === 'F') return text.startsWith('*') ? null : text
  if (type === 'D')
    return /^\d{8}$/.test(text) && text !== '00000000'
      ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
      : null
  if (type === 'L') return /^[YyTt]$/.test(text) ? true : /^[NnFf]$/.test(text) ? false : null
  return text
}
