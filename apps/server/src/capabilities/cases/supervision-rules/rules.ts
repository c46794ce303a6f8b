import type { SupervisionRuleContent } from '@civitas/contract'

/** Words a reason may hold in braces. */
const places = new Set(['reference', 'title', 'unit', 'times', 'hours'])

/** Words in braces that mean nothing; a reason may not hold them. */
export function unknownPlaces(reason: string): string[] {
  return [...reason.matchAll(/\{([^{}]*)\}/g)]
    .map((match) => match[1] as string)
    .filter((name) => !places.has(name))
}

/** What a rule found: a case and the unit it concerns. */
export interface Found {
  reference: string
  title: string
  unit: string | null
  times: number
  hours: number
}

/** The reason of an order in words. */
export function reasonOf({ reason }: Pick<SupervisionRuleContent, 'reason'>, found: Found): string {
  const words: Record<string, string> = {
    ...{ reference: found.reference, title: found.title, unit: found.unit ?? '责任单位' },
    ...{ times: String(found.times), hours: String(Math.floor(found.hours)) },
  }
  return reason.replaceAll(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole).slice(0, 1000)
}
