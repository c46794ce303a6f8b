import { listRelations, type Relation } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page } from '../parts/page.tsx'
import { decisionsTexts } from './decisions.texts.ts'
import { RelateDialog } from './relate-dialog.tsx'

const none = [] as const

/** Analyses of how one series follows another (PLT-095). */
export function RelationListPage() {
  const texts = useTexts(decisionsTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listRelations,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.relations}
      under={texts.relationsUnder}
      acts={
        <Button type="primary" onClick={() => setMaking(true)}>
          {texts.relate}
        </Button>
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.searchRelations} searchBox={box} />
      <ListTable<Omit<Relation, 'lags'>>
        label={texts.relations}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/relations/${each.id}`}
        searchBox={box}
        empty={{ title: texts.noRelations, why: texts.noRelationsWhy }}
        columns={[
          {
            title: texts.cause,
            render: (_, each) => <RowLink to={`/console/relations/${each.id}`}>{each.cause.title}</RowLink>,
          },
          { title: texts.effect, render: (_, each) => each.effect.title },
          {
            ...{ title: texts.best, align: 'right' },
            render: (_, each) =>
              each.best ? texts.bestValue(formatNumber(each.best.lag), texts.steps[each.step]) : '—',
          },
          {
            ...{ title: texts.correlation, align: 'right' },
            render: (_, each) => formatNumber(each.best?.correlation ?? null, 2),
          },
          { title: texts.computed, render: (_, each) => formatTime(each.computedTime) },
        ]}
      />
      {isMaking ? <RelateDialog onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}
