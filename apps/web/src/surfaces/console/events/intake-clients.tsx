import { addIntakeClient, type IntakeClient, listIntakeClients, setIntakeClient } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Switch, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { eventWords } from '../../../capabilities/events/events.texts.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { exchangeTexts } from './exchange.texts.ts'
import { KeyOnce } from './key-once.tsx'

/** Systems that push events and Open311 clients, each with a key of its own. */
export function IntakeClients() {
  const texts = useTexts(exchangeTexts)
  const words = useTexts(eventWords)
  const read = useRead(listIntakeClients, {})
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Section
      title={texts.tabs.clients}
      extra={
        <Button type="primary" onClick={() => setAdding(true)}>
          {texts.addClient}
        </Button>
      }
    >
      <Table<IntakeClient>
        rowKey="id"
        size="small"
        pagination={false}
        loading={read.isPending}
        dataSource={read.data ?? []}
        columns={useColumns()}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: texts.noClients }}
      />
      {isAdding ? (
        <FormDialog<{ name: string; channel: IntakeClient['channel'] }>
          title={texts.addClient}
          why={texts.addClientWhy}
          fields={[
            { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 100 },
            {
              ...{ name: 'channel', label: texts.channel, kind: 'choice', required: true },
              options: Object.entries(words.sources).map(([value, label]) => ({ value, label })),
            },
          ]}
          act={async (body) => setSecret((await client.call(addIntakeClient, { body })).apiKey)}
          onClose={() => {
            setAdding(false)
            refresh(listIntakeClients)
          }}
        />
      ) : null}
      {secret ? <KeyOnce value={secret} onClose={() => setSecret(null)} /> : null}
    </Section>
  )
}

function useColumns(): TableColumnsType<IntakeClient> {
  const texts = useTexts(exchangeTexts)
  const words = useTexts(eventWords)
  const set = useMutation({
    mutationFn: ({ id, active }: { id: string; active: boolean }) =>
      client.call(setIntakeClient, { params: { id }, body: { active } }),
    onSuccess: () => refresh(listIntakeClients),
  })
  return [
    { title: texts.name, key: 'name', render: (_, one) => <b>{one.name}</b> },
    { title: texts.channel, key: 'channel', render: (_, one) => words.sources[one.channel] },
    { title: texts.reports, key: 'reports', align: 'right', render: (_, one) => formatNumber(one.reports) },
    { title: texts.last, key: 'last', render: (_, one) => formatTime(one.lastTime) },
    { title: texts.created, key: 'created', render: (_, one) => formatTime(one.createdTime) },
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
  ]
}
