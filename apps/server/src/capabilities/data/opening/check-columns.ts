import type { DatasetField, OpenColumn, OpeningFinding } from '@civitas/contract'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { findVersionAt, type VersionRow } from '../tables/store.ts'
import { declaredFindings, isCreditCode, isPersonal, smallestGroup, valueKinds } from './rules.ts'

/**
 * The automatic check of a proposal: grades, personal information by declaration and by content of the whole column as it
 * would be opened, and how small the groups are that could tell one person from another.
 */
export async function checkColumns(
  parts: DataParts,
  dataset: DatasetRow,
  columns: readonly OpenColumn[],
): Promise<OpeningFinding[]> {
  const findings = declaredFindings(dataset.fields, columns)
  if (dataset.opening === 'none')
    findings.push({
      ...{ kind: 'catalogue' as const, weight: 'warn' as const, field: null },
      text: '目录中该资源标为不予开放；批准后目录随之更改，请审核人确认依据',
    })
  const version = await findVersionAt(parts.kernel.db, dataset.id, null)
  if (!version)
    return [...findings, { kind: 'no-data', weight: 'refuse', field: null, text: '该资源还没有已发布的数据' }]
  const named = new Set(findings.filter((one) => one.weight === 'refuse').map((one) => one.field))
  for (const { name, mask } of columns) {
    const field = version.fields.find((one) => one.name === name)
    if (!field || named.has(name)) continue
    const found = await personalContent(parts, version, field, mask)
    if (found)
      findings.push({
        ...{ kind: 'personal' as const, weight: 'refuse' as const, field: name },
        text: `“${field.title}”（${name}）含${found}，须脱敏或去除后再提交`,
      })
  }
  if (findings.some((one) => one.weight === 'refuse')) return findings
  return [...findings, ...(await reidentification(parts, version, columns))]
}

/** What personal values a column holds as it would be opened; every value is looked at. */
async function personalContent(
  { kernel, tokenKey }: DataParts,
  version: VersionRow,
  field: DatasetField,
  mask: OpenColumn['mask'],
): Promise<string | undefined> {
  if (field.type !== 'text' && field.type !== 'integer') return undefined
  const shown = `SELECT CAST(${maskedColumn(field, mask, tokenKey)} AS VARCHAR) AS v FROM ${tableOf(kernel, version)}`
  // What is summed up as whole numbers comes back as 1.0; such a column is read from the table as it stands.
  const source =
    field.type === 'integer'
      ? `SELECT CAST(${quoteName(field.name)} AS VARCHAR) AS v FROM ${tableOf(kernel, version)}`
      : shown
  if (field.type === 'integer' && mask !== 'none') return undefined
  for (const { title, pattern, is, least } of valueKinds) {
    const bounded = quoteText(`(?:^|[^0-9A-Za-z])(${pattern})(?:[^0-9A-Za-z]|$)`)
    const [row] = await kernel.lake.query<{ n: number; filled: number; some: string[] | null }>(
      `SELECT CAST(count(*) FILTER (x <> '') AS DOUBLE) AS n, CAST(count(v) AS DOUBLE) AS filled,
         list(DISTINCT x) FILTER (x <> '') AS some
       FROM (SELECT v, regexp_extract(v, ${bounded}, 1) AS x FROM (${source}))`,
    )
    const some = (row?.some ?? []).slice(0, 20_000)
    const right = some.filter((value) => is(value))
    if (!row || right.length === 0) continue
    const share = ((row.n / Math.max(1, row.filled)) * right.length) / some.length
    if (share >= least) return title
  }
  return undefined
}

/** Rows of persons whose opened values, taken together, few others share. */
async function reidentification(
  parts: DataParts,
  version: VersionRow,
  columns: readonly OpenColumn[],
): Promise<OpeningFinding[]> {
  if (!(await isAboutPersons(parts, version))) return []
  const all = new Map(version.fields.map((field) => [field.name, field]))
  const quasi = columns.flatMap(({ name, mask }) => {
    const field = all.get(name)
    return field && mask !== 'hide' && field.type !== 'geometry' ? [{ field, mask }] : []
  })
  if (quasi.length === 0) return []
  const list = quasi.map(({ field, mask }, i) => `${maskedColumn(field, mask, parts.tokenKey)} AS q${i}`)
  const [row] = await parts.kernel.lake.query<{ groups: number; rows: number; smallest: number }>(
    `SELECT CAST(count(*) FILTER (n < ${smallestGroup}) AS DOUBLE) AS groups,
       CAST(coalesce(sum(n) FILTER (n < ${smallestGroup}), 0) AS DOUBLE) AS rows, CAST(min(n) AS DOUBLE) AS smallest
     FROM (SELECT count(*) AS n FROM (SELECT ${list.join(', ')} FROM ${tableOf(parts.kernel, version)}) GROUP BY ALL)`,
  )
  if (!row || row.groups === 0) return []
  const names = quasi.map(({ field }) => field.title).join('、')
  const share = row.rows / Math.max(1, version.rows)
  return [
    {
      ...{ kind: 'reidentification' as const, weight: 'warn' as const, field: null },
      text: `再识别风险：按“${names}”组合，有 ${row.groups} 个不足 ${smallestGroup} 人的小组，涉及 ${row.rows} 行（${(share * 100).toFixed(1)}%），最小的只有 ${row.smallest} 行；请审核人判断是否再作概化`,
    },
  ]
}

/** Whether each row is of a person: it tells of somebody and is not keyed by the code of an organisation. */
async function isAboutPersons({ kernel }: DataParts, version: VersionRow): Promise<boolean> {
  if (!version.fields.some(isPersonal)) return false
  for (const key of version.fields.filter((field) => field.isKey && field.type === 'text')) {
    const some = await kernel.lake.query<{ v: string | null }>(
      `SELECT ${quoteName(key.name)} AS v FROM ${tableOf(kernel, version)} WHERE ${quoteName(key.name)} IS NOT NULL LIMIT 200`,
    )
    const codes = some.filter(({ v }) => v !== null && isCreditCode(v))
    if (key.sensitive === 'uscc' || codes.length > some.length / 2) return false
  }
  return true
}
