import {
  type CommandBatch,
  type DeviceCommand,
  decideCommandBatch,
  getCommandBatch,
  listCommandBatches,
  rollBackCommandBatch,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Facts, Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BatchProgress } from './batch-list-page.tsx'
import { CommandDrawer } from './command-drawer.tsx'
import { BatchStateTag, CommandStateTag } from './command-state-tag.tsx'
import { commandsTexts } from './commands.texts.ts'

const none: string[] = []

/** One batch: who asked for what and why, how far it is, and the decision of the second person. */
export function BatchPage() {
  const { id = '' } = useParams()
  const texts = useTexts(commandsTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<string | null>(null)
  const columns = useColumns()
  const read = useRead(
    getCommandBatch,
    { params: { id }, query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 3_000 },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { batch, commands } = read.data
  return (
    <Page
      backTo="/console/commands"
      title={
        <>
          {batch.title} <BatchStateTag state={batch.state} />
        </>
      }
      under={<span className="code">{batch.command}</span>}
      acts={<BatchActs batch={batch} />}
    >
      <BatchFacts batch={batch} />
      <div style={{ height: 16 }} />
      <ListTable
        label={texts.batch}
        read={{ ...read, data: commands }}
        query={query}
        columns={columns}
        rowKey={(each) => each.id}
        onOpen={(each) => setShown(each.id)}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      <CommandDrawer id={shown} onClose={() => setShown(null)} />
    </Page>
  )
}

function BatchFacts({ batch }: { batch: CommandBatch }) {
  const texts = useTexts(commandsTexts)
  const { columns } = texts
  return (
    <Section title={texts.batch}>
      <Facts
        facts={[
          { label: columns.requested, value: batch.requestedName },
          { label: columns.created, value: formatTime(batch.createdTime) },
          { label: columns.reason, value: batch.reason || '—' },
          { label: columns.decided, value: batch.decidedName ?? '—' },
          { label: columns.result, value: batch.comment ?? '—' },
          { label: columns.progress, value: <BatchProgress batch={batch} /> },
          ...(batch.rollsBackId
            ? [
                {
                  label: texts.rolledBack,
                  value: <Link to={`/console/commands/${batch.rollsBackId}`}>{texts.batch}</Link>,
                },
              ]
            : []),
        ]}
      />
    </Section>
  )
}

function BatchActs({ batch }: { batch: CommandBatch }) {
  const texts = useTexts(commandsTexts)
  const may = useMay()
  const navigate = useNavigate()
  const [act, setAct] = useState<'approve' | 'reject' | 'rollBack' | null>(null)
  if (!may('sensing.control')) return null
  const params = { id: batch.id }
  const decide = async (comment: string) => {
    if (act === 'rollBack') {
      const made = await client.call(rollBackCommandBatch, { params, body: { reason: comment } })
      navigate(`/console/commands/${made.id}`)
    } else await client.call(decideCommandBatch, { params, body: { approve: act === 'approve', comment } })
    refresh(getCommandBatch, listCommandBatches)
  }
  return (
    <>
      {batch.state === 'awaiting-approval' ? (
        <>
          <Button onClick={() => setAct('reject')}>{texts.reject}</Button>
          <Button type="primary" onClick={() => setAct('approve')}>
            {texts.approve}
          </Button>
        </>
      ) : null}
      {batch.state === 'finished' && !batch.rollsBackId ? (
        <Button onClick={() => setAct('rollBack')}>{texts.rollBack}</Button>
      ) : null}
      {act ? (
        <ActDialog
          title={texts[act]}
          why={texts[`${act}Why`]}
          danger={act === 'reject'}
          comment="required"
          act={decide}
          onClose={() => setAct(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(): TableColumnsType<DeviceCommand> {
  const { columns, state } = useTexts(commandsTexts)
  return [
    {
      title: columns.device,
      key: 'device',
      render: (_, each) => (
        <>
          <Link to={`/console/devices/${each.thingId}?tab=commands`}>{each.thingName}</Link>{' '}
          <small className="code">{each.reference}</small>
        </>
      ),
    },
    { title: state, key: 'state', render: (_, each) => <CommandStateTag state={each.state} /> },
    { title: columns.created, key: 'created', render: (_, each) => formatTime(each.createdTime) },
    { title: columns.finished, key: 'finished', render: (_, each) => formatTime(each.finishedTime) },
    { title: columns.attempts, key: 'attempts', align: 'right', render: (_, each) => each.attempts },
    {
      title: columns.result,
      key: 'result',
      ellipsis: true,
      width: 280,
      render: (_, each) => each.error ?? '—',
    },
  ]
}
