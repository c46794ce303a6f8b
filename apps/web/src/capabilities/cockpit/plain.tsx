import { formatClock, formatDay, useLocale, useTexts } from '@civitas/ui'
import { useEffect, useState } from 'react'
import styles from './cockpit.module.css'
import { cockpitTexts } from './cockpit.texts.ts'

type Options = Record<string, unknown> | undefined

/** The time of the city, second by second. */
export function ClockFace() {
  const [now, setNow] = useState(Date.now())
  const locale = useLocale()
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className={styles.figure}>
      <p className={styles.big}>{formatClock(now)}</p>
      <span className={styles.quiet}>{formatDay(now, locale)}</span>
    </div>
  )
}

/** Plain words; a line that begins with # is a heading, one with - an item. */
export function PlainText({ options }: { options: Options }) {
  const lines = String(options?.text ?? '').split('\n')
  return (
    <div className={styles.text}>
      {lines.map((line, index) => {
        const key = `${index} ${line}`
        if (line.startsWith('#')) return <h3 key={key}>{line.replace(/^#+\s*/, '')}</h3>
        return <p key={key}>{line.startsWith('- ') ? `· ${line.slice(2)}` : line}</p>
      })}
    </div>
  )
}

/** The place of a camera picture until one is connected. */
export function VideoBox({ options }: { options: Options }) {
  const texts = useTexts(cockpitTexts)
  return (
    <div className={styles.video}>
      <span>{String(options?.camera ?? '') || texts.noVideo}</span>
    </div>
  )
}

/** A picture stored with the page as a data address; nothing is fetched from outside. */
export function PictureBox({ options }: { options: Options }) {
  const texts = useTexts(cockpitTexts)
  const address = String(options?.data ?? '')
  if (!address.startsWith('data:image/')) return <p className={styles.quiet}>{texts.noImage}</p>
  return <img className={styles.picture} src={address} alt={String(options?.alt ?? '')} />
}
