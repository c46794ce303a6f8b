import { type DataApplication, listDataApplications } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ApplicationDrawer } from './application-drawer.tsx'
import { ApplicationState } from './application-state.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['side', 'state', 'application'] as const

/** Requests for data by one’s organisation and to it. */
export function ApplicationList() {
  const all = useTexts(sharingTexts)
  const texts = all.requests
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [search, setSearch] = useSearchParams()
  const { side, state } = query.filters
  const read = useRead(
    listDataApplications,
    { query: { limit: query.limit, offset: query.offset, side, state } as object },
    { keepPrevious: true },
  )
  const open = (id: string | null) => query.set({ application: id, page: query.page })
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[
          { name: 'side', label: texts.side, options: toChoices(texts.sides) },
          { name: 'state', label: all.state, options: toChoices(texts.states) },
        ]}
      />
      <ListTable<DataApplication>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={(each) => open(each.id)}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          {
            title: texts.number,
            render: (_, each) => (
              <Button type="link" className="code" style={{ padding: 0 }} onClick={() => open(each.id)}>
                {each.number}
              </Button>
            ),
          },
          { title: all.dataset, dataIndex: 'datasetName' },
          { title: texts.applicant, dataIndex: 'organisationName' },
          { title: texts.provider, dataIndex: 'providerName' },
          { title: all.purpose, dataIndex: 'purpose' },
          { title: all.time, render: (_, each) => formatTime(each.submittedTime) },
          { title: texts.due, render: (_, each) => each.dueDay ?? all.none },
          { title: all.state, render: (_, each) => <ApplicationState application={each} /> },
        ]}
      />
      {search.get('application') ? (
        <ApplicationDrawer
          id={search.get('application') as string}
          onClose={() => {
            search.delete('application')
            setSearch(search, { replace: true })
          }}
        />
      ) : null}
    </>
  )
}
