import type {
  checkConformity,
  DataElement,
  DatasetField,
  Deviation,
  OperationOutput,
} from '@civitas/contract'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { identifierTests } from '../quality/conditions.ts'
import { quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { shownValue } from '../tables/masking.ts'
import { findVersionAt } from '../tables/store.ts'
import { findCodeSet } from './code-store.ts'
import { proposeCode, releaseRefusals, typeDeviation, unmappedFields } from './rules.ts'
import * as store from './store.ts'

type Conformity = OperationOutput<typeof checkConformity>

/** Looks at each column with the element it follows: type, length, pattern, check digit, codes. */
export async function conformityOf(parts: DataParts, dataset: DatasetRow): Promise<Conformity> {
  const { db, clock } = parts.kernel
  const waivers = await store.listWaivers(db, dataset.id, clock.now())
  const elements = new Map((await store.publishedElements(db)).map((one) => [one.code, one]))
  const version = await findVersionAt(db, dataset.id, null)
  const deviations: Deviation[] = unmappedFields(dataset.fields, waivers).map((field) => ({
    ...{ field: field.name, title: field.title, element: null, kind: 'unmapped' as const },
    ...{ message: '未对标数据元', rows: 0, mapping: [] },
  }))
  const held = new Set(version?.fields.map((field) => field.name))
  for (const field of dataset.fields) {
    const element = elements.get(field.element ?? '')
    if (!element) continue
    const table = version && held.has(field.name) ? tableOf(parts.kernel, version) : null
    deviations.push(...(await deviationsOf(parts, field, element, table)))
  }
  const waived = new Set(waivers.filter((one) => !one.isExpired).map((one) => one.field))
  const bad = new Set(deviations.map((one) => one.field).filter((name) => !waived.has(name)))
  const fields = dataset.fields.length
  return {
    score: Math.round(((fields - bad.size) / fields) * 10_000) / 100,
    ...{ fields, deviations, waivers },
    releaseRefused: releaseRefusals(dataset.fields, waivers),
  }
}

/** Why a dataset may not be released by its columns; none for data as they came. */
export async function standardsRefusals(parts: DataParts, dataset: DatasetRow): Promise<string[]> {
  if (dataset.layer === 'raw') return []
  const { db, clock } = parts.kernel
  return releaseRefusals(dataset.fields, await store.listWaivers(db, dataset.id, clock.now()))
}

async function deviationsOf(
  parts: DataParts,
  field: DatasetField,
  element: DataElement,
  table: string | null,
): Promise<Deviation[]> {
  const found: Deviation[] = []
  const add = (kind: Deviation['kind'], message: string, rows = 0, mapping: Deviation['mapping'] = []) =>
    found.push({ field: field.name, title: field.title, element: element.code, kind, message, rows, mapping })
  const wrongType = typeDeviation(field, element)
  if (wrongType) add('type', wrongType)
  if (!table || field.type === 'geometry') return found
  const text = `CAST(${quoteName(field.name)} AS VARCHAR)`
  const count = (condition: string) => countRows(parts, table, `${text} IS NOT NULL AND NOT (${condition})`)
  if (element.maxLength && field.type === 'text') {
    const rows = await count(`length(${text}) <= ${element.maxLength}`)
    if (rows > 0) add('length', `长度不符：最长${element.maxLength}个字符`, rows)
  }
  if (element.pattern) {
    const rows = await count(`regexp_full_match(${text}, ${quoteText(element.pattern)})`)
    if (rows > 0) add('pattern', '格式不符', rows)
  }
  if (element.identifier) {
    const rows = await count(identifierTests[element.identifier](text))
    if (rows > 0) add('check-digit', '校验不符：号码位数或校验位错误', rows)
  }
  if (element.codeSet) await addCodes(parts, { table, text, field, codeSet: element.codeSet }, add)
  return found
}

async function countRows({ kernel }: DataParts, table: string, where: string): Promise<number> {
  const [row] = await kernel.lake.query<{ n: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM ${table} WHERE ${where}`,
  )
  return row?.n ?? 0
}

interface Coded {
  table: string
  text: string
  field: DatasetField
  codeSet: string
}

type Add = (kind: Deviation['kind'], message: string, rows: number, mapping: Deviation['mapping']) => void

async function addCodes(
  { kernel }: DataParts,
  { table, text, field, codeSet }: Coded,
  add: Add,
): Promise<void> {
  const set = await findCodeSet(kernel.db, codeSet, kernel.clock.now())
  if (!set) return
  const known = set.codes.map((one) => quoteText(one.code)).join(', ')
  const values = await kernel.lake.query<{ value: string; rows: number }>(
    `SELECT ${text} AS value, CAST(count(*) AS DOUBLE) AS rows FROM ${table}
     WHERE ${text} IS NOT NULL AND ${text} NOT IN (${known}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`,
  )
  if (values.length === 0) return
  const mapping = values.map(({ value, rows }) => ({
    ...{ value: shownValue(value, field.sensitive), rows, code: proposeCode(value, set.codes) },
  }))
  const rows = values.reduce((sum, one) => sum + one.rows, 0)
  add('code-set', `代码不符：应使用${set.standard}（${set.version}）的代码`, rows, mapping)
}
