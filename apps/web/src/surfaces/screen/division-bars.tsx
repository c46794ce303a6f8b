import { getIndicator, type Indicator } from '@civitas/sdk'
import { formatWithUnit, Loading, usePick, useTexts } from '@civitas/ui'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from './indicators.module.css'
import { screenTexts } from './screen.texts.ts'

/** A figure by district, as bars from zero. */
export function DivisionBars({ indicator, caption }: { indicator: Indicator; caption?: boolean }) {
  const pick = usePick()
  const texts = useTexts(screenTexts)
  const read = useRead(getIndicator, { params: { id: indicator.id } }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const rows = read.data.byDivision
  if (rows.length === 0) return <p className={styles.caption}>{texts.divisionEmpty}</p>
  const highest = Math.max(...rows.map((row) => row.value.value ?? 0), Number.EPSILON)
  return (
    <>
      {caption ? (
        <p className={styles.caption}>
          {pick(indicator.title)} · {texts.byDivision}
        </p>
      ) : null}
      <div className={styles.bars}>
        {rows.map((row) => (
          <div key={row.value.division} className={styles.bar} title={row.value.note ?? undefined}>
            <span>{row.name}</span>
            <span className={styles.track}>
              <i
                className={styles.fill}
                style={{ width: `${(100 * Math.max(0, row.value.value ?? 0)) / highest}%` }}
              />
            </span>
            <span className={styles.amount}>
              {formatWithUnit(row.value.value, indicator.unitLabel, indicator.precision)}
            </span>
          </div>
        ))}
      </div>
    </>
  )
}
