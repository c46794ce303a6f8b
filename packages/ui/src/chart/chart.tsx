import { type ReactNode, useEffect, useRef, useState } from 'react'
import { formatTime, formatWithUnit } from '../formats.ts'
import { useTexts } from '../locale.tsx'
import { uiTexts } from '../texts.ts'
import { useTheme } from '../theme.tsx'
import styles from './chart.module.css'
import { type EChartsType, initChart } from './engine.ts'
import { type TimeChartInput, timeOption } from './time-option.ts'

export type { Threshold, TimeChartInput, TimeSeries } from './time-option.ts'

export interface ChartProps extends TimeChartInput {
  /** The finding or the question. */
  title: ReactNode
  /** Where the data come from, in words. */
  source: string
  /** Time of the newest value, ISO 8601. */
  time?: string | null
  /** Why there is nothing to draw, when there is nothing. */
  emptyText?: string
  /** Called with a moment (ms) one clicks, to show the rows behind it. */
  onSelect?: (ms: number, seriesName: string) => void
  /** Fills its parent instead of the usual height. */
  fill?: boolean
}

/** A chart over time with its finding, unit, source and time of data; the same values as a table on request. */
export function Chart(props: ChartProps) {
  const texts = useTexts(uiTexts)
  const [asTable, setAsTable] = useState(false)
  const isEmpty = !props.series.some((each) => each.points.some((point) => point[1] !== null))
  return (
    <figure className={`${styles.figure} ${props.fill ? styles.fill : ''}`}>
      <figcaption className={styles.head}>
        <span className={styles.title}>{props.title}</span>
        {props.unit ? <span className={styles.unit}>{props.unit}</span> : null}
        <button
          type="button"
          className={styles.switch}
          aria-pressed={asTable}
          aria-label={asTable ? texts.chart : texts.table}
          title={asTable ? texts.chart : texts.table}
          onClick={() => setAsTable(!asTable)}
        >
          <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
            <path d={asTable ? 'M2 13l4-5 3 3 5-7' : 'M2 3h12v10H2zM2 7h12M2 10h12M7 3v10'} />
          </svg>
        </button>
      </figcaption>
      <div className={styles.body}>
        {isEmpty ? <div className={styles.empty}>{props.emptyText ?? texts.chartEmpty}</div> : null}
        {!isEmpty && asTable ? <ChartTable {...props} /> : null}
        {!isEmpty && !asTable ? <Plot {...props} /> : null}
      </div>
      <div className={styles.foot}>
        {texts.chartSource(props.source, props.time ? formatTime(props.time) : '')}
      </div>
    </figure>
  )
}

function Plot(props: ChartProps) {
  const { palette } = useTheme()
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const [scale, setScale] = useState(1)
  const select = useRef(props.onSelect)
  useEffect(() => {
    select.current = props.onSelect
  })
  useEffect(() => {
    if (!holder.current) return
    const made = initChart(holder.current)
    chart.current = made
    made.on('click', (event) => {
      const point = event.value as [number, number] | undefined
      if (point) select.current?.(point[0], String(event.seriesName ?? ''))
    })
    const watch = new ResizeObserver(() => {
      made.resize()
      setScale(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1)
    })
    watch.observe(holder.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(timeOption(props, palette, scale), { notMerge: true, lazyUpdate: true })
  })
  return <div ref={holder} className={styles.plot} role="img" aria-label={plotLabel(props)} />
}

/** What the chart shows, for those who cannot see it. */
function plotLabel(props: ChartProps): string {
  const parts = props.series.map((each) => {
    const last = each.points.findLast((point) => point[1] !== null)
    return `${each.name} ${formatWithUnit(last?.[1] ?? null, props.unit, props.precision)}`
  })
  return parts.join('；')
}

const TABLE_ROWS = 200

function ChartTable(props: ChartProps) {
  const texts = useTexts(uiTexts)
  const times = [...new Set(props.series.flatMap((each) => each.points.map((point) => point[0])))]
    .sort((a, b) => b - a)
    .slice(0, TABLE_ROWS)
  const values = props.series.map((each) => new Map(each.points))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.table} tabIndex={0} aria-label={texts.table}>
      <table>
        <thead>
          <tr>
            <th>{texts.time}</th>
            {props.series.map((each) => (
              <th key={each.name}>{each.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((ms) => (
            <tr key={ms}>
              <td>{formatTime(ms)}</td>
              {props.series.map((each, index) => (
                <td key={each.name}>{formatWithUnit(values[index]?.get(ms), props.unit, props.precision)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
