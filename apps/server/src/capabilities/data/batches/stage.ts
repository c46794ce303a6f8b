import { rm } from 'node:fs/promises'
import type { ColumnMapping, DatasetField } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { quoteName, quoteText } from '../tables/duck.ts'
import { faultsOf, parseSeparated, typedValue } from '../uploads/columns.ts'
import type { Relation } from '../uploads/read-file.ts'

/** What is wrong with a row, and the row as it came, in a stage; both NULL for a row that fits. */
export const whyColumn = '_why'
const rawColumn = '_raw'

export interface Stage {
  /** A Parquet file with the columns of the dataset in their types, `_why` and `_raw`. */
  readonly file: string
  readonly rowsIn: number
  readonly rejected: number
  /** Lines that were no record at all. */
  readonly broken: readonly BrokenLine[]
}

export interface BrokenLine {
  readonly line: number
  readonly reason: string
  readonly raw: Record<string, string>
}

/** Reads a relation once, gives each value its type, and marks the rows that do not fit. */
export async function stageRelation(
  { lake }: Pick<Kernel, 'lake'>,
  relation: Relation,
  given: { fields: readonly DatasetField[]; columns: readonly ColumnMapping[]; file: string },
): Promise<Stage> {
  const { file } = given
  await rm(file, { force: true })
  const select = checkedSelect(relation, given)
  const copy = `COPY (${select}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 100000)`
  const told =
    relation.delimiter === null
      ? []
      : await lake.query<ErrorRow>(
          `${copy}; SELECT CAST(line AS DOUBLE) AS line, error_type, csv_line FROM reject_errors ORDER BY line`,
        )
  if (relation.delimiter === null) await lake.query(copy)
  const broken = toBroken(relation, told)
  const [count] = await lake.query<{ total: number; bad: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS total, CAST(count(${whyColumn}) AS DOUBLE) AS bad FROM read_parquet(${quoteText(file)})`,
  )
  return {
    file,
    rowsIn: (count?.total ?? 0) + broken.length,
    rejected: (count?.bad ?? 0) + broken.length,
    broken,
  }
}

/** The query of a stage. A column of the dataset that nothing fills is empty. */
export function checkedSelect(
  relation: Relation,
  { fields, columns }: { fields: readonly DatasetField[]; columns: readonly ColumnMapping[] },
): string {
  const textOf = new Map(relation.columns.map(({ source, text }) => [source, text]))
  const sourceOf = new Map(columns.map(({ field, source }) => [field, source]))
  const texts = relation.columns.map(({ text }, at) => `${text} AS "t${at}"`)
  const place = new Map(relation.columns.map(({ source }, at) => [source, `"t${at}"`]))
  const filled = fields.map((field, at) => {
    const source = sourceOf.get(field.name)
    const text = source !== undefined && textOf.has(source) ? (place.get(source) as string) : null
    return { field, text: text ?? 'CAST(NULL AS VARCHAR)', value: `"v${at}"` }
  })
  const values = filled.map(({ field, text, value }) => `${typedValue(text, field.type)} AS ${value}`)
  const faults = filled.flatMap(({ field, text, value }) => faultsOf(field, text, value))
  const bad = faults.map((one) => one.when).join(' OR ') || 'FALSE'
  const reasons = faults.map((one) => `CASE WHEN ${one.when} THEN ${one.reason} END`).join(', ')
  const raw = relation.columns.map(({ source }, at) => `${quoteText(source)}, "t${at}"`).join(', ')
  const out = filled.map(({ field, value }) => `${value} AS ${quoteName(field.name)}`)
  return `SELECT ${out.join(', ')}, CASE WHEN ${bad} THEN concat_ws('；', ${reasons || "''"}) END AS ${whyColumn},
      CASE WHEN ${bad} THEN CAST(json_object(${raw}) AS VARCHAR) END AS ${rawColumn}
    FROM (SELECT *, ${values.join(', ')} FROM (SELECT ${texts.join(', ')} FROM ${relation.from}))`
}

interface ErrorRow {
  line: number
  error_type: string
  csv_line: string
}

const errorNames: Record<string, string> = {
  'MISSING COLUMNS': '列数不足',
  'TOO MANY COLUMNS': '列数过多',
  'UNQUOTED VALUE': '引号不匹配',
  'LINE SIZE OVER MAXIMUM': '行过长',
  'INVALID ENCODING': '编码错误',
}

function toBroken(relation: Relation, rows: readonly ErrorRow[]): BrokenLine[] {
  const lines = new Map<number, ErrorRow>()
  for (const row of rows) if (!lines.has(row.line)) lines.set(row.line, row)
  return [...lines.values()].map((row) => {
    const cells = parseSeparated(row.csv_line, relation.delimiter ?? ',', 1)[0] ?? []
    const raw = Object.fromEntries(relation.columns.map(({ source }, at) => [source, cells[at] ?? '']))
    const rest = cells.slice(relation.columns.length).join(relation.delimiter ?? ',')
    return {
      line: row.line - (relation.hasHeader ? 1 : 0),
      reason: `整行格式错误：${errorNames[row.error_type] ?? row.error_type}`,
      raw: rest ? { ...raw, 多余内容: rest } : raw,
    }
  })
}

/** Rows of a stage that do not fit, a page of them. */
export async function readBadRows(
  { lake }: Pick<Kernel, 'lake'>,
  stage: Stage,
  page: { after: number; limit: number },
): Promise<{ row: number; reason: string; raw: Record<string, unknown> }[]> {
  const rows = await lake.query<{ row: number; why: string; raw: string }>(
    `SELECT CAST(file_row_number AS DOUBLE) AS row, ${whyColumn} AS why, ${rawColumn} AS raw
     FROM read_parquet(${quoteText(stage.file)}, file_row_number = true)
     WHERE ${whyColumn} IS NOT NULL AND file_row_number > ${page.after} ORDER BY file_row_number LIMIT ${page.limit}`,
  )
  return rows.map(({ row, why, raw }) => ({ row, reason: why, raw: JSON.parse(raw) }))
}
