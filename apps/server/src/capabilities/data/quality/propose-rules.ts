import type { ColumnProfile, DatasetField, QualityRule } from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import { quoteName } from '../tables/duck.ts'
import { identifierTests } from './conditions.ts'

type Proposal = Pick<QualityRule, 'name' | 'dimension' | 'spec' | 'threshold' | 'weight' | 'isCritical'>

/** A column that is nearly always something is taken to be meant so always. */
const nearlyAlways = 0.95
/** A column that is filled in nine rows of ten is meant to be filled; its gaps are what is to be seen. */
const mostlyFilled = 0.9
const fewValues = 12

/** Rules the data themselves speak for; a person decides. */
export async function proposeRules(
  { kernel: { lake } }: DataParts,
  table: string,
  fields: readonly DatasetField[],
  profiles: readonly ColumnProfile[],
): Promise<Proposal[]> {
  const proposals: Proposal[] = []
  for (const [i, field] of fields.entries()) {
    const profile = profiles[i] as ColumnProfile
    const filled = profile.rows - profile.nulls
    if (filled === 0) continue
    if (1 - profile.nullShare >= mostlyFilled) proposals.push(notNull(field, profile))
    if (field.isKey) proposals.push(unique(field))
    if (field.type === 'text') proposals.push(...(await ofText(lake, table, field, { ...profile, filled })))
    if ((field.type === 'integer' || field.type === 'number') && profile.min !== null)
      proposals.push(range(field, profile))
  }
  return [...proposals, ...partOfWhole(fields)]
}

/** Finer dust is part of coarser: PM2.5 is never above PM10. Read from names that differ by a number alone. */
function partOfWhole(fields: readonly DatasetField[]): Proposal[] {
  const sized = fields.flatMap((field) => {
    const found = /^(PM)_?(\d+(?:[._]\d+)?)$/i.exec(field.name)
    return found ? [{ field, size: Number(found[2]?.replace('_', '.')) }] : []
  })
  return sized.flatMap((fine) =>
    sized
      .filter((coarse) => coarse.size > fine.size)
      .map((coarse) => ({
        ...{
          ...usual,
          name: `${fine.field.title}不大于${coarse.field.title}`,
          dimension: 'accuracy' as const,
        },
        spec: {
          ...{ kind: 'cross-field' as const, field: fine.field.name },
          compare: { is: 'le' as const, field: coarse.field.name },
        },
        threshold: 0.99,
      })),
  )
}

const usual = { weight: 1, isCritical: false }

function notNull(field: DatasetField, { nullShare }: ColumnProfile): Proposal {
  const threshold = nullShare === 0 ? 1 : 0.99
  const spec = { kind: 'not-null' as const, field: field.name }
  return { ...usual, name: `${field.title}不为空`, dimension: 'completeness', spec, threshold }
}

function unique(field: DatasetField): Proposal {
  const spec = { kind: 'unique' as const, fields: [field.name] }
  return { ...usual, name: `${field.title}不重复`, dimension: 'consistency', spec, threshold: 1 }
}

function range(field: DatasetField, { min, max, outliers }: ColumnProfile): Proposal {
  const isAge = /年龄|\bage\b/i.test(`${field.title} ${field.name}`)
  const bounds = isAge ? { min: '0', max: '130' } : { min: min ?? '0', max: max ?? '0' }
  const spec = { kind: 'range' as const, field: field.name, ...bounds }
  const name = `${field.title}在${bounds.min}至${bounds.max}之间`
  return { ...usual, name, dimension: 'accuracy', spec, threshold: outliers ? 0.99 : 1 }
}

async function ofText(
  lake: DataParts['kernel']['lake'],
  table: string,
  field: DatasetField,
  profile: ColumnProfile & { filled: number },
): Promise<Proposal[]> {
  const column = quoteName(field.name)
  const kinds = Object.entries(identifierTests) as Array<
    [keyof typeof identifierTests, (x: string) => string]
  >
  const [shares] = await lake.query<Record<string, number>>(
    `SELECT ${kinds.map(([kind, test]) => `CAST(count(*) FILTER (WHERE ${test(column)}) AS DOUBLE) / count(*) AS "${kind}"`).join(', ')}
     FROM ${table} WHERE ${column} IS NOT NULL`,
  )
  const found = kinds.find(([kind]) => (shares?.[kind] ?? 0) >= nearlyAlways)
  if (found) {
    const spec = { kind: 'check-digit' as const, field: field.name, identifier: found[0] }
    return [{ ...usual, name: `${field.title}校验正确`, dimension: 'conformity', spec, threshold: 0.99 }]
  }
  if (profile.distinct > fewValues || profile.filled < profile.distinct * 5) return []
  const values = await lake.query<{ v: string }>(
    `SELECT ${column} AS v FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1 HAVING count(*) > 1 ORDER BY count(*) DESC, 1 LIMIT ${fewValues}`,
  )
  const spec = { kind: 'values' as const, field: field.name, values: values.map((row) => row.v) }
  return [{ ...usual, name: `${field.title}在取值范围内`, dimension: 'conformity', spec, threshold: 0.99 }]
}
