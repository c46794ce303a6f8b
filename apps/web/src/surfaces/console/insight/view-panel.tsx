import { getFusedSeries, readFusedView } from '@civitas/sdk'
import { formatNumber, Loading, RelativeTime, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

/** A panel: what its devices say, what follows from it, and how that changed. */
export function ViewPanel({ id }: { id: string }) {
  const texts = useTexts(insightTexts)
  const { range } = useTimeWindow()
  const read = useRead(readFusedView, { params: { id } }, { everyMs: 5_000 })
  const past = useRead(getFusedSeries, {
    params: { id },
    query: { from: range.from, to: range.to, points: 200 },
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { view, members, values } = read.data
  const number = (value: number | null) => (value === null ? '—' : formatNumber(Number(value.toPrecision(6))))
  return (
    <section className={styles.panel} aria-label={view.title}>
      <h2>{view.title}</h2>
      <div className={styles.cards}>
        {values.map((each) => (
          <div key={each.name} className={styles.card}>
            {each.title}
            <b>
              {number(each.value)} {each.unit}
            </b>
            <small>
              {each.value === null ? texts.missing : each.time ? <RelativeTime time={each.time} /> : null}
            </small>
          </div>
        ))}
        {members.map((each) => (
          <div key={each.name} className={styles.card}>
            {each.title}
            <b>
              {number(each.value)} {each.unit}
            </b>
            <small>
              {each.thingName} · <RelativeTime time={each.time} />
            </small>
          </div>
        ))}
      </div>
      <TimeWindowPicker />
      {(past.data ?? []).map((each) => (
        <Chart
          key={each.name}
          title={`${texts.past}：${each.title}`}
          source={view.title}
          unit={each.unit}
          precision={2}
          from={range.from}
          to={range.to}
          series={[
            { name: each.title, points: each.points.map(({ time, value }) => [Date.parse(time), value]) },
          ]}
        />
      ))}
    </section>
  )
}
