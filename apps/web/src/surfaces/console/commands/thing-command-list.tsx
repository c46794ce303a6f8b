import { type DeviceCommand, type FleetThing, listThingCommands } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { CommandDrawer } from './command-drawer.tsx'
import { CommandStateTag } from './command-state-tag.tsx'
import { commandsTexts } from './commands.texts.ts'
import { SendCommandDialog } from './send-command-dialog.tsx'

const none: string[] = []

/** The commands of one device, and the way to send another. */
export function ThingCommandList({ thing }: { thing: FleetThing }) {
  const texts = useTexts(commandsTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isSending, setSending] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const read = useRead(
    listThingCommands,
    { params: { id: thing.id }, query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 3_000 },
  )
  const send = (
    <Button type="primary" onClick={() => setSending(true)}>
      {texts.send}
    </Button>
  )
  return (
    <Section title={texts.title} extra={may('sensing.control') ? send : <Quiet>{texts.mayNot}</Quiet>}>
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={useThingColumns()}
        rowKey={(each) => each.id}
        onOpen={(each) => setShown(each.id)}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isSending ? <SendCommandDialog thing={thing} onClose={() => setSending(false)} /> : null}
      <CommandDrawer id={shown} onClose={() => setShown(null)} />
    </Section>
  )
}

function useThingColumns(): TableColumnsType<DeviceCommand> {
  const { columns, state } = useTexts(commandsTexts)
  return [
    {
      title: columns.command,
      key: 'command',
      render: (_, each) => (
        <>
          {each.title} <small className="code">{JSON.stringify(each.input)}</small>
        </>
      ),
    },
    { title: state, key: 'state', render: (_, each) => <CommandStateTag state={each.state} /> },
    { title: columns.created, key: 'created', render: (_, each) => formatTime(each.createdTime) },
    { title: columns.expires, key: 'expires', render: (_, each) => formatTime(each.expiresTime) },
    { title: columns.finished, key: 'finished', render: (_, each) => formatTime(each.finishedTime) },
    { title: columns.attempts, key: 'attempts', align: 'right', render: (_, each) => each.attempts },
    {
      title: columns.result,
      key: 'result',
      ellipsis: true,
      width: 220,
      render: (_, each) => each.error ?? '—',
    },
  ]
}
