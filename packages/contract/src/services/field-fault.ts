import type { ServiceFormField } from './items.ts'

/** What is wrong with a value, for whoever fills in the form. */
export interface FieldFault {
  readonly zh: string
  readonly en: string
}

const fault = (zh: string, en: string): FieldFault => ({ zh, en })

/** What is wrong with the value of a field; null when it may stand. The page asks it before the server does. */
export function fieldFault(field: ServiceFormField, value: unknown): FieldFault | null {
  const isEmpty =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (isEmpty) return field.required ? fault('未填写', 'is missing') : null
  if (field.type === 'rows') return rowsFault(field, value)
  if (field.type === 'number' || field.type === 'integer') return numberFault(field, value)
  if (field.type === 'boolean')
    return typeof value === 'boolean' ? null : fault('请选择是或否', 'is yes or no')
  return typeof value === 'string' ? textFault(field, value) : fault('格式不对', 'is malformed')
}

function textFault(field: ServiceFormField, value: string): FieldFault | null {
  if (field.type === 'choice')
    return field.choices?.includes(value) ? null : fault('不在可选项中', 'is none of the choices')
  if (field.type === 'date')
    return isDay(value) ? null : fault('不是有效日期（年-月-日）', 'is no day (year-month-day)')
  if (field.type === 'division')
    return /^\d{6}(\d{3}){0,2}$/.test(value) ? null : fault('请选择所在区划', 'names no division')
  if (field.type === 'phone')
    return /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/.test(value)
      ? null
      : fault('不是有效电话号码', 'is no telephone number')
  if (value.length > 2000) return fault('内容过长', 'is too long')
  return field.pattern && !new RegExp(field.pattern).test(value) ? fault('格式不对', 'is malformed') : null
}

function numberFault({ type, min, max, unit = '' }: ServiceFormField, value: unknown): FieldFault | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return fault('请填写数字', 'is no number')
  if (type === 'integer' && !Number.isInteger(value)) return fault('请填写整数', 'is no whole number')
  if (min !== undefined && value < min) return fault(`不能小于 ${min}${unit}`, `is less than ${min} ${unit}`)
  return max !== undefined && value > max
    ? fault(`不能大于 ${max}${unit}`, `is more than ${max} ${unit}`)
    : null
}

function rowsFault({ columns = [] }: ServiceFormField, value: unknown): FieldFault | null {
  if (!Array.isArray(value)) return fault('格式不对', 'is malformed')
  for (const [at, row] of value.entries())
    for (const column of columns)
      if (column.required && !(row as Record<string, unknown> | null)?.[column.name])
        return fault(`第 ${at + 1} 行“${column.title}”未填写`, `lacks “${column.title}” in row ${at + 1}`)
  return null
}

/** A calendar day that exists: 2024-02-29 does, 2025-02-29 does not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
}
