import {
  compareDatasetRevisions,
  type Dataset,
  type DatasetItem,
  type DatasetRevision,
  listDatasetItems,
  listDatasetRatings,
  listDatasetRevisions,
} from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { sharingTexts } from './sharing.texts.ts'

/** 一数一源: who is the source of each item of a dataset. */
export function DatasetSources({ dataset }: { dataset: Dataset }) {
  const all = useTexts(sharingTexts)
  const texts = all.entry
  const read = useRead(listDatasetItems, { params: { id: dataset.id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Table<DatasetItem>
      size="small"
      rowKey="field"
      loading={read.isPending}
      dataSource={read.data?.items}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: texts.item, dataIndex: 'title' },
        {
          title: texts.sourceState,
          render: (_, each) => (
            <StateTag tone={each.state === 'pending' ? 'loud' : undefined}>{each.stateName}</StateTag>
          ),
        },
        { title: texts.source, render: (_, each) => each.sourceName ?? all.none },
      ]}
    />
  )
}

/** Revisions of an entry, each compared with the one before. */
export function DatasetRevisions({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(sharingTexts).entry
  const [page, setPage] = useState(1)
  const [compared, setCompared] = useState<number | null>(null)
  const query = { limit: 20, offset: (page - 1) * 20 }
  const read = useRead(listDatasetRevisions, { params: { id: dataset.id }, query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <>
      <Table<DatasetRevision>
        size="small"
        rowKey="revision"
        loading={read.isPending}
        dataSource={read.data?.items}
        scroll={{ x: 'max-content' }}
        pagination={{
          ...{
            current: page,
            pageSize: 20,
            total: read.data?.total ?? 0,
            hideOnSinglePage: true,
            onChange: setPage,
          },
        }}
        columns={[
          { title: texts.revision, dataIndex: 'revision', align: 'right' },
          { title: texts.by, render: (_, each) => each.userName ?? '—' },
          { title: texts.from, render: (_, each) => formatTime(each.time) },
          {
            title: '',
            key: 'acts',
            render: (_, each) =>
              each.revision > 1 ? (
                <Button size="small" onClick={() => setCompared(each.revision)}>
                  {texts.compare}
                </Button>
              ) : null,
          },
        ]}
      />
      {compared ? <Difference id={dataset.id} revision={compared} /> : null}
    </>
  )
}

function Difference({ id, revision }: { id: string; revision: number }) {
  const texts = useTexts(sharingTexts).entry
  const read = useRead(compareDatasetRevisions, {
    params: { id },
    query: { from: revision - 1, to: revision },
  })
  if (!read.data) return <Loading />
  return (
    <Section title={`${revision - 1} → ${revision}`}>
      {read.data.changes.length === 0 ? <Quiet>{texts.same}</Quiet> : null}
      <Table
        size="small"
        rowKey="path"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={read.data.changes}
        columns={[
          { title: texts.path, render: (_, each) => <span className="code">{each.path}</span> },
          { title: texts.before, render: (_, each) => each.before ?? '—' },
          { title: texts.after, render: (_, each) => each.after ?? '—' },
        ]}
      />
    </Section>
  )
}

/** What users say of a dataset. */
export function DatasetRatings({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(sharingTexts).entry
  const read = useRead(listDatasetRatings, { params: { id: dataset.id }, query: { limit: 100 } })
  if (!read.data) return <Loading />
  if (read.data.items.length === 0) return <EmptyState title={texts.noRatings} />
  return (
    <>
      <Quiet>{texts.average(formatNumber(read.data.average ?? 0, 1))}</Quiet>
      <Lines>
        {read.data.items.map((one) => (
          <Line
            key={one.time + one.organisationName}
            title={`${'★'.repeat(one.stars)} ${one.comment}`}
            note={`${one.organisationName} · ${formatTime(one.time)}${one.isErrorReport ? ` · ${texts.error}` : ''}`}
          />
        ))}
      </Lines>
    </>
  )
}
