import { getPlatformInfo, type Indicator, listIndicators } from '@civitas/sdk'
import { formatNumber, formatWithUnit, RelativeTime, usePick, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page } from '../parts/page.tsx'
import { IndicatorStatusTag } from './indicator-status-tag.tsx'
import { indicatorTexts } from './indicators.texts.ts'

const names = ['domain', 'division'] as const

/** Every measured figure of the city. */
export function IndicatorListPage() {
  const texts = useTexts(indicatorTexts)
  const pick = usePick()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  const { domain, division } = query.filters
  const read = useRead(
    listIndicators,
    { query: { domain, division, search: query.search || undefined } },
    { keepPrevious: true },
  )
  useLive(['indicators'], () => refresh(listIndicators))
  const domains = (info.data?.domains ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))
  const all = read.data ?? []
  return (
    <Page title={texts.list}>
      <FilterBar
        query={query}
        filters={[{ name: 'domain', label: texts.domain, width: 140, options: domains }]}
        division
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable
        label={texts.list}
        read={{
          ...read,
          data: read.data && {
            items: all.slice(query.offset, query.offset + query.limit),
            total: all.length,
          },
        }}
        query={query}
        columns={useColumns(domains)}
        rowKey={(each) => each.id}
        to={(each) => `/console/indicators/${each.id}${division ? `?division=${division}` : ''}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
    </Page>
  )
}

function useColumns(domains: { value: string; label: string }[]): TableColumnsType<Indicator> {
  const { columns, noTarget } = useTexts(indicatorTexts)
  const pick = usePick()
  return [
    {
      title: columns.title,
      key: 'title',
      render: (_, each) => (
        <>
          <RowLink to={`/console/indicators/${each.id}`}>{pick(each.title)}</RowLink>
          <small>{pick(each.description)}</small>
        </>
      ),
      width: 420,
    },
    {
      title: columns.value,
      key: 'value',
      align: 'right',
      render: (_, each) => (
        <b className="number">{formatWithUnit(each.current.value, each.unitLabel, each.precision)}</b>
      ),
    },
    {
      title: columns.status,
      key: 'status',
      render: (_, each) => <IndicatorStatusTag status={each.current.status} />,
    },
    {
      title: columns.target,
      key: 'target',
      align: 'right',
      render: (_, each) =>
        each.target === null ? noTarget : formatWithUnit(each.target, each.unitLabel, each.precision),
    },
    {
      title: columns.rows,
      key: 'rows',
      align: 'right',
      render: (_, each) => formatNumber(each.current.rows),
    },
    {
      title: columns.domain,
      key: 'domain',
      render: (_, each) => domains.find((domain) => domain.value === each.domain)?.label ?? each.domain,
    },
    { title: columns.time, key: 'time', render: (_, each) => <RelativeTime time={each.current.time} /> },
  ]
}
