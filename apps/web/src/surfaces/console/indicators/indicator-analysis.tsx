import {
  compareIndicator,
  compareSources,
  explainChange,
  forecastIndicator,
  type Indicator,
  type OperationOutput,
} from '@civitas/sdk'
import { formatNumber, formatTime, formatWithUnit, Loading, useTexts, useTheme } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Segmented, Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { analysisTexts } from './analysis.texts.ts'

interface AnalysisProps {
  indicator: Indicator
  division?: string
}

const signed = (value: number, decimals: number) => `${value > 0 ? '+' : ''}${formatNumber(value, decimals)}`

/** Against a day, a week, a month and a year ago, and the divisions in order (PLT-090, PLT-105). */
export function Comparison({ indicator, division }: AnalysisProps) {
  const texts = useTexts(analysisTexts)
  const read = useRead(compareIndicator, { params: { id: indicator.id }, query: { division } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Section title={texts.comparison}>
      <Lines>
        {read.data.comparisons.map((one) => (
          <Line
            key={one.against}
            title={texts.against[one.against]}
            note={
              one.change === null
                ? texts.noFormer
                : `${signed(one.change, indicator.precision)} ${indicator.unitLabel}${one.percent === null ? '' : `（${signed(one.percent, 1)}%）`}`
            }
          />
        ))}
        {read.data.unassigned === null ? null : (
          <Line
            title={texts.unassigned}
            note={formatWithUnit(read.data.unassigned, indicator.unitLabel, indicator.precision)}
          />
        )}
      </Lines>
    </Section>
  )
}

type Contribution = OperationOutput<typeof explainChange>['contributions'][number]

/** Which divisions made the figure change within the time window (PLT-091). */
export function WhyItChanged({ indicator, division }: AnalysisProps) {
  const texts = useTexts(analysisTexts)
  const { range } = useTimeWindow()
  const read = useRead(
    explainChange,
    { params: { id: indicator.id }, query: { ...range, division } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const show = (value: number | null) => formatNumber(value, indicator.precision)
  const { columns } = texts
  const { before, after, change, contributions, unassigned } = read.data
  return (
    <Section title={texts.why} extra={change === null ? null : `${show(before)} → ${show(after)}`}>
      <Quiet>{texts.whyOver}</Quiet>
      <Table<Contribution>
        size="small"
        rowKey="division"
        dataSource={contributions}
        pagination={contributions.length > 10 ? { pageSize: 10, size: 'small' } : false}
        columns={[
          { title: columns.division, dataIndex: 'name' },
          { title: columns.before, dataIndex: 'before', align: 'right', render: show },
          { title: columns.after, dataIndex: 'after', align: 'right', render: show },
          {
            ...{ title: columns.change, dataIndex: 'change', align: 'right' },
            render: (value: number | null) => (value === null ? '—' : signed(value, indicator.precision)),
          },
          {
            ...{ title: columns.part, dataIndex: 'share', align: 'right' },
            render: (share: number | null) => (share === null ? '—' : `${formatNumber(share, 1)}%`),
          },
        ]}
      />
      {unassigned === null ? null : <Quiet>{`${texts.unassigned} ${show(unassigned)}`}</Quiet>}
      <Quiet>{`${texts.method}：${read.data.method}`}</Quiet>
    </Section>
  )
}

/** What was, and what is told ahead with its interval, its back-test error and what was out of the ordinary. */
export function IndicatorForecast({ indicator, division }: AnalysisProps) {
  const texts = useTexts(analysisTexts)
  const { palette } = useTheme()
  const [step, setStep] = useState<'hour' | 'day'>('hour')
  const horizon = step === 'hour' ? 24 : 14
  const read = useRead(
    forecastIndicator,
    { params: { id: indicator.id }, query: { division, step, horizon } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { points, forecast, anomalies, mape, method, note } = read.data
  const line = (of: 'value' | 'low' | 'high') =>
    forecast.map((one): [number, number] => [Date.parse(one.time), one[of]])
  const options = (['hour', 'day'] as const).map((value) => ({ value, label: texts.steps[value] }))
  return (
    <Section
      title={texts.forecast}
      extra={
        <Segmented size="small" aria-label={texts.step} options={options} value={step} onChange={setStep} />
      }
    >
      {note ? <Quiet>{note}</Quiet> : null}
      {forecast.length === 0 ? null : (
        <Chart
          title={mape === null ? texts.noMape : texts.mape(formatNumber(mape, 1))}
          source={method}
          unit={indicator.unitLabel}
          precision={indicator.precision}
          series={[
            { name: texts.past, points: points.map((one) => [Date.parse(one.time), one.value]) },
            { name: texts.ahead, points: line('value'), color: palette.accent },
            { name: texts.low, points: line('low'), color: palette.faint },
            { name: texts.high, points: line('high'), color: palette.faint },
          ]}
        />
      )}
      {anomalies.length === 0 ? null : (
        <>
          <h3>{texts.anomalies}</h3>
          <Lines>
            {anomalies.slice(-5).map((one) => (
              <Line
                key={one.time}
                title={formatTime(one.time)}
                note={texts.anomaly(
                  formatNumber(one.value, indicator.precision),
                  formatNumber(one.deviation, 1),
                )}
              />
            ))}
          </Lines>
        </>
      )}
    </Section>
  )
}

/** What several departments say of one figure, side by side with their difference (GOV-005). */
export function SourceComparison({ indicator, division }: AnalysisProps) {
  const texts = useTexts(analysisTexts)
  const read = useRead(compareSources, { params: { id: indicator.id }, query: { division } })
  if (!read.data || read.data.sources.length < 2) return null
  const { sources, differs, difference, period } = read.data
  return (
    <Section
      title={texts.sources}
      extra={
        differs && difference !== null ? (
          <StateTag tone="bad">{texts.differs(formatNumber(difference, 2))}</StateTag>
        ) : (
          texts.agrees
        )
      }
    >
      <div style={{ position: 'relative', height: 40 + 44 * sources.length }}>
        <KitChart
          kind="horizontal-bar"
          label={texts.sources}
          data={{
            items: sources.map((one) => ({ name: one.source, value: one.value })),
            unit: indicator.unitLabel,
            precision: indicator.precision,
          }}
        />
      </div>
      <Lines>
        {sources.map((one) => (
          <Line
            key={one.source}
            title={one.source}
            note={`${formatWithUnit(one.value, indicator.unitLabel, indicator.precision)} · ${period ?? ''} · ${formatTime(one.time)}`}
          />
        ))}
      </Lines>
    </Section>
  )
}
