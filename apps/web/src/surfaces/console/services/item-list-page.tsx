import { type ItemRow, listItemDrafts, publishServiceItem, searchServiceItems } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { ItemChanges } from './item-changes.tsx'
import { itemListTexts } from './item-list.texts.ts'
import { ItemVersions } from './item-versions.tsx'
import { ItemWays, SourceDifferences } from './item-ways.tsx'
import { deskTexts } from './services.texts.ts'

const none = [] as const

/** 事项管理: items in force and those being written, how each is done without a screen, differences across levels. */
export function ServiceItemListPage() {
  const texts = useTexts(deskTexts)
  const { tabs } = useTexts(itemListTexts)
  const may = useMay()
  return (
    <TabsPage
      title={texts.items}
      tabs={[
        { key: 'in-force', label: texts.inForce, children: <ItemTable isDrafts={false} /> },
        { key: 'drafts', label: texts.drafts, children: <ItemTable isDrafts /> },
        ...(may('services.items')
          ? [
              { key: 'ways', label: tabs.ways, children: <ItemWays /> },
              { key: 'differences', label: tabs.differences, children: <SourceDifferences /> },
              { key: 'changes', label: tabs.changes, children: <ItemChanges /> },
            ]
          : []),
      ]}
    />
  )
}

function ItemTable({ isDrafts }: { isDrafts: boolean }) {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const navigate = useNavigate()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const more = useTexts(itemListTexts)
  const [versions, setVersions] = useState<ItemRow | null>(null)
  const [publishing, setPublishing] = useState<ItemRow | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    isDrafts ? listItemDrafts : searchServiceItems,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} placeholder={texts.columns.item} searchBox={box}>
        {may('services.items') ? (
          <Button type="primary" onClick={() => navigate('/console/service-items/new')}>
            {texts.newItem}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<ItemRow>
        label={texts.items}
        read={read}
        query={query}
        rowKey={(row) => `${row.id}-${row.version}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          { title: texts.columns.item, render: (_, row) => `${row.title}（${row.variant}）` },
          { title: texts.columns.office, dataIndex: 'organisation' },
          { title: texts.columns.days, render: (_, row) => `${row.promisedDays}／${row.statutoryDays}` },
          { title: texts.materials, align: 'right', dataIndex: 'materials' },
          {
            title: texts.columns.version,
            render: (_, row) => `v${row.version} ${texts.itemStates[row.state]}`,
          },
          {
            title: '',
            render: (_, row) => (
              <Space>
                {may('services.items') ? (
                  <RowLink to={`/console/service-items/${row.id}`}>{texts.edit}</RowLink>
                ) : null}
                {may('services.items') ? (
                  <Button type="link" size="small" onClick={() => setVersions(row)}>
                    {more.versions}
                  </Button>
                ) : null}
                {isDrafts && may('services.release') ? (
                  <Button size="small" onClick={() => setPublishing(row)}>
                    {texts.publish}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {publishing ? (
        <FormDialog<{ effectiveFrom?: Dayjs }>
          title={texts.publish}
          why={texts.publishWhy}
          fields={[{ kind: 'day', name: 'effectiveFrom', label: more.effective, extra: more.effectiveHint }]}
          act={async ({ effectiveFrom }) => {
            const params = { id: publishing.id, version: publishing.version }
            const body = effectiveFrom ? { effectiveFrom: toDay(effectiveFrom) } : {}
            await client.call(publishServiceItem, { params, body })
            refresh(listItemDrafts, searchServiceItems)
          }}
          onClose={() => setPublishing(null)}
        />
      ) : null}
      {versions ? <ItemVersions item={versions} onClose={() => setVersions(null)} /> : null}
    </>
  )
}
