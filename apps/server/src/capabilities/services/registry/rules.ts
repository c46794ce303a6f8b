import { usccCheckDigit } from '@civitas/domain-kit'

const codeLetters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** Letters of a credit code: none that is mistaken for a figure. */
const serialLetters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [3, 7, 9, 10, 5, 8, 4, 2]

/** The ninth character of an organisation code (GB 11714). */
export function organisationCheck(first8: string): string {
  const sum = weights.reduce((all, weight, at) => all + weight * codeLetters.indexOf(first8[at] ?? '0'), 0)
  const rest = 11 - (sum % 11)
  return rest === 11 ? '0' : rest === 10 ? 'X' : String(rest)
}

/** 统一社会信用代码 of an enterprise (GB 32100-2015): 91, division, organisation code, check character. */
export function creditCodeOf(division: string, serial: number): string {
  let text = ''
  for (let left = serial; text.length < 6; left = Math.floor(left / 31))
    text = serialLetters[left % 31] + text
  const body = `MA${text}`
  const first17 = `91${division}${body}${organisationCheck(body)}`
  return first17 + usccCheckDigit(first17)
}

/** Words a name of a firm may not hold (企业名称登记管理规定第十一条). */
const banned = ['国家级', '最高级', '最佳', '中央', '国务院', '政党', '军队', '警察', '法院']

export function bannedWords(name: string): string[] {
  return banned.filter((word) => name.includes(word))
}

/** 类型 of a firm, by the end of its name (公司法第七条). */
export function firmKindOf(name: string): string {
  return name.endsWith('股份有限公司') ? '股份有限公司' : '有限责任公司'
}

const pairsOf = (name: string) => {
  const core = name.replace(/(有限责任公司|股份有限公司|有限公司|集团)$/u, '')
  return new Set([...core].slice(0, -1).map((letter, at) => letter + ([...core][at + 1] ?? '')))
}

/** How alike two names are, from 0 to 1: letter pairs they share, endings of the kind of firm left out. */
export function likeness(a: string, b: string): number {
  const [first, second] = [pairsOf(a), pairsOf(b)]
  const shared = [...first].filter((pair) => second.has(pair)).length
  return first.size + second.size === 0 ? 0 : (2 * shared) / (first.size + second.size)
}

export interface BookEntry {
  sequence: number
  kind: string
  day: string
  holder: string
  document: string
  releases: number | null
}

/** Seizures and mortgages nothing has released. */
export function inForce<E extends BookEntry>(entries: readonly E[], kind: 'seizure' | 'mortgage'): E[] {
  const released = new Set(entries.flatMap((one) => (one.releases === null ? [] : [one.releases])))
  return entries.filter((one) => one.kind === kind && !released.has(one.sequence))
}

export function limitText({ kind, day, holder, document }: BookEntry): string {
  return kind === 'seizure'
    ? `${day} 被${holder}查封（${document}）`
    : `${day} 抵押给${holder}（${document}）`
}
