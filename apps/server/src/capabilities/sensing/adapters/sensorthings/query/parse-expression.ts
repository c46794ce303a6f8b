import { invalid } from '../../../../../kernel/problem.ts'
import { type Token, tokenize } from './tokenize.ts'

/** An expression of `$filter` or `$orderby` (OGC 18-088, 9.3.3.5), not yet bound to a set. */
export type Node =
  | { kind: 'literal'; type: Exclude<Token['kind'], 'word' | 'sign'> | 'boolean' | 'null'; text: string }
  | { kind: 'path'; steps: string[] }
  | { kind: 'call'; name: string; args: Node[] }
  | { kind: 'binary'; op: string; left: Node; right: Node }
  | { kind: 'not'; of: Node }
  /** A condition on geometries already judged: the keys of the rows at the end of `steps` that meet it. */
  | { kind: 'keys'; steps: string[]; keys: ReadonlyArray<string | number> }

/** Operators by how tightly they bind, loosest first (OData 4.0 part 2, 5.1.1.9). */
const levels: ReadonlyArray<ReadonlySet<string>> = [
  new Set(['or']),
  new Set(['and']),
  new Set(['eq', 'ne']),
  new Set(['gt', 'ge', 'lt', 'le']),
  new Set(['add', 'sub']),
  new Set(['mul', 'div', 'mod']),
]

const deepest = 60

/** Parses an expression; a wrong one is refused with what is wrong. */
export function parseExpression(text: string, option: string): Node {
  const parser = makeParser(tokenize(text, option), option)
  const node = parser.expression()
  parser.end()
  return node
}

/** Parses `expression [asc|desc], …`. */
export function parseOrderItems(text: string): Array<{ node: Node; descending: boolean }> {
  const parser = makeParser(tokenize(text, '$orderby'), '$orderby')
  const items: Array<{ node: Node; descending: boolean }> = []
  do {
    const node = parser.expression()
    const descending = parser.take('desc')
    if (!descending) parser.take('asc')
    items.push({ node, descending })
  } while (parser.take(','))
  parser.end()
  return items
}

function makeParser(tokens: Token[], option: string) {
  let at = 0
  let depth = 0
  const wrong = (message: string) => invalid(`/query/${option}`, message)
  const peek = (word: string) => {
    const token = tokens[at]
    return token !== undefined && (token.kind === 'word' || token.kind === 'sign') && token.text === word
  }
  const take = (word: string) => {
    if (!peek(word)) return false
    at++
    return true
  }
  const expect = (word: string) => {
    if (!take(word)) throw wrong(`应为“${word}”，实为“${tokens[at]?.text ?? '结尾'}”`)
  }
  const binary = (level: number): Node => {
    const operators = levels[level]
    if (!operators) return unary()
    let left = binary(level + 1)
    for (;;) {
      const token = tokens[at]
      if (token?.kind !== 'word' || !operators.has(token.text)) return left
      at++
      left = { kind: 'binary', op: token.text, left, right: binary(level + 1) }
    }
  }
  const unary = (): Node => {
    if (++depth > deepest) throw wrong('表达式嵌套过深')
    const node: Node = take('not') ? { kind: 'not', of: unary() } : primary()
    depth--
    return node
  }
  const primary = (): Node => {
    const token = tokens[at++]
    if (!token) throw wrong('表达式不完整')
    if (token.kind === 'sign') {
      if (token.text !== '(') throw wrong(`多余的“${token.text}”`)
      const inside = binary(0)
      expect(')')
      return inside
    }
    if (token.kind !== 'word') return { kind: 'literal', type: token.kind, text: token.text }
    if (token.text === 'true' || token.text === 'false')
      return { kind: 'literal', type: 'boolean', text: token.text }
    if (token.text === 'null') return { kind: 'literal', type: 'null', text: '' }
    return take('(') ? call(token.text) : { kind: 'path', steps: token.text.split('/') }
  }
  const call = (name: string): Node => {
    const args: Node[] = []
    while (!take(')')) {
      if (args.length > 0) expect(',')
      args.push(binary(0))
    }
    return { kind: 'call', name, args }
  }
  return {
    expression: () => binary(0),
    take,
    end: () => {
      if (at < tokens.length) throw wrong(`多余的“${tokens[at]?.text}”`)
    },
  }
}
