import {
  type ItemRow,
  listItemVersions,
  type OperationOutput,
  retireServiceItem,
  searchServiceItems,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Drawer, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { itemListTexts } from './item-list.texts.ts'
import { deskTexts } from './services.texts.ts'

type Version = OperationOutput<typeof listItemVersions>['items'][number]

/** Versions of an item with what changed from one to the next; here it is retired too. */
export function ItemVersions({ item, onClose }: { item: ItemRow; onClose: () => void }) {
  const texts = useTexts(itemListTexts)
  const { itemStates } = useTexts(deskTexts)
  const may = useMay()
  const [isRetiring, setRetiring] = useState(false)
  const read = useRead(listItemVersions, { params: { id: item.id } })
  return (
    <Drawer open size="large" title={texts.versionsOf(item.title)} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Table<Version>
        size="small"
        rowKey="version"
        loading={read.isPending}
        pagination={false}
        dataSource={read.data?.items ?? []}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.version, render: (_, one) => `v${one.version}` },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.state === 'draft' ? 'loud' : one.state === 'retired' ? 'over' : undefined}>
                {itemStates[one.state]}
              </StateTag>
            ),
          },
          { title: texts.effective, render: (_, one) => one.effectiveFrom ?? '—' },
          { title: texts.writer, dataIndex: 'writer' },
          { title: texts.reviewer, render: (_, one) => one.reviewer ?? '—' },
          {
            title: texts.changed,
            render: (_, one) =>
              one.changed.map((field) => texts.fields[field] ?? field).join('、') || texts.firstVersion,
          },
        ]}
      />
      {may('services.release') && item.state === 'published' ? (
        <Button danger style={{ marginBlockStart: 16 }} onClick={() => setRetiring(true)}>
          {texts.retire}
        </Button>
      ) : null}
      {isRetiring ? <RetireDialog item={item} onClose={() => setRetiring(false)} onDone={onClose} /> : null}
    </Drawer>
  )
}

interface RetireProps {
  item: ItemRow
  onClose: () => void
  onDone: () => void
}

function RetireDialog({ item, onClose, onDone }: RetireProps) {
  const texts = useTexts(itemListTexts)
  const [words, setWords] = useState('')
  const found = useRead(searchServiceItems, { query: { limit: 20, search: words || undefined } })
  return (
    <FormDialog<{ reason?: string; successorId?: string }>
      title={texts.retire}
      why={texts.retireWhy}
      danger
      fields={[
        { kind: 'area', name: 'reason', label: texts.reason, maxLength: 500 },
        {
          ...{ kind: 'choice', name: 'successorId', label: texts.successor, allowClear: true },
          onSearch: setWords,
          options: (found.data?.items ?? [])
            .filter((one) => one.id !== item.id)
            .map((one) => ({ value: one.id, label: `${one.title}（${one.variant}）` })),
        },
      ]}
      act={async ({ reason, successorId }) => {
        const body = { ...(reason ? { reason } : {}), ...(successorId ? { successorId } : {}) }
        await client.call(retireServiceItem, { params: { id: item.id }, body })
        refresh(searchServiceItems)
        onDone()
      }}
      onClose={onClose}
    />
  )
}
