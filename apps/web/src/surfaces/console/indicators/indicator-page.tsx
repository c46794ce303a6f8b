import { getIndicator, getIndicatorHistory, type Indicator, type OperationOutput } from '@civitas/sdk'
import { formatTime, formatWithUnit, Loading, usePick, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { Button, Space, Tabs } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { Columns, Facts, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { analysisTexts } from './analysis.texts.ts'
import { Comparison, IndicatorForecast, SourceComparison, WhyItChanged } from './indicator-analysis.tsx'
import { IndicatorRows } from './indicator-rows.tsx'
import { IndicatorStatusTag } from './indicator-status-tag.tsx'
import styles from './indicators.module.css'
import { indicatorTexts } from './indicators.texts.ts'
import { PeriodList } from './period-list.tsx'
import { WatchDialog } from './watch-dialog.tsx'

type Ranks = OperationOutput<typeof getIndicator>['byDivision']

/** One figure down to its formula, past, districts and rows. */
export function IndicatorPage() {
  const { id = '' } = useParams()
  const [parameters] = useSearchParams()
  const division = parameters.get('division') ?? undefined
  const texts = useTexts(indicatorTexts)
  const words = useTexts(analysisTexts)
  const pick = usePick()
  const [isWatching, setWatching] = useState(false)
  const read = useRead(getIndicator, { params: { id }, query: { division } })
  useLive(['indicators'], () => refresh(getIndicator))
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { indicator, byDivision } = read.data
  return (
    <Page
      backTo="/console/indicators"
      title={
        <>
          {pick(indicator.title)} <IndicatorStatusTag status={indicator.current.status} />
        </>
      }
      under={<span className="code">{indicator.id}</span>}
      acts={
        <Space>
          <TimeWindowPicker />
          <Button onClick={() => setWatching(true)}>{words.watch}</Button>
        </Space>
      }
    >
      <Columns
        main={
          <>
            <Section title={texts.value} extra={formatTime(indicator.current.time)}>
              <p className={styles.big}>
                {isStopped(indicator.current) ? (
                  <span className={styles.stale}>
                    {formatWithUnit(
                      indicator.current.lastValue ?? null,
                      indicator.unitLabel,
                      indicator.precision,
                    )}
                  </span>
                ) : (
                  formatWithUnit(indicator.current.value, indicator.unitLabel, indicator.precision)
                )}
              </p>
              {isStopped(indicator.current) ? (
                <StateTag tone="bad">{indicator.current.freshnessText}</StateTag>
              ) : null}
              {indicator.current.note ? <Quiet>{indicator.current.note}</Quiet> : null}
            </Section>
            <Section title={texts.history}>
              <History indicator={indicator} division={division} />
            </Section>
            <Tabs
              items={[
                {
                  key: 'why',
                  label: words.why,
                  children: <WhyItChanged indicator={indicator} division={division} />,
                },
                {
                  key: 'forecast',
                  label: words.forecast,
                  children: <IndicatorForecast indicator={indicator} division={division} />,
                },
              ]}
            />
            <IndicatorRows indicator={indicator} division={division} />
          </>
        }
        side={
          <>
            <Section title={texts.formula}>
              <p className={styles.formula}>{pick(indicator.formulaText)}</p>
            </Section>
            <Section title={texts.meaning}>
              <IndicatorFacts indicator={indicator} />
            </Section>
            <Section title={texts.byDivision}>
              <Ranking indicator={indicator} ranks={byDivision} />
            </Section>
            <Comparison indicator={indicator} division={division} />
            <SourceComparison indicator={indicator} division={division} />
            <PeriodList indicator={indicator} division={division} />
          </>
        }
      />
      {isWatching ? (
        <WatchDialog indicator={indicator} division={division} onClose={() => setWatching(false)} />
      ) : null}
    </Page>
  )
}

/** Its source has fallen silent: what is shown is what it last said. */
function isStopped({ value, lastValue, freshness }: Indicator['current']): boolean {
  return value === null && lastValue != null && freshness !== undefined && freshness !== 'live'
}

function IndicatorFacts({ indicator }: { indicator: Indicator }) {
  const texts = useTexts(indicatorTexts)
  const description = usePick()(indicator.description)
  return (
    <Facts
      facts={[
        ...(description ? [{ label: texts.description, value: description, whole: true }] : []),
        { label: texts.direction, value: texts.directions[indicator.direction] },
        {
          label: texts.columns.target,
          value:
            indicator.target === null
              ? texts.noTarget
              : formatWithUnit(indicator.target, indicator.unitLabel, indicator.precision),
        },
      ]}
    />
  )
}

function History({ indicator, division }: { indicator: Indicator; division?: string }) {
  const texts = useTexts(indicatorTexts)
  const pick = usePick()
  const { range } = useTimeWindow()
  const read = useRead(
    getIndicatorHistory,
    { params: { id: indicator.id }, query: { ...range, division } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const points = (read.data?.points ?? []).map((point): [number, number | null] => [
    Date.parse(point.time),
    point.value,
  ])
  const words = (value: number) => formatWithUnit(value, indicator.unitLabel, indicator.precision)
  return (
    <Chart
      title={pick(indicator.title)}
      unit={indicator.unitLabel}
      precision={indicator.precision}
      source={texts.source}
      time={read.data?.points.at(-1)?.time}
      from={range.from}
      to={range.to}
      series={[{ name: pick(indicator.title), kind: 'step', points }]}
      thresholds={
        indicator.target === null
          ? undefined
          : [{ value: indicator.target, name: texts.target(words(indicator.target)), color: 'gray' }]
      }
    />
  )
}

/** Districts from the best to the worst as the direction of the figure says; bars begin at zero. */
function Ranking({ indicator, ranks }: { indicator: Indicator; ranks: Ranks }) {
  const texts = useTexts(indicatorTexts)
  if (ranks.length === 0) return <Quiet>{texts.noDivisions}</Quiet>
  const sign = indicator.direction === 'down' ? 1 : -1
  const sorted = [...ranks].sort(
    (a, b) =>
      sign *
      ((a.value.value ?? sign * Number.POSITIVE_INFINITY) -
        (b.value.value ?? sign * Number.POSITIVE_INFINITY)),
  )
  const highest = Math.max(0, ...ranks.map((each) => each.value.value ?? 0)) || 1
  return (
    <div className={styles.rank}>
      {sorted.map((each) => (
        <div key={each.name} style={{ display: 'contents' }}>
          <span>{each.name}</span>
          <span className={styles.bar}>
            <i style={{ width: `${Math.max(0, (100 * (each.value.value ?? 0)) / highest)}%` }} />
          </span>
          <span className="number" title={each.value.note ?? undefined}>
            {each.value.value === null
              ? texts.status.unknown
              : formatWithUnit(each.value.value, indicator.unitLabel, indicator.precision)}
          </span>
        </div>
      ))}
    </div>
  )
}
