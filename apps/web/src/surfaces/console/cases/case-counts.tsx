import { countCases } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'
import { caseDeskTexts } from './case-desk.texts.ts'
import styles from './cases.module.css'

const shown = [
  'open',
  'checking',
  'amber',
  'red',
  'suspended',
  'waiting',
  'disputed',
  'unsigned',
  'requests',
  'supervisions',
] as const

/** What waits, at a glance. */
export function CaseCounts() {
  const texts = useTexts(caseDeskTexts)
  const read = useRead(countCases, { query: {} }, { everyMs: 30_000 })
  const counts = read.data
  if (!counts) return null
  return (
    <div className={styles.counts}>
      {shown.map((name) => (
        <div key={name} className={styles.count}>
          <b>{formatNumber(counts[name])}</b>
          <span>{texts.counts[name]}</span>
        </div>
      ))}
    </div>
  )
}
