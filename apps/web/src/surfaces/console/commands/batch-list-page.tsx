import { type CommandBatch, listCommandBatches } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { BatchStateTag } from './command-state-tag.tsx'
import styles from './commands.module.css'
import { commandsTexts } from './commands.texts.ts'

const names = ['state'] as const

/** Batches of commands; those waiting for a second person are found by their state. */
export function BatchListPage() {
  const texts = useTexts(commandsTexts)
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
    <Page title={texts.title}>
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
      />
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
    </Page>
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
