import { invalid } from '../../../../../kernel/problem.ts'

/** A piece of `$filter` or `$orderby`. `text` of a string is without quotes, of a geometry its WKT. */
export interface Token {
  kind:
    | 'string'
    | 'geometry'
    | 'duration'
    | 'interval'
    | 'time'
    | 'date'
    | 'timeOfDay'
    | 'number'
    | 'word'
    | 'sign'
  text: string
}

const zone = String.raw`(?:Z|[+\- ]\d\d:?\d\d)`
const instant = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?${zone}`
const kinds: ReadonlyArray<[Token['kind'], RegExp]> = [
  ['geometry', /geography'([^']*)'/y],
  ['duration', /duration'([^']*)'/y],
  ['string', /'((?:[^']|'')*)'/y],
  ['interval', new RegExp(`(${instant}/${instant})`, 'y')],
  ['time', new RegExp(`(${instant})`, 'y')],
  ['date', /(\d{4}-\d\d-\d\d)(?![\dT])/y],
  ['timeOfDay', /(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)/y],
  ['number', /(-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}_])/uy],
  ['word', /(-?[\p{L}_@$][\p{L}\d_@.:]*(?:\[\d+\])*(?:\/[\p{L}\d_@.:-]+(?:\[\d+\])*)*)/uy],
  ['sign', /([(),])/y],
]

/** Splits an expression; refuses what is no piece of one, saying where. */
export function tokenize(text: string, option: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] as string)) {
      at++
      continue
    }
    const found = readToken(text, at)
    if (!found) throw invalid(`/query/${option}`, `第 ${at + 1} 个字符处无法识别：${text.slice(at, at + 20)}`)
    tokens.push(found.token)
    at = found.end
  }
  return tokens
}

function readToken(text: string, at: number): { token: Token; end: number } | null {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) continue
    const inner = found[1] as string
    const plain = kind === 'string' ? inner.replaceAll("''", "'") : inner
    return { token: { kind, text: plain }, end: pattern.lastIndex }
  }
  return null
}
