import type { Dataset, DatasetField, DatasetInput, DatasetKind, UpdateCycle } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { type FieldError, forbidden, Problem } from '../../../kernel/problem.ts'

/** 类: first digit of a classification code, 政务信息资源目录编制指南（试行）. */
const kindDigit: Record<DatasetKind, number> = { base: 1, theme: 2, department: 3 }

/** 项 of the base databases and of the themes the plans name; any other is 99. */
export const themes: Record<DatasetKind, readonly string[]> = {
  base: ['人口', '法人单位', '自然资源和空间地理', '社会信用', '电子证照', '宏观经济', '政务信息'],
  theme: [
    ...['健康保障', '社会保障', '食品药品安全', '安全生产', '价格监管', '能源安全', '信用体系', '城乡建设'],
    ...['社区治理', '生态环保', '应急维稳', '政务服务', '市场监管', '公共安全', '城市管理', '社会治理'],
  ],
  department: ['党委', '人大', '政府', '政协', '法院', '检察院', '群团', '公共企事业'],
}

/** 类 and 项 of a classification: kind 1 digit, 项 2 digits. */
export function itemOf(kind: DatasetKind, theme: string): string {
  const at = themes[kind].indexOf(theme)
  return `${kindDigit[kind]}${at < 0 ? '99' : String(at + 1).padStart(2, '0')}`
}

/** Classification without serial: 类 1 digit, 项 2 digits, 目 3 digits. */
export function classificationOf(kind: DatasetKind, theme: string, unit = 1): string {
  return `${itemOf(kind, theme)}${String(unit).padStart(3, '0')}`
}

export function codeOf(classification: string, serial: number): string {
  return `${classification}/${String(serial).padStart(6, '0')}`
}

const dayMs = 86_400_000
const cycleDays: Record<UpdateCycle, number | null> = {
  ...{ live: 1 / 24, day: 1, week: 7, month: 30, quarter: 91, year: 365, irregular: null },
}

/** When a dataset counts as not updated in time: its cycle and half of it after the last version. */
export function overdueTimeOf(cycle: UpdateCycle, since: Date): Date | null {
  const days = cycleDays[cycle]
  return days === null ? null : new Date(since.getTime() + days * 1.5 * dayMs)
}

/** What is wrong with an entry, as far as it can be told from itself. */
export function entryFaults(entry: Pick<DatasetInput, 'sharing' | 'sharingBasis' | 'fields'>): FieldError[] {
  const faults: FieldError[] = []
  if (entry.sharing === 'none' && !entry.sharingBasis?.trim())
    faults.push({ path: '/body/sharingBasis', message: '不予共享须注明法律依据：缺少法律依据' })
  if (entry.sharing === 'conditional' && !entry.sharingBasis?.trim())
    faults.push({ path: '/body/sharingBasis', message: '有条件共享须注明共享条件' })
  return [...faults, ...fieldFaults(entry.fields)]
}

function fieldFaults(fields: readonly DatasetField[]): FieldError[] {
  const seen = new Set<string>()
  return fields.flatMap((field, i) => {
    const name = field.name.toLowerCase()
    if (seen.has(name)) return [{ path: `/body/fields/${i}/name`, message: `信息项“${field.name}”重复` }]
    seen.add(name)
    return []
  })
}

/** Refuses an entry with faults, naming each. */
export function requireFaultless(faults: FieldError[]): void {
  if (faults.length > 0)
    throw new Problem('invalid', 'invalid-input', faults.map((one) => one.message).join('；'), faults)
}

/** Whether somebody answers for the data of an organisation: a member of it, or who governs the data of the city. */
export function ownsData(principal: Principal, organisationId: string): boolean {
  return hasPermission(principal, 'data.govern') || principal.organisationId === organisationId
}

export function requireOwn(principal: Principal, organisationId: string): void {
  if (!ownsData(principal, organisationId))
    throw forbidden('只能维护本单位的数据资源。', 'outside-organisation')
}

/** Who may see an entry: everybody once it has been published, before that those who answer for it. */
export function isVisible(principal: Principal, dataset: Pick<Dataset, 'state' | 'organisationId'>): boolean {
  if (dataset.state === 'published' || dataset.state === 'withdrawn') return true
  return ownsData(principal, dataset.organisationId) || hasPermission(principal, 'data.review')
}
