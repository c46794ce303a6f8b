import type { ScheduledFileInput } from '@civitas/contract'
import type { SeriesRow } from './file-store.ts'

const beijingMs = 8 * 3_600_000

/** Time of the city with its offset, as RFC 3339. */
function toBeijing(time: Date): string {
  return `${new Date(time.getTime() + beijingMs).toISOString().slice(0, 19)}+08:00`
}

/** A field of RFC 4180; a leading sign that a spreadsheet would take for a formula is defused. */
function toField(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A file of series: CSV with a byte order mark, so that spreadsheets read the Chinese, or JSON. */
export function writeFile(
  { bucket, format, property }: ScheduledFileInput,
  rows: readonly SeriesRow[],
): Buffer {
  if (format === 'json')
    return Buffer.from(
      JSON.stringify(
        rows.map(({ reference, name, time, value, least, greatest, count }) => ({
          ...{ reference, name, property, time: toBeijing(time), value },
          ...(bucket === 'none' ? {} : { min: least, max: greatest, count }),
        })),
      ),
    )
  const head = ['编号', '名称', '时间', bucket === 'none' ? property : `${property} 均值`]
  const more = bucket === 'none' ? [] : ['最小值', '最大值', '读数']
  const lines = rows.map(({ reference, name, time, value, least, greatest, count }) =>
    [reference, name, toBeijing(time), value, ...(bucket === 'none' ? [] : [least, greatest, count])].map(
      toField,
    ),
  )
  return Buffer.from(`\ufeff${[[...head, ...more], ...lines].map((line) => line.join(',')).join('\r\n')}\r\n`)
}
