/** Names and values an expression is computed with: datastreams by their property, attributes as `attr.<name>`. */
export type Inputs = Readonly<Record<string, number | undefined>>

/** A parsed arithmetic expression. */
export interface Expression {
  /** Datastreams it reads. */
  readonly properties: readonly string[]
  /** Attributes it reads, without `attr.`. */
  readonly attributes: readonly string[]
  /** Null when an input is missing or the result is no finite number. */
  compute(inputs: Inputs): number | null
}

type Evaluate = (inputs: Inputs) => number

const functions: Record<string, (...values: number[]) => number> = {
  min: Math.min,
  max: Math.max,
  abs: Math.abs,
  sqrt: Math.sqrt,
}

const token = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*)?)|([-+*/(),]))/y

function tokenize(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (!found) throw new SyntaxError(`第 ${at + 1} 个字符无法识别：${text.slice(at, at + 10)}`)
    tokens.push((found[1] ?? found[2] ?? found[3]) as string)
  }
  return tokens
}

/** Reads numbers, + - * / ( ), min max abs sqrt, and names. Throws a SyntaxError that says where, in Chinese. */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text)
  const names = new Set<string>()
  let at = 0
  const take = (wanted: string) => {
    if (tokens[at] !== wanted) throw new SyntaxError(`此处应为“${wanted}”，而是“${tokens[at] ?? '结尾'}”`)
    at++
  }
  const sum = (depth: number): Evaluate => {
    let left = product(depth)
    while (tokens[at] === '+' || tokens[at] === '-') {
      const [before, sign, after] = [left, tokens[at++] === '+' ? 1 : -1, product(depth)]
      left = (inputs) => before(inputs) + sign * after(inputs)
    }
    return left
  }
  const product = (depth: number): Evaluate => {
    let left = factor(depth)
    while (tokens[at] === '*' || tokens[at] === '/') {
      const before = left
      const divides = tokens[at++] === '/'
      const after = factor(depth)
      left = divides ? (inputs) => before(inputs) / after(inputs) : (inputs) => before(inputs) * after(inputs)
    }
    return left
  }
  const factor = (depth: number): Evaluate => {
    if (depth > 50) throw new SyntaxError('括号嵌套过深')
    const one = tokens[at++]
    if (one === undefined) throw new SyntaxError('表达式不完整')
    if (one === '-') {
      const inner = factor(depth + 1)
      return (inputs) => -inner(inputs)
    }
    if (one === '(') {
      const inner = sum(depth + 1)
      take(')')
      return inner
    }
    if (/^\d/.test(one)) return () => Number(one)
    if (/^[A-Za-z_]/.test(one)) return tokens[at] === '(' ? call(one, depth) : name(one)
    throw new SyntaxError(`此处不应为“${one}”`)
  }
  const call = (given: string, depth: number): Evaluate => {
    const run = Object.hasOwn(functions, given) ? functions[given] : undefined
    if (!run) throw new SyntaxError(`没有函数“${given}”`)
    take('(')
    const values = [sum(depth + 1)]
    while (tokens[at] === ',') {
      at++
      values.push(sum(depth + 1))
    }
    take(')')
    return (inputs) => run(...values.map((value) => value(inputs)))
  }
  const name = (given: string): Evaluate => {
    names.add(given)
    return (inputs) => inputs[given] ?? Number.NaN
  }
  const evaluate = sum(0)
  if (at < tokens.length) throw new SyntaxError(`多余的“${tokens[at]}”`)
  const all = [...names]
  return {
    properties: all.filter((one) => !one.startsWith('attr.')),
    attributes: all.flatMap((one) => (one.startsWith('attr.') ? [one.slice(5)] : [])),
    compute: (inputs) => {
      const value = evaluate(inputs)
      return Number.isFinite(value) ? value : null
    },
  }
}
