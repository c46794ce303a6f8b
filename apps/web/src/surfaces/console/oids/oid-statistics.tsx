import { getOidStatistics } from '@civitas/sdk'
import { formatNumber, Loading, Stat, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { Quiet, Section } from '../parts/page.tsx'
import { oidsTexts } from './oids.texts.ts'

/** How many identifiers there are, and how often they were resolved. */
export function OidStatistics() {
  const { statistics: texts } = useTexts(oidsTexts)
  const read = useRead(getOidStatistics, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { active, revoked, byDay } = read.data
  const resolved = byDay.reduce((sum, each) => sum + each.resolutions, 0)
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        <Stat label={texts.active} value={formatNumber(active)} />
        <Stat label={texts.revoked} value={formatNumber(revoked)} />
        <Stat label={texts.month} value={formatNumber(resolved)} />
      </div>
      <Section title={texts.chart}>
        {resolved === 0 ? (
          <Quiet>{texts.none}</Quiet>
        ) : (
          <Chart
            title={texts.chart}
            unit=""
            precision={0}
            source={texts.source}
            zero
            series={[
              {
                name: texts.month,
                kind: 'bar',
                points: byDay.map((each) => [Date.parse(`${each.day}T12:00:00+08:00`), each.resolutions]),
              },
            ]}
          />
        )}
      </Section>
    </div>
  )
}
