import { type DeadLetter, listDeadLetters, listSubscribers, retryDeadLetter } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Drawer, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Raw } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { platformTexts } from './platform.texts.ts'

const none: string[] = []

/** Internal messages that could not be handled, and a way to deliver each again. */
export function DeadLetters() {
  const texts = useTexts(platformTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<DeadLetter | null>(null)
  const [retrying, setRetrying] = useState<DeadLetter | null>(null)
  const read = useRead(
    listDeadLetters,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar query={query} placeholder={texts.deadSearch} searchBox={box} />
      <ListTable
        label={texts.deadLetters}
        read={read}
        query={query}
        columns={useColumns(setRetrying)}
        rowKey={(letter) => String(letter.id)}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noDead, why: texts.noDeadWhy }}
      />
      <Drawer open={shown !== null} size={560} title={texts.body} onClose={() => setShown(null)}>
        {shown ? (
          <>
            <p>{shown.error}</p>
            <Raw>{JSON.stringify(shown.body, null, 2)}</Raw>
          </>
        ) : null}
      </Drawer>
      {retrying ? (
        <ActDialog
          title={texts.retry}
          why={texts.retryWhy}
          comment="none"
          act={() => client.call(retryDeadLetter, { params: { id: retrying.id } })}
          onClose={() => {
            setRetrying(null)
            refresh(listDeadLetters, listSubscribers)
          }}
        />
      ) : null}
    </>
  )
}

function useColumns(onRetry: (letter: DeadLetter) => void): TableColumnsType<DeadLetter> {
  const { deadColumns: columns, retry } = useTexts(platformTexts)
  const shell = useTexts(consoleTexts)
  return [
    { title: columns.time, key: 'time', render: (_, letter) => formatTime(letter.time) },
    {
      title: columns.subscriber,
      key: 'subscriber',
      render: (_, letter) => <span className="code">{letter.subscriber}</span>,
    },
    {
      title: columns.message,
      key: 'message',
      render: (_, letter) => <span className="code">{letter.message}</span>,
    },
    {
      title: columns.attempts,
      key: 'attempts',
      align: 'right',
      render: (_, letter) => formatNumber(letter.attempts),
    },
    { title: columns.error, key: 'error', ellipsis: true, width: 360, render: (_, letter) => letter.error },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, letter) => (
        <Button size="small" onClick={() => onRetry(letter)}>
          {retry}
        </Button>
      ),
    },
  ]
}
