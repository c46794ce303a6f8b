import { listItemChanges, type OperationOutput } from '@civitas/sdk'
import { EmptyState, formatTime, useTexts } from '@civitas/ui'
import { Button, Space, Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { itemListTexts } from './item-list.texts.ts'

type Change = OperationOutput<typeof listItemChanges>['items'][number]
const limit = 20

/** 事项变更流: what was published, retired, or changed with a material, the newest first (SOC-001). */
export function ItemChanges() {
  const texts = useTexts(itemListTexts)
  const [before, setBefore] = useState<number[]>([Number.MAX_SAFE_INTEGER])
  const read = useRead(
    listItemChanges,
    { query: { before: before.at(-1) ?? 0, limit } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const items = read.data?.items ?? []
  return (
    <>
      <p style={{ marginBlockEnd: 12 }}>{texts.changesWhy}</p>
      <Table<Change>
        size="small"
        aria-label={texts.tabs.changes}
        rowKey={(one) => one.sequence}
        loading={read.isPending}
        dataSource={items}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: read.isPending ? ' ' : <EmptyState title={texts.noChanges} why={texts.noChangesWhy} />,
        }}
        columns={[
          { title: texts.time, render: (_, one) => formatTime(one.time) },
          { title: texts.item, dataIndex: 'title' },
          { title: texts.code, render: (_, one) => <span className="code">{one.code}</span> },
          { title: texts.version, align: 'right', dataIndex: 'version' },
          { title: texts.change, render: (_, one) => texts.changeKinds[one.change] },
        ]}
      />
      <Space style={{ marginBlockStart: 12 }}>
        <Button disabled={before.length === 1} onClick={() => setBefore(before.slice(0, -1))}>
          {texts.newer}
        </Button>
        <Button
          disabled={items.length < limit}
          onClick={() => setBefore([...before, items.at(-1)?.sequence ?? 0])}
        >
          {texts.older}
        </Button>
      </Space>
    </>
  )
}
