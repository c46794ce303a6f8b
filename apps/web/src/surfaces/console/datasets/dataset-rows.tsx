import { type Dataset, ProblemError, type RowFilter, type RowPage, readDatasetRows } from '@civitas/sdk'
import { EmptyState, formatNumber, useTexts } from '@civitas/ui'
import { Button, DatePicker, Input, Select, Space, Table, type TableColumnsType } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, StateTag } from '../parts/page.tsx'
import { datasetTexts } from './datasets.texts.ts'
import { ReportError } from './report-error.tsx'

const pageSize = 20

interface Ask {
  page: number
  asOf?: string
  filters?: RowFilter[]
}

/** Rows of a dataset as this person may see them, of now or as they were; what is masked says so in its heading. */
export function DatasetRows({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(datasetTexts)
  const [{ page, asOf, filters }, setAsk] = useState<Ask>({ page: 1 })
  // Undefined while nobody reports; null when the record is not one of the rows shown.
  const [reported, setReported] = useState<string | null>()
  const body = { limit: pageSize, offset: (page - 1) * pageSize, asOf, filters }
  const read = useRead(readDatasetRows, { params: { id: dataset.id }, body }, { keepPrevious: true })
  const data = read.data
  const isSample =
    data !== undefined && !filters && !asOf && dataset.rows !== null && data.total < dataset.rows
  const canReport = dataset.fields.some((field) => field.isKey)
  const columns = useColumns(data, canReport ? setReported : undefined)
  return (
    <>
      <Space wrap style={{ marginBottom: 8 }}>
        {isSample ? null : (
          <Find fields={data?.fields ?? []} onFind={(found) => setAsk({ page: 1, asOf, filters: found })} />
        )}
        <DatePicker
          showTime
          aria-label={texts.asOf}
          placeholder={texts.asOf}
          onChange={(time: Dayjs | null) => setAsk({ page: 1, filters, asOf: time?.toISOString() })}
        />
        {canReport ? <Button onClick={() => setReported(null)}>{texts.report.open}</Button> : null}
      </Space>
      {read.isError ? (
        <Unread error={read.error} wasAsOf={asOf !== undefined} onRetry={() => void read.refetch()} />
      ) : (
        <>
          {data ? <Quiet>{(isSample ? texts.sample : texts.total)(formatNumber(data.total))}</Quiet> : null}
          <Table<Record<string, unknown>>
            size="small"
            loading={read.isPending || read.isPlaceholderData}
            dataSource={data?.items.map((row, i) => ({ ...row, [keyOf]: i }))}
            rowKey={(row) => String(row[keyOf])}
            columns={columns}
            scroll={{ x: 'max-content' }}
            pagination={{
              ...{ current: page, pageSize, total: data?.total ?? 0, showSizeChanger: false },
              onChange: (next) => setAsk({ asOf, filters, page: next }),
            }}
          />
        </>
      )}
      {reported === undefined ? null : (
        <ReportError
          dataset={dataset}
          recordKey={reported ?? undefined}
          onClose={() => setReported(undefined)}
        />
      )}
    </>
  )
}

interface UnreadProps {
  error: Error
  wasAsOf: boolean
  onRetry: () => void
}

function Unread({ error, wasAsOf, onRetry }: UnreadProps) {
  const texts = useTexts(datasetTexts)
  if (!(error instanceof ProblemError && error.problem.code === 'no-version'))
    return <ProblemView error={error} onRetry={onRetry} />
  return wasAsOf ? (
    <EmptyState title={texts.noRowsThen} why={texts.noRowsThenWhy} />
  ) : (
    <EmptyState title={texts.noRows} why={texts.noRowsWhy} />
  )
}

interface FindProps {
  fields: RowPage['fields']
  onFind: (filters: RowFilter[] | undefined) => void
}

/** Looks for rows by one column; columns that are masked cannot be looked into. */
function Find({ fields, onFind }: FindProps) {
  const texts = useTexts(datasetTexts)
  const plain = fields.filter((field) => field.shown === 'none' && field.type !== 'geometry')
  const [name, setName] = useState<string>()
  const field = plain.find((one) => one.name === name) ?? plain[0]
  if (!field) return null
  const find = (words: string) => {
    const is = field.type === 'text' ? 'text' : 'eq'
    onFind(words.trim() ? [{ field: field.name, is, value: words.trim() }] : undefined)
  }
  return (
    <Space.Compact>
      <Select
        style={{ minWidth: 120 }}
        popupMatchSelectWidth={false}
        aria-label={texts.findIn}
        value={field.name}
        options={plain.map((one) => ({ value: one.name, label: one.title }))}
        onChange={setName}
      />
      <Input.Search allowClear aria-label={texts.find} placeholder={texts.find} onSearch={find} />
    </Space.Compact>
  )
}

function useColumns(
  data: RowPage | undefined,
  onReport: ((key: string | null) => void) | undefined,
): TableColumnsType<Record<string, unknown>> {
  const texts = useTexts(datasetTexts)
  const fields = data?.fields ?? []
  const keys = fields.filter((field) => field.isKey)
  const doubted = new Set(data?.disputed)
  const keyOfRow = (row: Record<string, unknown>) =>
    keys.length > 0 && keys.every((field) => field.shown === 'none')
      ? keys.map((field) => String(row[field.name] ?? '')).join('|')
      : null
  return [
    {
      key: 'acts',
      title: '',
      render: (_, row) => (
        <Space>
          {doubted.has(Number(row[keyOf])) ? <StateTag tone="loud">{texts.disputed}</StateTag> : null}
          {onReport ? (
            <Button size="small" type="text" onClick={() => onReport(keyOfRow(row))}>
              {texts.report.short}
            </Button>
          ) : null}
        </Space>
      ),
    },
    ...fields.map((field) => ({
      key: field.name,
      title: <Heading field={field} />,
      align: field.type === 'integer' || field.type === 'number' ? ('right' as const) : ('left' as const),
      render: (_: unknown, row: Record<string, unknown>) => shown(row[field.name]),
    })),
  ]
}

/** No column of a dataset begins with an underscore. */
const keyOf = '_key'

function Heading({ field }: { field: RowPage['fields'][number] }) {
  const texts = useTexts(datasetTexts)
  return (
    <>
      {field.title}
      {field.unit ? ` (${field.unit})` : ''}
      {field.shown === 'none' ? null : ` · ${field.suspected ? texts.suspected : texts.masked}`}
    </>
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
