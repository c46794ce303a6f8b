import { listSceneBenefits, type SceneBenefit } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { DatePicker, Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet } from '../parts/page.tsx'
import { assetTexts } from './assets.texts.ts'

/** What products brought by the scene they serve, in a period. */
export function BenefitList() {
  const texts = useTexts(assetTexts)
  const [days, setDays] = useState<{ from?: string; to?: string }>({})
  const read = useRead(listSceneBenefits, { query: days }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <>
      <DatePicker.RangePicker
        aria-label={texts.period}
        onChange={(range) => {
          const [from, to] = range ?? []
          setDays({
            ...(from ? { from: from.format('YYYY-MM-DD') } : {}),
            ...(to ? { to: to.format('YYYY-MM-DD') } : {}),
          })
        }}
      />
      <Quiet>{texts.revenueOf(formatNumber(read.data.revenue, 2))}</Quiet>
      {read.data.items.length === 0 ? (
        <EmptyState title={texts.noBenefits} why={texts.noBenefitsWhy} />
      ) : (
        <Table<SceneBenefit>
          size="small"
          rowKey="scene"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={read.data.items}
          columns={[
            { title: texts.scene, dataIndex: 'scene' },
            { title: texts.products, align: 'right', dataIndex: 'products' },
            { title: texts.buyers, align: 'right', dataIndex: 'buyers' },
            { title: texts.orders, align: 'right', dataIndex: 'orders' },
            { title: texts.delivered, align: 'right', render: (_, one) => formatNumber(one.delivered) },
            { title: texts.excluded, align: 'right', render: (_, one) => formatNumber(one.excluded) },
            { title: texts.revenue, align: 'right', render: (_, one) => formatNumber(one.revenue, 2) },
            { title: texts.settled, align: 'right', render: (_, one) => formatNumber(one.settled, 2) },
            { title: texts.time, render: (_, one) => (one.lastTime ? formatTime(one.lastTime) : '—') },
          ]}
        />
      )}
    </>
  )
}
