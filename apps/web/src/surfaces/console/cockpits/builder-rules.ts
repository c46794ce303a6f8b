import type {
  Analysis,
  AnalysisChart,
  CockpitComponent,
  CockpitContent,
  ComponentBinding,
  ComponentKind,
} from '@civitas/sdk'

/** Views each source offers. */
export const viewsOf: Record<ComponentBinding['source'], readonly string[]> = {
  indicator: ['value', 'history', 'by-division', 'forecast', 'ohlc'],
  indicators: ['latest', 'history', 'by-division'],
  index: ['contributions', 'by-division'],
  targets: ['list', 'lights'],
  events: [
    ...['count', 'list', 'by-type', 'by-level', 'by-state', 'by-hour', 'calendar', 'by-weekday-hour'],
    ...['by-division', 'flow', 'tree', 'funnel', 'durations'],
  ],
  cases: [
    ...['count', 'list', 'by-type', 'by-level', 'by-state', 'by-hour', 'calendar', 'by-weekday-hour'],
    ...['by-division', 'flow', 'tree', 'funnel', 'durations'],
  ],
  entities: ['counts'],
  'vital-signs': ['fields', 'abnormal', 'missing'],
  instructions: ['list'],
  analysis: [],
  static: [],
}

const still: ReadonlySet<ComponentKind> = new Set(['text', 'clock', 'video', 'image', 'map'])

const kindsOf: Record<AnalysisChart['kind'], ComponentKind> = {
  ...{ table: 'table', bar: 'bar', line: 'line', pie: 'pie', scatter: 'scatter' },
}

/** A page with a saved analysis drawn as it was saved; everybody sees it with his own rights. */
export function addAnalysis(
  content: CockpitContent,
  analysis: Pick<Analysis, 'id' | 'title' | 'chart'>,
  cycleSeconds: number,
): CockpitContent {
  const kind = kindsOf[analysis.chart.kind]
  // A full page grows by what is added.
  const isFull = findPlace(content, 8, 8) === undefined
  const grown = isFull ? { ...content, rows: Math.min(100, content.rows + 8) } : content
  const made = addComponent(grown, kind, analysis.title)
  const binding = { source: 'analysis' as const, ids: [analysis.id], cycleSeconds }
  return changeComponent(made.content, made.id, { binding })
}

/** What a component of a kind is bound to at first. */
function firstBinding(kind: ComponentKind): ComponentBinding | undefined {
  if (still.has(kind)) return undefined
  const views: Partial<Record<ComponentKind, [ComponentBinding, string]>> = {
    line: [{ source: 'indicator' }, 'history'],
    area: [{ source: 'indicator' }, 'history'],
    'k-line': [{ source: 'indicator' }, 'ohlc'],
    radar: [{ source: 'vital-signs' }, 'fields'],
    lamps: [{ source: 'vital-signs' }, 'abnormal'],
    'heat-map': [{ source: 'events' }, 'by-weekday-hour'],
    calendar: [{ source: 'events' }, 'calendar'],
    funnel: [{ source: 'cases' }, 'funnel'],
    sankey: [{ source: 'events' }, 'flow'],
    treemap: [{ source: 'events' }, 'tree'],
    sunburst: [{ source: 'events' }, 'tree'],
    'box-plot': [{ source: 'cases' }, 'durations'],
    'event-list': [{ source: 'events' }, 'list'],
    'case-list': [{ source: 'cases' }, 'list'],
    carousel: [{ source: 'events' }, 'list'],
    pie: [{ source: 'events' }, 'by-type'],
    ring: [{ source: 'events' }, 'by-level'],
    rose: [{ source: 'events' }, 'by-type'],
    table: [{ source: 'targets' }, 'list'],
  }
  const [binding, view] = views[kind] ?? [
    { source: 'indicator' as const },
    kind === 'number' || kind === 'progress' ? 'value' : 'by-division',
  ]
  return { ...binding, view }
}

/** A page with one more component, in the first free place. */
export function addComponent(
  content: CockpitContent,
  kind: ComponentKind,
  title: string,
): { content: CockpitContent; id: string } {
  const taken = new Set(content.components.map((one) => one.id))
  let n = content.components.length + 1
  while (taken.has(`${kind}-${n}`)) n++
  const [w, h] = kind === 'number' || kind === 'clock' ? [4, 4] : [8, 8]
  const { x, y } = freePlace(content, w, h)
  const binding = firstBinding(kind)
  const component: CockpitComponent = {
    id: `${kind}-${n}`,
    kind,
    title,
    x,
    y,
    w,
    h,
    grade: 'internal',
    ...(binding ? { binding } : {}),
  }
  return { content: { ...content, components: [...content.components, component] }, id: component.id }
}

function findPlace(
  { components, rows }: CockpitContent,
  w: number,
  h: number,
): { x: number; y: number } | undefined {
  for (let y = 0; y + h <= rows; y++)
    for (let x = 0; x + w <= 24; x++)
      if (!components.some((one) => x < one.x + one.w && one.x < x + w && y < one.y + one.h && one.y < y + h))
        return { x, y }
  return undefined
}

function freePlace(content: CockpitContent, w: number, h: number): { x: number; y: number } {
  return findPlace(content, w, h) ?? { x: 0, y: Math.max(0, content.rows - h) }
}

/** A page with one component changed; its place stays on the canvas. */
export function changeComponent(
  content: CockpitContent,
  id: string,
  change: Partial<CockpitComponent>,
): CockpitContent {
  return {
    ...content,
    components: content.components.map((one) => {
      if (one.id !== id) return one
      const next = { ...one, ...change }
      const w = Math.min(24, Math.max(1, next.w))
      const h = Math.min(content.rows, Math.max(1, next.h))
      const x = Math.min(24 - w, Math.max(0, next.x))
      const y = Math.min(content.rows - h, Math.max(0, next.y))
      return { ...next, x, y, w, h }
    }),
  }
}
