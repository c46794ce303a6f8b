import type { ReactNode } from 'react'
import { useTexts } from './locale.tsx'
import styles from './states.module.css'
import { uiTexts } from './texts.ts'

/** Shown while something is read; says what, so that a wait explains itself. */
export function Loading({ what }: { what?: string }) {
  const texts = useTexts(uiTexts)
  return (
    <div className={styles.state} role="status">
      <span className={styles.bars} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{what ?? texts.loading}</span>
    </div>
  )
}

/** Nothing to show: says why, and offers the next act in `children`. */
export function EmptyState({ title, why, children }: { title: string; why?: string; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      <svg className={styles.mark} viewBox="0 0 28 28" fill="none" stroke="currentColor" aria-hidden="true">
        <path d="M4 16l4-10h12l4 10v6H4zM4 16h6l1.5 3h5L18 16h6" strokeWidth="1.6" strokeLinejoin="round" />
      </svg>
      <span className={styles.title}>{title}</span>
      {why ? <span>{why}</span> : null}
      {children ? <div className={styles.acts}>{children}</div> : null}
    </div>
  )
}

/** Something failed: what happened, what to do, and a way to try again. */
export function ErrorState({
  title,
  detail,
  children,
}: {
  title: string
  detail?: string
  children?: ReactNode
}) {
  return (
    <div className={`${styles.state} ${styles.error}`} role="alert">
      <svg className={styles.mark} viewBox="0 0 28 28" fill="none" stroke="currentColor" aria-hidden="true">
        <path
          d="M14 4l11 19H3zM14 11v6M14 19.6v.4"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={styles.title}>{title}</span>
      {detail ? <span>{detail}</span> : null}
      {children ? <div className={styles.acts}>{children}</div> : null}
    </div>
  )
}
