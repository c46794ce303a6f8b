import {
  askKeyDestruction,
  confirmKeyDestruction,
  type KeyRecord,
  listKeys,
  revokeKey,
  rotateKey,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Input, Modal, Space, type TableColumnsType, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { Certificates } from './certificates.tsx'
import { DigestCheck } from './digest-check.tsx'
import { Inventory } from './inventory.tsx'
import { resealTexts } from './reseal.texts.ts'
import { Reseal } from './reseal.tsx'
import { SignatureCheck } from './signature-check.tsx'
import { trustTexts } from './trust.texts.ts'

/** Keys, certificates and the inventory of cryptography. */
export function KeyPage() {
  const texts = useTexts(trustTexts)
  const reseal = useTexts(resealTexts)
  return (
    <Page title={texts.keys} under={texts.keysWhy}>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'keys', label: texts.keyTab, children: <KeyList /> },
          { key: 'certificates', label: texts.certificateTab, children: <Certificates /> },
          { key: 'reseal', label: reseal.tab, children: <Reseal /> },
          { key: 'check', label: reseal.check.tab, children: <Checks /> },
          { key: 'inventory', label: texts.inventoryTab, children: <Inventory /> },
        ]}
      />
    </Page>
  )
}

function Checks() {
  return (
    <>
      <SignatureCheck />
      <DigestCheck />
    </>
  )
}

type Act = { kind: 'revoke' | 'destroy'; key: KeyRecord }

function KeyList() {
  const texts = useTexts(trustTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const read = useRead(
    listKeys,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} placeholder={texts.purpose} searchBox={box} />
      <ListTable
        label={texts.keyTab}
        read={read}
        query={query}
        columns={useColumns(setAct)}
        rowKey={(one) => one.id}
        searchBox={box}
        empty={{ title: texts.noKeys, why: texts.noKeysWhy }}
      />
      <ReasonDialog act={act} onClose={() => setAct(null)} />
    </>
  )
}

function useColumns(onAct: (act: Act) => void): TableColumnsType<KeyRecord> {
  const texts = useTexts(trustTexts)
  return [
    { title: texts.purpose, key: 'purpose', render: (_, one) => <Purpose of={one.purpose} /> },
    { title: texts.usage, key: 'usage', render: (_, one) => texts.usages[one.usage] },
    { title: texts.algorithm, key: 'algorithm', render: (_, one) => one.algorithm },
    { title: texts.version, key: 'version', render: (_, one) => `v${one.version}` },
    {
      title: texts.state,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={one.state === 'active' || one.state === 'retired' ? undefined : 'bad'}>
          {texts.keyStates[one.state]}
        </StateTag>
      ),
    },
    { title: texts.uses, key: 'uses', align: 'right', render: (_, one) => one.done.toLocaleString() },
    {
      title: texts.mean,
      key: 'mean',
      align: 'right',
      render: (_, one) => (one.meanMicros === null ? '—' : `${(one.meanMicros / 1000).toFixed(2)} ms`),
    },
    { title: texts.until, key: 'until', render: (_, one) => formatTime(one.untilTime) },
    { title: '', key: 'acts', render: (_, one) => <Acts one={one} onAct={onAct} /> },
  ]
}

/** What a key is for in words; the purpose itself is what software names. */
function Purpose({ of: purpose }: { of: string }) {
  const words: Record<string, string> = useTexts(trustTexts).keyPurposes
  const label = words[purpose.split(/[/:]/)[0] ?? '']
  return (
    <>
      {label ? <b>{label}</b> : null}
      <div className="code">{purpose}</div>
    </>
  )
}

function Acts({ one, onAct }: { one: KeyRecord; onAct: (act: Act) => void }) {
  const texts = useTexts(trustTexts)
  const rotate = useMutation({
    mutationFn: () => client.call(rotateKey, { body: { purpose: one.purpose, usage: one.usage } }),
    onSuccess: () => refresh(listKeys),
  })
  const confirm = useMutation({
    mutationFn: () => client.call(confirmKeyDestruction, { params: { id: one.id } }),
    onSuccess: () => refresh(listKeys),
  })
  const { modal } = App.useApp()
  const askRotation = async () => {
    const words = { title: texts.rotateAsk(one.purpose), content: texts.rotateWhy, okText: texts.rotate }
    if (await modal.confirm(words)) rotate.mutate()
  }
  const failed = rotate.error ?? confirm.error
  const mayRotate = one.state === 'active' && one.usage !== 'mac' && one.usage !== 'authority'
  const mayRevoke = (one.usage === 'sign' || one.usage === 'token') && !one.revokedTime
  const mayDestroy = one.state === 'retired' || one.state === 'revoked'
  return (
    <Space>
      {mayRotate ? (
        <Button size="small" loading={rotate.isPending} onClick={askRotation}>
          {texts.rotate}
        </Button>
      ) : null}
      {mayRevoke ? (
        <Button size="small" danger onClick={() => onAct({ kind: 'revoke', key: one })}>
          {texts.revoke}
        </Button>
      ) : null}
      {mayDestroy && one.destructionAskedBy ? (
        <Button size="small" danger onClick={() => confirm.mutate()}>
          {texts.confirmDestroy(one.destructionAskedBy)}
        </Button>
      ) : mayDestroy ? (
        <Button size="small" onClick={() => onAct({ kind: 'destroy', key: one })}>
          {texts.destroy}
        </Button>
      ) : null}
      {failed ? <ProblemView error={failed} /> : null}
    </Space>
  )
}

function ReasonDialog({ act, onClose }: { act: Act | null; onClose: () => void }) {
  const texts = useTexts(trustTexts)
  const [reason, setReason] = useState('')
  const run = useMutation({
    mutationFn: async ({ kind, key }: Act) => {
      const input = { params: { id: key.id }, body: { reason } }
      await (kind === 'revoke' ? client.call(revokeKey, input) : client.call(askKeyDestruction, input))
    },
    onSuccess: () => {
      setReason('')
      refresh(listKeys)
      onClose()
    },
  })
  return (
    <Modal
      open={act !== null}
      title={
        act
          ? `${act.kind === 'revoke' ? texts.revoke : texts.destroy} ${act.key.purpose} v${act.key.version}`
          : ''
      }
      okButtonProps={{ danger: true, disabled: reason.length < 2 }}
      onCancel={onClose}
      onOk={() => act && run.mutate(act)}
    >
      {run.error ? <ProblemView error={run.error} /> : null}
      <Input
        aria-label={texts.reasonAsk}
        placeholder={texts.reasonAsk}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
