import { findIdentifierFault, listStrongKeys, readAnnotations } from '@civitas/domain-kit'
import type { TObject } from 'typebox'
import { invalid } from '../../../kernel/problem.ts'

/** Values of each strong key that a root and its sources carry. */
export type KeyValues = ReadonlyMap<string, readonly string[]>

/** `same`: one number in common and none against it; `conflict`: both carry a number and none is common. */
export function compareKeys(first: KeyValues, second: KeyValues): 'same' | 'conflict' | 'unknown' {
  let verdict: 'same' | 'unknown' = 'unknown'
  for (const [key, values] of first) {
    const others = second.get(key)
    if (!others?.length || values.length === 0) continue
    if (!values.some((value) => others.includes(value))) return 'conflict'
    verdict = 'same'
  }
  return verdict
}

/** Refuses keys the type does not declare and numbers whose check digit is wrong, naming the field. */
export function checkStrongKeys(schema: TObject, keys: Record<string, string>): void {
  const known = listStrongKeys(schema)
  for (const [key, value] of Object.entries(keys)) {
    if (!known.includes(key)) throw invalid(`/body/strongKeys/${key}`, `此类实体没有标识“${key}”`)
    const { identifier, label } = readAnnotations(schema.properties[key] ?? {})
    const fault = identifier ? findIdentifierFault(identifier, value) : null
    if (fault) throw invalid(`/body/strongKeys/${key}`, `${label?.zh ?? key}${fault}`)
  }
}
