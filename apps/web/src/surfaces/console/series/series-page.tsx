import {
  listSeriesVintages,
  type OperationOutput,
  putSeriesValues,
  readSeries,
  type SeriesMeasure,
  type SeriesVintage,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { App, Button, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from '../workbench/workbench.module.css'
import { ReleasesDialog } from './releases-dialog.tsx'
import { seriesTexts } from './series.texts.ts'
import { SeriesDialog } from './series-dialog.tsx'

const priced = new Set(['constant-price', 'real-growth'])
const ofParts = new Set(['share', 'rank'])

type Answer = OperationOutput<typeof readSeries>

/** One series: its values as first or last published, growth, and every vintage. */
export function SeriesPage() {
  const { code = '' } = useParams()
  const texts = useTexts(seriesTexts)
  const may = useMay()
  const [measure, setMeasure] = useState<SeriesMeasure>('value')
  const [as, setAs] = useState<'latest' | 'first'>('latest')
  const [dialog, setDialog] = useState<'edit' | 'enter' | 'releases'>()
  const read = useRead(readSeries, { params: { code }, query: { measure, as } }, { keepPrevious: true })
  const vintages = useRead(listSeriesVintages, { params: { code } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { series } = read.data
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <Page
      backTo="/console/series"
      title={series.title}
      under={[
        series.organisationName,
        `${texts.caliber}：${series.caliber}`,
        ...(series.deflator
          ? [
              `${texts.deflatorBase}：${texts.deflatorBases[series.deflatorBase ?? 'year-before']}（${series.deflator}）`,
            ]
          : []),
      ].join(' · ')}
      acts={
        may('data.own') ? (
          <Space>
            <Button onClick={() => setDialog('releases')}>{texts.calendar.set}</Button>
            <Button onClick={() => setDialog('edit')}>{texts.edit}</Button>
            <Button type="primary" onClick={() => setDialog('enter')}>
              {texts.enter}
            </Button>
          </Space>
        ) : null
      }
    >
      <Section
        title={`${texts.measures[measure]}（${read.data.points[0]?.unit ?? series.unit}）`}
        extra={
          <Space wrap>
            <Select
              aria-label={texts.measure}
              value={measure}
              options={choices(texts.measures).filter(
                ({ value }) =>
                  (series.deflator || !priced.has(value)) && (series.partOf || !ofParts.has(value)),
              )}
              style={{ minWidth: 180 }}
              onChange={setMeasure}
            />
            <Select
              aria-label={texts.as}
              value={as}
              options={choices(texts.ass)}
              style={{ minWidth: 120 }}
              onChange={setAs}
            />
          </Space>
        }
      >
        <Quiet>{texts.formula[measure]}</Quiet>
        <Chart answer={read.data} />
        <Points answer={read.data} />
      </Section>
      <Section title={texts.vintages}>
        <Vintages items={vintages.data?.items ?? []} />
      </Section>
      {dialog === 'edit' ? <SeriesDialog series={series} onClose={() => setDialog(undefined)} /> : null}
      {dialog === 'releases' ? <ReleasesDialog code={code} onClose={() => setDialog(undefined)} /> : null}
      {dialog === 'enter' ? <EnterDialog code={code} onClose={() => setDialog(undefined)} /> : null}
    </Page>
  )
}

function Chart({ answer }: { answer: Answer }) {
  const items = answer.points.map((one) => ({ name: one.period, value: one.value }))
  if (items.length === 0) return null
  const kind = ['value', 'moving-average', 'constant-price'].includes(answer.measure) ? 'line' : 'bar'
  return (
    <div className={styles.plot}>
      <KitChart
        kind={kind}
        data={{ items, unit: answer.points[0]?.unit ?? '', precision: 2 }}
        label={answer.series.title}
      />
    </div>
  )
}

function Points({ answer }: { answer: Answer }) {
  const texts = useTexts(seriesTexts)
  return (
    <Table
      size="small"
      rowKey="period"
      dataSource={[...answer.points].reverse()}
      pagination={{ pageSize: 12, showSizeChanger: false, hideOnSinglePage: true }}
      columns={[
        { title: texts.period, dataIndex: 'period' },
        {
          title: texts.value,
          align: 'right',
          render: (_, one) => (one.value === null ? '—' : formatNumber(one.value, 2)),
        },
        { title: texts.note, render: (_, one) => one.note ?? '' },
      ]}
    />
  )
}

function Vintages({ items }: { items: readonly SeriesVintage[] }) {
  const texts = useTexts(seriesTexts)
  return (
    <Table<SeriesVintage>
      size="small"
      rowKey={(one) => `${one.period} ${one.vintage}`}
      dataSource={[...items]}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 12, showSizeChanger: false, hideOnSinglePage: true }}
      columns={[
        { title: texts.period, dataIndex: 'period' },
        { title: texts.vintage, align: 'right', dataIndex: 'vintage' },
        { title: texts.value, align: 'right', render: (_, one) => formatNumber(one.value, 2) },
        { title: texts.caliber, dataIndex: 'caliber' },
        {
          title: texts.published,
          render: (_, one) => {
            const isHeld = one.releaseTime !== null && new Date(one.releaseTime) > new Date()
            return isHeld
              ? `${formatTime(one.releaseTime as string)} · ${texts.embargo}`
              : formatTime(one.releaseTime ?? one.publishedTime)
          },
        },
        { title: texts.note, dataIndex: 'note' },
      ]}
    />
  )
}

interface Entered {
  period: string
  value: number
  caliber?: string
  note?: string
  release?: { toISOString(): string }
}

function EnterDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const texts = useTexts(seriesTexts)
  const { modal } = App.useApp()
  return (
    <FormDialog<Entered>
      title={texts.enter}
      fields={[
        { name: 'period', label: texts.period, kind: 'code', required: true, placeholder: '2026-07' },
        { name: 'value', label: texts.value, kind: 'number', required: true },
        { name: 'caliber', label: texts.changedCaliber, kind: 'text', maxLength: 500 },
        { name: 'note', label: texts.note, kind: 'text', maxLength: 300 },
        { name: 'release', label: texts.release, kind: 'day' },
      ]}
      act={async ({ period, value, caliber, note, release }) => {
        const { warnings } = await client.call(putSeriesValues, {
          params: { code },
          body: {
            values: [
              {
                ...{ period, value },
                ...(caliber ? { caliber } : {}),
                ...(note ? { note } : {}),
                ...(release ? { releaseTime: release.toISOString() } : {}),
              },
            ],
          },
        })
        refresh(readSeries, listSeriesVintages)
        if (warnings.length > 0) modal.warning({ title: texts.warnings, content: warnings.join('；') })
      }}
      onClose={onClose}
    />
  )
}
