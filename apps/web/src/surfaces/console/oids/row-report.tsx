import type { OidObject } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Modal, Table, type TableColumnsType } from 'antd'
import { StateTag } from '../parts/page.tsx'
import { oidsTexts } from './oids.texts.ts'

/** What became of one row of a registration. */
export interface RowResult {
  row: number
  title: string
  object: OidObject | null
  error: string | null
}

/** Row by row: the number that was given, or why not. */
export function RowReport({ rows, onClose }: { rows: RowResult[]; onClose: () => void }) {
  const texts = useTexts(oidsTexts)
  const columns: TableColumnsType<RowResult> = [
    { title: texts.row, key: 'row', width: 72, render: (_, each) => each.row + 1 },
    { title: texts.name, key: 'title', render: (_, each) => each.title },
    {
      title: texts.result,
      key: 'result',
      render: (_, each) =>
        each.object ? (
          <span className="code">{each.object.oid}</span>
        ) : (
          <StateTag tone="bad">{each.error}</StateTag>
        ),
    },
  ]
  const good = rows.filter((each) => each.object !== null).length
  return (
    <Modal
      open
      width={720}
      title={texts.report}
      onCancel={onClose}
      footer={<Button onClick={() => download(rows)}>{texts.download}</Button>}
    >
      <p aria-live="polite">{texts.reportCount(formatNumber(good), formatNumber(rows.length))}</p>
      <Table<RowResult>
        size="small"
        rowKey="row"
        columns={columns}
        dataSource={[...rows].sort((a, b) => Number(a.object !== null) - Number(b.object !== null))}
        pagination={rows.length > 20 ? { pageSize: 20, size: 'small' } : false}
      />
    </Modal>
  )
}

/** Saves the report as CSV; the mark at its head lets spreadsheets read the Chinese. */
function download(rows: readonly RowResult[]): void {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = rows.map((each) =>
    [String(each.row + 1), quote(each.title), each.object?.oid ?? '', quote(each.error ?? '')].join(','),
  )
  const text = `\uFEFFrow,title,oid,error\n${lines.join('\n')}\n`
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = 'oid-report.csv'
  link.click()
  URL.revokeObjectURL(link.href)
}
