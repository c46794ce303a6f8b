import type { ItemContent } from '@civitas/sdk'

/** What a new item begins with. */
export const blankContent: ItemContent = {
  ...{ title: '', basicCode: '', kind: 'public-service', level: 'city', variant: '', organisation: '' },
  ...{ basis: [], applicants: ['person'], conditions: '', materials: [], promisedDays: 5, statutoryDays: 20 },
  fee: { fen: 0, title: '', basis: '', beforeDecision: false },
  ...{ questions: [], decision: null, fields: [], steps: [], result: null },
  channels: { consult: '', complain: '' },
  ...{ window: '', scenes: [], words: [], online: 4, visits: 0, acceptedAt: ['city'], commitment: null },
  ...{ tolerance: null, supervisor: '', onLedger: true },
}

/** Parts of an entry that are left out while nothing is written there. */
const optional = new Set([
  ...['when', 'hint', 'unit', 'choices', 'min', 'max', 'pattern', 'prefill', 'after', 'columns', 'owner'],
  ...['validMonths', 'ways', 'silenceConsents'],
])

/** The content as it is sent: what was left empty is left out where it may be. */
export function tidyContent(written: unknown): ItemContent {
  return tidy(written) as ItemContent
}

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const isEmpty =
      one === undefined || one === null || one === '' || (Array.isArray(one) && one.length === 0)
    return one === undefined || (isEmpty && optional.has(name)) ? [] : [[name, tidy(one)]]
  })
  return Object.fromEntries(entries)
}

export type TabName =
  | 'basics'
  | 'guidance'
  | 'decision'
  | 'materials'
  | 'fields'
  | 'steps'
  | 'limits'
  | 'json'

const tabOf: Readonly<Record<string, TabName>> = {
  ...{ conditions: 'guidance', questions: 'guidance', materials: 'materials', fields: 'fields' },
  ...{ steps: 'steps', promisedDays: 'limits', statutoryDays: 'limits', fee: 'limits', ways: 'limits' },
  ...{ result: 'limits', online: 'limits', visits: 'limits', decision: 'decision', commitment: 'json' },
  ...{ tolerance: 'json', digitalOnly: 'json', charge: 'json', register: 'json' },
}

export interface ContentFault {
  /** The field of the form it belongs to. */
  name: (string | number)[]
  tab: TabName
  message: string
}

/** The fields the platform named: `/content/materials/0/when`, also below `/body`. */
export function contentFaults(errors: readonly { path: string; message: string }[]): ContentFault[] {
  return errors.map(({ path, message }) => {
    const parts = path.split('/').filter((one) => one !== '' && one !== 'body' && one !== 'content')
    const name = parts.map((one) => (/^\d+$/.test(one) ? Number(one) : one))
    return { name, tab: tabOf[String(name[0])] ?? 'basics', message }
  })
}
