/** A piece of an expression with its place in the text. */
export interface Token {
  kind: 'number' | 'duration' | 'word' | 'string' | 'reference' | 'sign' | 'end'
  text: string
  position: number
  length: number
}

/** A fault of an expression; `position` counts characters from 0. */
export class ExpressionError extends Error {
  readonly position: number
  readonly length: number

  constructor(at: Pick<Token, 'position' | 'length'>, message: string) {
    super(message)
    this.name = 'ExpressionError'
    this.position = at.position
    this.length = Math.max(1, at.length)
  }
}

const patterns: ReadonlyArray<readonly [Token['kind'], RegExp]> = [
  ['duration', /\d+[mhdMy](?![\w.])/y],
  ['number', /\d+(\.\d+)?(?![\w])/y],
  ['word', /[A-Za-z_][\w.:-]*/y],
  ['reference', /\[[^\]]*\]/y],
  ['string', /"[^"]*"/y],
  ['sign', />=|<=|!=|[-+*/(),=<>]/y],
]

/** Cuts a text into tokens; full-width signs of Chinese keyboards count as their plain ones, but for those within names. */
export function tokenize(input: string): Token[] {
  const text = input.replace(
    /[（），＋－×÷＝“”]/g,
    (sign) => '(),+-*/=""'['（），＋－×÷＝“”'.indexOf(sign)] ?? sign,
  )
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at] as string)) {
      at += 1
      continue
    }
    const token = match(text, at, input)
    if (!token) throw new ExpressionError({ position: at, length: 1 }, `不认识的字符“${input[at]}”`)
    tokens.push(token)
    at += token.length
  }
  tokens.push({ kind: 'end', text: '', position: text.length, length: 1 })
  return tokens
}

function match(text: string, at: number, input: string): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (!found) continue
    const isName = kind === 'string' || kind === 'reference'
    const inner = isName ? input.slice(at + 1, at + found.length - 1).trim() : found
    return { kind, text: inner, position: at, length: found.length }
  }
  return undefined
}
