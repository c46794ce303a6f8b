import { ScimError } from './errors.ts'

type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'
export type Value = string | number | boolean | null

/** A filter of RFC 7644 section 3.4.2.2, parsed. Paths are without the URN of the core schemas, in small letters. */
export type Filter =
  | { is: 'and'; left: Filter; right: Filter }
  | { is: 'or'; left: Filter; right: Filter }
  | { is: 'not'; of: Filter }
  | { is: 'pr'; path: string }
  | { is: 'has'; path: string; of: Filter }
  | { is: 'compare'; by: Comparison; path: string; value: Value }

const comparisons = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])
const mostLetters = 2_000

const wrong = (why: string) => new ScimError(400, `筛选条件不正确：${why}`, 'invalidFilter')

/** The name of an attribute, without the URN of the core schemas. */
export function plainPath(path: string): string {
  return path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/i, '').toLowerCase()
}

export function parseFilter(text: string): Filter {
  if (text.length > mostLetters) throw wrong(`最多 ${mostLetters} 个字符`)
  const tokens = [...text.matchAll(/\(|\)|\[|\]|"(?:[^"\\]|\\.)*"|[^\s()[\]"]+/g)].map((one) => one[0])
  const reader = new Reader(tokens)
  const filter = reader.or()
  if (reader.peek() !== undefined) throw wrong(`多余的“${reader.peek()}”`)
  return filter
}

class Reader {
  #at = 0
  #depth = 0
  readonly #tokens: readonly string[]

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  peek(): string | undefined {
    return this.#tokens[this.#at]
  }

  or(): Filter {
    let left = this.#and()
    while (this.peek()?.toLowerCase() === 'or') {
      this.#at++
      left = { is: 'or', left, right: this.#and() }
    }
    return left
  }

  #and(): Filter {
    let left = this.#one()
    while (this.peek()?.toLowerCase() === 'and') {
      this.#at++
      left = { is: 'and', left, right: this.#one() }
    }
    return left
  }

  #one(): Filter {
    if (++this.#depth > 200) throw wrong('嵌套过深')
    const token = this.#next()
    if (token === '(') return this.#until(')')
    if (token.toLowerCase() === 'not') {
      if (this.#next() !== '(') throw wrong('not 之后应为括号')
      return { is: 'not', of: this.#until(')') }
    }
    if (!/^[a-z][\w$.:-]*$/i.test(token)) throw wrong(`“${token}”不是属性名`)
    const path = plainPath(token)
    if (this.peek() === '[') {
      this.#at++
      return { is: 'has', path, of: this.#until(']') }
    }
    const by = this.#next().toLowerCase()
    if (by === 'pr') return { is: 'pr', path }
    if (!comparisons.has(by)) throw wrong(`没有运算符“${by}”`)
    return { is: 'compare', by: by as Comparison, path, value: toValue(this.#next()) }
  }

  #until(end: string): Filter {
    const inside = this.or()
    if (this.#next() !== end) throw wrong(`缺少“${end}”`)
    return inside
  }

  #next(): string {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw wrong('没有写完')
    return token
  }
}

function toValue(token: string): Value {
  try {
    const value: unknown = JSON.parse(token)
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value
  } catch {
    // Said below.
  }
  throw wrong(`“${token}”不是值`)
}

/** Whether an element of a resource fits, for paths of PATCH such as `emails[type eq "work"]`. */
export function fits(filter: Filter, one: unknown): boolean {
  switch (filter.is) {
    case 'and':
      return fits(filter.left, one) && fits(filter.right, one)
    case 'or':
      return fits(filter.left, one) || fits(filter.right, one)
    case 'not':
      return !fits(filter.of, one)
    case 'has':
      return [read(one, filter.path)].flat().some((each) => fits(filter.of, each))
    case 'pr':
      return ![undefined, null, ''].includes(read(one, filter.path) as string)
    default:
      return compare(filter.by, read(one, filter.path), filter.value)
  }
}

function read(one: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, name) => {
    if (typeof inside !== 'object' || inside === null) return undefined
    return Object.entries(inside).find(([key]) => key.toLowerCase() === name)?.[1]
  }, one)
}

function compare(by: Comparison, given: unknown, wanted: Value): boolean {
  const plain = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)
  const [a, b] = [plain(given), plain(wanted)]
  if (by === 'eq') return a === b || (a === undefined && b === null)
  if (by === 'ne') return a !== b
  if (typeof a === 'string' && typeof b === 'string') {
    if (by === 'co') return a.includes(b)
    if (by === 'sw') return a.startsWith(b)
    if (by === 'ew') return a.endsWith(b)
  }
  if (typeof a !== typeof b || a === null || b === null || a === undefined) return false
  if (by === 'gt') return (a as string) > (b as string)
  if (by === 'ge') return (a as string) >= (b as string)
  if (by === 'lt') return (a as string) < (b as string)
  return by === 'le' && (a as string) <= (b as string)
}
