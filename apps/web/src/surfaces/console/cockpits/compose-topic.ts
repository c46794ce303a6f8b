import type { CockpitComponent, CockpitContent } from '@civitas/sdk'

export interface TopicParts {
  grade: CockpitComponent['grade']
  text?: string
  indicators: ReadonlyArray<{ id: string; title: string }>
  byDivision: boolean
  withMap: boolean
}

const columns = 24

/** A page laid out from what was picked: words above, figures in a row, their past, their divisions, then the map. */
export function composeTopic({ grade, text, indicators, byDivision, withMap }: TopicParts): CockpitContent {
  const components: CockpitComponent[] = []
  let y = 0
  const put = (
    part: Omit<CockpitComponent, 'id' | 'x' | 'y' | 'w' | 'h' | 'grade'>,
    place: { x: number; w: number; h: number },
  ) => components.push({ ...part, ...place, y, grade, id: `c${components.length + 1}` })
  if (text?.trim()) {
    put({ kind: 'text', title: '说明', options: { text: text.trim() } }, { x: 0, w: columns, h: 4 })
    y += 4
  }
  const flow = (
    each: (
      one: TopicParts['indicators'][number],
    ) => Omit<CockpitComponent, 'id' | 'x' | 'y' | 'w' | 'h' | 'grade'>,
    { w, h }: { w: number; h: number },
  ) => {
    const perRow = columns / w
    for (const [i, one] of indicators.entries()) {
      if (i > 0 && i % perRow === 0) y += h
      put(each(one), { x: (i % perRow) * w, w, h })
    }
    if (indicators.length > 0) y += h
  }
  const bound = (id: string, view: string, window?: string) => ({
    binding: { source: 'indicator' as const, view, ids: [id], ...(window ? { window } : {}) },
    follows: view !== 'by-division',
  })
  flow(({ id, title }) => ({ kind: 'number', title, ...bound(id, 'value') }), { w: 6, h: 4 })
  flow(({ id, title }) => ({ kind: 'line', title, ...bound(id, 'history', '7d') }), { w: 12, h: 7 })
  if (byDivision)
    flow(({ id, title }) => ({ kind: 'ranking', title, sets: true, ...bound(id, 'by-division') }), {
      w: 12,
      h: 7,
    })
  if (withMap) {
    put({ kind: 'map', title: '城市地图' }, { x: 0, w: columns, h: 12 })
    y += 12
  }
  return { theme: 'light', rows: Math.min(100, Math.max(12, y)), refreshSeconds: 30, components }
}
