import { definitionsChanged, type IndicatorDefinition } from '@civitas/contract'
import type { DomainRegistry, Formula, Indicator } from '@civitas/domain-kit'
import type { Kernel } from '../../../kernel/kernel.ts'
import { readActive } from './store.ts'

/** Indicators declared by domains and those made in the city, as one list. */
export interface IndicatorRegistry {
  list(): readonly Indicator[]
  find(id: string): Indicator | undefined
  /** Like `find`; throws when there is none. */
  get(id: string): Indicator
  isCityMade(id: string): boolean
  /** Reads the city's own anew. */
  reload(): Promise<void>
  /** Told after each change of the list. */
  onChange(hear: () => void): void
}

export async function startRegistry(kernel: Kernel, domains: DomainRegistry): Promise<IndicatorRegistry> {
  const declared = domains.list('indicators')
  let own: Indicator[] = []
  let all = new Map<string, Indicator>()
  const hearers: Array<() => void> = []
  const reload = async () => {
    own = (await readActive(kernel.db)).map(({ code, definition, formula }) =>
      toCityIndicator(code, definition, formula),
    )
    all = new Map([...declared, ...own].map((one) => [one.id, one]))
    for (const hear of hearers) hear()
  }
  await reload()
  kernel.messages.tail(definitionsChanged, () => void reload())
  const find = (id: string) => all.get(id)
  return {
    list: () => [...all.values()],
    find,
    get: (id) => {
      const found = find(id)
      if (!found) throw new Error(`no indicator “${id}”`)
      return found
    },
    isCityMade: (id) => own.some((one) => one.id === id),
    reload,
    onChange: (hear) => hearers.push(hear),
  }
}

/** An activated definition in the form domains declare. */
export function toCityIndicator(code: string, d: IndicatorDefinition, formula: Formula): Indicator {
  return {
    id: code,
    title: d.title,
    description: { zh: d.description ?? '', en: '' },
    unit: d.unit,
    direction: d.direction === '' ? 'neutral' : d.direction,
    formula,
    ...(d.decimals === undefined ? {} : { decimals: d.decimals }),
    ...(d.range ? { good: d.range } : {}),
    thresholds: [],
    bands: d.bands,
    targets: [],
    refresh: { on: 'change' },
    drillDown: { to: 'formula' },
    downTo: d.downTo,
    audience: d.audience,
    owner: d.owner,
    source: { zh: d.source, en: d.source },
    rollUp: d.rollUp,
    ...(d.cycle ? { cycle: d.cycle } : {}),
    ...(d.freshMinutes === undefined ? {} : { freshMinutes: d.freshMinutes }),
    graceHours: d.graceHours,
  }
}
