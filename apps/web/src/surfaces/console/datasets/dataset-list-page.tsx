import { type Dataset, listDatasets } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { datasetTexts } from './datasets.texts.ts'
import { EntryDialog } from './entry-dialog.tsx'

const filters = ['kind', 'layer', 'sharing', 'opening', 'state'] as const

/** 数据资源目录: what data the city has, found by words, class, layer and how it is shared (PLT-052, PLT-054). */
export function DatasetListPage() {
  const texts = useTexts(datasetTexts)
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listDatasets,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <Page
      title={texts.title}
      acts={
        may('data.own') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {texts.entry.register}
          </Button>
        ) : undefined
      }
    >
      <FilterBar
        query={query}
        filters={[
          { name: 'kind', label: texts.kind, options: choices(texts.kinds) },
          { name: 'layer', label: texts.layer, options: choices(texts.layers) },
          { name: 'sharing', label: texts.sharing, options: choices(texts.access) },
          { name: 'opening', label: texts.opening, options: choices(texts.access) },
          { name: 'state', label: texts.state, options: choices(texts.states) },
        ]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable<Dataset>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/datasets/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.columns.name,
            render: (_, each) => (
              <>
                <RowLink to={`/console/datasets/${each.id}`}>{each.name}</RowLink>
                <div className="code">{each.code}</div>
              </>
            ),
          },
          { title: texts.columns.unit, dataIndex: 'organisationName' },
          { title: texts.columns.theme, dataIndex: 'theme' },
          { title: texts.columns.sharing, render: (_, each) => texts.access[each.sharing] },
          { title: texts.columns.opening, render: (_, each) => texts.access[each.opening] },
          {
            title: texts.columns.rows,
            align: 'right',
            render: (_, each) => (each.rows === null ? '—' : formatNumber(each.rows)),
          },
          {
            title: texts.columns.quality,
            align: 'right',
            render: (_, each) => (each.qualityScore === null ? '—' : formatNumber(each.qualityScore)),
          },
          {
            title: texts.columns.updated,
            render: (_, each) => (each.updatedTime ? formatTime(each.updatedTime) : '—'),
          },
          { title: texts.columns.state, render: (_, each) => <DatasetStateTag dataset={each} /> },
        ]}
      />
      {isAdding ? <EntryDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

/** Where an entry stands; late data are said first. */
export function DatasetStateTag({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(datasetTexts)
  if (dataset.isOverdue) return <StateTag tone="bad">{texts.overdue}</StateTag>
  const { state } = dataset
  const tone = state === 'in-review' ? 'loud' : state === 'withdrawn' ? 'over' : undefined
  return <StateTag tone={tone}>{texts.states[state]}</StateTag>
}
