import type { LicenceData, LicenceState } from '@civitas/contract'
import { type LicenceType, usccCheckDigit } from '@civitas/domain-kit'

/** Root of identifiers of electronic licences (GB/T 36904-2018). */
const root = '1.2.156.3005.2'
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The check character of GB/T 17710 (ISO 7064) MOD 37,36 over digits and capitals. */
export function checkCharacter(text: string): string {
  let p = 36
  for (const letter of text) {
    const sum = (p + letters.indexOf(letter)) % 36 || 36
    p = (sum * 2) % 37
  }
  return letters[(37 - p) % 36] as string
}

const only = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, '')

/** Type code of 21 characters: the code of this installation in the form of GB 32100 and the serial of the type. */
export function typeCode(type: Pick<LicenceType, 'serial'> & { code?: string }, cityCode: string): string {
  if (type.code) return type.code
  const first17 = `11${only(cityCode).padEnd(6, '0').slice(0, 6)}MB0000001`.slice(0, 17)
  return `${first17}${usccCheckDigit(first17)}${type.serial}`
}

/** Identifier: root, type, issuer (18), serial, version (3) and check character, joined by points. */
export function licenceIdentifier(of: {
  typeCode: string
  issuerCode: string
  number: string
  version: number
}): string {
  const body = [
    ...[of.typeCode, only(of.issuerCode).padStart(18, '0').slice(-18), only(of.number)],
    String(of.version).padStart(3, '0'),
  ]
  return `${root}.${body.join('.')}.${checkCharacter(body.join(''))}`
}

export function isIdentifier(text: string): boolean {
  if (!text.startsWith(`${root}.`)) return false
  const parts = text.slice(root.length + 1).split('.')
  return parts.length === 5 && checkCharacter(parts.slice(0, 4).join('')) === parts[4]
}

/** What is wrong with the values of a licence, in words, or null. */
export function fieldsFault(type: LicenceType, fields: Readonly<Record<string, unknown>>): string | null {
  for (const field of type.fields) {
    const value = fields[field.id]
    if (value === undefined || value === null || value === '') {
      if (field.required) return `缺少${field.title}`
      continue
    }
    if (field.kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(String(value)))
      return `${field.title}应为日期，如 2025-06-01`
    if (field.kind === 'number' && !Number.isFinite(Number(value))) return `${field.title}应为数字`
  }
  return null
}

/** Values of the fields the type has, as texts; what it does not have is left out. */
export function keepFields(
  type: LicenceType,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    type.fields.flatMap(({ id }) => {
      const value = fields[id]
      return value === undefined || value === null || value === '' ? [] : [[id, String(value)]]
    }),
  )
}

const steps: Record<string, readonly string[]> = {
  valid: ['suspended', 'revoked', 'withdrawn', 'cancelled'],
  suspended: ['valid', 'revoked', 'withdrawn', 'cancelled'],
  revoked: ['archived'],
  withdrawn: ['archived'],
  cancelled: ['archived'],
  expired: ['archived'],
}

export function mayMove(from: LicenceState, to: string): boolean {
  return steps[from]?.includes(to) ?? false
}

/** The state on a day: what nobody ended ends with its last day. */
export function stateOn(
  row: { state: LicenceState; valid_until: string | null },
  today: string,
): LicenceState {
  return row.state === 'valid' && row.valid_until !== null && row.valid_until < today ? 'expired' : row.state
}

export const stateNames: Record<LicenceState, string> = {
  valid: '有效',
  suspended: '已暂停',
  changed: '已变更',
  revoked: '已吊销',
  withdrawn: '已撤销',
  cancelled: '已注销',
  archived: '已归档',
  expired: '已过期',
}

/** The text that is signed; the order of its members is part of the format. */
export function dataText(data: LicenceData): string {
  return JSON.stringify(data)
}

/** What a copy must show: for whom, for what, when. It is of no use for anything else. */
export function watermarkText(unit: string, purpose: string, time: Date): string {
  const at = new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  return `仅供${unit}办理“${purpose}”使用 ${at}`
}
