import { type CommandBatch, listCommandBatches } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BatchCommandDialog } from './batch-command-dialog.tsx'
import { BatchStateTag } from './command-state-tag.tsx'
import styles from './commands.module.css'
import { commandsTexts } from './commands.texts.ts'
import { InterlockList } from './interlock-list.tsx'

const names = ['state'] as const

/** What devices were told, and what may not happen to several of them together. */
export function BatchListPage() {
  const texts = useTexts(commandsTexts)
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page title={texts.title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'batches'}
        onChange={(tab) => setParameters(tab === 'batches' ? {} : { tab })}
        items={[
          { key: 'batches', label: texts.tabs.batches, children: <BatchList /> },
          { key: 'interlocks', label: texts.tabs.interlocks, children: <InterlockList /> },
        ]}
      />
    </Page>
  )
}

/** Batches of commands; those waiting for a second person are found by their state. */
function BatchList() {
  const texts = useTexts(commandsTexts)
  const may = useMay()
  const [isSending, setSending] = useState(false)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listCommandBatches,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        state: query.filters.state as CommandBatch['state'] | undefined,
      },
    },
    { keepPrevious: true, everyMs: 5_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.batchStates).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        {may('sensing.control') ? (
          <Button type="primary" onClick={() => setSending(true)}>
            {texts.batchSend}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(batch) => batch.id}
        to={(batch) => `/console/commands/${batch.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isSending ? <BatchCommandDialog onClose={() => setSending(false)} /> : null}
    </>
  )
}

/** How many commands of a batch are in each state. */
export function BatchProgress({ batch }: { batch: CommandBatch }) {
  const { states } = useTexts(commandsTexts)
  return (
    <span className={styles.progress}>
      {Object.entries(batch.progress)
        .filter(([, count]) => count > 0)
        .map(([state, count]) => (
          <StateTag key={state} tone="over">
            {states[state as keyof typeof states] ?? state} {formatNumber(count)}
          </StateTag>
        ))}
    </span>
  )
}

function useColumns(): TableColumnsType<CommandBatch> {
  const { columns, state, danger } = useTexts(commandsTexts)
  return [
    {
      title: columns.command,
      key: 'command',
      render: (_, batch) => (
        <>
          <RowLink to={`/console/commands/${batch.id}`}>{batch.title}</RowLink>
          <small>
            <span className="code">{batch.command}</span> {batch.dangerous ? `· ${danger}` : ''}
          </small>
        </>
      ),
    },
    { title: state, key: 'state', render: (_, batch) => <BatchStateTag state={batch.state} /> },
    { title: columns.progress, key: 'progress', render: (_, batch) => <BatchProgress batch={batch} /> },
    {
      title: columns.reason,
      key: 'reason',
      ellipsis: true,
      width: 220,
      render: (_, batch) => batch.reason || '—',
    },
    { title: columns.requested, key: 'requested', render: (_, batch) => batch.requestedName },
    { title: columns.created, key: 'created', render: (_, batch) => formatTime(batch.createdTime) },
    { title: columns.decided, key: 'decided', render: (_, batch) => batch.decidedName ?? '—' },
  ]
}
