import type { CodeItem, DataElement, DatasetField, Waiver } from '@civitas/contract'

/** How alike a column and an element are called, 0 to 1. */
export function nameLikeness(
  field: Pick<DatasetField, 'name' | 'title'>,
  element: Pick<DataElement, 'name' | 'synonyms'>,
): number {
  const names = [element.name, ...element.synonyms].map((one) => one.toLowerCase())
  const [name, title] = [field.name.toLowerCase(), field.title.toLowerCase()]
  if (names.includes(title)) return 1
  if (names.includes(name)) return 0.9
  const held = names.filter((one) => [...one].length >= 2 && title.includes(one))
  if (held.length === 0) return 0
  const longest = Math.max(...held.map((one) => one.length))
  return 0.5 + (0.3 * longest) / title.length
}

/** The code a value most likely means: by code, name, synonym, or as the beginning of one name; null when that is unclear. */
export function proposeCode(value: string, codes: readonly CodeItem[]): string | null {
  const text = value.trim().toLowerCase()
  const live = codes.filter((one) => !one.isWithdrawn)
  const same = live.find(
    (one) => one.name.toLowerCase() === text || one.synonyms?.some((word) => word.toLowerCase() === text),
  )
  if (same) return same.code
  const numeric = /^\d+$/.test(text) ? live.filter((one) => Number(one.code) === Number(text)) : []
  if (numeric.length === 1) return numeric[0]?.code ?? null
  const begins = text.length === 0 ? [] : live.filter((one) => one.name.toLowerCase().startsWith(text))
  return begins.length === 1 ? (begins[0]?.code ?? null) : null
}

/** Columns with neither element nor a waiver in force. */
export function unmappedFields(fields: readonly DatasetField[], waivers: readonly Waiver[]): DatasetField[] {
  const waived = new Set(waivers.filter((one) => !one.isExpired).map((one) => one.field))
  return fields.filter((field) => !field.element && !waived.has(field.name))
}

/** Why a table may not be released: each column must follow a data element or be waived for now. */
export function releaseRefusals(fields: readonly DatasetField[], waivers: readonly Waiver[]): string[] {
  const open = unmappedFields(fields, waivers)
  if (open.length === 0) return []
  const names = open.map((field) => `“${field.title}”`).join('、')
  return [`${fields.length}个信息项中有${open.length}个未对标数据元：${names}，请对标或申请豁免`]
}

const typeNames: Record<DatasetField['type'], string> = {
  ...{ text: '文本', integer: '整数', number: '数值', boolean: '是否', date: '日期', time: '时间' },
  geometry: '空间图形',
}

/** A column that is of another type than its element. */
export function typeDeviation(field: Pick<DatasetField, 'type'>, element: DataElement): string | null {
  if (field.type === element.type) return null
  if (field.type === 'integer' && element.type === 'number') return null
  return `类型不符：数据元“${element.name}”为${typeNames[element.type]}，该信息项为${typeNames[field.type]}`
}

/** A column as it is designed: of a table, or of the contract of an interface. */
export type DesignedField = Pick<DatasetField, 'name' | 'type' | 'element'> & {
  maxLength?: number | undefined
}

/** Where designed columns follow no data element, or differ from theirs. */
export function designFindings(
  published: readonly DataElement[],
  fields: readonly DesignedField[],
): Array<{ field: string; message: string }> {
  const elements = new Map(published.map((one) => [one.code, one]))
  return fields.flatMap((field) => {
    if (!field.element) return [{ field: field.name, message: '未对标数据元' }]
    const element = elements.get(field.element)
    if (!element) return [{ field: field.name, message: `没有已发布的数据元“${field.element}”` }]
    const wrongType = typeDeviation(field, element)
    const tooShort =
      element.maxLength && field.maxLength && field.maxLength < element.maxLength
        ? `长度不足：数据元“${element.name}”最长${element.maxLength}个字符`
        : null
    return [wrongType, tooShort].flatMap((message) => (message ? [{ field: field.name, message }] : []))
  })
}
