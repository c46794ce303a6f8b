import type { DatasetField, SensitiveKind } from '@civitas/contract'

const keeps: Partial<Record<SensitiveKind, [head: number, tail: number]>> = {
  ...{ 'citizen-id': [6, 4], phone: [3, 4], 'person-name': [1, 0], 'bank-card': [6, 4], plate: [2, 1] },
  ...{ address: [6, 0], uscc: [6, 4], 'birth-date': [4, 0] },
}

/** A value shown partly, as `maskedColumn` shows it in tables. */
export function shownValue(value: string, kind: SensitiveKind | null | undefined): string {
  if (!kind) return value
  const [head, tail] = keeps[kind] ?? [1, 0]
  const letters = [...value]
  if (letters.length <= head + tail) return '*'.repeat(letters.length)
  const hidden = '*'.repeat(letters.length - head - tail)
  return letters.slice(0, head).join('') + hidden + (tail > 0 ? letters.slice(-tail).join('') : '')
}

/** The key of a row, its parts joined by `|`, with those that tell of somebody shown partly. */
export function shownKey(key: string, keyFields: readonly DatasetField[]): string {
  const parts = key.split('|')
  if (parts.length !== keyFields.length) return key.startsWith('第') ? key : '***'
  return parts.map((part, i) => shownValue(part, keyFields[i]?.sensitive)).join('|')
}
