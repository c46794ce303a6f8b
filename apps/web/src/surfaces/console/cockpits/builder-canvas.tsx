import type { CockpitComponent, CockpitContent } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { type PointerEvent, useRef } from 'react'
import { ComponentView } from '../../../capabilities/cockpit/component-view.tsx'
import { usePageData } from '../../../capabilities/cockpit/use-page-data.ts'
import styles from './builder.module.css'
import { cockpitsTexts } from './cockpits.texts.ts'

interface BuilderCanvasProps {
  id: string
  /** Counts saves; after each the data are read anew. */
  saves: number
  content: CockpitContent
  chosen: string | null
  onChoose: (id: string) => void
  onMove: (id: string, change: Partial<CockpitComponent>) => void
}

/** The 24-column canvas: components are dragged by their face and stretched by their corner, or moved with the arrow keys. */
export function BuilderCanvas({ id, saves, content, chosen, onChoose, onMove }: BuilderCanvasProps) {
  const canvas = useRef<HTMLDivElement>(null)
  const { data } = usePageData({ id, content, draft: true, key: saves })
  const begin = (component: CockpitComponent, how: 'move' | 'stretch') => (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect()
    if (!box || event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    onChoose(component.id)
    const [fromX, fromY] = [event.clientX, event.clientY]
    const move = (now: globalThis.PointerEvent) => {
      const dx = Math.round(((now.clientX - fromX) / box.width) * 24)
      const dy = Math.round(((now.clientY - fromY) / box.height) * content.rows)
      const { x, y, w, h } = component
      onMove(component.id, how === 'move' ? { x: x + dx, y: y + dy } : { w: w + dx, h: h + dy })
    }
    const stop = () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', stop)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', stop)
  }
  return (
    <div
      ref={canvas}
      className={styles.canvas}
      style={{ gridTemplateRows: `repeat(${content.rows}, minmax(0, 1fr))` }}
    >
      {content.components.map((component) => (
        <Placed
          key={component.id}
          component={component}
          isChosen={component.id === chosen}
          onBegin={begin}
          onChoose={onChoose}
          onMove={onMove}
        >
          <ComponentView component={component} data={data.get(component.id)} scale={1} />
        </Placed>
      ))}
    </div>
  )
}

interface PlacedProps {
  component: CockpitComponent
  isChosen: boolean
  onBegin: (component: CockpitComponent, how: 'move' | 'stretch') => (event: PointerEvent) => void
  onChoose: (id: string) => void
  onMove: (id: string, change: Partial<CockpitComponent>) => void
  children: React.ReactNode
}

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function Placed({ component, isChosen, onBegin, onChoose, onMove, children }: PlacedProps) {
  const texts = useTexts(cockpitsTexts)
  const { id, x, y, w, h, title } = component
  return (
    <div
      className={`${styles.placed} ${isChosen ? styles.chosen : ''}`}
      style={{ gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` }}
      data-component={id}
    >
      {children}
      <button
        type="button"
        className={styles.cover}
        aria-label={title}
        aria-pressed={isChosen}
        onPointerDown={onBegin(component, 'move')}
        onClick={() => onChoose(id)}
        onKeyDown={(event) => {
          const step = arrows[event.key]
          if (!step) return
          event.preventDefault()
          onMove(id, event.shiftKey ? { w: w + step[0], h: h + step[1] } : { x: x + step[0], y: y + step[1] })
        }}
      />
      <i className={styles.corner} title={texts.resize} onPointerDown={onBegin(component, 'stretch')} />
    </div>
  )
}
