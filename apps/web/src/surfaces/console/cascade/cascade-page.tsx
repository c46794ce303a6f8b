import {
  addCascadeNode,
  askCascade,
  type CascadeNode,
  type CascadeRequest,
  type CascadeResource,
  decideCascade,
  getCascadeSelf,
  listCascadeNodes,
  listCascadeRequests,
  listCascadeResources,
  setCascadeSelf,
  syncCascade,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer, Input, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { Agreements } from './agreements.tsx'
import { cascadeTexts } from './cascade.texts.ts'
import { CodeLinks } from './code-links.tsx'
import { VerticalSystems } from './vertical-systems.tsx'

/** 级联: exchange with other platforms, codes between them, agreements with other cities, vertical systems (PLT-055). */
export function CascadePage() {
  const { title, tabs } = useTexts(cascadeTexts)
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'exchange', label: tabs.exchange, children: <Exchange /> },
        { key: 'codes', label: tabs.codes, children: <CodeLinks /> },
        { key: 'agreements', label: tabs.agreements, children: <Agreements /> },
        { key: 'systems', label: tabs.systems, children: <VerticalSystems /> },
      ]}
    />
  )
}

/** Platforms above, below and beside, their catalogues, requests and their trails. */
function Exchange() {
  const texts = useTexts(cascadeTexts)
  const may = useMay()
  const [adding, setAdding] = useState(false)
  const nodes = useRead(listCascadeNodes, {}, { everyMs: 10_000 })
  const sync = useMutation({ mutationFn: () => client.call(syncCascade, {}) })
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, marginBottom: 12 }}>
        <span style={{ flex: '1 1 320px' }}>{texts.under}</span>
        {may('data.operate') ? (
          <Space>
            <Button loading={sync.isPending} onClick={() => sync.mutate()}>
              {texts.sync}
            </Button>
            <Button type="primary" onClick={() => setAdding(true)}>
              {texts.add}
            </Button>
          </Space>
        ) : null}
      </div>
      <ProblemNote error={sync.error} />
      <Self />
      <Section title={texts.nodes}>
        <Table<CascadeNode>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={nodes.data?.items}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: texts.name, dataIndex: 'name' },
            { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
            { title: texts.url, dataIndex: 'url' },
            { title: texts.waiting, align: 'right', render: (_, one) => formatNumber(one.waiting) },
            {
              title: texts.contact,
              render: (_, one) => (one.lastContact ? formatTime(one.lastContact) : '—'),
            },
            { title: texts.error, render: (_, one) => one.lastError ?? '—' },
          ]}
        />
      </Section>
      <Resources />
      <Requests />
      {adding ? (
        <FormDialog<{ kind: CascadeNode['kind']; name: string; url: string; key: string }>
          title={texts.add}
          fields={[
            {
              ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
              options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
            },
            { kind: 'text', name: 'name', label: texts.name, required: true },
            { kind: 'text', name: 'url', label: texts.url, required: true },
            { kind: 'text', name: 'key', label: texts.key, required: true },
          ]}
          act={async (body) => {
            await client.call(addCascadeNode, { body })
            refresh(listCascadeNodes)
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  )
}

/** What this platform is called in the trails of requests. */
function Self() {
  const texts = useTexts(cascadeTexts)
  const may = useMay()
  const [isNaming, setNaming] = useState(false)
  const { data } = useRead(getCascadeSelf, {})
  if (!data) return null
  return (
    <p>
      {texts.self}：<b>{data.name}</b>{' '}
      {data.divisionCode ? <span className="code">{data.divisionCode}</span> : null}{' '}
      {may('data.operate') ? (
        <Button size="small" onClick={() => setNaming(true)}>
          {texts.setSelf}
        </Button>
      ) : null}
      {isNaming ? (
        <FormDialog<{ name: string; divisionCode: string }>
          title={texts.setSelf}
          why={texts.selfWhy}
          first={{ name: data.name, ...(data.divisionCode ? { divisionCode: data.divisionCode } : {}) }}
          fields={[
            { kind: 'text', name: 'name', label: texts.self, required: true },
            { kind: 'code', name: 'divisionCode', label: texts.division, required: true },
          ]}
          act={async (body) => {
            await client.call(setCascadeSelf, { body })
            refresh(getCascadeSelf)
          }}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </p>
  )
}

function Resources() {
  const texts = useTexts(cascadeTexts)
  const may = useMay()
  const [search, setSearch] = useState('')
  const [page, setPage] = useState(1)
  const [asking, setAsking] = useState<CascadeResource | null>(null)
  const read = useRead(
    listCascadeResources,
    { query: { search: search || undefined, limit: 20, offset: (page - 1) * 20 } },
    { keepPrevious: true },
  )
  return (
    <Section title={texts.resources}>
      <Input.Search aria-label={texts.search} placeholder={texts.search} onSearch={setSearch} />
      <Table<CascadeResource>
        size="small"
        rowKey={(one) => `${one.nodeId} ${one.code}`}
        dataSource={read.data?.items}
        pagination={{
          current: page,
          pageSize: 20,
          total: read.data?.total ?? 0,
          onChange: setPage,
          hideOnSinglePage: true,
        }}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.code, render: (_, one) => <span className="code">{one.code}</span> },
          { title: texts.name, dataIndex: 'name' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.through, render: (_, one) => one.levels.join(' → ') },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              may('data.apply') ? (
                <Button size="small" onClick={() => setAsking(one)}>
                  {texts.ask}
                </Button>
              ) : null,
          },
        ]}
      />
      {asking ? (
        <FormDialog<{ purpose: string }>
          title={texts.ask}
          why={asking.name}
          fields={[{ kind: 'area', name: 'purpose', label: texts.purpose, required: true }]}
          act={async ({ purpose }) => {
            await client.call(askCascade, { body: { code: asking.code, nodeId: asking.nodeId, purpose } })
            refresh(listCascadeRequests)
          }}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </Section>
  )
}

function Requests() {
  const texts = useTexts(cascadeTexts)
  const may = useMay()
  const [shown, setShown] = useState<CascadeRequest | null>(null)
  const read = useRead(listCascadeRequests, { query: { limit: 100 } }, { everyMs: 10_000 })
  const decide = useMutation({
    mutationFn: ({ id, approve }: { id: string; approve: boolean }) =>
      client.call(decideCascade, {
        params: { id },
        body: { approve, ...(approve ? {} : { reason: texts.notAllowed }) },
      }),
    onSettled: () => refresh(listCascadeRequests),
  })
  return (
    <Section title={texts.requests}>
      <ProblemNote error={decide.error} />
      <Table<CascadeRequest>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={read.data?.items}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.name, dataIndex: 'name' },
          { title: texts.purpose, dataIndex: 'purpose' },
          {
            title: texts.state,
            render: (_, one) => (
              <>
                {texts.states[one.state]}{' '}
                {one.rows ? (
                  <Button size="small" onClick={() => setShown(one)}>
                    {texts.rows(formatNumber(one.rows.length))}
                  </Button>
                ) : null}
              </>
            ),
          },
          {
            title: texts.trail,
            render: (_, one) =>
              one.trail.map((step) => (
                <div key={`${step.node} ${step.act} ${step.time}`}>
                  {step.node} {step.division ? <span className="code">{step.division}</span> : null}{' '}
                  {texts.acts[step.act]} · {formatTime(step.time)}
                </div>
              )),
          },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              one.isHere && may('data.review') ? (
                <Space>
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => decide.mutate({ id: one.id, approve: true })}
                  >
                    {texts.approve}
                  </Button>
                  <Button size="small" onClick={() => decide.mutate({ id: one.id, approve: false })}>
                    {texts.refuse}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {shown ? <ReturnedRows request={shown} onClose={() => setShown(null)} /> : null}
    </Section>
  )
}

/** The data another platform gave for a request, as they came. */
function ReturnedRows({ request, onClose }: { request: CascadeRequest; onClose: () => void }) {
  const rows = (request.rows ?? []) as ReadonlyArray<Record<string, unknown>>
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return (
    <Drawer open title={request.name} size="large" onClose={onClose}>
      <Table
        size="small"
        rowKey={(row) => JSON.stringify(row)}
        dataSource={[...rows]}
        scroll={{ x: 'max-content' }}
        columns={names.map((name) => ({
          title: name,
          key: name,
          render: (_: unknown, row: Record<string, unknown>) => String(row[name] ?? '—'),
        }))}
      />
    </Drawer>
  )
}
