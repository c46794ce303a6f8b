import { formatTime, useTexts } from '@civitas/ui'
import type { ChainLayout, PlacedNode } from './chain-layout.ts'
import styles from './platform.module.css'
import { platformTexts } from './platform.texts.ts'

const WIDTH = 186
const HEIGHT = 68
const GAP_X = 32
const GAP_Y = 14
const EDGE = 16

const left = (each: PlacedNode) => EDGE + each.column * (WIDTH + GAP_X)
const top = (each: PlacedNode) => EDGE + each.row * (HEIGHT + GAP_Y)

interface ChainGraphProps {
  layout: ChainLayout
  askedId: string
  chosen: string | null
  onChoose: (key: string) => void
}

/** The chain as boxes from left to right, causes before what they caused. */
export function ChainGraph({ layout, askedId, chosen, onChoose }: ChainGraphProps) {
  const texts = useTexts(platformTexts)
  const width = 2 * EDGE + layout.columns * (WIDTH + GAP_X) - GAP_X
  const height = 2 * EDGE + layout.rows * (HEIGHT + GAP_Y) - GAP_Y
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.graph} style={{ maxHeight: 520 }} tabIndex={0} aria-label={texts.graph}>
      <div style={{ position: 'relative', width, height }}>
        <svg className={styles.lines} width={width} height={height} aria-hidden="true">
          {layout.links.map((link) => (
            <path key={`${link.from.key}→${link.to.key}→${link.note}`} d={curve(link.from, link.to)} />
          ))}
        </svg>
        {layout.nodes.map((each) => (
          <button
            key={each.key}
            type="button"
            aria-pressed={each.key === chosen}
            className={`${styles.node} ${each.node.id === askedId ? styles.asked : ''}`}
            style={{ left: left(each), top: top(each), width: WIDTH, height: HEIGHT }}
            title={each.node.title}
            onClick={() => onChoose(each.key)}
          >
            <small>{texts.kinds[each.node.kind] ?? each.node.kind}</small>
            <b>{each.node.title}</b>
            <small>{each.node.time ? formatTime(each.node.time) : ''}</small>
          </button>
        ))}
      </div>
    </section>
  )
}

function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, y1] = [left(from) + WIDTH, top(from) + HEIGHT / 2]
  const [x2, y2] = [left(to), top(to) + HEIGHT / 2]
  const half = Math.max(GAP_X / 2, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + half} ${y1} ${x2 - half} ${y2} ${x2} ${y2}`
}
