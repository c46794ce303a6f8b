import type { ComponentData } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import styles from './cockpit.module.css'
import { cockpitTexts } from './cockpit.texts.ts'

const tones: Record<string, string | undefined> = { alarm: styles.alarm, attention: styles.attention }

/** One figure, large; its state has a word beside the colour. */
export function Figure({ data }: { data: ComponentData }) {
  const texts = useTexts(cockpitTexts)
  const status = data.status as keyof typeof texts.status | null
  return (
    <div className={styles.figure}>
      <p className={`${styles.big} ${tones[data.status ?? ''] ?? ''}`}>
        {data.value === null ? '—' : formatNumber(data.value, data.precision)}
        <small>{data.unit}</small>
      </p>
      {status && status !== 'normal' ? (
        <span className={tones[status] ?? styles.quiet}>{texts.status[status]}</span>
      ) : null}
      {data.value === null && data.note ? <span className={styles.quiet}>{data.note}</span> : null}
    </div>
  )
}

/** A figure against its target, as a bar that begins at zero. */
export function ProgressBar({ data }: { data: ComponentData }) {
  const texts = useTexts(cockpitTexts)
  const target = Number(data.items[0]?.target ?? (data.unit === '%' ? 100 : Number.NaN))
  const share = data.value === null || !(target > 0) ? 0 : Math.min(1, data.value / target)
  return (
    <div className={styles.figure}>
      <p className={styles.big}>
        {data.value === null ? '—' : formatNumber(data.value, data.precision)}
        <small>{data.unit}</small>
      </p>
      <span className={styles.track}>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.quiet}>
        {Number.isNaN(target)
          ? (data.note ?? '')
          : `${texts.target} ${formatNumber(target, data.precision)} ${data.unit}`}
      </span>
    </div>
  )
}
