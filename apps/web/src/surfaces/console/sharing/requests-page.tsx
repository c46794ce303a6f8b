import { getApplicationStatistics } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ApplicationList } from './application-list.tsx'
import { consentListTexts } from './consent-list.texts.ts'
import { ConsentList } from './consent-list.tsx'
import { DemandList } from './demand-list.tsx'
import { GrantList } from './grant-list.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { TabsPage } from './tabs-page.tsx'

/** 数据申请与授权: both sides of the desk (PLT-054). */
export function RequestsPage() {
  const { title, tabs } = useTexts(sharingTexts).requests
  const { tab } = useTexts(consentListTexts)
  const may = useMay()
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'applications', label: tabs.applications, children: <ApplicationList /> },
        { key: 'grants', label: tabs.grants, children: <GrantList /> },
        { key: 'demands', label: tabs.demands, children: <DemandList /> },
        ...(may('data.apply') ? [{ key: 'consents', label: tab, children: <ConsentList /> }] : []),
        { key: 'statistics', label: tabs.statistics, children: <AnswerStatistics /> },
      ]}
    />
  )
}

function AnswerStatistics() {
  const texts = useTexts(sharingTexts).requests
  const read = useRead(getApplicationStatistics, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Table
      size="small"
      rowKey="providerId"
      loading={read.isPending}
      dataSource={read.data?.items}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: texts.provider, dataIndex: 'providerName' },
        { title: texts.received, dataIndex: 'received', align: 'right' },
        { title: texts.granted, dataIndex: 'granted', align: 'right' },
        { title: texts.refusedCount, dataIndex: 'refused', align: 'right' },
        { title: texts.waiting, dataIndex: 'waiting', align: 'right' },
        { title: texts.late, dataIndex: 'overdue', align: 'right' },
        {
          title: texts.inTime,
          align: 'right',
          render: (_, each) => (each.inTimeRate === null ? '—' : `${formatNumber(each.inTimeRate, 1)} %`),
        },
      ]}
    />
  )
}
