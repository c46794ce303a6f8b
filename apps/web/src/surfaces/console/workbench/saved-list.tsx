import { type Analysis, deleteAnalysis, listAnalyses } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceDialog } from './place-dialog.tsx'
import { workbenchTexts } from './workbench.texts.ts'

const none = [] as const

/** Analyses of one’s own and those colleagues share. */
export function SavedList({ onOpen }: { onOpen: (analysis: Analysis) => void }) {
  const texts = useTexts(workbenchTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const may = useMay()
  const [placing, setPlacing] = useState<Analysis>()
  const [removing, setRemoving] = useState<Analysis>()
  const { limit, offset, search } = query
  const read = useRead(
    listAnalyses,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} filters={[]} placeholder={texts.searchSaved} searchBox={box} />
      <ListTable<Analysis>
        label={texts.tabs.saved}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={onOpen}
        searchBox={box}
        empty={{ title: texts.noSaved, why: texts.noSavedWhy }}
        columns={[
          { title: texts.name, dataIndex: 'title' },
          { title: texts.by, dataIndex: 'userName' },
          { title: texts.changed, render: (_, each) => formatTime(each.changedTime) },
          {
            title: '',
            key: 'acts',
            render: (_, each) => (
              <Space>
                <Button size="small" onClick={() => onOpen(each)}>
                  {texts.open}
                </Button>
                {may('indicators.compose') ? (
                  <Button size="small" onClick={() => setPlacing(each)}>
                    {texts.place}
                  </Button>
                ) : null}
                {each.isMine ? (
                  <Button size="small" danger onClick={() => setRemoving(each)}>
                    {texts.remove}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {placing ? <PlaceDialog analysis={placing} onClose={() => setPlacing(undefined)} /> : null}
      {removing ? (
        <FormDialog
          danger
          title={texts.remove}
          why={`${removing.title}：${texts.removeWhy}`}
          fields={[]}
          act={async () => {
            await client.call(deleteAnalysis, { params: { id: removing.id } })
            refresh(listAnalyses)
          }}
          onClose={() => setRemoving(undefined)}
        />
      ) : null}
    </>
  )
}
