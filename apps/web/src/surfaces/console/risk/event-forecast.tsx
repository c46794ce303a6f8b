import { type EventForecast, getEventForecast, listEventTypes } from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, usePick, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { InputNumber, Select, Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Quiet, Section } from '../parts/page.tsx'
import styles from '../reach/reach.module.css'
import { forecastTexts } from './forecast.texts.ts'

/** 事件预测: how many events are to be expected by day and area, and how well that was told before (GOV-033). */
export function EventForecastPanel({ division }: { division: string | undefined }) {
  const texts = useTexts(forecastTexts)
  const pick = usePick()
  const [type, setType] = useState<string | undefined>()
  const [days, setDays] = useState(7)
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 })
  const read = useRead(
    getEventForecast,
    { query: { days, ...(division ? { division } : {}), ...(type ? { type } : {}) } },
    { keepPrevious: true },
  )
  return (
    <>
      <div className={styles.filters}>
        <Select
          allowClear
          aria-label={texts.type}
          placeholder={texts.allTypes}
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: 240 }}
          value={type}
          options={(types.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))}
          onChange={setType}
        />
        <InputNumber
          prefix={texts.ahead}
          aria-label={texts.ahead}
          min={1}
          max={31}
          style={{ width: 150 }}
          value={days}
          onChange={(value) => setDays(value ?? 7)}
        />
      </div>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data && !read.data.enough ? (
        <EmptyState
          title={texts.little}
          why={texts.littleWhy(formatNumber(read.data.historyDays), formatNumber(read.data.historyEvents))}
        />
      ) : null}
      {read.data?.enough ? <Told told={read.data} /> : null}
      {read.data ? <Quiet>{`${texts.method}：${read.data.method}`}</Quiet> : null}
    </>
  )
}

function Told({ told }: { told: EventForecast }) {
  const texts = useTexts(forecastTexts)
  const past = told.history.map((one) => ({ name: one.day.slice(5), value: one.events }))
  return (
    <Columns
      main={
        <>
          <Section title={texts.past}>
            <div style={{ position: 'relative', height: '12rem' }}>
              <KitChart kind="bar" data={{ items: past, unit: '', precision: 0 }} label={texts.past} />
            </div>
          </Section>
          <Areas told={told} />
        </>
      }
      side={
        <>
          <Section title={texts.next}>
            <Table
              size="small"
              rowKey="day"
              pagination={false}
              dataSource={told.days}
              columns={[
                { title: texts.day, dataIndex: 'day' },
                { title: texts.expected, align: 'right', render: (_, one) => formatNumber(one.value, 1) },
                { title: texts.interval, align: 'right', render: (_, one) => rangeOf(one) },
              ]}
            />
          </Section>
          <Review told={told} />
        </>
      }
    />
  )
}

function rangeOf({ low, high }: { low: number; high: number }): string {
  return `${formatNumber(low, 1)}–${formatNumber(high, 1)}`
}

function Review({ told }: { told: EventForecast }) {
  const texts = useTexts(forecastTexts)
  const { review } = told
  return (
    <Section title={texts.review}>
      <Facts
        facts={[
          ...(review
            ? [
                {
                  ...{ label: texts.review, whole: true },
                  value: texts.hits(formatNumber(review.hits), formatNumber(review.days)),
                },
                { label: texts.error, value: texts.perDay(formatNumber(review.meanError, 2)) },
                { label: texts.naive, value: texts.perDay(formatNumber(review.naiveError, 2)) },
              ]
            : []),
          {
            ...{ label: texts.weekday, whole: true },
            value: told.weekday
              .map((one, at) => `${texts.weekdays[at] ?? ''} ${formatNumber(one, 2)}`)
              .join(' · '),
          },
        ]}
      />
      <Quiet>{told.month ? texts.month : texts.noMonth}</Quiet>
    </Section>
  )
}

function Areas({ told }: { told: EventForecast }) {
  const texts = useTexts(forecastTexts)
  return (
    <Section title={texts.areas}>
      <Table
        size="small"
        rowKey="division"
        pagination={false}
        dataSource={told.areas}
        columns={[
          { title: texts.area, dataIndex: 'name' },
          { title: texts.expected, align: 'right', render: (_, one) => formatNumber(one.value, 1) },
          { title: texts.interval, align: 'right', render: (_, one) => rangeOf(one) },
          {
            ...{ title: texts.last, align: 'right' as const },
            render: (_, one) => `${formatNumber(one.lastExpected, 1)} / ${formatNumber(one.lastActual)}`,
          },
          { title: texts.review, render: (_, one) => (one.isHit ? texts.hit : texts.miss) },
        ]}
      />
    </Section>
  )
}
