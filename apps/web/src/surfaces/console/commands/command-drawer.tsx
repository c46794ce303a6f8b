import { cancelCommand, getCommand, getCommandBatch, listThingCommands } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Facts, Line, Lines, Raw } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { CommandStateTag } from './command-state-tag.tsx'
import styles from './commands.module.css'
import { commandsTexts } from './commands.texts.ts'

/** One command with its log; waiting ones can be cancelled here. */
export function CommandDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const texts = useTexts(commandsTexts)
  return (
    <Drawer open={id !== null} size={560} title={texts.which} onClose={onClose}>
      {id ? <CommandView id={id} /> : null}
    </Drawer>
  )
}

function CommandView({ id }: { id: string }) {
  const texts = useTexts(commandsTexts)
  const may = useMay()
  const [isCancelling, setCancelling] = useState(false)
  const read = useRead(getCommand, { params: { id } }, { everyMs: 3_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { command, log } = read.data
  const { columns } = texts
  const isWaiting = command.state === 'queued' || command.state === 'awaiting-approval'
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          { label: columns.command, value: command.title },
          { label: texts.state, value: <CommandStateTag state={command.state} /> },
          { label: columns.device, value: command.thingName },
          { label: columns.created, value: formatTime(command.createdTime) },
          { label: columns.expires, value: formatTime(command.expiresTime) },
          { label: columns.attempts, value: command.attempts },
          ...(command.error ? [{ label: columns.result, value: command.error, whole: true }] : []),
        ]}
      />
      {isWaiting && may('sensing.control') ? (
        <Button danger onClick={() => setCancelling(true)}>
          {texts.cancel}
        </Button>
      ) : null}
      <h3>{texts.input}</h3>
      <Raw>{JSON.stringify(command.input, null, 2)}</Raw>
      <h3>{texts.result}</h3>
      {command.result ? <Raw>{JSON.stringify(command.result, null, 2)}</Raw> : <p>{texts.noResult}</p>}
      <h3>{texts.log}</h3>
      <Lines>
        {log.map((entry) => (
          <Line
            key={`${entry.time} ${entry.act}`}
            title={`${entry.act} ${entry.detail}`}
            note={formatTime(entry.time)}
          />
        ))}
      </Lines>
      {isCancelling ? (
        <ActDialog
          title={texts.cancel}
          why={texts.cancelWhy}
          danger
          comment="none"
          act={async () => {
            await client.call(cancelCommand, { params: { id } })
            refresh(getCommand, listThingCommands, getCommandBatch)
          }}
          onClose={() => setCancelling(false)}
        />
      ) : null}
    </div>
  )
}
