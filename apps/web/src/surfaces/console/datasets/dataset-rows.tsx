import { type Dataset, ProblemError, type RowPage, readDatasetRows } from '@civitas/sdk'
import { EmptyState, formatNumber, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet } from '../parts/page.tsx'
import { datasetTexts } from './datasets.texts.ts'

const pageSize = 20

/** Rows of a dataset as this person may see them; what is masked says so in its heading. */
export function DatasetRows({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(datasetTexts)
  const [page, setPage] = useState(1)
  const read = useRead(
    readDatasetRows,
    { params: { id: dataset.id }, body: { limit: pageSize, offset: (page - 1) * pageSize } },
    { keepPrevious: true },
  )
  if (read.error instanceof ProblemError && read.error.problem.code === 'no-version')
    return <EmptyState title={texts.noRows} why={texts.noRowsWhy} />
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const data = read.data
  const isSample = data !== undefined && dataset.rows !== null && data.total < dataset.rows
  return (
    <>
      {data ? <Quiet>{(isSample ? texts.sample : texts.total)(formatNumber(data.total))}</Quiet> : null}
      <Table<Record<string, unknown>>
        size="small"
        loading={read.isPending || read.isPlaceholderData}
        dataSource={data?.items.map((row, i) => ({ ...row, [keyOf]: i }))}
        rowKey={(row) => String(row[keyOf])}
        columns={(data?.fields ?? []).map((field) => ({
          key: field.name,
          title: <Heading field={field} />,
          align: field.type === 'integer' || field.type === 'number' ? 'right' : 'left',
          render: (_, row) => shown(row[field.name]),
        }))}
        scroll={{ x: 'max-content' }}
        pagination={{
          current: page,
          pageSize,
          total: data?.total ?? 0,
          showSizeChanger: false,
          onChange: setPage,
        }}
      />
    </>
  )
}

/** No column of a dataset begins with an underscore. */
const keyOf = '_key'

function Heading({ field }: { field: RowPage['fields'][number] }) {
  const texts = useTexts(datasetTexts)
  return (
    <>
      {field.title}
      {field.unit ? ` (${field.unit})` : ''}
      {field.shown === 'none' ? null : ` · ${texts.masked}`}
    </>
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
