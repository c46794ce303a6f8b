/** What a notice is filled with. */
export interface NoticeFacts {
  readonly title: string
  readonly kind: string
  readonly place: string
  readonly level: string
  readonly time: string
  /** `被困 3 人`, one each. */
  readonly facts: readonly string[]
  /** Titles of orders that are done or under way. */
  readonly measures: readonly string[]
}

/** Where no plan is started, or its plan has no words of its own. */
export const usualTemplate =
  '{time}，{place}发生{title}（{kind}）。有关部门已按{level}响应组织处置。{facts}\n\n已开展的工作：{measures}\n\n后续情况将及时通报，请以官方发布为准。'

/** The template with what is known; a value that is not known yet says so instead of leaving a hole. */
export function fillTemplate(template: string, known: NoticeFacts): string {
  const words: Record<string, string> = {
    ...{ title: known.title, kind: known.kind, place: known.place, level: known.level, time: known.time },
    facts: known.facts.length > 0 ? `目前${known.facts.join('、')}。` : '',
    measures:
      known.measures.length > 0 ? `${known.measures.join('；')}。` : '有关单位正在赶赴现场，情况核实后通报。',
  }
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole).trim()
}

/** Braces left in a text: a word of the template nobody filled. */
export function unfilled(text: string): string | null {
  return /\{\w+\}/.exec(text)?.[0] ?? null
}
