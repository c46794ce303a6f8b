import type { IndicatorDefinition } from '@civitas/sdk'

/** A definition of which only the title is known. */
export function emptyDefinition(title: string): IndicatorDefinition {
  return {
    title: { zh: title, en: title },
    ...{ unit: '', direction: '', expression: '', cycle: '', graceHours: 72, owner: '', source: '' },
    ...{ rollUp: 'rows', bands: [], downTo: 'district', audience: 'department' },
  }
}
