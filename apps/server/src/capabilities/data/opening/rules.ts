import type { DatasetField, OpenColumn, OpeningFinding, OpeningState, OpeningStep } from '@civitas/contract'

/** Fewest rows that must share what tells people apart (GB/T 37964, k-anonymity). */
export const smallestGroup = 5

/** What is opened unless the proposal says otherwise. */
export const defaultLicence = '公共数据开放许可（署名）'

/** 开放率, GB/T 38664.3: what is counted and by what it is divided. */
export const openRateDefinition =
  '开放率 = 已开放且未撤回的数据资源数 ÷ 允许开放的非涉密数据资源数（目录中已发布、开放类型为无条件或有条件开放、级别不是重要或核心的数据资源，含已开放的）'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Whether a text is a citizen id number by its check digit (GB 11643). */
export function isCitizenId(text: string): boolean {
  if (!/^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/.test(text)) return false
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase()
}

/** Whether a text is a bank card number by its check digit (ISO/IEC 7812, Luhn). */
export function isBankCard(text: string): boolean {
  if (!/^[1-9]\d{15,18}$/.test(text)) return false
  const sum = [...text].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Whether a text is a unified social credit code by its check character (GB 32100). */
export function isCreditCode(text: string): boolean {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false
  const factors = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  const sum = factors.reduce((total, factor, i) => total + factor * letters.indexOf(text[i] as string), 0)
  return letters[(31 - (sum % 31)) % 31] === text[17]
}

/** Kinds of values looked for in every column, whatever it is called: where they could be and which of them are. */
export const valueKinds = [
  { kind: 'citizen-id', title: '公民身份号码', pattern: '[1-9][0-9]{16}[0-9Xx]', is: isCitizenId, least: 0 },
  { kind: 'phone', title: '手机号码', pattern: '1[3-9][0-9]{9}', is: () => true, least: 0.01 },
  { kind: 'bank-card', title: '银行卡号', pattern: '[1-9][0-9]{15,18}', is: isBankCard, least: 0.2 },
  { kind: 'email', title: '电子邮箱', pattern: '[\\w.+-]+@[\\w-]+\\.[\\w.]+', is: () => true, least: 0.01 },
] as const

const personal = new Set([
  ...['citizen-id', 'person-name', 'phone', 'address', 'bank-card', 'plate', 'birth-date', 'email'],
])

/** Whether a column holds what tells of a person, by its declaration. */
export function isPersonal(field: Pick<DatasetField, 'sensitive'>): boolean {
  return personal.has(field.sensitive ?? '')
}

/** What the declarations of the chosen columns say against opening them. */
export function declaredFindings(
  fields: readonly DatasetField[],
  columns: readonly OpenColumn[],
): OpeningFinding[] {
  const all = new Map(fields.map((field) => [field.name, field]))
  return columns.flatMap(({ name, mask }) => {
    const field = all.get(name)
    if (!field) return []
    const says = (kind: OpeningFinding['kind'], weight: OpeningFinding['weight'], text: string) => [
      { kind, weight, field: name, text: `“${field.title}”（${name}）${text}` },
    ]
    if (field.grade === 'core' || field.grade === 'important')
      return says('grade', 'refuse', '是重要或核心数据，不得开放')
    if (mask === 'token')
      return says('token', 'refuse', '的关联码可与其他数据关联，不能用于开放，请改用其他脱敏方式')
    if (isPersonal(field) && mask === 'none')
      return says('personal', 'refuse', '是个人信息，须脱敏或去除后再提交')
    if (field.grade === 'general-4' && mask === 'none')
      return says('grade', 'refuse', '为一般4级数据，须脱敏或去除后再提交')
    if (!field.grade && mask === 'none') return says('grade', 'warn', '尚未定级，请审核人确认')
    return []
  })
}

/** Who decides at a step and what comes after it. */
export const nextState: Record<OpeningStep, OpeningState> = {
  owner: 'bureau',
  bureau: 'security',
  security: 'published',
}

export const stepNames: Record<OpeningStep, string> = {
  owner: '提供单位审核',
  bureau: '数据主管部门审核',
  security: '安全审核',
}

/** Name of an open dataset in addresses and for CKAN: lower-case letters, digits, dashes. */
export function addressOf(code: string): string {
  return `ds-${code.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}

const lonNames = new Set(['lon', 'lng', 'longitude', '经度'])
const latNames = new Set(['lat', 'latitude', '纬度'])

/** The columns that say where a row is: a geometry, or longitude and latitude. */
export function placeColumns(
  fields: readonly Pick<DatasetField, 'name' | 'type' | 'title'>[],
): { geometry: string } | { lon: string; lat: string } | undefined {
  const geometry = fields.find((field) => field.type === 'geometry')
  if (geometry) return { geometry: geometry.name }
  const among = (names: Set<string>) =>
    fields.find(
      (field) => field.type === 'number' && (names.has(field.name.toLowerCase()) || names.has(field.title)),
    )
  const lon = among(lonNames)
  const lat = among(latNames)
  return lon && lat ? { lon: lon.name, lat: lat.name } : undefined
}
