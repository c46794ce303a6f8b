import type { CityEvent } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import styles from '../portal.module.css'
import { portalTexts } from '../portal.texts.ts'

/** The number of a report, and what happens next. */
export function SentPage({ event, onAgain }: { event: CityEvent; onAgain: () => void }) {
  const texts = useTexts(portalTexts)
  const [isCopied, setCopied] = useState(false)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    title.current?.focus()
  }, [])
  return (
    <div className={styles.question}>
      <div className={styles.panel}>
        <h1 ref={title} tabIndex={-1}>
          {texts.sent}
        </h1>
        <div>{texts.reference}</div>
        <div className={styles.reference}>{event.reference}</div>
      </div>
      <section>
        <h2>{texts.nextTitle}</h2>
        <ol className={styles.steps}>
          {texts.nextSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      <div className={styles.buttons}>
        <button
          type="button"
          className={styles.go}
          onClick={() => void navigator.clipboard.writeText(event.reference).then(() => setCopied(true))}
        >
          {isCopied ? texts.copied : texts.copy}
        </button>
        <button type="button" className={`${styles.go} ${styles.second}`} onClick={() => window.print()}>
          {texts.print}
        </button>
        <button type="button" className={`${styles.go} ${styles.second}`} onClick={onAgain}>
          {texts.again}
        </button>
        <Link to="/portal" className={`${styles.go} ${styles.second}`}>
          {texts.toHome}
        </Link>
      </div>
    </div>
  )
}
