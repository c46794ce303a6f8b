/** One thing a chart draws. `name` and `value` are enough for most kinds; the others are named where a kind needs them. */
export interface KitItem {
  name?: string
  code?: string
  group?: string
  value?: number | null
  time?: string
  x?: number
  y?: number
  from?: string
  to?: string
  target?: number | null
  low?: number
  high?: number
  open?: number
  close?: number
  five?: number[]
  /** Not measured but expected; its line is dashed. */
  expected?: boolean
}

/** What every chart of the kit is given. */
export interface KitData {
  items: readonly KitItem[]
  unit: string
  precision: number
}

/** Kinds drawn by ECharts. */
export const drawnKinds = [
  ...(['line', 'area', 'bar', 'stacked-bar', 'horizontal-bar', 'pie', 'ring', 'rose', 'radar'] as const),
  ...(['scatter', 'heat-map', 'calendar', 'funnel', 'sankey', 'treemap', 'sunburst'] as const),
  ...(['k-line', 'box-plot'] as const),
] as const
export type DrawnKind = (typeof drawnKinds)[number]

/** At most seven are told apart; the rest of a longer list is one “other”. */
export const mostSeries = 7

/** Names of groups in the order they come; one nameless group when there are none. */
export function groupsOf(items: readonly KitItem[]): string[] {
  return [...new Set(items.map((item) => item.group ?? ''))].slice(0, mostSeries)
}

/** The largest items, and what is left as one item; a whole of many parts stays readable. */
export function foldSmall(items: readonly KitItem[], other: string): KitItem[] {
  const sorted = [...items].sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  if (sorted.length <= mostSeries) return sorted
  const rest = sorted.slice(mostSeries - 1).reduce((sum, item) => sum + (item.value ?? 0), 0)
  return [...sorted.slice(0, mostSeries - 1), { name: other, value: rest }]
}
