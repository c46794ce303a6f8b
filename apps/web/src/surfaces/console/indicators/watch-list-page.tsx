import { listWatches, removeWatch, type Watch } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { analysisTexts } from './analysis.texts.ts'

/** Figures a person wants to be told of, with their limits; one’s own and few. */
export function WatchListPage() {
  const texts = useTexts(analysisTexts)
  const [problem, setProblem] = useState<Error | null>(null)
  const read = useRead(listWatches, {}, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { watchColumns: columns } = texts
  const remove = (id: string) =>
    client
      .call(removeWatch, { params: { id } })
      .then(() => refresh(listWatches))
      .catch(setProblem)
  return (
    <Page title={texts.watches}>
      <ProblemNote error={problem} />
      <Table<Watch>
        size="small"
        rowKey="id"
        dataSource={read.data}
        pagination={read.data.length > 20 ? { pageSize: 20 } : false}
        locale={{ emptyText: <EmptyState title={texts.noWatches} why={texts.noWatchesWhy} /> }}
        columns={[
          {
            title: columns.title,
            render: (_, one) => (
              <Link to={`/console/indicators/${one.indicatorId}?division=${one.division}`}>{one.title}</Link>
            ),
          },
          { title: columns.value, align: 'right', render: (_, one) => formatNumber(one.value, 2) },
          {
            title: columns.limit,
            align: 'right',
            render: (_, one) => `${one.op} ${formatNumber(one.limit, 2)}`,
          },
          {
            title: columns.state,
            render: (_, one) => (
              <StateTag tone={one.isCrossed ? 'bad' : undefined}>
                {one.isCrossed ? texts.crossed : texts.notCrossed}
              </StateTag>
            ),
          },
          {
            title: columns.told,
            render: (_, one) => (one.lastTold ? formatTime(one.lastTold) : texts.never),
          },
          {
            title: columns.act,
            render: (_, one) => (
              <Button size="small" onClick={() => void remove(one.id)}>
                {texts.unwatch}
              </Button>
            ),
          },
        ]}
      />
    </Page>
  )
}
