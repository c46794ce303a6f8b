import type { ReactNode } from 'react'
import { Link } from 'react-router'
import styles from './list.module.css'
import { rememberList } from './list-memory.ts'

/** The main words of a row, as a link to its page. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <span className={styles.main}>
      <Link to={to} onClick={rememberList}>
        {children}
      </Link>
    </span>
  )
}
