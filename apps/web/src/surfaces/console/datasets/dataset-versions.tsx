import {
  type Dataset,
  type DatasetVersion,
  getDataset,
  listDatasetVersions,
  publishDatasetVersion,
  readDatasetRows,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { datasetTexts } from './datasets.texts.ts'

const pageSize = 20

/** Versions of the table: what is read now, what was, what waits and what was refused with its reasons. */
export function DatasetVersions({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(datasetTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const read = useRead(
    listDatasetVersions,
    { params: { id: dataset.id }, query: { limit: pageSize, offset: (page - 1) * pageSize } },
    { keepPrevious: true },
  )
  const publish = useMutation({
    mutationFn: (version: DatasetVersion) =>
      client.call(publishDatasetVersion, { params: { id: version.id } }),
    onSettled: () => refresh(listDatasetVersions, getDataset, readDatasetRows),
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const words = texts.version
  return (
    <>
      <ProblemNote error={publish.error} />
      <Table<DatasetVersion>
        size="small"
        rowKey="id"
        loading={read.isPending}
        dataSource={read.data?.items}
        scroll={{ x: 'max-content' }}
        pagination={{
          current: page,
          pageSize,
          total: read.data?.total ?? 0,
          hideOnSinglePage: true,
          onChange: setPage,
        }}
        columns={[
          { title: words.number, dataIndex: 'number', align: 'right' },
          { title: words.state, render: (_, one) => <VersionState version={one} /> },
          { title: words.rows, align: 'right', render: (_, one) => formatNumber(one.rows) },
          {
            title: words.size,
            align: 'right',
            render: (_, one) => `${formatNumber(one.bytes / 1024, 1)} KB`,
          },
          {
            title: words.time,
            render: (_, one) => (one.publishedTime ? formatTime(one.publishedTime) : '—'),
          },
          {
            title: words.digest,
            render: (_, one) => (
              <span className="code" title={one.sm3}>
                {one.sm3.slice(0, 16)}…
              </span>
            ),
          },
          { title: words.note, dataIndex: 'note' },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              one.state === 'candidate' && may('data.own') ? (
                <Button size="small" loading={publish.isPending} onClick={() => publish.mutate(one)}>
                  {texts.publish}
                </Button>
              ) : null,
          },
        ]}
      />
    </>
  )
}

function VersionState({ version }: { version: DatasetVersion }) {
  const texts = useTexts(datasetTexts)
  const tones = { candidate: 'loud', refused: 'bad', superseded: 'over', destroyed: 'over' } as const
  const tone = version.state === 'published' ? undefined : tones[version.state]
  return <StateTag tone={tone}>{texts.versionStates[version.state]}</StateTag>
}
