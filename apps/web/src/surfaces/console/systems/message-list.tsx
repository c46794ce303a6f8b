import { listSystemMessages, replaySystemMessage, type SystemMessage } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { systemTexts } from './systems.texts.ts'

const filters = ['direction', 'state'] as const
const tones = { waiting: 'loud', accepted: undefined, refused: 'bad' } as const

/** What was exchanged; what was refused says which field, and is sent again once it is put right. */
export function MessageList() {
  const texts = useTexts(systemTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [again, setAgain] = useState<SystemMessage | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listSystemMessages,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  const options = (from: object) => Object.entries(from).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.searchMessage}
        filters={[
          { name: 'direction', label: texts.direction, options: options(texts.directions) },
          { name: 'state', label: texts.state, options: options(texts.messageStates) },
        ]}
      />
      <ListTable<SystemMessage>
        label={texts.tabs.messages}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noMessages, why: texts.noMessagesWhy }}
        columns={[
          { title: texts.time, render: (_, each) => formatTime(each.createdTime) },
          { title: texts.system, dataIndex: 'systemName' },
          { title: texts.direction, render: (_, each) => texts.directions[each.direction] },
          { title: texts.messageKind, dataIndex: 'kind' },
          { title: texts.reference, render: (_, each) => each.reference || '—' },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag tone={tones[each.state]}>{texts.messageStates[each.state]}</StateTag>
            ),
          },
          { title: texts.repeats, dataIndex: 'repeats', align: 'right' },
          {
            title: texts.faults,
            render: (_, each) =>
              each.faults.map((one) => `${one.path.replace('/content/', '')}：${one.message}`).join('；') ||
              '—',
          },
          {
            title: '',
            render: (_, each) =>
              each.direction === 'out' && each.state === 'refused' ? (
                <Button size="small" onClick={() => setAgain(each)}>
                  {texts.replay}
                </Button>
              ) : null,
          },
        ]}
      />
      {again ? (
        <ActDialog
          title={texts.replay}
          why={`${again.systemName} ${again.reference}`}
          comment="none"
          act={() =>
            client
              .call(replaySystemMessage, { params: { id: again.id } })
              .finally(() => refresh(listSystemMessages))
          }
          onClose={() => setAgain(null)}
        />
      ) : null}
    </>
  )
}
