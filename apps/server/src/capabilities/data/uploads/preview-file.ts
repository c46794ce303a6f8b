import type { DatasetField, FieldType, FilePreview, ReadOptions } from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import { quoteText } from '../tables/duck.ts'
import { toFieldNames, typedValue, usualMissing } from './columns.ts'
import { openFile, type Relation } from './read-file.ts'
import type { UploadRow } from './store.ts'
import { uploadFolder } from './take-upload.ts'

/** Rows that are looked at to guess types. */
const sampleRows = 40_000
const shownRows = 20
const narrowFirst: FieldType[] = ['integer', 'number', 'date', 'time', 'geometry']

/** Shows a file as it would be read. */
export async function previewUpload(
  parts: DataParts,
  upload: UploadRow,
  options: ReadOptions,
): Promise<FilePreview> {
  const file = { format: upload.format ?? 'csv', folder: uploadFolder(parts, upload.id) }
  const relation = await openFile(parts, file, options)
  const { columns, sampled, rows } = await guessColumns(parts, relation)
  const raw = await openFile(parts, file, { ...options, missing: [] })
  return {
    ...{ format: file.format, encoding: upload.encoding ?? 'utf-8', columns, rows, sampled },
    ...{ delimiter: relation.delimiter, hasHeader: relation.hasHeader, sheets: [...relation.sheets] },
    missing: options.missing ?? [...usualMissing],
    missingFound: await findMissing(parts, raw),
  }
}

/** Names and types for the columns of what is to be read, from its first rows. */
export async function guessColumns(
  { kernel }: Pick<DataParts, 'kernel'>,
  relation: Relation,
): Promise<Pick<FilePreview, 'columns' | 'sampled' | 'rows'>> {
  const texts = relation.columns.map(({ text }, at) => `${text} AS "t${at}"`)
  const sample = `(SELECT ${texts.join(', ')} FROM ${relation.from} LIMIT ${sampleRows})`
  const counts = relation.columns.flatMap((_, at) => [
    `CAST(count("t${at}") AS DOUBLE) AS "n${at}"`,
    `coalesce(bool_or(regexp_matches("t${at}", '^\\s*0\\d')), false) AS "z${at}"`,
    `coalesce(max(length("t${at}")), 0)::DOUBLE AS "l${at}"`,
    ...narrowFirst.map((type) => `CAST(count(${typedValue(`"t${at}"`, type)}) AS DOUBLE) AS "${type}${at}"`),
  ])
  const [found] = await kernel.lake.query<Record<string, number | boolean>>(
    `SELECT CAST(count(*) AS DOUBLE) AS total, ${counts.join(', ')} FROM ${sample}`,
  )
  const total = Number(found?.total ?? 0)
  const names = toFieldNames(relation.columns.map((one) => one.source))
  const columns = relation.columns.map(({ source }, at) => {
    const present = Number(found?.[`n${at}`] ?? 0)
    const type = guessType((kind) => Number(found?.[`${kind}${at}`] ?? 0), {
      present,
      hasLeadingZero: found?.[`z${at}`] === true,
      longest: Number(found?.[`l${at}`] ?? 0),
    })
    const field: DatasetField = { name: names[at] as string, title: source.slice(0, 100), type }
    return { source, field, empty: total === 0 ? 0 : (total - present) / total }
  })
  const rows = await kernel.lake.query<Record<string, unknown>>(
    `SELECT ${relation.columns.map((_, at) => `left("t${at}", 200) AS "t${at}"`).join(', ')} FROM ${sample} LIMIT ${shownRows}`,
  )
  const shown = rows.map((row) =>
    Object.fromEntries(relation.columns.map(({ source }, at) => [source, row[`t${at}`] ?? null])),
  )
  return { columns, sampled: total, rows: shown }
}

/** The narrowest type nearly all values fit (95 %; the others become rejects), so that a dirty column keeps its meaning. */
function guessType(
  fitting: (type: FieldType) => number,
  seen: { present: number; hasLeadingZero: boolean; longest: number },
): FieldType {
  const { present, hasLeadingZero, longest } = seen
  if (present === 0) return 'text'
  // Codes: numbers that begin with zero or are longer than a number can hold are names.
  const isCode = hasLeadingZero || longest > 17
  const isOften = (type: FieldType) => fitting(type) >= present * 0.95
  // One fraction makes all of them numbers with fractions.
  if (!isCode && isOften('integer') && fitting('integer') === fitting('number')) return 'integer'
  if (longest <= 40 && !hasLeadingZero && isOften('number') && longest <= 25)
    return longest > 17 && isOften('integer') ? 'text' : 'number'
  if (isOften('date') && longest <= 11) return 'date'
  if (isOften('time')) return 'time'
  return isOften('geometry') ? 'geometry' : 'text'
}

const candidates = [
  'NA',
  'N/A',
  'NULL',
  'null',
  'NaN',
  '\\N',
  '-',
  '--',
  '—',
  '/',
  '无',
  '-999',
  '-9999',
  '9999',
]

async function findMissing({ kernel }: Pick<DataParts, 'kernel'>, relation: Relation): Promise<string[]> {
  const list = candidates.map(quoteText).join(', ')
  const texts = relation.columns.map(({ text }, at) => `trim(${text}) AS "t${at}"`)
  const found = await kernel.lake.query<{ v: string[] }>(
    `SELECT list_distinct(flatten([${relation.columns
      .map((_, at) => `coalesce(list(DISTINCT "t${at}") FILTER (WHERE "t${at}" IN (${list})), [])`)
      .join(', ')}])) AS v FROM (SELECT ${texts.join(', ')} FROM ${relation.from} LIMIT ${sampleRows})`,
  )
  return (found[0]?.v ?? []).sort()
}
