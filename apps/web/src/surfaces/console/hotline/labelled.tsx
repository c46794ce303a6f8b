import type { ReactNode } from 'react'
import styles from './hotline.module.css'

/** A control with its name above; the control carries the same `id`. */
export function Labelled({
  id,
  label,
  whole,
  children,
}: {
  id: string
  label: string
  whole?: boolean
  children: ReactNode
}) {
  return (
    <div className={`${styles.field} ${whole ? styles.whole : ''}`}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  )
}
