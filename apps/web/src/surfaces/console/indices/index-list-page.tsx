import { type CityIndex, listIndices } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { IndexForm } from './index-form.tsx'
import { indexTexts } from './indices.texts.ts'

/** Composite indices of the city: declared by domains or made here (PLT-095, PLT-105). */
export function IndexListPage() {
  const texts = useTexts(indexTexts)
  const may = useMay()
  const [isMaking, setMaking] = useState(false)
  const read = useRead(listIndices, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page
      title={texts.title}
      acts={
        may('indicators.manage') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.make}
          </Button>
        ) : null
      }
    >
      <Table<CityIndex>
        size="small"
        rowKey="id"
        dataSource={read.data}
        pagination={read.data.length > 50 ? { pageSize: 50 } : false}
        locale={{ emptyText: <EmptyState title={texts.empty} why={texts.emptyWhy} /> }}
        columns={[
          {
            title: texts.columns.title,
            render: (_, one) => <Link to={`/console/indices/${one.id}`}>{one.title}</Link>,
          },
          { title: texts.columns.code, render: (_, one) => <span className="code">{one.id}</span> },
          { title: texts.columns.version, dataIndex: 'version', align: 'right' },
          { title: texts.columns.from, dataIndex: 'validFrom' },
          { title: texts.columns.parts, align: 'right', render: (_, one) => one.rules.components.length },
        ]}
      />
      {isMaking ? <IndexForm onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}
