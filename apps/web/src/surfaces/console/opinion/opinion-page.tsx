import { listOpinionTopics, type OpinionTopic } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { opinionTexts } from './opinion.texts.ts'
import { OpinionReportPanel } from './opinion-report.tsx'
import { WatchList } from './watch-list.tsx'

/** 网络舆情: topics of public texts with their heat and alerts, and what is watched for. */
export function OpinionPage() {
  const texts = useTexts(opinionTexts)
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page title={texts.list} under={texts.noSentiment}>
      <Tabs
        activeKey={parameters.get('tab') ?? 'topics'}
        destroyOnHidden
        onChange={(tab) => setParameters({ tab })}
        items={[
          { key: 'topics', label: texts.topics, children: <Topics /> },
          { key: 'reports', label: texts.reports.tab, children: <OpinionReportPanel /> },
          { key: 'watches', label: texts.watches, children: <WatchList /> },
        ]}
      />
    </Page>
  )
}

const names = ['state', 'division'] as const

function Topics() {
  const texts = useTexts(opinionTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [importing, setImporting] = useState(false)
  const { state, division } = query.filters
  const read = useRead(
    listOpinionTopics,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined, division },
        state: state as 'burst' | 'watching' | 'closed' | undefined,
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const options = Object.entries(texts.states).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar
        query={query}
        filters={[{ name: 'state', label: texts.columns.alert, width: 128, options }]}
        division
        placeholder={texts.search}
        searchBox={box}
      >
        {may('events.handle') ? <Button onClick={() => setImporting(true)}>{texts.import}</Button> : null}
      </FilterBar>
      <ListTable
        label={texts.list}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        to={(one) => `/console/opinion/${one.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {importing ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </>
  )
}

/** Whether a topic has burst, is watched, or is done with. */
export function AlertTag({ topic }: { topic: OpinionTopic }) {
  const { states } = useTexts(opinionTexts)
  if (topic.closedTime) return <StateTag tone="over">{states.closed}</StateTag>
  return topic.burst ? <StateTag tone="bad">{states.burst}</StateTag> : <StateTag>{states.watching}</StateTag>
}

function useColumns(): TableColumnsType<OpinionTopic> {
  const { columns } = useTexts(opinionTexts)
  return [
    {
      title: columns.topic,
      key: 'topic',
      render: (_, one) => <RowLink to={`/console/opinion/${one.id}`}>{one.title}</RowLink>,
    },
    { title: columns.area, key: 'area', render: (_, one) => one.divisionName ?? '—' },
    { title: columns.heat, key: 'heat', align: 'right', render: (_, one) => formatNumber(one.heat) },
    {
      ...{ title: columns.contents, key: 'contents', align: 'right' as const },
      render: (_, one) => formatNumber(one.contents),
    },
    { title: columns.first, key: 'first', render: (_, one) => one.firstSource },
    { title: columns.alert, key: 'alert', render: (_, one) => <AlertTag topic={one} /> },
    {
      title: columns.event,
      key: 'event',
      render: (_, one) =>
        one.eventId ? <Link to={`/console/events/${one.eventId}`}>{one.eventReference}</Link> : '—',
    },
    { title: columns.last, key: 'last', render: (_, one) => formatTime(one.lastTime) },
  ]
}
