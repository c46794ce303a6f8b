import type { ClockLamp } from '@civitas/sdk'
import { formatDuration, formatTime, useLocale, useNow, useTexts } from '@civitas/ui'
import styles from './case-lamp.module.css'
import { caseWords } from './cases.texts.ts'

interface CaseClockProps {
  lamp: ClockLamp
  dueTime: string | null
  /** Set once the work is over; then the clock stands and says whether it was in time. */
  ended?: { inTime: boolean | null } | null
}

/** The clock of a case or task: lamp (colour and shape) and the time left or over; the due time on hover. */
export function CaseClock({ lamp, dueTime, ended }: CaseClockProps) {
  const texts = useTexts(caseWords)
  const locale = useLocale()
  const now = useNow()
  if (ended) {
    const late = ended.inTime === false
    return (
      <span className={`${styles.clock} ${late ? styles.red : styles.quiet}`} title={formatTime(dueTime)}>
        {late ? texts.late : texts.inTime}
      </span>
    )
  }
  if (!dueTime) return <span className={styles.quiet}>{texts.noLimit}</span>
  const gap = Date.parse(dueTime) - now
  const words = formatDuration(Math.abs(gap), locale)
  return (
    <span className={`${styles.clock} ${styles[lamp] ?? ''}`} title={formatTime(dueTime)}>
      <i className={styles.lamp} role="img" aria-label={texts.lamps[lamp]} />
      {gap >= 0 ? texts.left(words) : texts.over(words)}
    </span>
  )
}
