import {
  createProtocolBinding,
  listProtocolBindings,
  listProtocols,
  listThings,
  type Protocol,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { parseMappings, splitLines } from './mapping-lines.ts'
import { protocolsTexts } from './protocols.texts.ts'

/** Binds a device of a protocol to a thing. */
export function BindDialog({ protocols, onClose }: { protocols: Protocol[]; onClose: () => void }) {
  const texts = useTexts(protocolsTexts)
  const [protocolId, setProtocol] = useState<Protocol['id']>()
  const [address, setAddress] = useState('')
  const [thingId, setThing] = useState<string>()
  const [secret, setSecret] = useState('')
  const [networks, setNetworks] = useState('')
  const [lines, setLines] = useState('')
  const protocol = protocols.find((each) => each.id === protocolId)
  const mappings = parseMappings(lines)
  return (
    <ActDialog
      title={texts.bind}
      why={texts.bindWhy}
      comment="none"
      isReady={!!protocol && address.trim() !== '' && !!thingId && mappings !== null}
      act={async () => {
        if (!protocol || !thingId) return
        await client.call(createProtocolBinding, {
          body: {
            ...{ protocol: protocol.id, address: address.trim(), thingId },
            ...(secret && protocol.secretName ? { secret } : {}),
            ...{ networks: splitLines(networks), mappings: mappings ?? [] },
          },
        })
        refresh(listProtocolBindings, listProtocols)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.protocol} htmlFor="bind-protocol" required>
          <Select
            id="bind-protocol"
            value={protocolId}
            options={protocols.map((each) => ({
              value: each.id,
              label: `${each.title}（${each.standard}）`,
            }))}
            onChange={setProtocol}
          />
        </Form.Item>
        <Form.Item
          label={texts.address}
          htmlFor="bind-address"
          required
          extra={protocol ? texts.addressHint(protocol.addressName) : null}
        >
          <Input
            id="bind-address"
            className="code"
            maxLength={100}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.device} htmlFor="bind-thing" required>
          <ThingSelect id="bind-thing" value={thingId} onChange={setThing} />
        </Form.Item>
        {protocol?.secretName ? (
          <Form.Item label={texts.secret} htmlFor="bind-secret" extra={texts.secretHint(protocol.secretName)}>
            <Input.Password
              id="bind-secret"
              autoComplete="new-password"
              maxLength={100}
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={texts.networks} htmlFor="bind-networks" extra={texts.networksHint}>
          <Input.TextArea
            id="bind-networks"
            className="code"
            rows={2}
            value={networks}
            onChange={(event) => setNetworks(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          label={texts.mappings}
          htmlFor="bind-mappings"
          extra={texts.mappingsHint}
          validateStatus={mappings === null ? 'error' : undefined}
          help={mappings === null ? texts.mappingsWrong : undefined}
        >
          <Input.TextArea
            id="bind-mappings"
            className="code"
            rows={3}
            value={lines}
            onChange={(event) => setLines(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}

interface ThingSelectProps {
  id: string
  value: string | undefined
  onChange: (id: string | undefined) => void
}

function ThingSelect({ id, value, onChange }: ThingSelectProps) {
  const texts = useTexts(protocolsTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listThings,
    { query: { search: words || undefined, limit: 30 } },
    { keepPrevious: true, staleMs: 60_000 },
  )
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.deviceHint}
      loading={read.isFetching}
      value={value}
      options={(read.data?.items ?? []).map((each) => ({
        value: each.id,
        label: `${each.name} · ${each.reference}`,
      }))}
      onChange={onChange}
    />
  )
}
