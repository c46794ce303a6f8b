import type { ItemContent, ServiceFormField } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'
import { evaluateTable } from '../decisions/evaluate-table.ts'
import { type Facts, holds } from '../decisions/feel.ts'

/** What the guided questions lead to. */
export interface Guidance {
  facts: Record<string, unknown>
  /** Why the item is not the right one, or a word on what to do; null when there is nothing to say. */
  advice: string | null
  /** The way ends here: the item does not fit the situation. */
  ends: boolean
}

type Questions = Pick<ItemContent, 'questions' | 'decision'>

/** Facts from the answers: the answers and the outputs of the decision table. */
export function guide({ decision }: Questions, answers: Facts): Guidance {
  const found = decision ? evaluateTable(decision, answers).value : null
  const outputs =
    typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : decision?.outputs.length === 1
        ? { [decision.outputs[0]?.name ?? '']: found }
        : {}
  return {
    facts: { ...answers, ...outputs },
    advice: typeof outputs.advice === 'string' && outputs.advice !== '' ? outputs.advice : null,
    ends: outputs.apply === false,
  }
}

/** Questions that still have no answer. */
export function openQuestions({ questions }: Questions, answers: Facts): string[] {
  return questions
    .filter((one) => holds(one.when, answers) && (answers[one.id] === undefined || answers[one.id] === ''))
    .map((one) => one.id)
}

/** Fields that are asked for in this situation. */
export function visibleFields(fields: readonly ServiceFormField[], facts: Facts): ServiceFormField[] {
  return fields.filter((one) => holds(one.when, facts))
}

/** What is wrong with a filled form, with the path of each field. */
export function formFaults(fields: readonly ServiceFormField[], form: Facts, facts: Facts): FieldError[] {
  return visibleFields(fields, { ...form, ...facts }).flatMap((field) => {
    const message = valueFault(field, form[field.name])
    return message ? [{ path: `/form/${field.name}`, message: `${field.title}：${message}` }] : []
  })
}

function valueFault(field: ServiceFormField, value: unknown): string | null {
  const isEmpty =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (isEmpty) return field.required ? '未填写' : null
  if (field.type === 'rows') return rowsFault(field, value)
  if (field.type === 'number' || field.type === 'integer') return numberFault(field, value)
  if (field.type === 'boolean') return typeof value === 'boolean' ? null : '请选择是或否'
  if (typeof value !== 'string') return '格式不对'
  if (field.type === 'choice') return field.choices?.includes(value) ? null : '不在可选项中'
  if (field.type === 'date') return isDay(value) ? null : '不是有效日期（年-月-日）'
  if (field.type === 'phone')
    return /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/.test(value) ? null : '不是有效电话号码'
  if (value.length > 2000) return '内容过长'
  return field.pattern && !new RegExp(field.pattern).test(value) ? '格式不对' : null
}

function numberFault({ type, min, max, unit = '' }: ServiceFormField, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '请填写数字'
  if (type === 'integer' && !Number.isInteger(value)) return '请填写整数'
  if (min !== undefined && value < min) return `不能小于 ${min}${unit}`
  return max !== undefined && value > max ? `不能大于 ${max}${unit}` : null
}

function rowsFault({ columns = [] }: ServiceFormField, value: unknown): string | null {
  if (!Array.isArray(value)) return '格式不对'
  for (const [at, row] of value.entries())
    for (const column of columns)
      if (column.required && !(row as Facts)?.[column.name]) return `第 ${at + 1} 行“${column.title}”未填写`
  return null
}

/** A calendar day that exists: 2024-02-29 does, 2025-02-29 does not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
}

/** A value the city knows already, and where it comes from. */
export interface Known {
  value: unknown
  source: string
}

/** Fills the fields the city knows; a filled field keeps its source and is not edited. */
export function prefillForm(
  fields: readonly ServiceFormField[],
  known: (path: string) => Known | undefined,
): { form: Record<string, unknown>; sources: Record<string, string> } {
  const form: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  for (const field of fields) {
    const found = field.prefill ? known(field.prefill) : undefined
    if (found === undefined || found.value === null || found.value === undefined) continue
    form[field.name] = found.value
    sources[field.name] = found.source
  }
  return { form, sources }
}
