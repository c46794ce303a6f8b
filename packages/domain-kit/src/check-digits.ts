import type { TObject } from 'typebox'
import { type IdentifierKind, readAnnotations } from './fields.ts'

/** What each kind of number is called. */
export const identifierKinds: Readonly<Record<IdentifierKind, { zh: string; en: string }>> = {
  'citizen-id': { zh: '公民身份号码', en: 'Citizen id' },
  uscc: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  'real-estate-unit': { zh: '不动产单元代码', en: 'Real-estate unit code' },
}

const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** GB 32100-2015 clause 4.2: digits and capitals without I, O, S, V, Z. */
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The 18th character of a citizen id from the first 17: ISO 7064 MOD 11-2. */
function citizenCheckDigit(first17: string): string {
  const sum = citizenWeights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return '10X98765432'[sum % 11] as string
}

/** The 18th character of a credit code from the first 17: MOD 31 with weights 3^i. */
export function usccCheckDigit(first17: string): string {
  let [sum, weight] = [0, 1]
  for (const character of first17) {
    sum += usccAlphabet.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return usccAlphabet[(31 - (sum % 31)) % 31] as string
}

function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day)
}

function citizenIdFault(value: string): string | null {
  if (!/^[1-9][0-9]{16}[0-9X]$/.test(value)) return '应为18位：17位数字加1位数字或大写X'
  if (!isCalendarDay(`${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`))
    return '第7至14位不是有效的出生日期'
  return value[17] === citizenCheckDigit(value) ? null : '校验码错误'
}

function usccFault(value: string): string | null {
  if (!/^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(value))
    return '应为18位数字或大写字母（不含I、O、S、V、Z），第3至8位为登记机关行政区划码'
  return value[17] === usccCheckDigit(value.slice(0, 17)) ? null : '校验码错误'
}

function realEstateUnitFault(value: string): string | null {
  return /^[0-9]{12}[GJZ][A-Z][0-9]{5}[FLQW][0-9]{8}$/.test(value)
    ? null
    : '应为28位：12位县区与地籍区数字、宗地特征码与顺序号、定着物特征码与单元号'
}

const faults: Record<IdentifierKind, (value: string) => string | null> = {
  'citizen-id': citizenIdFault,
  uscc: usccFault,
  'real-estate-unit': realEstateUnitFault,
}

/** What is wrong with a number of this kind, in Chinese without the name of the field (`校验码错误`), or null. */
export function findIdentifierFault(kind: IdentifierKind, value: unknown): string | null {
  return typeof value === 'string' ? faults[kind](value) : '应为文字'
}

/** The first attribute whose national number is wrong: its name and a Chinese sentence that names the field. */
export function findWrongIdentifier(
  schema: TObject,
  values: Record<string, unknown>,
): { attribute: string; message: string } | null {
  for (const [attribute, field] of Object.entries(schema.properties)) {
    const { identifier, label } = readAnnotations(field)
    const value = values[attribute]
    if (!identifier || value === undefined || value === null) continue
    const fault = findIdentifierFault(identifier, value)
    if (fault) return { attribute, message: `${label?.zh ?? attribute}${fault}` }
  }
  return null
}

/** Attributes that tell who or what an entity is beyond doubt: two of a kind with different values are two entities. */
export function listStrongKeys(schema: TObject): string[] {
  return Object.entries(schema.properties).flatMap(([name, field]) =>
    readAnnotations(field).strongKey ? [name] : [],
  )
}
