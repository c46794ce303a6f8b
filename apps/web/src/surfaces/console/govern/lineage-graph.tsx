import type { LineageEdge, LineageNode } from '@civitas/sdk'
import { useTexts, useTheme } from '@civitas/ui'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'

const [boxWidth, boxHeight, gapX, gapY] = [190, 44, 70, 14]
const keyOf = (end: { kind: string; id: string; field: string }) => `${end.kind} ${end.id} ${end.field}`

/** Nodes in columns by their distance from what was asked, edges from left to right; the list beside says the same in words. */
export function LineageGraph({
  nodes,
  edges,
  label,
}: {
  nodes: readonly LineageNode[]
  edges: readonly LineageEdge[]
  label: string
}) {
  const texts = useTexts(governTexts)
  const { palette } = useTheme()
  const levels = [...new Set(nodes.map((node) => node.level))].sort((a, b) => a - b)
  const columns = levels.map((level) => nodes.filter((node) => node.level === level))
  const most = Math.max(1, ...columns.map((column) => column.length))
  const height = most * (boxHeight + gapY) + gapY
  const width = columns.length * (boxWidth + gapX) + 20
  const places = new Map(
    columns.flatMap((column, x) =>
      column.map((node, y) => {
        const top = (height - column.length * (boxHeight + gapY)) / 2
        return [
          keyOf(node),
          { x: 10 + x * (boxWidth + gapX), y: top + y * (boxHeight + gapY) + gapY / 2 },
        ] as const
      }),
    ),
  )
  const short = (text: string) => ([...text].length > 13 ? `${[...text].slice(0, 12).join('')}…` : text)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.graph} aria-label={label} tabIndex={0}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {edges.map((edge) => {
          const [from, to] = [places.get(keyOf(edge.from)), places.get(keyOf(edge.to))]
          if (!from || !to) return null
          const [x1, y1, x2, y2] = [from.x + boxWidth, from.y + boxHeight / 2, to.x, to.y + boxHeight / 2]
          return (
            <path
              key={edge.id}
              d={`M${x1} ${y1}C${x1 + gapX / 2} ${y1} ${x2 - gapX / 2} ${y2} ${x2} ${y2}`}
              fill="none"
              stroke={palette.accent}
              strokeWidth={1.5}
              strokeDasharray={edge.isManual ? '5 4' : undefined}
            />
          )
        })}
        {nodes.map((node) => {
          const at = places.get(keyOf(node))
          if (!at) return null
          return (
            <g key={keyOf(node)} transform={`translate(${at.x} ${at.y})`}>
              <title>{`${node.name} ${node.fieldTitle ?? node.field}`}</title>
              <rect
                width={boxWidth}
                height={boxHeight}
                rx={5}
                fill="none"
                stroke={node.level === 0 ? palette.accent : palette.lineStrong}
                strokeWidth={node.level === 0 ? 2 : 1}
              />
              <text x={10} y={18}>
                {short(node.name)}
              </text>
              <text x={10} y={35} opacity={0.75}>
                {`${texts.lineageKinds[node.kind]}${node.field ? ` · ${short(node.fieldTitle ?? node.field)}` : ''}`}
              </text>
            </g>
          )
        })}
      </svg>
    </section>
  )
}
