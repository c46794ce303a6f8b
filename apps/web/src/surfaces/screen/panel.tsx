import type { ReactNode } from 'react'
import styles from './panel.module.css'

interface PanelProps {
  title: string
  /** Beside the title: a count, a unit. */
  extra?: ReactNode
  /** Takes the room that is left in its column, in this proportion. */
  grow?: number
  /** The height it begins with before room is shared; 0 when not given. */
  basis?: 'auto'
  children: ReactNode
}

/** One framed part of the wall. */
export function Panel({ title, extra, grow, basis, children }: PanelProps) {
  return (
    <section
      className={styles.panel}
      style={grow ? { flex: `${grow} 1 ${basis ?? '0'}` } : undefined}
      aria-label={title}
    >
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {extra ? <div className={styles.extra}>{extra}</div> : null}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  )
}
