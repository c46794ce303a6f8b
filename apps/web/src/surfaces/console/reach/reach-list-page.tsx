import { listReachRuns, type ReachRun } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { reachTexts } from './reach.texts.ts'
import { ReachDialog } from './reach-dialog.tsx'
import { SiteDialog } from './site-dialog.tsx'

const names = ['kind'] as const

/** 可达性与选址: maps computed over the city’s roads (PLT-095). */
export function ReachListPage() {
  const texts = useTexts(reachTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<'reach' | 'site' | null>(null)
  const { limit, offset, search } = query
  const kind = query.filters.kind as ReachRun['kind'] | undefined
  const read = useRead(
    listReachRuns,
    { query: { limit, offset, kind, search: search || undefined } },
    { keepPrevious: true },
  )
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <Page
      title={texts.list}
      under={texts.under}
      acts={
        may('command.simulate') ? (
          <>
            <Button onClick={() => setOpen('site')}>{texts.newSite}</Button>
            <Button type="primary" onClick={() => setOpen('reach')}>
              {texts.newReach}
            </Button>
          </>
        ) : null
      }
    >
      <FilterBar
        query={query}
        filters={[{ name: 'kind', label: texts.kind, width: 128, options: kinds }]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable<Omit<ReachRun, 'result'>>
        label={texts.list}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/reach/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => <RowLink to={`/console/reach/${each.id}`}>{each.title}</RowLink>,
          },
          { title: texts.kind, render: (_, each) => texts.kinds[each.kind] },
          { title: texts.area, dataIndex: 'divisionName' },
          { title: texts.by, dataIndex: 'byName' },
          { title: texts.time, render: (_, each) => formatTime(each.time) },
        ]}
      />
      {open === 'reach' ? <ReachDialog onClose={() => setOpen(null)} /> : null}
      {open === 'site' ? <SiteDialog onClose={() => setOpen(null)} /> : null}
    </Page>
  )
}
