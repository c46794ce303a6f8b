import { type DesktopSession, listDesktopSessions } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { terminalsTexts } from './terminals.texts.ts'

const names = ['open'] as const

/** Every session on a cloud desktop, for the audit. */
export function DesktopSessionList() {
  const all = useTexts(terminalsTexts)
  const { sessions: texts, desktops } = all
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const { open } = query.filters
  const read = useRead(
    listDesktopSessions,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        ...(open ? { open: open === 'yes' } : {}),
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const columns: TableColumnsType<DesktopSession> = [
    {
      title: desktops.reference,
      key: 'desktop',
      render: (_, each) => <span className="code">{each.desktopReference}</span>,
    },
    { title: all.columns.user, key: 'user', render: (_, each) => each.userName },
    {
      title: texts.session,
      key: 'session',
      render: (_, each) => <span className="code">{each.session}</span>,
    },
    {
      title: texts.client,
      key: 'client',
      render: (_, each) => <span className="code">{each.clientAddress ?? '—'}</span>,
    },
    { title: texts.opened, key: 'opened', render: (_, each) => formatTime(each.openedTime) },
    { title: texts.active, key: 'active', render: (_, each) => formatTime(each.lastActiveTime) },
    {
      title: texts.closed,
      key: 'closed',
      render: (_, each) =>
        each.closedTime ? formatTime(each.closedTime) : <StateTag tone="loud">{texts.stillOpen}</StateTag>,
    },
    { title: texts.reason, key: 'reason', render: (_, each) => each.closeReason ?? '—' },
  ]
  return (
    <>
      <FilterBar
        query={query}
        placeholder={all.search}
        searchBox={box}
        filters={[
          {
            name: 'open',
            label: all.state,
            options: [
              { value: 'yes', label: texts.open },
              { value: 'no', label: texts.over },
            ],
          },
        ]}
      />
      <ListTable
        label={all.tabs.sessions}
        read={read}
        query={query}
        columns={columns}
        rowKey={(each) => `${each.desktopId} ${each.session}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
    </>
  )
}
