import {
  changeSignOnClient,
  createSignOnClient,
  listSignOnClients,
  renewSignOnSecret,
  type SignOnClient,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal, Select, Space, Switch, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { trustTexts } from './trust.texts.ts'

/** Systems that sign people on with their account of the platform. */
export function ClientListPage() {
  const texts = useTexts(trustTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const read = useRead(
    listSignOnClients,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.clients}
      under={
        <>
          {texts.clientsWhy} <span className="code">/oidc/.well-known/openid-configuration</span>
        </>
      }
      acts={
        <Button type="primary" onClick={() => setOpen(true)}>
          {texts.register}
        </Button>
      }
    >
      {secret ? (
        <Alert
          type="warning"
          closable={{ onClose: () => setSecret(null) }}
          title={texts.secretOnce}
          description={<code>{secret}</code>}
        />
      ) : null}
      <FilterBar query={query} placeholder={texts.search} searchBox={box} />
      <ListTable
        label={texts.clients}
        read={read}
        query={query}
        columns={useColumns(setSecret)}
        rowKey={(one) => one.id}
        searchBox={box}
        empty={{ title: texts.noClients, why: texts.noClientsWhy }}
      />
      <RegisterDialog open={isOpen} onClose={() => setOpen(false)} onSecret={setSecret} />
    </Page>
  )
}

function useColumns(onSecret: (secret: string) => void): TableColumnsType<SignOnClient> {
  const texts = useTexts(trustTexts)
  const turn = async (one: SignOnClient) => {
    await client.call(changeSignOnClient, { params: { id: one.id }, body: { disabled: !one.disabled } })
    refresh(listSignOnClients)
  }
  const renew = async (one: SignOnClient) =>
    onSecret((await client.call(renewSignOnSecret, { params: { id: one.id } })).secret)
  const hasSecret = (one: SignOnClient) => one.kind === 'web' || one.kind === 'service'
  return [
    { title: texts.name, key: 'name', render: (_, one) => <b>{one.name}</b> },
    { title: texts.clientId, key: 'id', render: (_, one) => <span className="code">{one.clientId}</span> },
    { title: texts.kind, key: 'kind', render: (_, one) => texts.clientKinds[one.kind] },
    { title: texts.level, key: 'level', render: (_, one) => one.level },
    { title: texts.used, key: 'used', render: (_, one) => formatTime(one.lastUsedTime) },
    {
      title: texts.state,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={one.disabled ? 'bad' : undefined}>{one.disabled ? texts.off : texts.on}</StateTag>
      ),
    },
    {
      title: '',
      key: 'acts',
      render: (_, one) => (
        <Space>
          <Button size="small" onClick={() => void turn(one)}>
            {one.disabled ? texts.enable : texts.disable}
          </Button>
          {hasSecret(one) ? (
            <Button size="small" onClick={() => void renew(one)}>
              {texts.newSecret}
            </Button>
          ) : null}
        </Space>
      ),
    },
  ]
}

interface Registered {
  name: string
  kind: SignOnClient['kind']
  level: number
  redirects?: string
  logouts?: string
  backchannel?: string
  scopes: SignOnClient['scopes']
  consent: boolean
}

const lines = (text: string | undefined) => (text ?? '').split(/\s+/).filter(Boolean)

interface DialogProps {
  open: boolean
  onClose: () => void
  onSecret: (secret: string | null) => void
}

function RegisterDialog({ open, onClose, onSecret }: DialogProps) {
  const texts = useTexts(trustTexts)
  const [form] = Form.useForm<Registered>()
  const run = useMutation({
    mutationFn: ({ redirects, logouts, backchannel, ...given }: Registered) =>
      client.call(createSignOnClient, {
        body: {
          ...{ ...given, redirectUris: lines(redirects), logoutUris: lines(logouts) },
          backchannelUri: backchannel?.trim() || null,
        },
      }),
    onSuccess: ({ secret }) => {
      form.resetFields()
      refresh(listSignOnClients)
      onSecret(secret)
      onClose()
    },
  })
  const kinds = Object.entries(texts.clientKinds).map(([value, label]) => ({ value, label }))
  const scopes = ['profile', 'phone', 'email', 'real_name', 'scim'].map((value) => ({ value, label: value }))
  const levels = [1, 2, 3].map((value) => ({ value, label: value }))
  return (
    <Modal
      open={open}
      title={texts.register}
      okText={texts.save}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {run.error ? <ProblemView error={run.error} /> : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ kind: 'web', level: 1, scopes: ['profile'], consent: false }}
        onFinish={run.mutate}
      >
        <Form.Item name="name" label={texts.name} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="kind" label={texts.kind}>
          <Select options={kinds} />
        </Form.Item>
        <Form.Item name="redirects" label={texts.redirects}>
          <Input.TextArea rows={2} />
        </Form.Item>
        <Form.Item name="logouts" label={texts.logouts}>
          <Input.TextArea rows={1} />
        </Form.Item>
        <Form.Item name="backchannel" label={texts.backchannel}>
          <Input />
        </Form.Item>
        <Form.Item name="scopes" label={texts.scopes}>
          <Select mode="multiple" options={scopes} />
        </Form.Item>
        <Form.Item name="level" label={texts.level}>
          <Select options={levels} />
        </Form.Item>
        <Form.Item name="consent" label={texts.consent} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  )
}
