import { type ItemMapping, listItemMappings, saveItemMapping } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { systemTexts } from './systems.texts.ts'

const filters = ['state'] as const
const tones = { 'to-review': 'loud', adopted: undefined, 'not-here': 'over' } as const

/** Items of the level above, waiting for what they are here. */
export function MappingList() {
  const texts = useTexts(systemTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [adopting, setAdopting] = useState<ItemMapping | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listItemMappings,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  const save = (one: ItemMapping, localCode: string | null) =>
    client
      .call(saveItemMapping, { params: { id: one.systemId, code: one.remoteCode }, body: { localCode } })
      .finally(() => refresh(listItemMappings))
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.searchItem}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.mappingStates).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable<ItemMapping>
        label={texts.tabs.mappings}
        read={read}
        query={query}
        rowKey={(each) => `${each.systemId} ${each.remoteCode}`}
        searchBox={box}
        empty={{ title: texts.noMappings, why: texts.noMappingsWhy }}
        columns={[
          { title: texts.system, dataIndex: 'systemName' },
          { title: texts.remoteCode, dataIndex: 'remoteCode' },
          { title: texts.remoteTitle, dataIndex: 'remoteTitle' },
          { title: texts.localCode, render: (_, each) => each.localCode ?? '—' },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag tone={tones[each.state]}>{texts.mappingStates[each.state]}</StateTag>
            ),
          },
          {
            title: '',
            render: (_, each) => (
              <Space>
                <Button size="small" onClick={() => setAdopting(each)}>
                  {texts.adopt}
                </Button>
                {each.state === 'not-here' ? null : (
                  <Button size="small" onClick={() => void save(each, null)}>
                    {texts.notHere}
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
      {adopting ? (
        <FormDialog<{ localCode: string }>
          title={texts.adopt}
          why={`${adopting.remoteCode} ${adopting.remoteTitle}`}
          first={adopting.localCode ? { localCode: adopting.localCode } : {}}
          fields={[{ kind: 'code', name: 'localCode', label: texts.localCode, required: true }]}
          act={({ localCode }) => save(adopting, localCode)}
          onClose={() => setAdopting(null)}
        />
      ) : null}
    </>
  )
}
