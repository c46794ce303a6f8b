import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import styles from './drawer.module.css'
import { useTexts } from './locale.tsx'
import { uiTexts } from './texts.ts'

/** A sheet from the right over the page. Escape and the shade close it; focus moves in and returns. */
export function Drawer({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const texts = useTexts(uiTexts)
  const sheet = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    sheet.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose()
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <>
      <div className={styles.shade} onClick={onClose} aria-hidden="true" />
      <div
        ref={sheet}
        className={styles.drawer}
        role="dialog"
        aria-modal="true"
        aria-label={title}
        tabIndex={-1}
      >
        <div className={styles.head}>
          <h2 className={styles.title}>{title}</h2>
          <Button kind="plain" size="small" onClick={onClose}>
            {texts.close}
          </Button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section className={styles.body} tabIndex={0} aria-label={title}>
          {children}
        </section>
      </div>
    </>
  )
}
