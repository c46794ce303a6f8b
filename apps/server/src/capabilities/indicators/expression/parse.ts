import type { Ago, ArithmeticFormula, DomainRegistry, Formula } from '@civitas/domain-kit'
import { readSource, sourceNames } from './sources.ts'
import { ExpressionError, type Token, tokenize } from './tokens.ts'

/** What an expression may speak of. */
export interface Vocabulary {
  readonly domains: DomainRegistry
  /** Whether an indicator of this id can be used. */
  hasIndicator(id: string): boolean
  /** The indicator being defined, for `manual()`. */
  readonly self: string
}

/** Walks over the tokens of one expression. */
export interface Reader {
  readonly vocabulary: Vocabulary
  peek(): Token
  next(): Token
  /** Takes the sign when it comes next. */
  take(sign: string): boolean
  expect(sign: string): Token
}

/** An expression as a formula; throws an {@link ExpressionError} that names the place. */
export function parseExpression(text: string, vocabulary: Vocabulary): Formula {
  const tokens = tokenize(text)
  let at = 0
  const reader: Reader = {
    vocabulary,
    peek: () => tokens[at] as Token,
    next: () => tokens[at++] as Token,
    take: (sign) => {
      const found = tokens[at]?.kind === 'sign' && tokens[at]?.text === sign
      if (found) at += 1
      return found
    },
    expect: (sign) => {
      const token = tokens[at] as Token
      if (token.kind !== 'sign' || token.text !== sign)
        throw new ExpressionError(token, `这里应为“${sign}”${token.text ? `，而不是“${token.text}”` : ''}`)
      at += 1
      return token
    },
  }
  if (reader.peek().kind === 'end') throw new ExpressionError(reader.peek(), '公式为空')
  const formula = parseSum(reader)
  const rest = reader.peek()
  if (rest.kind !== 'end') throw new ExpressionError(rest, `多出来的“${rest.text}”`)
  return formula
}

function parseSum(reader: Reader): Formula {
  return parseChain(reader, { '+': 'add', '-': 'subtract' }, parseProduct)
}

function parseProduct(reader: Reader): Formula {
  return parseChain(reader, { '*': 'multiply', '/': 'divide' }, parseFactor)
}

function parseChain(
  reader: Reader,
  ops: Record<string, ArithmeticFormula['op']>,
  below: (reader: Reader) => Formula,
): Formula {
  let left = below(reader)
  for (let token = reader.peek(); token.kind === 'sign' && ops[token.text]; token = reader.peek()) {
    reader.next()
    const op = ops[token.text] as ArithmeticFormula['op']
    const right = below(reader)
    left =
      left.kind === 'arithmetic' && left.op === op
        ? { ...left, of: [...left.of, right] }
        : { kind: 'arithmetic', op, of: [left, right] }
  }
  return left
}

function parseFactor(reader: Reader): Formula {
  const token = reader.next()
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
  if (token.kind === 'reference') return { kind: 'indicator', indicator: knownIndicator(reader, token) }
  if (token.kind === 'sign' && token.text === '-') {
    return { kind: 'arithmetic', op: 'subtract', of: [{ kind: 'number', value: 0 }, parseFactor(reader)] }
  }
  if (token.kind === 'sign' && token.text === '(') {
    const inner = parseSum(reader)
    reader.expect(')')
    return inner
  }
  if (token.kind === 'word') return parseCall(reader, token)
  throw new ExpressionError(token, token.kind === 'end' ? '公式没有写完' : `这里不能是“${token.text}”`)
}

function knownIndicator({ vocabulary }: Reader, token: Token): string {
  if (token.kind !== 'reference')
    throw new ExpressionError(token, '这里应为方括号里的指标编码，如 [city-base.events-today]')
  if (!vocabulary.hasIndicator(token.text)) throw new ExpressionError(token, `没有指标“${token.text}”`)
  return token.text
}

function parseCall(reader: Reader, name: Token): Formula {
  reader.expect('(')
  const calls: Record<string, () => Formula> = {
    ratio: () => parseRatio(reader),
    past: () => parsePast(reader),
    growth: () => parseGrowth(reader),
    records: () => parseRecords(reader),
    manual: () => ({ kind: 'manual', indicator: reader.vocabulary.self }),
  }
  const first = reader.peek()
  const isSource = first.kind === 'word' && sourceNames.has(first.text.split('.')[0] as string)
  const isExtreme = name.text === 'min' || name.text === 'max'
  const formula =
    calls[name.text]?.() ??
    (isExtreme && !isSource ? parseExtreme(reader, name.text as 'min' | 'max') : readSource(reader, name))
  reader.expect(')')
  return formula
}

function parseRatio(reader: Reader): Formula {
  const part = parseSum(reader)
  reader.expect(',')
  return { kind: 'ratio', part, whole: parseSum(reader) }
}

function parseExtreme(reader: Reader, op: 'min' | 'max'): Formula {
  const of = [parseSum(reader)]
  while (reader.take(',')) of.push(parseSum(reader))
  return { kind: 'arithmetic', op, of }
}

function parseRecords(reader: Reader): Formula {
  const measure = reader.next()
  if (measure.kind !== 'word' || !measure.text.includes('.'))
    throw new ExpressionError(measure, '这里应为台账统计的名称，如 data.open-datasets')
  return { kind: 'records', measure: measure.text }
}

function parsePast(reader: Reader): Formula & { kind: 'past' } {
  const indicator = knownIndicator(reader, reader.next())
  reader.expect(',')
  const ago = reader.next()
  if (ago.kind !== 'duration' || ago.text.endsWith('m'))
    throw new ExpressionError(ago, '这里应为时间跨度：如 1h、1d、7d、1M（月）、1y（年）')
  return { kind: 'past', indicator, ago: ago.text as Ago }
}

/** Growth in per cent is spelled out: (now − then) ÷ then × 100. */
function parseGrowth(reader: Reader): Formula {
  const then = parsePast(reader)
  const now: Formula = { kind: 'indicator', indicator: then.indicator }
  const difference: Formula = { kind: 'arithmetic', op: 'subtract', of: [now, then] }
  return {
    kind: 'arithmetic',
    op: 'multiply',
    of: [
      { kind: 'arithmetic', op: 'divide', of: [difference, then] },
      { kind: 'number', value: 100 },
    ],
  }
}
