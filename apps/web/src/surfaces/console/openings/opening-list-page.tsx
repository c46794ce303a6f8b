import { getOpenRate, listOpenings, type Opening } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { OpeningDrawer } from './opening-drawer.tsx'
import { OpeningStateTag } from './opening-state-tag.tsx'
import { openingTexts } from './openings.texts.ts'
import { ProposeDialog } from './propose-dialog.tsx'

const filters = ['state'] as const

/** 数据开放: proposals to open data and where they stand (PLT-068). */
export function OpeningListPage() {
  const texts = useTexts(openingTexts)
  const may = useMay()
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [proposing, setProposing] = useState(false)
  const [opened, setOpened] = useState<Opening | null>(null)
  const { limit, offset, search } = query
  const rate = useRead(getOpenRate, {})
  const read = useRead(
    listOpenings,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        <>
          <Link to="/open">{texts.site}</Link>
          {may('data.own') ? (
            <Button type="primary" onClick={() => setProposing(true)}>
              {texts.propose}
            </Button>
          ) : null}
        </>
      }
    >
      {rate.data ? (
        <Quiet>
          {texts.rate} {rate.data.percent === null ? '—' : `${formatNumber(rate.data.percent, 1)}%`}（
          {texts.rateOf(rate.data.open, rate.data.allowed)}）。{rate.data.definition}
        </Quiet>
      ) : null}
      <FilterBar
        query={query}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable<Opening>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={setOpened}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.dataset,
            render: (_, each) => (
              <Button type="link" size="small" onClick={() => setOpened(each)}>
                {each.datasetName}
              </Button>
            ),
          },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.opening, render: (_, each) => texts.openings[each.opening] },
          { title: texts.by, dataIndex: 'userName' },
          { title: texts.time, render: (_, each) => formatTime(each.createdTime) },
          { title: texts.state, render: (_, each) => <OpeningStateTag opening={each} /> },
        ]}
      />
      {proposing ? <ProposeDialog onClose={() => setProposing(false)} onProposed={setOpened} /> : null}
      {opened ? (
        <OpeningDrawer opening={opened} onChange={setOpened} onClose={() => setOpened(null)} />
      ) : null}
    </Page>
  )
}
