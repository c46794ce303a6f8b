import {
  createDataSubscription,
  type DataDelivery,
  type DataSubscription,
  type ExchangeNode,
  listDataDeliveries,
  listDataGrants,
  listDataSubscriptions,
  listExchangeNodes,
  pauseDataSubscription,
  registerExchangeNode,
  remakeDelivery,
  suspendExchangeNode,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { LegacyFeedList } from './legacy-feed-list.tsx'
import { legacyFeedTexts } from './legacy-feeds.texts.ts'
import { sharingTexts } from './sharing.texts.ts'
import { TabsPage, toChoices } from './tabs-page.tsx'

const names = ['state', 'tab'] as const

/** 交换与交付: nodes, subscriptions, and how both sides’ counts and digests agree (PLT-053). */
export function ExchangePage() {
  const { title, tabs } = useTexts(sharingTexts).exchange
  const legacy = useTexts(legacyFeedTexts)
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'deliveries', label: tabs.deliveries, children: <DeliveryList /> },
        { key: 'subscriptions', label: tabs.subscriptions, children: <SubscriptionList /> },
        { key: 'nodes', label: tabs.nodes, children: <NodeList /> },
        { key: 'legacy', label: legacy.tab, children: <LegacyFeedList /> },
      ]}
    />
  )
}

const tones = { prepared: 'loud', confirmed: undefined, mismatch: 'bad', superseded: 'over' } as const

function DeliveryList() {
  const all = useTexts(sharingTexts)
  const texts = all.exchange
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const filter = { limit: query.limit, offset: query.offset, state: query.filters.state }
  const read = useRead(
    listDataDeliveries,
    { query: filter as object },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[{ name: 'state', label: all.state, options: toChoices(texts.states) }]}
      />
      <ListTable<DataDelivery>
        label={texts.tabs.deliveries}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          { title: all.dataset, dataIndex: 'datasetName' },
          { title: texts.node, render: (_, each) => `${each.organisationName} · ${each.nodeName}` },
          { title: texts.kind, render: (_, each) => texts.kinds[each.kind] },
          { title: texts.rows, align: 'right', render: (_, each) => formatNumber(each.rows) },
          {
            title: texts.received,
            align: 'right',
            render: (_, each) => formatNumber(each.consumerRows ?? each.sentRows),
          },
          {
            title: texts.digest,
            render: (_, each) => (
              <span className="code" title={`${each.sm3}\n${each.consumerSm3 ?? ''}`}>
                {each.sm3.slice(0, 12)} / {each.consumerSm3?.slice(0, 12) ?? all.none}
              </span>
            ),
          },
          { title: all.time, render: (_, each) => formatTime(each.createdTime) },
          {
            title: all.state,
            render: (_, each) => (
              <>
                <StateTag tone={tones[each.state]}>{texts.states[each.state]}</StateTag>
                {each.lastError ? <div>{texts.notWritten(each.lastError)}</div> : null}
              </>
            ),
          },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              each.state === 'superseded' ? null : (
                <Button
                  size="small"
                  onClick={async () => {
                    await client.call(remakeDelivery, { params: { id: each.id } })
                    refresh(listDataDeliveries)
                  }}
                >
                  {texts.again}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}

function SubscriptionList() {
  const all = useTexts(sharingTexts)
  const texts = all.exchange
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const page = { limit: query.limit, offset: query.offset }
  const read = useRead(listDataSubscriptions, { query: page }, { keepPrevious: true })
  return (
    <>
      <FilterBar noSearch query={query} searchBox={box}>
        {may('data.apply') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.subscribe}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<DataSubscription>
        label={texts.tabs.subscriptions}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noSubscriptions, why: texts.why }}
        columns={[
          { title: all.dataset, dataIndex: 'datasetName' },
          { title: texts.grant, render: (_, each) => <span className="code">{each.grantNumber}</span> },
          { title: texts.node, render: (_, each) => `${each.organisationName} · ${each.nodeName}` },
          { title: texts.sends, render: (_, each) => texts.sendKinds[each.sends] },
          {
            title: texts.way,
            render: (_, each) =>
              each.push ? texts.pushed(`${each.push.host} ${each.push.table}`) : texts.fetched,
          },
          { title: all.time, render: (_, each) => formatTime(each.createdTime) },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.isPaused ? 'over' : undefined}>
                {each.isPaused ? texts.paused : texts.running}
              </StateTag>
            ),
          },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              may('data.apply') ? (
                <Button
                  size="small"
                  onClick={async () => {
                    await client.call(pauseDataSubscription, {
                      params: { id: each.id },
                      body: { isPaused: !each.isPaused },
                    })
                    refresh(listDataSubscriptions)
                  }}
                >
                  {each.isPaused ? texts.resume : texts.pause}
                </Button>
              ) : null,
          },
        ]}
      />
      {isMaking ? <Subscribe onClose={() => setMaking(false)} /> : null}
    </>
  )
}

interface Subscription {
  grantId: string
  nodeId: string
  sends: DataSubscription['sends']
  engine: 'postgresql' | 'mysql'
  host?: string
  port: number
  database?: string
  user?: string
  password?: string
  table?: string
}

function Subscribe({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).exchange
  const grants = useRead(listDataGrants, { query: { side: 'applicant', isActive: true, limit: 200 } })
  const nodes = useRead(listExchangeNodes, { query: { limit: 200 } })
  const grantChoices = (grants.data?.items ?? [])
    .filter((one) => one.delivery !== 'api')
    .map((one) => ({ value: one.id, label: `${one.number} ${one.datasetName}` }))
  const nodeChoices = (nodes.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))
  return (
    <FormDialog<Subscription>
      title={texts.subscribe}
      why={texts.pushWhy}
      first={{ sends: 'full', engine: 'postgresql', port: 5432 }}
      fields={[
        { name: 'grantId', label: texts.grant, kind: 'choice', options: grantChoices, required: true },
        { name: 'nodeId', label: texts.node, kind: 'choice', options: nodeChoices, required: true },
        { name: 'sends', label: texts.sends, kind: 'choice', options: toChoices(texts.sendKinds) },
        { name: 'engine', label: texts.engine, kind: 'choice', options: toChoices(texts.engines) },
        { name: 'host', label: texts.host, kind: 'code', maxLength: 200 },
        { name: 'port', label: texts.port, kind: 'number', min: 1, max: 65535, precision: 0 },
        { name: 'database', label: texts.database, kind: 'code', maxLength: 100 },
        { name: 'user', label: texts.user, kind: 'code', maxLength: 100 },
        { name: 'password', label: texts.password, kind: 'password', maxLength: 200 },
        { name: 'table', label: texts.table, kind: 'code', maxLength: 120 },
      ]}
      act={async ({
        grantId,
        nodeId,
        sends,
        host = '',
        database = '',
        user = '',
        password,
        table = '',
        ...rest
      }) => {
        const push = { ...rest, host, database, user, table, ...(password ? { password } : {}) }
        await client.call(createDataSubscription, {
          body: { grantId, nodeId, sends, ...(host ? { push } : {}) },
        })
        refresh(listDataSubscriptions, listDataDeliveries)
      }}
      onClose={onClose}
    />
  )
}

function NodeList() {
  const all = useTexts(sharingTexts)
  const texts = all.exchange
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const page = { limit: query.limit, offset: query.offset }
  const read = useRead(listExchangeNodes, { query: page }, { keepPrevious: true })
  return (
    <>
      <FilterBar noSearch query={query} searchBox={box}>
        {may('data.operate') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.register}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<ExchangeNode>
        label={texts.tabs.nodes}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noNodes, why: texts.noNodesWhy }}
        columns={[
          { title: texts.node, dataIndex: 'name' },
          { title: all.unit, dataIndex: 'organisationName' },
          {
            title: texts.key,
            render: (_, each) => (
              <span className="code" title={each.publicKey}>
                {each.publicKey.slice(0, 20)}…
              </span>
            ),
          },
          {
            title: texts.seen,
            render: (_, each) => (each.lastSeenTime ? formatTime(each.lastSeenTime) : all.none),
          },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'active' ? undefined : 'over'}>
                {texts.nodeStates[each.state]}
              </StateTag>
            ),
          },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              may('data.operate') ? (
                <Button
                  size="small"
                  onClick={async () => {
                    const body = { isSuspended: each.state === 'active' }
                    await client.call(suspendExchangeNode, { params: { id: each.id }, body })
                    refresh(listExchangeNodes)
                  }}
                >
                  {each.state === 'active' ? texts.suspend : texts.resume}
                </Button>
              ) : null,
          },
        ]}
      />
      {isMaking ? (
        <FormDialog<{ organisationId: string; name: string; publicKey: string }>
          title={texts.register}
          fields={[
            {
              name: 'organisationId',
              label: all.unit,
              kind: 'custom',
              required: true,
              control: <OrganisationSelect />,
            },
            { name: 'name', label: texts.node, kind: 'text', required: true },
            { name: 'publicKey', label: texts.key, kind: 'code', required: true },
          ]}
          act={async (body) => {
            await client.call(registerExchangeNode, { body })
            refresh(listExchangeNodes)
          }}
          onClose={() => setMaking(false)}
        />
      ) : null}
    </>
  )
}
