import { listPartnerCalls, type PartnerCall } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { kioskTexts } from './kiosks.texts.ts'

const filters = ['outcome'] as const

/** What partners called, with those that were refused. */
export function CallList() {
  const texts = useTexts(kioskTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listPartnerCalls,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.terminal}
        filters={[
          {
            ...{ name: 'outcome', label: texts.outcome, width: 160 },
            options: Object.entries(texts.outcomes).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable<PartnerCall>
        label={texts.tabs.calls}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noCalls, why: texts.noCallsWhy }}
        columns={[
          { title: texts.partnerName, dataIndex: 'partnerName' },
          { title: texts.terminal, dataIndex: 'terminal' },
          { title: texts.item, dataIndex: 'item' },
          {
            title: texts.outcome,
            render: (_, each) => (
              <StateTag tone={each.outcome === 'allowed' ? undefined : 'bad'}>
                {texts.outcomes[each.outcome]}
              </StateTag>
            ),
          },
          { title: texts.time, render: (_, each) => formatTime(each.time) },
        ]}
      />
    </>
  )
}
