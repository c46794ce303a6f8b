import { listTrackQueries, type TrackQuery } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { tracksTexts } from './tracks.texts.ts'

const none: string[] = []

/** Who asked for positions and tracks of people, and why. */
export function QueryList() {
  const texts = useTexts(tracksTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listTrackQueries,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box} />
      <ListTable
        label={texts.tabs.queries}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noQueries, why: texts.noQueriesWhy }}
      />
    </>
  )
}

function useColumns(): TableColumnsType<TrackQuery> {
  const texts = useTexts(tracksTexts)
  return [
    { title: texts.time, key: 'time', render: (_, each) => formatTime(each.time) },
    { title: texts.who, key: 'who', render: (_, each) => each.userName },
    { title: texts.queryKind, key: 'kind', render: (_, each) => texts.queryKinds[each.kind] },
    { title: texts.object, key: 'object', render: (_, each) => each.entityName ?? '—' },
    {
      title: texts.purpose,
      key: 'purpose',
      ellipsis: true,
      width: 240,
      render: (_, each) => each.purpose ?? '—',
    },
    { title: texts.approver, key: 'approver', render: (_, each) => each.approver ?? '—' },
    {
      title: texts.outcome,
      key: 'outcome',
      render: (_, each) => (
        <StateTag tone={each.outcome === 'hidden' ? 'loud' : undefined}>
          {texts.outcomes[each.outcome]}
        </StateTag>
      ),
    },
    { title: texts.results, key: 'found', align: 'right', render: (_, each) => formatNumber(each.found) },
  ]
}
