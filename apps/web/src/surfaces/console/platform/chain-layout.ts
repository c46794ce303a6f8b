import type { TraceLink, TraceNode } from '@civitas/sdk'

/** A node with its column (how many steps from a beginning) and its row within the column. */
export interface PlacedNode {
  node: TraceNode
  key: string
  column: number
  row: number
}

export interface PlacedLink {
  from: PlacedNode
  to: PlacedNode
  note: string
}

export interface ChainLayout {
  nodes: PlacedNode[]
  links: PlacedLink[]
  columns: number
  rows: number
}

/**
 * Lays a chain out in columns: causes left of what they caused, each node as far right as its longest way from a
 * beginning; within a column by time. Links name nodes as `kind:id` or by id alone. A circle does not hang it.
 */
export function layOutChain(nodes: TraceNode[], links: TraceLink[]): ChainLayout {
  const byName = new Map<string, number>()
  nodes.forEach((node, index) => {
    byName.set(node.id, index)
    byName.set(`${node.kind}:${node.id}`, index)
  })
  const edges = links.flatMap((link) => {
    const from = byName.get(link.from)
    const to = byName.get(link.to)
    return from === undefined || to === undefined || from === to ? [] : [{ from, to, note: link.note }]
  })
  const columns = findColumns(nodes.length, edges)
  const placed = nodes.map((node, index) => ({
    node,
    key: `${node.kind}:${node.id}`,
    column: columns[index] ?? 0,
    row: 0,
  }))
  const heights = new Map<number, number>()
  for (const each of [...placed].sort((a, b) => (a.node.time ?? '').localeCompare(b.node.time ?? ''))) {
    each.row = heights.get(each.column) ?? 0
    heights.set(each.column, each.row + 1)
  }
  return {
    nodes: placed,
    links: edges.flatMap(({ from, to, note }) => {
      const [a, b] = [placed[from], placed[to]]
      return a && b ? [{ from: a, to: b, note }] : []
    }),
    columns: Math.max(0, ...columns) + 1,
    rows: Math.max(0, ...heights.values()),
  }
}

function findColumns(count: number, edges: { from: number; to: number }[]): number[] {
  const columns = new Array<number>(count).fill(0)
  for (let round = 0; round < count; round++) {
    let moved = false
    for (const { from, to } of edges) {
      const wanted = (columns[from] ?? 0) + 1
      if ((columns[to] ?? 0) < wanted && wanted < count) {
        columns[to] = wanted
        moved = true
      }
    }
    if (!moved) break
  }
  return columns
}
