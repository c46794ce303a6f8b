import { type AnyOperation, getDataset, listDatasets, type OperationOutput } from '@civitas/sdk'
import { EmptyState, useTexts } from '@civitas/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Select, Table, type TableColumnsType } from 'antd'
import { type ReactNode, useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { governTexts } from './govern.texts.ts'

interface DatasetSelectProps {
  id?: string
  value?: string
  onChange?: (id: string | undefined) => void
  width?: number
}

/** Chooses a dataset by its name, searched on the server. */
export function DatasetSelect({ id, value, onChange, width }: DatasetSelectProps) {
  const { common } = useTexts(governTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listDatasets,
    { query: { limit: 20, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const options = (read.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))
  const isMissing = value !== undefined && !options.some((each) => each.value === value)
  const chosen = useRead(getDataset, { params: { id: value ?? '' } }, { enabled: isMissing })
  const named =
    isMissing && chosen.data ? [{ value: chosen.data.id, label: chosen.data.name }, ...options] : options
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={common.chooseDataset}
      aria-label={id ? undefined : common.chooseDataset}
      style={{ width: width ?? '100%' }}
      value={value}
      options={named}
      onChange={onChange}
    />
  )
}

interface ColumnSelectProps {
  id?: string
  /** The dataset whose columns there are to choose from; none before it is chosen. */
  datasetId: string | undefined
  value?: string
  onChange?: (name: string) => void
  /** What it is called where no label stands beside it. */
  label?: string
  placeholder?: string
  width?: number
}

/** Chooses a column of a dataset by its title. */
export function ColumnSelect({ id, datasetId, value, onChange, ...look }: ColumnSelectProps) {
  const read = useRead(getDataset, { params: { id: datasetId ?? '' } }, { enabled: datasetId !== undefined })
  const columns = read.data?.fields ?? []
  return (
    <Select
      id={id}
      aria-label={look.label}
      placeholder={look.placeholder}
      style={look.width ? { width: look.width } : undefined}
      showSearch={{ optionFilterProp: 'label' }}
      disabled={datasetId === undefined}
      loading={datasetId !== undefined && read.isPending}
      value={value}
      options={columns.map((field) => ({ value: field.name, label: field.title }))}
      onChange={onChange}
    />
  )
}

interface RowsProps<T> {
  /** What the table is of, for those who cannot see it. */
  label: string
  read: UseQueryResult<{ items: T[]; total: number } | T[], Error>
  rowKey: (row: T, index?: number) => string
  columns: TableColumnsType<T>
  page?: { at: number; set: (page: number) => void }
  /** What it means that there is none. */
  none?: { title: string; why: string }
}

export const pageSize = 20

/** Rows of an answer, with pages when it has them. */
export function Rows<T extends object>({ label, read, rowKey, columns, page, none }: RowsProps<T>) {
  const { common } = useTexts(governTexts)
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const data = read.data
  const items = Array.isArray(data) ? data : data?.items
  const total = Array.isArray(data) ? data.length : data?.total
  return (
    <Table<T>
      size="small"
      aria-label={label}
      loading={read.isPending}
      dataSource={items ?? []}
      rowKey={rowKey}
      columns={columns}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: none ? <EmptyState {...none} /> : common.none }}
      pagination={
        page
          ? {
              current: page.at,
              pageSize,
              total,
              showSizeChanger: false,
              onChange: page.set,
              hideOnSinglePage: true,
            }
          : { pageSize, hideOnSinglePage: true, showSizeChanger: false }
      }
    />
  )
}

interface ActButtonProps<O extends AnyOperation> {
  children: ReactNode
  act: () => Promise<OperationOutput<O>>
  /** What is read anew afterwards. */
  touches: AnyOperation[]
  onDone?: (answer: OperationOutput<O>) => void
  primary?: boolean
}

/** A button that does one act and says when it went wrong. */
export function ActButton<O extends AnyOperation>({
  children,
  act,
  touches,
  onDone,
  primary,
}: ActButtonProps<O>) {
  const { message } = App.useApp()
  const run = useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      refresh(...touches)
      onDone?.(answer)
    },
    onError: (error: Error) => void message.error(error.message),
  })
  return (
    <Button
      size="small"
      type={primary ? 'primary' : 'default'}
      loading={run.isPending}
      onClick={() => run.mutate()}
    >
      {children}
    </Button>
  )
}
