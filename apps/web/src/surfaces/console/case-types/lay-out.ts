import type { CaseTypeContent, DesignTask, LocalText } from '@civitas/sdk'

export interface Box {
  key: string
  kind: 'begin' | 'stage' | 'check' | 'closed'
  stage?: number
  title: LocalText
  tasks: readonly DesignTask[]
  x: number
  y: number
  width: number
  height: number
}

export interface Link {
  key: string
  title: LocalText
  path: string
  /** Where its name stands. */
  x: number
  y: number
  back: boolean
}

const [boxWidth, endWidth, gapX, gapY, head, row, pad, lane] = [188, 76, 112, 28, 34, 22, 20, 26]
const nothing = { zh: '', en: '' }

/** Stages in columns by how many exits lead to them, the end at the right; ways that pass others go above, ways back below. */
export function layOut(content: CaseTypeContent): {
  boxes: Box[]
  links: Link[]
  width: number
  height: number
} {
  const columns = columnsOf(content)
  const most = Math.max(1, ...columns.values()) + 1
  if (content.check) columns.set('check', most)
  columns.set('closed', most + (content.check ? 1 : 0))
  const columnOf = (key: string) => columns.get(key) ?? 1
  const named = linksOf(content).filter((one) => columns.has(one.from) && columns.has(one.to))
  const passing = named.filter((one) => columnOf(one.to) > columnOf(one.from) + 1)
  const top = pad + passing.length * lane
  const boxes = placed(content, columns, top)
  const byKey = new Map(boxes.map((box) => [box.key, box]))
  const low = Math.max(...boxes.map((box) => box.y + box.height))
  let backs = 0
  const links = named.map(({ from, to, title, dashed }): Link => {
    const [a, b] = [byKey.get(from) as Box, byKey.get(to) as Box]
    const key = `${from} ${to}`
    const above = passing.findIndex((one) => one.from === from && one.to === to)
    if (above >= 0) return { key, title, back: dashed, ...over(a, b, pad + above * lane) }
    if (b.x > a.x) return { key, title, back: dashed, ...forward(a, b) }
    backs += 1
    return { key, title, back: true, ...under(a, b, low + backs * lane) }
  })
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + pad
  return { boxes, links, width, height: low + backs * lane + pad }
}

/** The longest way from the beginning to each stage without going round. */
function columnsOf(content: CaseTypeContent): Map<string, number> {
  const columns = new Map<string, number>([['begin', 0]])
  const visit = (id: string, column: number, on: ReadonlySet<string>) => {
    const stage = content.stages.find((one) => one.id === id)
    if (!stage || on.has(id) || (columns.get(id) ?? 0) >= column) return
    columns.set(id, column)
    for (const exit of stage.exits) visit(exit.to, column + 1, new Set([...on, id]))
  }
  const [first] = content.stages
  if (first) visit(first.id, 1, new Set())
  for (const stage of content.stages) if (!columns.has(stage.id)) columns.set(stage.id, 1)
  return columns
}

function placed(content: CaseTypeContent, columns: ReadonlyMap<string, number>, top: number): Box[] {
  const heights = new Map<number, number>()
  const lefts = leftsOf()
  const put = (key: string, more: Pick<Box, 'kind' | 'title' | 'tasks'> & { stage?: number }): Box => {
    const column = columns.get(key) ?? 1
    const isStage = more.kind === 'stage'
    const height = isStage ? head + Math.max(1, more.tasks.length) * row + 8 : 40
    const y = heights.get(column) ?? top
    heights.set(column, y + height + gapY)
    return { key, ...more, x: lefts(column), y, width: isStage ? boxWidth : endWidth, height }
  }
  return [
    put('begin', { kind: 'begin', title: nothing, tasks: [] }),
    ...content.stages.map(({ id, title, tasks }, stage) => put(id, { kind: 'stage', stage, title, tasks })),
    ...(content.check ? [put('check', { kind: 'check', title: content.check.title, tasks: [] })] : []),
    put('closed', { kind: 'closed', title: nothing, tasks: [] }),
  ]
}

/** The beginning is narrow, every further column as wide as a stage. */
function leftsOf(): (column: number) => number {
  return (column) => (column === 0 ? pad : pad + endWidth + 48 + (column - 1) * (boxWidth + gapX))
}

/** Ways between boxes; exits of a stage that lead to the same place are one. */
function linksOf(content: CaseTypeContent) {
  const [first] = content.stages
  const { check } = content
  const exits = content.stages.flatMap((stage) =>
    [...new Set(stage.exits.map((exit) => exit.to))].map((to) => {
      const titles = stage.exits.filter((exit) => exit.to === to).map((exit) => exit.title)
      const title = {
        zh: titles.map((one) => one.zh).join(' / '),
        en: titles.map((one) => one.en).join(' / '),
      }
      return { from: stage.id, to, title, dashed: false }
    }),
  )
  return [
    ...(first ? [{ from: 'begin', to: first.id, title: nothing, dashed: false }] : []),
    ...exits,
    ...(check ? [{ from: 'check', to: 'closed', title: nothing, dashed: false }] : []),
    ...(check ? [{ from: 'check', to: check.onFail, title: nothing, dashed: true }] : []),
  ]
}

function forward(a: Box, b: Box) {
  const [x1, y1, x2, y2] = [a.x + a.width, a.y + 20, b.x, b.y + 20]
  const bend = Math.min(48, (x2 - x1) / 2)
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  return { path, x: x1 + Math.min(x2 - x1, gapX) / 2, y: y1 + (y2 - y1) * 0.2 - 7 }
}

/** Along a line above or below all boxes, with rounded corners. */
function around(x1: number, y1: number, x2: number, y2: number, at: number) {
  const [way, down] = [Math.sign(x2 - x1) * 8, Math.sign(y1 - at) * 8]
  return `M${x1} ${y1}V${at + down}Q${x1} ${at} ${x1 + way} ${at}H${x2 - way}Q${x2} ${at} ${x2} ${at + down}V${y2}`
}

function over(a: Box, b: Box, at: number) {
  const [x1, x2] = [a.x + a.width - 24, b.x + b.width / 2]
  return { path: around(x1, a.y, x2, b.y - 1, at), x: x1 + 70, y: at - 5 }
}

function under(a: Box, b: Box, at: number) {
  const [x1, x2] = [a.x + a.width / 2, b.x + b.width / 2]
  return { path: around(x1, a.y + a.height, x2, b.y + b.height + 2, at), x: (x1 + x2) / 2, y: at - 5 }
}
