import { type Article, listArticles } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { ArticleDialog } from './article-dialog.tsx'
import { publicityTexts } from './publicity.texts.ts'

const filters = ['state'] as const

export function ArticleStateTag({ state }: { state: Article['state'] }) {
  const texts = useTexts(publicityTexts)
  const tone =
    state === 'published' || state === 'withdrawn' ? 'over' : state === 'draft' ? undefined : 'loud'
  return <StateTag tone={tone}>{texts.states[state]}</StateTag>
}

export function ArticleList() {
  const texts = useTexts(publicityTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [writing, setWriting] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listArticles,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <>
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
      >
        <Button type="primary" onClick={() => setWriting(true)}>
          {texts.write}
        </Button>
      </FilterBar>
      <ListTable<Article>
        label={texts.tabs.articles}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/articles/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.headline,
            render: (_, each) => <RowLink to={`/console/articles/${each.id}`}>{each.content.title}</RowLink>,
          },
          { title: texts.column, dataIndex: 'columnTitle' },
          { title: texts.state, render: (_, each) => <ArticleStateTag state={each.state} /> },
          { title: texts.author, dataIndex: 'authorName' },
          { title: texts.changed, render: (_, each) => formatTime(each.changedTime) },
          { title: texts.visits, align: 'right', dataIndex: 'visits' },
        ]}
      />
      {writing ? <ArticleDialog onClose={() => setWriting(false)} /> : null}
    </>
  )
}
