import { useTexts, useTheme } from '@civitas/ui'
import type { ReactNode } from 'react'
import { partColors } from './track-map.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

type LegendPart = keyof ReturnType<typeof partColors>

/** A map, what stands under it, and the panel beside it. */
export function TrackFrame({ map, under, side }: { map: ReactNode; under?: ReactNode; side: ReactNode }) {
  return (
    <div className={styles.frame}>
      <div className={styles.left}>
        <div className={styles.canvas}>{map}</div>
        {under}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={styles.side} tabIndex={0}>
        {side}
      </div>
    </div>
  )
}

/** What the colours of the map mean, in words. */
export function TrackLegend({ parts }: { parts: LegendPart[] }) {
  const { legend } = useTexts(tracksTexts)
  const { palette } = useTheme()
  const colors = partColors(palette)
  return (
    <ul className={styles.legend}>
      {parts.map((part) => (
        <li key={part}>
          <i style={{ background: colors[part] }} />
          {legend[part]}
        </li>
      ))}
    </ul>
  )
}

/** A label above a field of the panel. */
export function PanelField({ label, id, children }: { label: string; id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  )
}
