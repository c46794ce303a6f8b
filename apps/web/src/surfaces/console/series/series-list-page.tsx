import { type EconomicSeries, listSeries } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { seriesTexts } from './series.texts.ts'
import { SeriesDialog } from './series-dialog.tsx'

const none = [] as const

/** 宏观经济序列: what is published about the economy, by whom and how often (PLT-049). */
export function SeriesListPage() {
  const texts = useTexts(seriesTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [isImporting, setImporting] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listSeries,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        <Space>
          <Link to="/console/series/calendar">{texts.calendar.title}</Link>
          {may('data.own') ? (
            <>
              <Button onClick={() => setImporting(true)}>{texts.table.title}</Button>
              <Button type="primary" onClick={() => setMaking(true)}>
                {texts.make}
              </Button>
            </>
          ) : null}
        </Space>
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<EconomicSeries>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.code}
        to={(each) => `/console/series/${each.code}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.columns.title,
            render: (_, each) => <RowLink to={`/console/series/${each.code}`}>{each.title}</RowLink>,
          },
          { title: texts.columns.code, render: (_, each) => <span className="code">{each.code}</span> },
          { title: texts.columns.unit, dataIndex: 'unit' },
          {
            title: texts.columns.frequency,
            render: (_, each) =>
              `${texts.frequencies[each.frequency]}${each.isCumulative ? ` · ${texts.isCumulative}` : ''}`,
          },
          { title: texts.columns.organisation, dataIndex: 'organisationName' },
          { title: texts.columns.last, render: (_, each) => each.lastPeriod ?? '—' },
        ]}
      />
      {isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}
      {isMaking ? <SeriesDialog onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}
