import type { DatasetField, QualityDimension, QualityRule, QualitySpec, RowFilter } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'
import { duckTypes, quoteName, quoteText } from '../tables/duck.ts'
import { compares, identifierTests, textList } from './conditions.ts'

/** What a rule is asked with beside the rows. */
export interface RuleContext {
  readonly now: Date
  /** Codes of the code set of the rule, as of now. */
  readonly codes?: readonly string[]
  /** The table the rule refers to, as a DuckDB relation; absent while nothing is published there. */
  readonly referred?: string
  /** Whether the law or condition of sharing is stated in the catalogue. */
  readonly hasLegalBasis: boolean
}

/** How a rule is counted: by row, by how many rows have a key of their own, or as one fact of the whole. */
export type CompiledRule =
  | { readonly by: 'row'; readonly applies: string; readonly passes: string }
  | { readonly by: 'key'; readonly fields: readonly string[] }
  | { readonly by: 'fact'; readonly isTrue: boolean }

type Fields = ReadonlyMap<string, DatasetField>

/** A rule as DuckDB conditions over the columns of a version. A column the version lacks fails every row. */
export function compileRule(spec: QualitySpec, fields: Fields, context: RuleContext): CompiledRule {
  const missing = columnsOf(spec).some((name) => !fields.has(name))
  if (missing) return { by: 'row', applies: 'TRUE', passes: 'FALSE' }
  if (spec.kind === 'unique') return { by: 'key', fields: spec.fields ?? [spec.field as string] }
  if (spec.kind === 'readable') return { by: 'fact', isTrue: true }
  if (spec.kind === 'legal-basis' && !spec.field) return { by: 'fact', isTrue: context.hasLegalBasis }
  const column = quoteName(spec.field as string)
  const when = spec.when ? [conditionOf(spec.when, fields)] : []
  const counts = spec.kind === 'not-null' || spec.kind === 'legal-basis'
  const applies = [...(counts ? [] : [`${column} IS NOT NULL`]), ...when].join(' AND ') || 'TRUE'
  return { by: 'row', applies, passes: passesOf(spec, column, fields, context) }
}

function passesOf(spec: QualitySpec, column: string, fields: Fields, context: RuleContext): string {
  const text = `CAST(${column} AS VARCHAR)`
  switch (spec.kind) {
    case 'not-null':
    case 'legal-basis':
      return `(${column} IS NOT NULL AND ${text} <> '')`
    case 'range':
      return rangeOf(spec, column, fields.get(spec.field as string) as DatasetField)
    case 'pattern':
      return `regexp_full_match(${text}, ${quoteText(spec.pattern ?? '')})`
    case 'check-digit':
      return identifierTests[spec.identifier ?? 'citizen-id'](text)
    case 'code-set':
      return `${text} IN ${textList(context.codes ?? [])}`
    case 'values':
      return `${text} IN ${textList(spec.values ?? [])}`
    case 'cross-field':
      return `${column} ${compares[spec.compare?.is ?? 'eq']} ${quoteName(spec.compare?.field ?? '')}`
    case 'reference':
      return context.referred
        ? `${text} IN (SELECT CAST(${quoteName(spec.reference?.field ?? '')} AS VARCHAR) FROM ${context.referred})`
        : 'FALSE'
    default:
      return freshOf(spec, column, context.now)
  }
}

function rangeOf(spec: QualitySpec, column: string, field: DatasetField): string {
  const value = (text: string) => `CAST(${quoteText(text)} AS ${duckTypes[field.type]})`
  const parts = [
    ...(spec.min === undefined ? [] : [`${column} >= ${value(spec.min)}`]),
    ...(spec.max === undefined ? [] : [`${column} <= ${value(spec.max)}`]),
  ]
  return `(${parts.join(' AND ') || 'TRUE'})`
}

function freshOf(spec: QualitySpec, column: string, now: Date): string {
  const since = new Date(now.getTime() - (spec.hours ?? 24) * 3_600_000)
  return `CAST(${column} AS TIMESTAMPTZ) >= CAST(${quoteText(since.toISOString())} AS TIMESTAMPTZ)`
}

function conditionOf(filter: RowFilter, fields: Fields): string {
  const column = quoteName(filter.field)
  const text = `CAST(${column} AS VARCHAR)`
  const value = String(filter.value ?? '')
  if (filter.is === 'empty') return `${column} IS NULL`
  if (filter.is === 'present') return `${column} IS NOT NULL`
  if (filter.is === 'text') return `contains(${text}, ${quoteText(value)})`
  if (filter.is === 'in') return `${text} IN ${textList(value.split(','))}`
  const type = duckTypes[fields.get(filter.field)?.type ?? 'text']
  return `${column} ${compares[filter.is]} CAST(${quoteText(value)} AS ${type})`
}

/** Columns a rule looks at. */
export function columnsOf(spec: QualitySpec): string[] {
  const given = [spec.field, ...(spec.fields ?? []), spec.compare?.field, spec.when?.field]
  return given.filter((name): name is string => name !== undefined)
}

/** What is wrong with a rule for the columns of a dataset. */
export function specFaults(spec: QualitySpec, fields: Fields): FieldError[] {
  const at = (path: string, message: string): FieldError => ({ path: `/body/spec/${path}`, message })
  const faults = columnsOf(spec).flatMap((name) =>
    fields.has(name) ? [] : [at('field', `没有信息项“${name}”`)],
  )
  const wholes = ['readable', 'legal-basis', 'unique']
  if (!spec.field && !wholes.includes(spec.kind)) faults.push(at('field', '请选择要检查的信息项'))
  if (spec.kind === 'unique' && !spec.field && !spec.fields?.length)
    faults.push(at('fields', '请选择不应重复的信息项'))
  const needs: Partial<Record<QualitySpec['kind'], keyof QualitySpec>> = {
    ...{ pattern: 'pattern', 'check-digit': 'identifier', 'code-set': 'codeSet', values: 'values' },
    ...{ 'cross-field': 'compare', reference: 'reference', freshness: 'hours' },
  }
  const need = needs[spec.kind]
  if (need && spec[need] === undefined) faults.push(at(need, '该类规则缺少必填的设置'))
  if (spec.kind === 'range' && spec.min === undefined && spec.max === undefined)
    faults.push(at('min', '请至少填写最小值或最大值'))
  return [...faults, ...boundFaults(spec, fields)]
}

const bounds: Partial<Record<DatasetField['type'], RegExp>> = {
  integer: /^-?\d{1,18}$/,
  number: /^-?\d+(\.\d+)?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/,
}

function boundFaults(spec: QualitySpec, fields: Fields): FieldError[] {
  const pattern = bounds[fields.get(spec.field ?? '')?.type ?? 'text']
  if (!pattern) return []
  return (['min', 'max'] as const).flatMap((name) => {
    const value = spec[name]
    if (value === undefined || pattern.test(value)) return []
    return [{ path: `/body/spec/${name}`, message: '与信息项的类型不符' }]
  })
}

export interface Measured {
  readonly rule: Pick<QualityRule, 'dimension' | 'weight' | 'threshold' | 'isCritical' | 'name'>
  readonly numerator: number
  readonly denominator: number
}

/** Share of judged rows that pass; all of none. */
export function ratioOf({ numerator, denominator }: Pick<Measured, 'numerator' | 'denominator'>): number {
  return denominator === 0 ? 1 : numerator / denominator
}

/** A share as people compare it: the float of 990/1000 must not miss 0.99. */
export function passes(one: Measured): boolean {
  return ratioOf(one) >= one.rule.threshold - 1e-12
}

/** Σ weight × pass ratio ÷ Σ weight × 100, two decimals; null without rules. */
export function scoreOf(all: readonly Measured[]): number | null {
  const weight = all.reduce((sum, { rule }) => sum + rule.weight, 0)
  if (weight === 0) return null
  const sum = all.reduce((total, one) => total + one.rule.weight * ratioOf(one), 0)
  return Math.round((sum / weight) * 10_000) / 100
}

export function scoresByDimension(all: readonly Measured[]): Partial<Record<QualityDimension, number>> {
  const dimensions = new Set(all.map(({ rule }) => rule.dimension))
  return Object.fromEntries(
    [...dimensions].map((name) => [name, scoreOf(all.filter(({ rule }) => rule.dimension === name))]),
  )
}

/** The sentence that stops a publication. */
export function refusalOf(one: Measured): string {
  const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`
  return `质量规则“${one.rule.name}”未通过：通过率${percent(ratioOf(one))}（${one.numerator}/${one.denominator}），要求不低于${percent(one.rule.threshold)}`
}
