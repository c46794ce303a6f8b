import { listQueryLog, type OperationOutput } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { workbenchTexts } from './workbench.texts.ts'

type Logged = OperationOutput<typeof listQueryLog>['items'][number]

const none = [] as const

/** Queries that were run: one’s own, or everybody’s for who governs. */
export function QueryLog() {
  const texts = useTexts(workbenchTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listQueryLog,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} filters={[]} placeholder={texts.searchLog} searchBox={box} />
      <ListTable<Logged>
        label={texts.tabs.log}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noLog, why: texts.noLogWhy }}
        columns={[
          { title: texts.time, render: (_, each) => formatTime(each.time) },
          { title: texts.by, dataIndex: 'userName' },
          { title: texts.sql, render: (_, each) => <span className="code">{each.sql.slice(0, 120)}</span> },
          {
            title: texts.outcome,
            render: (_, each) => (
              <StateTag tone={each.outcome === 'done' ? undefined : 'bad'}>
                {texts.outcomes[each.outcome]}
              </StateTag>
            ),
          },
          { title: texts.rows, align: 'right', render: (_, each) => formatNumber(each.rows) },
          { title: texts.ms, align: 'right', render: (_, each) => formatNumber(each.ms) },
        ]}
      />
    </>
  )
}
