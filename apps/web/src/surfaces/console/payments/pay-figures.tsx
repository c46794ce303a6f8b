import { getPayStatistics, type OperationOutput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { DatePicker, Space, Table } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { toDay } from '../parts/form-dialog.tsx'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { paymentTexts } from './payments.texts.ts'
import { toYuan } from './yuan.ts'

type Row = OperationOutput<typeof getPayStatistics>['items'][number]

/** 收费统计: income by unit, item and channel; without days, of this month. */
export function PayFigures() {
  const texts = useTexts(paymentTexts)
  const [days, setDays] = useState<{ from?: Dayjs | null; to?: Dayjs | null }>({})
  const read = useRead(getPayStatistics, {
    query: {
      ...(days.from ? { from: toDay(days.from) } : {}),
      ...(days.to ? { to: toDay(days.to) } : {}),
    },
  })
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <DatePicker
          aria-label={texts.from}
          placeholder={texts.from}
          onChange={(from) => setDays({ ...days, from })}
        />
        <DatePicker
          aria-label={texts.to}
          placeholder={texts.to}
          onChange={(to) => setDays({ ...days, to })}
        />
      </Space>
      <ProblemNote error={read.error} />
      <Table<Row>
        size="small"
        aria-label={texts.tabs.figures}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        rowKey={(row) => `${row.organisationName}|${row.title}|${row.channel}`}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: texts.none.orders.title }}
        columns={[
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.business, dataIndex: 'title' },
          {
            title: texts.channel,
            render: (_, row) => texts.channels[row.channel as 'counter'] ?? row.channel,
          },
          { title: texts.orders, align: 'right', dataIndex: 'orders' },
          { title: texts.sum, align: 'right', render: (_, row) => toYuan(row.fen) },
          { title: texts.refunded, align: 'right', render: (_, row) => toYuan(row.refundedFen) },
        ]}
      />
      {read.data ? <Quiet>{texts.book(read.data.ledgerSum)}</Quiet> : null}
    </>
  )
}
