import type { AppraisalFormula, AppraisalIndicator, AppraisalVeto } from '@civitas/sdk'

type Fact = Extract<AppraisalFormula, { kind: 'deduction' }>['fact']

/** The words indicators are written with, in the language of the page. */
export interface AppraisalWords {
  facts: Record<Fact, string>
  words: { share: string; inverted: string; deduction: string; given: string }
}

/** Indicators as lines people edit: `按期结案率,60,占比 按期/应结`. */
export function writeIndicators(indicators: readonly AppraisalIndicator[], words: AppraisalWords): string {
  return indicators.map((one) => `${one.title},${one.weight},${writeFormula(one.formula, words)}`).join('\n')
}

function writeFormula(formula: AppraisalFormula, { facts, words }: AppraisalWords): string {
  if (formula.kind === 'given') return words.given
  if (formula.kind === 'deduction') return `${words.deduction} ${facts[formula.fact]} ${formula.each}`
  return `${formula.inverted ? words.inverted : words.share} ${facts[formula.part]}/${facts[formula.whole]}`
}

/** Reads the lines back; an indicator of the same title keeps its id and group. Answers the number of a line it cannot read. */
export function readIndicators(
  text: string,
  former: readonly AppraisalIndicator[],
  words: AppraisalWords,
): AppraisalIndicator[] | { wrongLine: number } {
  const read: AppraisalIndicator[] = []
  const ids = new Set(former.map((one) => one.id))
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.trim()) continue
    const [title = '', weight = '', formula = ''] = line.split(/[,，]/).map((each) => each.trim())
    const found = readFormula(formula, words)
    if (!title || !(Number(weight) > 0 && Number(weight) <= 100) || !found) return { wrongLine: index + 1 }
    const same = former.find((one) => one.title === title)
    read.push({
      id: same?.id ?? freshId(ids),
      ...(same?.group ? { group: same.group } : {}),
      title,
      weight: Number(weight),
      formula: found,
    })
  }
  return read.length > 0 ? read : { wrongLine: 1 }
}

/** Vetoes as lines people edit: `较大安全事故,59`. */
export function writeVetoes(vetoes: readonly AppraisalVeto[]): string {
  return vetoes.map((one) => `${one.title},${one.cap}`).join('\n')
}

/** Reads the lines back; a veto of the same title keeps its id. Answers the number of a line it cannot read. */
export function readVetoes(
  text: string,
  former: readonly AppraisalVeto[],
): AppraisalVeto[] | { wrongLine: number } {
  const read: AppraisalVeto[] = []
  const ids = new Set(former.map((one) => one.id))
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.trim()) continue
    const [title = '', written = ''] = line.split(/[,，]/).map((each) => each.trim())
    const cap = Number(written)
    if (!title || written === '' || !(cap >= 0 && cap <= 100)) return { wrongLine: index + 1 }
    const id = former.find((one) => one.title === title)?.id ?? freshId(ids, 'veto')
    read.push({ id, title, cap })
  }
  return read
}

function freshId(ids: Set<string>, word = 'indicator'): string {
  let n = 1
  while (ids.has(`${word}-${n}`)) n++
  ids.add(`${word}-${n}`)
  return `${word}-${n}`
}

function readFormula(text: string, { facts, words }: AppraisalWords): AppraisalFormula | null {
  const factOf = (word: string | undefined) =>
    (Object.entries(facts) as [Fact, string][]).find(([, name]) => name === word)?.[0]
  const [kind, subject = '', each] = text.split(/\s+/)
  if (kind === words.given) return { kind: 'given' }
  if (kind === words.deduction) {
    const fact = factOf(subject)
    return fact && Number(each) > 0 ? { kind: 'deduction', fact, each: Number(each) } : null
  }
  if (kind !== words.share && kind !== words.inverted) return null
  const [part, whole] = subject.split('/').map(factOf)
  if (!part || !whole) return null
  return { kind: 'share', part, whole, ...(kind === words.inverted ? { inverted: true } : {}) }
}
