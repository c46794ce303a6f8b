import { invalid } from '../problem.ts'

const unstorable = /\0|\p{Surrogate}/u

/**
 * Refuses text no database keeps: NUL, and halves of characters (unpaired surrogates). `path` is where the value stands in the
 * request, as a JSON pointer.
 */
export function requireStorable(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (unstorable.test(value))
      throw invalid(path, '文字中有不能保存的字符（NUL 或不成对的代理字符）', 'not-storable')
  } else if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) requireStorable(one, `${path}/${at}`)
  } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    for (const [name, one] of Object.entries(value)) {
      const below = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      requireStorable(name, below)
      requireStorable(one, below)
    }
  }
}
