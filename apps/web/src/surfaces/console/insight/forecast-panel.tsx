import { getSeries, type SeriesForecast } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, useTexts, useTheme } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useMemo } from 'react'
import { useRead } from '../../../app/query.ts'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

const pastMs = 3 * 86_400_000

/** What was, and what is told ahead, with its band and its limit. */
export function ForecastPanel({ forecast }: { forecast: SeriesForecast }) {
  const texts = useTexts(insightTexts)
  const { palette } = useTheme()
  const { result, limit, unit, title } = forecast
  const range = useMemo(() => {
    const to = result ? Date.parse(result.learntTime) : Date.now()
    return { from: new Date(to - pastMs).toISOString(), to: new Date(to).toISOString() }
  }, [result])
  const past = useRead(getSeries, { params: { id: forecast.datastreamId }, query: { ...range, points: 100 } })
  if (!result || result.problem !== null) return <EmptyState title={result?.problem ?? texts.noForecasts} />
  const { points } = result
  const of = (read: (point: (typeof points)[number]) => number) =>
    points.map((point): [number, number] => [Date.parse(point.time), read(point)])
  const short = (value: number) => `${formatNumber(Number(value.toPrecision(3)))} ${unit}`
  return (
    <section className={styles.panel} aria-label={title}>
      <h2>{title}</h2>
      <div className={styles.cards}>
        <Fact label={texts.trend} value={short(result.trendPerDay)} />
        {result.backTest ? (
          <Fact label={texts.error} value={short(result.backTest.meanAbsoluteError)} />
        ) : null}
        {result.backTest ? <Fact label={texts.naive} value={short(result.backTest.naiveError)} /> : null}
        <Fact label={texts.learnt} value={formatTime(result.learntTime)} />
      </div>
      <Chart
        title={result.crossing ? `${texts.crossing} ${formatTime(result.crossing.time)}` : title}
        source={texts.source}
        unit={unit}
        precision={1}
        thresholds={
          limit ? [{ value: limit.value, name: texts.limit, color: palette.level[limit.level] }] : []
        }
        series={[
          {
            name: forecast.thingName,
            points: (past.data?.points ?? []).map(({ time, value }) => [Date.parse(time), value]),
          },
          { name: texts.band.value, points: of((point) => point.value), color: palette.accent },
          { name: texts.band.low, points: of((point) => point.low), color: palette.faint },
          { name: texts.band.high, points: of((point) => point.high), color: palette.faint },
        ]}
      />
    </section>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className={styles.card}>
      {label}
      <b>{value}</b>
    </div>
  )
}
