import type {
  ArticleContent,
  ArticleFinding,
  ArticleStep,
  DisclosureState,
  SiteWord,
} from '@civitas/contract'
import { findIdentifierFault } from '@civitas/domain-kit'

/** Working days within which a request for information is answered, and the most an extension adds (政府信息公开条例 第三十三条). */
export const answerDays = 20
export const mostExtraDays = 20
/** Days before the limit on which the unit is reminded. */
export const remindDays = 5
/** What the checks find in a text: personal data, words that must not or should not stand there, links that lead nowhere. */
export function checkContent(
  content: ArticleContent,
  words: readonly SiteWord[],
  isDead: (link: string) => boolean,
): ArticleFinding[] {
  const text = `${content.title}\n${content.summary}\n${content.body}`
  return [...findPersonal(text), ...findWords(text, words), ...findDeadLinks(content.body, isDead)]
}

function findPersonal(text: string): ArticleFinding[] {
  const found: ArticleFinding[] = []
  for (const [number] of text.matchAll(/(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])/g)) {
    const fault = findIdentifierFault('citizen-id', number.toUpperCase())
    if (fault === null)
      found.push(
        personal('refuse', '隐私检查：文中有公民身份号码（校验码正确），不得公开', hide(number, 6, 4)),
      )
  }
  for (const [number] of text.matchAll(/(?<![0-9])1[3-9][0-9]{9}(?![0-9])/g))
    found.push(personal('warn', '隐私检查：文中有手机号码，请确认不是个人号码', hide(number, 3, 4)))
  for (const [number] of text.matchAll(/(?<![0-9])[3-6][0-9]{15,18}(?![0-9Xx])/g))
    if (isCardNumber(number) && findIdentifierFault('citizen-id', number) !== null)
      found.push(personal('refuse', '隐私检查：文中有银行卡号，不得公开', hide(number, 4, 4)))
  return found
}

function personal(weight: ArticleFinding['weight'], text: string, excerpt: string): ArticleFinding {
  return { kind: 'personal', weight, text, excerpt }
}

function hide(number: string, head: number, tail: number): string {
  return `${number.slice(0, head)}${'*'.repeat(number.length - head - tail)}${number.slice(-tail)}`
}

/** Luhn’s check of bank cards (GB/T 15694.1, annex B). */
function isCardNumber(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function findWords(text: string, words: readonly SiteWord[]): ArticleFinding[] {
  return words.flatMap(({ word, kind, instead }): ArticleFinding[] => {
    const at = text.indexOf(word)
    // The right name may contain the wrong one.
    if (at < 0 || (instead?.includes(word) && !text.replaceAll(instead, '').includes(word))) return []
    const excerpt = text.slice(Math.max(0, at - 10), at + word.length + 10).replaceAll('\n', ' ')
    return kind === 'sensitive'
      ? [{ kind: 'sensitive-word', weight: 'refuse', text: `敏感词检查：“${word}”不得使用`, excerpt }]
      : [
          {
            kind: 'wrong-name',
            weight: 'warn',
            text: `名称检查：“${word}”${instead ? `应为“${instead}”` : '有误'}`,
            excerpt,
          },
        ]
  })
}

/** The addresses a text links to. */
export function linksOf(body: string): string[] {
  return [...body.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, link]) => link as string)
}

function findDeadLinks(body: string, isDead: (link: string) => boolean): ArticleFinding[] {
  return linksOf(body)
    .filter(isDead)
    .map((link) => ({
      ...{ kind: 'dead-link' as const, weight: 'refuse' as const },
      ...{ text: '链接检查：链接无法打开', excerpt: link },
    }))
}

const steps: ArticleStep[] = ['first', 'second', 'third']

/** What follows a step that was agreed to. */
export function stepAfter(step: ArticleStep): ArticleStep | null {
  return steps[steps.indexOf(step) + 1] ?? null
}

/** Which acts a request allows in its state. */
export const actsOf: Record<DisclosureState, readonly string[]> = {
  received: ['correct', 'consult', 'extend', 'answer'],
  correcting: ['resume', 'answer'],
  consulting: ['resume', 'answer'],
  answered: ['dispute'],
}

export interface AnsweredRow {
  state: DisclosureState
  received_time: Date
  due_time: Date
  answered_time: Date | null
}

/** Whether a request is late: answered after its limit, or open beyond it while its clock runs. */
export function isLate(row: AnsweredRow, now: Date): boolean {
  if (row.answered_time) return row.answered_time > row.due_time
  return row.state === 'received' && now > row.due_time
}
