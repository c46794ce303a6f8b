import {
  comparePolicy,
  compareSeasons,
  listPolicyComparisons,
  type PolicyComparison,
  type SeasonMean,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Button, Space, Table, Tabs } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { IndicatorSelect } from '../decisions/series-field.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { Page, Quiet, Section } from '../parts/page.tsx'
import { DivisionField } from '../reach/reach-dialog.tsx'
import { policiesTexts } from './policies.texts.ts'

const none = [] as const

/** 政策与季节对比: what changed at a policy, and the seasons of a figure (GOV-060). */
export function PolicyListPage() {
  const texts = useTexts(policiesTexts)
  const [isComparing, setComparing] = useState(false)
  return (
    <Page
      title={texts.list}
      under={texts.under}
      acts={
        <Button type="primary" onClick={() => setComparing(true)}>
          {texts.compare}
        </Button>
      }
    >
      <Tabs
        items={[
          { key: 'policies', label: texts.tabs.policies, children: <Comparisons /> },
          { key: 'seasons', label: texts.tabs.seasons, children: <Seasons /> },
        ]}
      />
      {isComparing ? <CompareDialog onClose={() => setComparing(false)} /> : null}
    </Page>
  )
}

function Comparisons() {
  const texts = useTexts(policiesTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listPolicyComparisons,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<PolicyComparison>
        label={texts.list}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/policies/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => (
              <>
                <RowLink to={`/console/policies/${each.id}`}>{each.title}</RowLink>
                <small>{each.indicatorTitle}</small>
              </>
            ),
          },
          { title: texts.day, dataIndex: 'policyDay' },
          { title: texts.controlShort, render: (_, each) => each.controlName ?? texts.noControl },
          {
            ...{ title: texts.effect, align: 'right' },
            render: (_, each) => `${formatNumber(each.effect, 2)} ${each.unit}`,
          },
          { title: texts.interval, align: 'right', render: (_, each) => intervalOf(texts, each) },
          { title: texts.by, render: (_, each) => `${each.byName} ${formatTime(each.computedTime)}` },
        ]}
      />
    </>
  )
}

function intervalOf(texts: { to: (low: string, high: string) => string }, { low, high }: PolicyComparison) {
  return low === null ? '—' : texts.to(formatNumber(low, 2), formatNumber(high, 2))
}

interface Values {
  title: string
  indicator: string
  division: string
  control?: string
  day: Dayjs
  days: number
  lastYear?: boolean
}

function CompareDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(policiesTexts)
  const navigate = useNavigate()
  return (
    <FormDialog<Values>
      title={texts.compare}
      first={{ day: dayjs().subtract(14, 'day'), days: 14 }}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 100 },
        {
          ...{ name: 'indicator', label: texts.indicator, kind: 'custom', required: true },
          control: <IndicatorSelect />,
        },
        {
          ...{ name: 'division', label: texts.division, kind: 'custom', required: true },
          control: <DivisionField />,
        },
        { name: 'control', label: texts.control, kind: 'custom', control: <DivisionField /> },
        { name: 'day', label: texts.day, kind: 'day', required: true },
        { name: 'days', label: texts.days, kind: 'number', min: 7, max: 180, required: true },
        { name: 'lastYear', label: texts.lastYear, kind: 'tick' },
      ]}
      act={async ({ day, control, lastYear, ...values }) => {
        const body = {
          ...{ ...values, policyDay: toDay(day) },
          ...(control ? { control } : {}),
          ...(lastYear ? { lastYear } : {}),
        }
        const { id } = await client.call(comparePolicy, { body })
        refresh(listPolicyComparisons)
        navigate(`/console/policies/${id}`)
      }}
      onClose={onClose}
    />
  )
}

function Seasons() {
  const texts = useTexts(policiesTexts)
  const [indicator, setIndicator] = useState<string | undefined>()
  const [division, setDivision] = useState<string | undefined>()
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <div style={{ width: 320 }}>
          <IndicatorSelect value={indicator} onChange={setIndicator} />
        </div>
        <DivisionSelect value={division} onChange={setDivision} />
      </Space>
      {indicator ? (
        <SeasonMeans indicator={indicator} division={division} />
      ) : (
        <Quiet>{texts.chooseIndicator}</Quiet>
      )}
    </>
  )
}

function SeasonMeans({ indicator, division }: { indicator: string; division: string | undefined }) {
  const texts = useTexts(policiesTexts)
  const read = useRead(compareSeasons, { params: { id: indicator }, query: division ? { division } : {} })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { title, unit, seasons, method } = read.data
  const nameOf = (one: SeasonMean) => `${one.year} ${texts.seasons[one.season]}`
  return (
    <Section title={`${title}（${unit}）`}>
      {seasons.length === 0 ? <Quiet>{texts.noHistory}</Quiet> : null}
      <div style={{ position: 'relative', height: '14rem' }}>
        <KitChart
          kind="bar"
          label={title}
          data={{ items: seasons.map((one) => ({ name: nameOf(one), value: one.mean })), unit, precision: 1 }}
        />
      </div>
      <Table<SeasonMean>
        size="small"
        rowKey={nameOf}
        scroll={{ x: 'max-content' }}
        pagination={false}
        dataSource={seasons}
        columns={[
          { title: texts.season, render: (_, one) => nameOf(one) },
          { title: texts.count, align: 'right', render: (_, one) => formatNumber(one.days) },
          { title: texts.mean, align: 'right', render: (_, one) => formatNumber(one.mean, 2) },
          {
            ...{ title: texts.interval, align: 'right' },
            render: (_, one) =>
              one.low === null ? '—' : texts.to(formatNumber(one.low, 2), formatNumber(one.high, 2)),
          },
        ]}
      />
      <Quiet>{`${texts.method}：${method}`}</Quiet>
    </Section>
  )
}
