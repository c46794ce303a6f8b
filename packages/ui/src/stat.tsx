import type { ReactNode } from 'react'
import styles from './stat.module.css'

export interface StatProps {
  label: string
  /** The figure as it is shown. */
  value: string
  unit?: string
  /** Small words under the figure: target, freshness, why it is missing. */
  note?: ReactNode
  tone?: 'normal' | 'attention' | 'alarm' | 'missing'
}

/** One figure with its name, unit and note. */
export function Stat({ label, value, unit, note, tone = 'normal' }: StatProps) {
  return (
    <div className={`${styles.stat} ${styles[tone] ?? ''}`}>
      <span className={styles.label} title={label}>
        {label}
      </span>
      <span className={styles.value}>
        {value}
        {unit ? <span className={styles.unit}>{unit}</span> : null}
      </span>
      {note === undefined ? null : <span className={styles.note}>{note}</span>}
    </div>
  )
}
