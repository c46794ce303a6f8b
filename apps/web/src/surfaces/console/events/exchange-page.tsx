import { type ExchangeOrder, listExchangeOrders } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { type TableColumnsType, Tabs } from 'antd'
import { useRef } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { tellingTexts } from '../command/telling.texts.ts'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { coverageTexts } from './coverage.texts.ts'
import { Coverage } from './coverage.tsx'
import { exchangeTexts } from './exchange.texts.ts'
import { IntakeClients } from './intake-clients.tsx'
import { PeerList } from './peer-list.tsx'
import { SituationReports } from './situation-reports.tsx'

/** 平台对接: orders given to lower levels, installations events are exchanged with, clients that push events. */
export function ExchangePage() {
  const texts = useTexts(exchangeTexts)
  const words = useTexts(coverageTexts)
  const telling = useTexts(tellingTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const items = [
    ...(may('events.read') ? [{ key: 'orders', label: texts.tabs.orders, children: <Orders /> }] : []),
    ...(may('events.handle') ? [{ key: 'reports', label: telling.tab, children: <SituationReports /> }] : []),
    ...(may('events.federate')
      ? [
          { key: 'coverage', label: words.tab, children: <Coverage /> },
          { key: 'peers', label: texts.tabs.peers, children: <PeerList /> },
          { key: 'clients', label: texts.tabs.clients, children: <IntakeClients /> },
        ]
      : []),
  ]
  return (
    <Page title={texts.title}>
      <Tabs
        activeKey={parameters.get('tab') ?? 'orders'}
        items={items}
        destroyOnHidden
        onChange={(tab) => setParameters({ tab })}
      />
    </Page>
  )
}

function Orders() {
  const texts = useTexts(exchangeTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listExchangeOrders,
    { query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <ListTable
      label={texts.tabs.orders}
      read={read}
      query={query}
      columns={useColumns()}
      rowKey={(one) => `${one.event.id} ${one.link.peerId}`}
      to={(one) => `/console/events/${one.event.id}`}
      searchBox={box}
      empty={{ title: texts.noOrders, why: texts.noOrdersWhy }}
    />
  )
}

function useColumns(): TableColumnsType<ExchangeOrder> {
  const { columns } = useTexts(exchangeTexts)
  return [
    {
      title: columns.event,
      key: 'event',
      render: (_, { event }) => (
        <>
          <RowLink to={`/console/events/${event.id}`}>{event.title}</RowLink>
          <small className="code">{event.reference}</small>
        </>
      ),
    },
    { title: columns.peer, key: 'peer', render: (_, { link }) => link.peerName },
    { title: columns.due, key: 'due', render: (_, { link }) => formatTime(link.dueTime) },
    { title: columns.delivered, key: 'delivered', render: (_, { link }) => formatTime(link.deliveredTime) },
    { title: columns.read, key: 'read', render: (_, { link }) => formatTime(link.readTime) },
    { title: columns.accepted, key: 'accepted', render: (_, { link }) => formatTime(link.acceptedTime) },
    { title: columns.done, key: 'done', render: (_, { link }) => formatTime(link.doneTime) },
    { title: columns.note, key: 'note', render: (_, { link }) => link.note ?? '—' },
  ]
}
