import type { LineageEdge, LineageNode } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'

const [cardWidth, headHeight, rowHeight, gapX, gapY] = [216, 48, 24, 96, 20]
const keyOf = (end: { kind: string; id: string; field: string }) => `${end.kind} ${end.id} ${end.field}`
const short = (text: string, most = 15) =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text

/** A table, a file, an indicator with its columns that take part. */
interface Card {
  key: string
  node: LineageNode
  fields: LineageNode[]
  height: number
}

interface Placed extends Card {
  x: number
  y: number
}

/** Cards in columns by their distance from what was asked, edges from left to right; the list beside says the same in words. */
export function LineageGraph({
  nodes,
  edges,
  label,
}: {
  nodes: readonly LineageNode[]
  edges: readonly LineageEdge[]
  label: string
}) {
  const { palette } = useTheme()
  const { cards, width, height } = place(nodes)
  const anchors = anchorsOf(cards)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.graph} aria-label={label} tabIndex={0}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {edges.map((edge) => {
          const [from, to] = [anchors.get(keyOf(edge.from)), anchors.get(keyOf(edge.to))]
          if (!from || !to) return null
          const [x1, y1, x2, y2] = [from.x + cardWidth, from.y, to.x, to.y]
          return (
            <path
              key={edge.id}
              d={`M${x1} ${y1}C${x1 + gapX / 2} ${y1} ${x2 - gapX / 2} ${y2} ${x2} ${y2}`}
              fill="none"
              stroke={palette.accent}
              strokeWidth={1.25}
              opacity={0.55}
              strokeDasharray={edge.isManual ? '5 4' : undefined}
            />
          )
        })}
        {cards.map((card) => (
          <CardView key={`${card.key} ${card.x}`} card={card} />
        ))}
      </svg>
    </section>
  )
}

function CardView({ card: { x, y, node, fields, height } }: { card: Placed }) {
  const texts = useTexts(governTexts)
  const { palette } = useTheme()
  const isAsked = node.level === 0
  const under = [texts.lineageKinds[node.kind], node.organisationName].filter(Boolean).join(' · ')
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{node.name}</title>
      <rect
        width={cardWidth}
        height={height}
        rx={6}
        fill={palette.surface}
        stroke={isAsked ? palette.accent : palette.lineStrong}
        strokeWidth={isAsked ? 2 : 1}
      />
      <text x={12} y={20} fontWeight={600}>
        {short(node.name)}
      </text>
      <text x={12} y={38} fontSize={12} fill={palette.muted}>
        {short(under, 17)}
      </text>
      {fields.map((field, i) => (
        <g key={field.field} transform={`translate(0 ${headHeight + i * rowHeight})`}>
          <line x1={0} x2={cardWidth} y1={0} y2={0} stroke={palette.line} />
          <text x={12} y={17} fontSize={13}>
            {short(field.fieldTitle ?? field.field)}
          </text>
        </g>
      ))}
    </g>
  )
}

/** One card for each thing at each distance, in columns, each column in the middle. */
function place(nodes: readonly LineageNode[]): { cards: Placed[]; width: number; height: number } {
  const byKey = new Map<string, LineageNode[]>()
  for (const node of nodes) {
    const key = `${node.level} ${node.kind} ${node.id}`
    byKey.set(key, [...(byKey.get(key) ?? []), node])
  }
  const cards = [...byKey].map(([key, list]): Card => {
    const fields = list.filter((one) => one.field !== '')
    return { key, node: list[0] as LineageNode, fields, height: headHeight + fields.length * rowHeight }
  })
  const levels = [...new Set(cards.map((one) => one.node.level))].sort((a, b) => a - b)
  const columns = levels.map((level) => cards.filter((one) => one.node.level === level))
  const tall = (column: readonly Card[]) => column.reduce((sum, one) => sum + one.height + gapY, -gapY)
  const height = Math.max(0, ...columns.map(tall)) + 2 * gapY
  const placed = columns.flatMap((column, at) => {
    let y = (height - tall(column)) / 2
    return column.map((card): Placed => {
      const top = y
      y += card.height + gapY
      return { ...card, x: 16 + at * (cardWidth + gapX), y: top }
    })
  })
  return { cards: placed, height, width: columns.length * (cardWidth + gapX) - gapX + 32 }
}

/** Where the edges of each node meet its card: in the middle of its row, or of the head for the whole. */
function anchorsOf(cards: readonly Placed[]): Map<string, { x: number; y: number }> {
  return new Map(
    cards.flatMap(({ x, y, node, fields }) => [
      [keyOf({ ...node, field: '' }), { x, y: y + headHeight / 2 }] as const,
      ...fields.map((field, i) => [keyOf(field), { x, y: y + headHeight + (i + 0.5) * rowHeight }] as const),
    ]),
  )
}
