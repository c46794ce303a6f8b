import { type ForeignCheck, listForeignChecks } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { systemTexts } from './systems.texts.ts'

const filters = ['outcome'] as const

/** Papers of other cities that were verified here, with what was answered. */
export function CheckLog() {
  const texts = useTexts(systemTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listForeignChecks,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.searchCheck}
        filters={[
          {
            ...{ name: 'outcome', label: texts.outcome },
            options: Object.entries(texts.outcomes).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable<ForeignCheck>
        label={texts.tabs.checks}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noChecks, why: texts.noChecksWhy }}
        columns={[
          { title: texts.time, render: (_, each) => formatTime(each.time) },
          { title: texts.city, dataIndex: 'systemName' },
          { title: texts.kind, render: (_, each) => texts.recognitionKinds[each.kind] },
          { title: texts.holder, dataIndex: 'holder' },
          { title: texts.scene, dataIndex: 'scene' },
          {
            title: texts.outcome,
            render: (_, each) => (
              <StateTag tone={each.outcome === 'passed' ? undefined : 'bad'}>{each.text}</StateTag>
            ),
          },
          { title: texts.offline, render: (_, each) => (each.isOffline ? texts.offline : '—') },
        ]}
      />
    </>
  )
}
