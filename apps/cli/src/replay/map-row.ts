import type { Connector } from '@civitas/sdk'
import { userError } from '../command.ts'

/** What one row of a file says: its time, its values by datastream, and how many it lacks. */
export interface MappedRow {
  readonly timeMs: number
  readonly values: ReadonlyArray<readonly [datastream: string, value: number]>
  readonly missing: number
}

/** Prepares the reading of rows under a header; a file without the columns the connector names is refused. */
export function mapRows(
  connector: Connector,
  header: readonly string[],
): (row: readonly string[]) => MappedRow {
  const find = (name: string) => {
    const index = header.indexOf(name)
    if (index < 0) throw userError(`文件中没有“${name}”这一列。`, `The file has no column “${name}”.`)
    return index
  }
  const columns = connector.columns.map((column) => ({ ...column, index: find(column.from) }))
  const missing = new Set(connector.missing)
  const timeOf = mapTime(connector.time, find)
  return (row) => {
    const values: Array<[string, number]> = []
    let lacking = 0
    for (const { index, to, multiply = 1, add = 0, codes } of columns) {
      const text = row[index] ?? ''
      const number = missing.has(text) ? Number.NaN : codes ? (codes[text] ?? Number.NaN) : Number(text)
      if (Number.isFinite(number)) values.push([to, tidy(number * multiply + add)])
      else lacking++
    }
    return { timeMs: timeOf(row), values, missing: lacking }
  }
}

/** Takes away what binary fractions add: 300 × 0.001 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

function mapTime(
  time: Connector['time'],
  find: (name: string) => number,
): (row: readonly string[]) => number {
  if ('column' in time) {
    const index = find(time.column)
    return (row) => Date.parse(row[index] ?? '')
  }
  const [year = 0, month = 0, day = 0, hour = 0] = time.columns.map(find)
  const offsetMs = parseOffset(time.utcOffset)
  return (row) =>
    Date.UTC(Number(row[year]), Number(row[month]) - 1, Number(row[day]), Number(row[hour])) - offsetMs
}

function parseOffset(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(text) ?? []
  if (!sign) throw userError(`时区“${text}”不正确。`, `“${text}” is no offset from UTC.`)
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
