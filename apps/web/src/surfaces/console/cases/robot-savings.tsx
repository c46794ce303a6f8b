import { getRobotSavings, type RobotSaving } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { DatePicker, Space, Table, type TableColumnsType } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet } from '../parts/page.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'
import { robotsTexts } from './robots.texts.ts'

/** What robots did by month, and the time of people that saved. */
export function Savings() {
  const texts = useTexts(robotsTexts)
  const shared = useTexts(caseRulesTexts)
  const [months, setMonths] = useState<[Dayjs, Dayjs]>([dayjs().subtract(11, 'month'), dayjs()])
  const [from, to] = months.map((one) => one.format('YYYY-MM'))
  const read = useRead(getRobotSavings, { query: { from, to } }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const items = read.data?.items ?? []
  const total = items.reduce((sum, one) => sum + one.minutesSaved, 0)
  const hours = (minutes: number) => texts.savedWords(formatNumber(minutes / 60, 1))
  const columns: TableColumnsType<RobotSaving> = [
    { title: texts.month, dataIndex: 'month' },
    { title: shared.robot, dataIndex: 'robotName' },
    { title: texts.looked, key: 'runs', align: 'right', render: (_, one) => formatNumber(one.runs) },
    { title: texts.acted, key: 'acted', align: 'right', render: (_, one) => formatNumber(one.acted) },
    {
      title: texts.handedOver,
      key: 'handed',
      align: 'right',
      render: (_, one) => formatNumber(one.handedOver),
    },
    {
      title: texts.success,
      key: 'success',
      align: 'right',
      render: (_, one) => `${formatNumber((100 * one.acted) / one.runs, 1)} %`,
    },
    { title: texts.saved, key: 'saved', align: 'right', render: (_, one) => hours(one.minutesSaved) },
  ]
  return (
    <>
      <Space style={{ marginBottom: 12 }} wrap>
        <DatePicker.RangePicker
          picker="month"
          allowClear={false}
          value={months}
          onChange={(chosen) => {
            if (chosen?.[0] && chosen[1]) setMonths([chosen[0], chosen[1]])
          }}
        />
        <strong>
          {texts.savedTotal} {hours(total)}
        </strong>
        <Quiet>{texts.savedWhy}</Quiet>
      </Space>
      <Table
        size="small"
        rowKey={(one) => `${one.month} ${one.robotId}`}
        columns={columns}
        dataSource={items}
        locale={{ emptyText: texts.noSavings }}
        pagination={false}
      />
    </>
  )
}
