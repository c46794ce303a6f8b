import { addExchangePeer, type ExchangePeer, listExchangePeers, setExchangePeer } from '@civitas/sdk'
import { formatNumber, formatTime, levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useMutation } from '@tanstack/react-query'
import { Button, Switch, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { DivisionField } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { exchangeTexts } from './exchange.texts.ts'
import { KeyOnce } from './key-once.tsx'

/** Installations above and below, and Open311 servers of others: keys, contact, what waits, what went wrong. */
export function PeerList() {
  const texts = useTexts(exchangeTexts)
  const read = useRead(listExchangePeers, {}, { everyMs: 10_000 })
  const [isAdding, setAdding] = useState(false)
  const [keyOf, setKeyOf] = useState<ExchangePeer | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const done = () => {
    setAdding(false)
    setKeyOf(null)
    refresh(listExchangePeers)
  }
  return (
    <Section
      title={texts.tabs.peers}
      extra={
        <Button type="primary" onClick={() => setAdding(true)}>
          {texts.addPeer}
        </Button>
      }
    >
      <ProblemNote error={read.error} />
      <Table<ExchangePeer>
        rowKey="id"
        size="small"
        pagination={false}
        loading={read.isPending}
        dataSource={read.data ?? []}
        columns={useColumns(setKeyOf)}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: texts.noPeers }}
      />
      {isAdding ? <AddPeer onKey={setSecret} onClose={done} /> : null}
      {keyOf ? <KeyDialog peer={keyOf} onClose={done} /> : null}
      {secret ? <KeyOnce value={secret} onClose={() => setSecret(null)} /> : null}
    </Section>
  )
}

function useColumns(onKey: (peer: ExchangePeer) => void): TableColumnsType<ExchangePeer> {
  const texts = useTexts(exchangeTexts)
  const ui = useTexts(uiTexts)
  const set = useMutation({
    mutationFn: ({ id, active }: { id: string; active: boolean }) =>
      client.call(setExchangePeer, { params: { id }, body: { active } }),
    onSuccess: () => refresh(listExchangePeers),
  })
  return [
    { title: texts.peer, key: 'name', render: (_, one) => <b>{one.name}</b> },
    { title: texts.kind, key: 'kind', render: (_, one) => texts.kinds[one.kind] },
    { title: texts.address, key: 'url', render: (_, one) => <span className="code">{one.baseUrl}</span> },
    {
      title: texts.division,
      key: 'division',
      render: (_, one) => (one.division ? <DivisionName code={one.division} /> : '—'),
    },
    {
      title: texts.minLevel,
      key: 'level',
      render: (_, one) => {
        if (one.kind !== 'upper') return '—'
        return one.minLevel ? ui.level[one.minLevel] : texts.minLevelAll
      },
    },
    { title: texts.waiting, key: 'waiting', align: 'right', render: (_, one) => formatNumber(one.waiting) },
    { title: texts.lastContact, key: 'contact', render: (_, one) => formatTime(one.lastContactTime) },
    { title: texts.error, key: 'error', render: (_, one) => one.lastError ?? '—' },
    {
      title: texts.active,
      key: 'active',
      render: (_, one) => (
        <Switch
          size="small"
          aria-label={`${texts.active} ${one.name}`}
          checked={one.active}
          onChange={(active) => set.mutate({ id: one.id, active })}
        />
      ),
    },
    {
      title: texts.presentKey,
      key: 'key',
      render: (_, one) => (
        <Button size="small" type={one.hasKey ? 'default' : 'primary'} onClick={() => onKey(one)}>
          {one.hasKey ? texts.setKey : `${texts.setKey}（${texts.noKey}）`}
        </Button>
      ),
    },
  ]
}

interface PeerValues {
  kind: ExchangePeer['kind']
  name: string
  baseUrl: string
  division?: string
  minLevel?: NonNullable<ExchangePeer['minLevel']>
  presentKey?: string
}

function AddPeer({ onKey, onClose }: { onKey: (key: string) => void; onClose: () => void }) {
  const texts = useTexts(exchangeTexts)
  const ui = useTexts(uiTexts)
  return (
    <FormDialog<PeerValues>
      title={texts.addPeer}
      why={texts.addPeerWhy}
      first={{ kind: 'lower' }}
      fields={[
        {
          ...{ name: 'kind', label: texts.kind, kind: 'choice', required: true },
          options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
        },
        { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 100 },
        {
          ...{ name: 'baseUrl', label: texts.address, kind: 'code', required: true, maxLength: 300 },
          ...{ placeholder: 'https://', pattern: { is: /^https?:\/\//, else: texts.address } },
        },
        { name: 'division', label: texts.division, kind: 'custom', control: <DivisionField id="division" /> },
        {
          ...{ name: 'minLevel', label: texts.minLevel, kind: 'choice', allowClear: true },
          options: [...levels].reverse().map((value) => ({ value, label: ui.levelLong[value] })),
        },
        { name: 'presentKey', label: texts.presentKey, kind: 'code' },
      ]}
      act={async ({ presentKey, ...body }) => {
        const { key } = await client.call(addExchangePeer, {
          body: { ...body, ...(presentKey ? { presentKey } : {}) },
        })
        onKey(key)
      }}
      onClose={onClose}
    />
  )
}

function KeyDialog({ peer, onClose }: { peer: ExchangePeer; onClose: () => void }) {
  const texts = useTexts(exchangeTexts)
  return (
    <FormDialog<{ presentKey: string }>
      title={texts.setKey}
      why={peer.name}
      fields={[{ name: 'presentKey', label: texts.presentKey, kind: 'code', required: true }]}
      act={(body) => client.call(setExchangePeer, { params: { id: peer.id }, body })}
      onClose={onClose}
    />
  )
}
