import type { OperationOutput, tryPipeline } from '@civitas/sdk'
import { formatTime } from '@civitas/ui'
import { Table } from 'antd'

type Stage = OperationOutput<typeof tryPipeline>['stages'][number]

const shownRows = 5

/** The first rows after a step; a row is told by its number in the input. */
export function StageTable({ label, stage }: { label: string; stage: Stage }) {
  const rows = stage.rows
    .slice(0, shownRows)
    .map((row, at) => ({ ...row, _key: at }) as Record<string, unknown>)
  const isNumbered = rows.some((row) => typeof row._n === 'number')
  return (
    <Table<Record<string, unknown>>
      size="small"
      rowKey="_key"
      aria-label={label}
      title={() => label}
      pagination={false}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      columns={[
        ...(isNumbered
          ? [{ title: '#', render: (_: unknown, row: Record<string, unknown>) => Number(row._n) + 1 }]
          : []),
        ...stage.fields.map((field) => ({
          title: field.title,
          render: (_: unknown, row: Record<string, unknown>) => cellText(row[field.name], field.type),
        })),
      ]}
    />
  )
}

function cellText(value: unknown, type: Stage['fields'][number]['type']): string {
  if (value === null || value === undefined) return '—'
  if (type === 'time') return formatTime(String(value))
  // As many digits as a person reads; the rows themselves keep all.
  if (type === 'number') return String(Number(Number(value).toPrecision(6)))
  return String(value).slice(0, 60)
}
