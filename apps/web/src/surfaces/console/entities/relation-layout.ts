import type { Relationship } from '@civitas/sdk'

/** An entity of the graph: its column and row, and how many lines meet at it. */
export interface GraphNode {
  id: string
  name: string
  type: string
  column: number
  row: number
  crowd: number
}

export interface RelationLayout {
  nodes: GraphNode[]
  links: { id: string; name: string; from: GraphNode; to: GraphNode }[]
  columns: number
  rows: number
  /** Relations of expanded entities that are not drawn. */
  left: number
}

/** Most relations drawn of one entity; more would be a hedge and no graph. */
const MOST = 24

/**
 * Lays out the first entity with what it is related to, and what the expanded ones are related to in turn: subjects
 * one column left of their objects, seen from where each was first found; each column in the middle of the height.
 * `answers` are the relations of `expanded`, in the same order.
 */
export function layOutRelations(
  first: Pick<GraphNode, 'id' | 'name' | 'type'>,
  expanded: readonly string[],
  answers: readonly (readonly Relationship[] | undefined)[],
): RelationLayout {
  const nodes = new Map<string, GraphNode>([[first.id, { ...first, column: 0, row: 0, crowd: 0 }]])
  const links = new Map<string, RelationLayout['links'][number]>()
  let left = 0
  expanded.forEach((id, index) => {
    const centre = nodes.get(id)
    const rows = answers[index] ?? []
    left += Math.max(0, rows.length - MOST)
    if (!centre) return
    for (const row of rows.slice(0, MOST)) {
      const outward = row.fromId === id
      const other = placeOther(nodes, centre, row, outward)
      if (links.has(row.id)) continue
      links.set(row.id, {
        ...{ id: row.id, name: row.name },
        ...(outward ? { from: centre, to: other } : { from: other, to: centre }),
      })
      centre.crowd += 1
      other.crowd += 1
    }
  })
  return { nodes: [...nodes.values()], links: [...links.values()], left, ...settle([...nodes.values()]) }
}

function placeOther(
  nodes: Map<string, GraphNode>,
  centre: GraphNode,
  row: Relationship,
  outward: boolean,
): GraphNode {
  const id = outward ? row.toId : row.fromId
  const known = nodes.get(id)
  if (known) return known
  const made: GraphNode = {
    ...(outward
      ? { id, name: row.toName, type: row.toType }
      : { id, name: row.fromName, type: row.fromType }),
    ...{ column: centre.column + (outward ? 1 : -1), row: 0, crowd: 0 },
  }
  nodes.set(id, made)
  return made
}

/** Moves the columns to begin at 0 and gives each entity its row. */
function settle(nodes: GraphNode[]): { columns: number; rows: number } {
  const least = Math.min(...nodes.map((node) => node.column))
  const heights = new Map<number, number>()
  for (const node of nodes) {
    node.column -= least
    node.row = heights.get(node.column) ?? 0
    heights.set(node.column, node.row + 1)
  }
  const rows = Math.max(...heights.values())
  for (const node of nodes) node.row += (rows - (heights.get(node.column) ?? 0)) / 2
  return { columns: Math.max(...nodes.map((node) => node.column)) + 1, rows }
}
