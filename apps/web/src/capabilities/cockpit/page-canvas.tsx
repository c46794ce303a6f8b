import type { CockpitContent, ComponentData } from '@civitas/sdk'
import styles from './cockpit.module.css'
import { ComponentView } from './component-view.tsx'

interface PageCanvasProps {
  content: CockpitContent
  data: ReadonlyMap<string, ComponentData>
  /** Data of components that follow the filter. */
  filtered?: ReadonlyMap<string, ComponentData>
  scale: number
  /** Columns the canvas has: 24, or 12 on a tall display. */
  columns?: number
  onFilter?: (code: string, name: string) => void
  onConsult?: (about: string) => void
}

/** Kinds that show nothing one could consult about. */
const mute: ReadonlySet<string> = new Set(['clock', 'text', 'video', 'image', 'map'])

/** The components of a page on their grid; a tall display puts the right half under the left. */
export function PageCanvas({
  content,
  data,
  filtered,
  scale,
  columns = 24,
  onFilter,
  onConsult,
}: PageCanvasProps) {
  const isTall = columns < 24
  const rows = isTall ? content.rows * 2 : content.rows
  return (
    <div
      className={styles.canvas}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
    >
      {content.components.map((component) => {
        const { x, y, w, h } = isTall ? foldTall(component, content.rows) : component
        return (
          <div
            key={component.id}
            style={{ gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` }}
          >
            <ComponentView
              component={component}
              data={(component.follows ? filtered?.get(component.id) : undefined) ?? data.get(component.id)}
              scale={scale}
              onFilter={onFilter}
              onConsult={mute.has(component.kind) ? undefined : onConsult}
            />
          </div>
        )
      })}
    </div>
  )
}

/** Where a component stands on twelve columns: the left half above, the right half below. */
export function foldTall(component: { x: number; y: number; w: number; h: number }, rows: number) {
  const { x, y, w, h } = component
  const isRight = x + w / 2 >= 12
  const left = isRight ? Math.max(0, x - 12) : x
  return { x: left, y: isRight ? y + rows : y, w: Math.min(w, 12 - left), h }
}
