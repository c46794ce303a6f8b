import { type ContextSourceSummary, listContextSources } from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { subscriptionsTexts } from './subscriptions.texts.ts'

const none: string[] = []

/** Other brokers that are asked together with this one. */
export function SourceList() {
  const texts = useTexts(subscriptionsTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listContextSources,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box} />
      <ListTable
        label={texts.tabs.sources}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => `${each.tenant} ${each.id}`}
        searchBox={box}
        empty={{ title: texts.noSources, why: texts.noSourcesWhy }}
      />
    </>
  )
}

function useColumns(): TableColumnsType<ContextSourceSummary> {
  const texts = useTexts(subscriptionsTexts)
  return [
    {
      title: texts.name,
      key: 'name',
      render: (_, each) => each.name || <span className="code">{each.id}</span>,
    },
    { title: texts.mode, key: 'mode', render: (_, each) => texts.modes[each.mode] },
    {
      title: texts.endpoint,
      key: 'endpoint',
      ellipsis: true,
      width: 240,
      render: (_, each) => <span className="code">{each.endpoint}</span>,
    },
    {
      title: texts.entities,
      key: 'entities',
      ellipsis: true,
      width: 200,
      render: (_, each) => <span className="code">{each.entities.join(' · ') || texts.allTypes}</span>,
    },
    {
      title: texts.operations,
      key: 'operations',
      ellipsis: true,
      width: 180,
      render: (_, each) => <span className="code">{each.operations.join(' · ')}</span>,
    },
    {
      title: texts.sent,
      key: 'sent',
      align: 'right',
      render: (_, each) => `${formatNumber(each.timesSent)} / ${formatNumber(each.timesFailed)}`,
    },
    {
      title: texts.lastSuccess,
      key: 'success',
      render: (_, each) => (each.lastSuccess ? <RelativeTime time={each.lastSuccess} /> : texts.never),
    },
    {
      title: texts.lastFailure,
      key: 'failure',
      render: (_, each) =>
        each.lastFailure ? (
          <StateTag tone="bad">
            <span title={each.lastError ?? undefined}>{formatTime(each.lastFailure)}</span>
          </StateTag>
        ) : (
          '—'
        ),
    },
    {
      title: texts.expires,
      key: 'expires',
      render: (_, each) => (each.expiresAt ? formatTime(each.expiresAt) : texts.forever),
    },
  ]
}
