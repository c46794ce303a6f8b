import { getQualityOverview, listDatasetQuality, listGovernTasks, listQualityIssues } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, Stat, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Tabs } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page, Section, StateTag } from '../parts/page.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { pageSize, Rows } from './parts.tsx'

/** 质量中心: scores by dimension and unit, their trend, what is open (PLT-063). */
export function QualityPage() {
  const texts = useTexts(governTexts)
  const { quality } = texts
  return (
    <Page title={quality.title}>
      <Overview />
      <Tabs
        items={[
          { key: 'issues', label: quality.list, children: <IssueList /> },
          { key: 'resources', label: quality.resources, children: <ResourceList /> },
          { key: 'tasks', label: texts.common.tasks, children: <TaskList /> },
        ]}
      />
    </Page>
  )
}

function Overview() {
  const texts = useTexts(governTexts)
  const { quality } = texts
  const read = useRead(getQualityOverview, { query: {} })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { score, datasets, openIssues, dimensions, units, trend } = read.data
  const bars = (items: { name: string; value: number }[]) => ({ items, unit: '', precision: 1 })
  return (
    <>
      <div className={styles.stats}>
        <Stat label={quality.score} value={score === null ? '—' : formatNumber(score, 1)} />
        <Stat label={quality.datasets} value={formatNumber(datasets)} />
        <Stat
          label={quality.issues}
          value={formatNumber(openIssues)}
          tone={openIssues > 0 ? 'attention' : 'normal'}
        />
      </div>
      <div className={styles.charts}>
        <Section title={quality.byDimension}>
          <div className={styles.chart}>
            <KitChart
              kind="radar"
              label={quality.byDimension}
              data={bars(
                Object.entries(texts.dimensions).flatMap(([id, name]) =>
                  dimensions[id] === undefined ? [] : [{ name, value: dimensions[id] }],
                ),
              )}
            />
          </div>
        </Section>
        <Section title={quality.byUnit}>
          <div className={styles.chart}>
            <KitChart
              kind="horizontal-bar"
              label={quality.byUnit}
              data={bars(
                units.slice(0, 8).map((unit) => ({ name: unit.organisationName, value: unit.score })),
              )}
            />
          </div>
        </Section>
        <Section title={quality.trend}>
          <div className={styles.chart}>
            <KitChart
              kind="line"
              label={quality.trend}
              data={{
                items: trend.map(({ day, score: value }) => ({
                  name: day,
                  time: `${day}T00:00:00+08:00`,
                  value,
                })),
                unit: '',
                precision: 1,
              }}
            />
          </div>
        </Section>
      </div>
    </>
  )
}

function IssueList() {
  const texts = useTexts(governTexts)
  const [at, set] = useState(1)
  const read = useRead(
    listQualityIssues,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <Rows
      label={texts.quality.list}
      read={read}
      rowKey={(row) => row.id}
      page={{ at, set }}
      columns={[
        {
          title: texts.quality.rule,
          render: (_, row) => <Link to={`/console/quality/issues/${row.id}`}>{row.ruleName}</Link>,
        },
        { title: texts.common.dataset, dataIndex: 'datasetName' },
        { title: texts.common.unit, dataIndex: 'organisationName' },
        { title: texts.quality.dimension, render: (_, row) => texts.dimensions[row.dimension] },
        { title: texts.quality.failing, align: 'right', render: (_, row) => formatNumber(row.failing) },
        { title: texts.quality.reopened, align: 'right', dataIndex: 'reopened' },
        {
          title: texts.common.state,
          render: (_, row) => (
            <StateTag tone={row.state === 'open' ? 'bad' : row.state === 'rechecking' ? 'loud' : 'over'}>
              {texts.issueStates[row.state]}
            </StateTag>
          ),
        },
        { title: texts.common.time, render: (_, row) => formatTime(row.openedTime) },
      ]}
    />
  )
}

function ResourceList() {
  const texts = useTexts(governTexts)
  const [at, set] = useState(1)
  const read = useRead(
    listDatasetQuality,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const sign = (is: boolean) => (is ? texts.common.yes : texts.common.no)
  return (
    <Rows
      label={texts.quality.resources}
      read={read}
      rowKey={(row) => row.datasetId}
      page={{ at, set }}
      columns={[
        {
          title: texts.common.dataset,
          render: (_, row) => <Link to={`/console/quality/datasets/${row.datasetId}`}>{row.name}</Link>,
        },
        { title: texts.common.unit, dataIndex: 'organisationName' },
        {
          title: texts.quality.score,
          align: 'right',
          render: (_, row) => (row.score === null ? '—' : formatNumber(row.score, 1)),
        },
        { title: texts.quality.rules, align: 'right', dataIndex: 'rules' },
        { title: texts.quality.issues, align: 'right', dataIndex: 'openIssues' },
        { title: texts.quality.usable, render: (_, row) => sign(row.isUsable) },
        { title: texts.quality.watched, render: (_, row) => sign(row.isWatched) },
        { title: texts.quality.traceable, render: (_, row) => sign(row.isTraceable) },
        { title: texts.quality.accountable, render: (_, row) => sign(row.isAccountable) },
      ]}
    />
  )
}

function TaskList() {
  const texts = useTexts(governTexts)
  const [at, set] = useState(1)
  const read = useRead(
    listGovernTasks,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <Rows
      label={texts.common.tasks}
      read={read}
      rowKey={(row) => row.id}
      page={{ at, set }}
      columns={[
        {
          title: texts.common.name,
          render: (_, row) => (row.link ? <Link to={row.link}>{row.title}</Link> : row.title),
        },
        { title: texts.common.unit, dataIndex: 'organisationName' },
        { title: texts.common.note, render: (_, row) => <span className={styles.words}>{row.text}</span> },
        { title: texts.common.state, render: (_, row) => texts.states[row.state] },
        { title: texts.common.time, render: (_, row) => formatTime(row.openedTime) },
      ]}
    />
  )
}
