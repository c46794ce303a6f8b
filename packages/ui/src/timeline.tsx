import type { ReactNode } from 'react'
import { RelativeTime } from './relative-time.tsx'
import styles from './timeline.module.css'

export interface TimelineEntry {
  id: string
  time: string
  act: string
  who?: string | null
  text?: ReactNode
}

/** Who did what when, in the order given. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol className={styles.list}>
      {entries.map((entry) => (
        <li key={entry.id} className={styles.item}>
          <div className={styles.head}>
            <span className={styles.act}>{entry.act}</span>
            {entry.who ? <span className={styles.who}>{entry.who}</span> : null}
            <span className={styles.time}>
              <RelativeTime time={entry.time} />
            </span>
          </div>
          {entry.text ? <div className={styles.text}>{entry.text}</div> : null}
        </li>
      ))}
    </ol>
  )
}
