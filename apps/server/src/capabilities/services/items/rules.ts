import type { ItemContent, ServiceMaterial } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'
import { feelFault } from '../decisions/feel.ts'
import { tableFaults } from '../decisions/table-faults.ts'

/** What stands against publishing an item, with the path of each field (SOC-001; GB/T 36114-2018). */
export function publishFaults(
  content: ItemContent,
  known: { organisation: boolean; supervisor: boolean; materials: ReadonlySet<string>; day: string },
): FieldError[] {
  const faults: FieldError[] = []
  const need = (ok: boolean, path: string, message: string) => {
    if (!ok) faults.push({ path: `/content/${path}`, message })
  }
  need(content.basis.length > 0, 'basis', '设定依据不能为空')
  need(known.organisation, 'organisation', '责任单位不能为空，且须是本市在册单位')
  need(content.conditions.trim() !== '', 'conditions', '受理条件不能为空')
  need(content.materials.length > 0, 'materials', '材料清单不能为空')
  need(content.fields.length > 0, 'fields', '申请表单不能为空')
  need(content.steps.length > 0 || content.promisedDays === 0, 'steps', '办理流程不能为空（即办件除外）')
  need(content.statutoryDays > 0 || content.promisedDays === 0, 'statutoryDays', '法定时限不能为空')
  need(
    content.promisedDays <= content.statutoryDays,
    'promisedDays',
    `承诺时限 ${content.promisedDays} 个工作日不能长于法定时限 ${content.statutoryDays} 个工作日`,
  )
  need(content.channels.consult.trim() !== '', 'channels/consult', '咨询渠道不能为空')
  need(content.channels.complain.trim() !== '', 'channels/complain', '投诉渠道不能为空')
  need(known.supervisor, 'supervisor', '未配置审管联动的监管单位')
  for (const [at, one] of content.materials.entries())
    need(known.materials.has(one.material), `materials/${at}/material`, `没有材料“${one.material}”`)
  return [...faults, ...wayFaults(content, known.day), ...expressionFaults(content)]
}

/** Ways that need no screen (国办发〔2020〕45号). */
const traditional = ['window', 'phone', 'paper', 'home-call', 'proxy']

export function hasTraditionalWay({ ways }: Pick<ItemContent, 'ways'>): boolean {
  return !ways || ways.some((one) => traditional.includes(one))
}

/** An item without a way that needs no screen takes an approved exception that ends. */
function wayFaults(content: ItemContent, day: string): FieldError[] {
  if (hasTraditionalWay(content)) return []
  const { digitalOnly } = content
  if (!digitalOnly)
    return [
      {
        path: '/content/ways',
        message: '至少须有一种线下办理方式（窗口、电话、纸质、上门、代办），或登记经批准且有期限的例外',
      },
    ]
  return digitalOnly.until > day
    ? []
    : [{ path: '/content/digitalOnly/until', message: '例外的截止日期应晚于今天' }]
}

/** Conditions that are no FEEL. */
function expressionFaults(content: ItemContent): FieldError[] {
  const parts = [
    ...content.materials.map((one, at) => [`materials/${at}/when`, one.when] as const),
    ...content.fields.map((one, at) => [`fields/${at}/when`, one.when] as const),
    ...content.steps.map((one, at) => [`steps/${at}/when`, one.when] as const),
    ...content.questions.map((one, at) => [`questions/${at}/when`, one.when] as const),
  ]
  const faults = parts.flatMap(([path, when]) => {
    const fault = when ? feelFault(when, 'expression') : null
    return fault ? [{ path: `/content/${path}`, message: `条件不是 FEEL 表达式：${fault}` }] : []
  })
  if (content.decision) faults.push(...tableFaults(content.decision, '/content/decision'))
  return faults
}

/** Names of the fields in which two versions differ. */
export function changedFields(before: ItemContent | undefined, after: ItemContent): string[] {
  if (!before) return []
  return (Object.keys(after) as (keyof ItemContent)[]).filter(
    (name) => canonical(before[name]) !== canonical(after[name]),
  )
}

/** JSON with sorted keys: the same content has the same text wherever it was kept. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}

export interface SameCode {
  code: string
  content: ItemContent
}

/** 四级同源: items of one basic code differ in name, kind or basis. */
export function sourceDifferences(items: readonly SameCode[]) {
  const byCode = groupByBasicCode(items)
  const read = {
    title: (one: SameCode) => one.content.title,
    kind: (one: SameCode) => one.content.kind as string,
    basis: (one: SameCode) => one.content.basis.map(({ law, article }) => `${law} ${article}`).join('；'),
  }
  return [...byCode].flatMap(([basicCode, same]) =>
    (['title', 'kind', 'basis'] as const).flatMap((field) => {
      const values = same.map((one) => ({
        ...{ code: one.code, level: one.content.level, value: read[field](one) },
      }))
      const isSame = new Set(values.map((one) => one.value)).size <= 1
      return isSame ? [] : [{ basicCode, field, items: values }]
    }),
  )
}

function groupByBasicCode(items: readonly SameCode[]): Map<string, SameCode[]> {
  const groups = new Map<string, SameCode[]>()
  for (const one of items)
    groups.set(one.content.basicCode, [...(groups.get(one.content.basicCode) ?? []), one])
  return groups
}

/** The form of an item as JSON Schema (draft 2020-12); what only this platform reads begins with `x-`. */
export function toFormSchema(content: ItemContent): Record<string, unknown> {
  const types = { number: 'number', integer: 'integer', boolean: 'boolean', rows: 'array' } as const
  const properties = content.fields.map((field) => {
    const type = field.type in types ? types[field.type as keyof typeof types] : 'string'
    const columns = Object.fromEntries(
      (field.columns ?? []).map(({ name, title }) => [name, { type: 'string', title }]),
    )
    return [
      field.name,
      {
        ...{ type, title: field.title },
        ...(field.type === 'date' ? { format: 'date' } : {}),
        ...(field.choices ? { enum: field.choices } : {}),
        ...(field.min === undefined ? {} : { minimum: field.min }),
        ...(field.max === undefined ? {} : { maximum: field.max }),
        ...(field.pattern ? { pattern: field.pattern } : {}),
        ...(field.hint ? { description: field.hint } : {}),
        ...(field.type === 'rows' ? { items: { type: 'object', properties: columns } } : {}),
        ...(field.unit ? { 'x-unit': field.unit } : {}),
        ...(field.prefill ? { 'x-prefill': field.prefill } : {}),
        ...(field.when ? { 'x-when': field.when } : {}),
      },
    ] as const
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...{ title: content.title, type: 'object', properties: Object.fromEntries(properties) },
    required: content.fields.filter((one) => one.required && !one.when).map((one) => one.name),
  }
}

/** The texts an item is found by. */
export function wordsOf(content: ItemContent, materials: readonly ServiceMaterial[]): string[] {
  const { title, words, scenes, organisation, result, variant } = content
  return [
    ...[title, organisation, variant, result?.title ?? ''],
    ...words,
    ...scenes,
    ...materials.map((one) => one.title),
  ]
}
