import type { SealedTrial } from '@civitas/sdk'
import { Table } from 'antd'

/** What code made, a column for each of its columns; what is suppressed shows as a dash. */
export function OutputTable({ output }: { output: SealedTrial['output'] }) {
  return (
    <Table
      size="small"
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      rowKey={(row) => JSON.stringify(row)}
      dataSource={output.rows}
      columns={output.columns.map((title, i) => ({
        title,
        key: title,
        render: (_, row: unknown[]) => String(row[i] ?? '—'),
      }))}
    />
  )
}
