import {
  deleteFusedView,
  type FusedReading,
  type FusedView,
  listFusedViews,
  readFusedView,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { insightTexts } from './insight.texts.ts'
import { ViewDialog } from './view-dialog.tsx'
import { ViewPanel } from './view-panel.tsx'

const none: string[] = []

/** Fused views; the one that is opened stands below. */
export function ViewList() {
  const texts = useTexts(insightTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [opened, setOpened] = useState<FusedView | null>(null)
  const [changing, setChanging] = useState<FusedReading | null>(null)
  const [removing, setRemoving] = useState<FusedView | null>(null)
  const read = useRead(
    listFusedViews,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  const canWrite = may('sensing.rules')
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        {canWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.newView}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.views}
        read={read}
        query={query}
        columns={[
          {
            title: texts.name,
            key: 'title',
            render: (_, each) => (
              <Button type="link" onClick={() => setOpened(each)}>
                {each.title}
              </Button>
            ),
          },
          { title: texts.members, key: 'members', align: 'right', render: (_, each) => each.members.length },
          {
            title: texts.values,
            key: 'values',
            render: (_, each) => each.values.map((one) => one.title).join('、'),
          },
          {
            title: texts.time,
            key: 'time',
            render: (_, each) => `${each.changedBy} · ${formatTime(each.changedTime)}`,
          },
          {
            title: <span className="only-read">{texts.remove}</span>,
            key: 'acts',
            align: 'right',
            render: (_, each) =>
              canWrite ? (
                <>
                  <Button
                    size="small"
                    onClick={async () =>
                      setChanging(await client.call(readFusedView, { params: { id: each.id } }))
                    }
                  >
                    {texts.edit}
                  </Button>{' '}
                  <Button size="small" danger onClick={() => setRemoving(each)}>
                    {texts.remove}
                  </Button>
                </>
              ) : null,
          },
        ]}
        rowKey={(each) => each.id}
        onOpen={setOpened}
        searchBox={box}
        empty={{ title: texts.noViews, why: texts.viewWhy }}
      />
      {opened ? <ViewPanel key={opened.id} id={opened.id} /> : null}
      {isMaking ? <ViewDialog onClose={() => setMaking(false)} /> : null}
      {changing ? <ViewDialog reading={changing} onClose={() => setChanging(null)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove}
          why={`${removing.title}：${texts.removeWhy}`}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteFusedView, { params: { id: removing.id } })
            setOpened(null)
            refresh(listFusedViews)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}
