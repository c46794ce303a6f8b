import {
  createExchangePlatform,
  deleteExchangePlatform,
  type ExchangePlatform,
  listExchangePlatforms,
} from '@civitas/sdk'
import { formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { Button, Form, Input, InputNumber } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { splitLines } from './mapping-lines.ts'
import { protocolsTexts } from './protocols.texts.ts'

const none: string[] = []

/** Lower platforms that exchange vehicle positions over JT/T 809. */
export function PlatformList() {
  const { platforms: texts, by, never, networks, anyNetwork } = useTexts(protocolsTexts)
  const shell = useTexts(consoleTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [removing, setRemoving] = useState<ExchangePlatform | null>(null)
  const read = useRead(
    listExchangePlatforms,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        <Button type="primary" onClick={() => setMaking(true)}>
          {texts.create}
        </Button>
      </FilterBar>
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={[
          { title: texts.name, key: 'name', render: (_, each) => each.name },
          {
            title: texts.user,
            key: 'user',
            render: (_, each) => <span className="code">{each.userId}</span>,
          },
          {
            title: texts.centre,
            key: 'centre',
            render: (_, each) => <span className="code">{each.centreId}</span>,
          },
          {
            title: networks,
            key: 'networks',
            render: (_, each) => <span className="code">{each.networks.join(' ') || anyNetwork}</span>,
          },
          { title: texts.cipher, key: 'cipher', render: (_, each) => (each.encrypted ? texts.agreed : '—') },
          {
            title: texts.login,
            key: 'login',
            render: (_, each) => (each.lastLoginTime ? <RelativeTime time={each.lastLoginTime} /> : never),
          },
          {
            title: by,
            key: 'by',
            render: (_, each) => `${each.createdBy} · ${formatTime(each.createdTime)}`,
          },
          {
            title: <span className="only-read">{shell.actions}</span>,
            key: 'acts',
            align: 'right',
            render: (_, each) => (
              <Button size="small" danger onClick={() => setRemoving(each)}>
                {texts.remove}
              </Button>
            ),
          },
        ]}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
      />
      {isMaking ? <PlatformDialog onClose={() => setMaking(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove}
          why={`${removing.name}：${texts.removeWhy}`}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteExchangePlatform, { params: { id: removing.id } })
            refresh(listExchangePlatforms)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

function PlatformDialog({ onClose }: { onClose: () => void }) {
  const { platforms: texts, networks: networksLabel, networksHint } = useTexts(protocolsTexts)
  const [name, setName] = useState('')
  const [userId, setUser] = useState<number | null>(null)
  const [centreId, setCentre] = useState<number | null>(null)
  const [password, setPassword] = useState('')
  const [networks, setNetworks] = useState('')
  const isReady =
    name.trim() !== '' && userId !== null && centreId !== null && /^[\x21-\x7e]{1,8}$/.test(password)
  return (
    <ActDialog
      title={texts.create}
      why={texts.why}
      comment="none"
      isReady={isReady}
      act={async () => {
        if (userId === null || centreId === null) return
        await client.call(createExchangePlatform, {
          body: { name: name.trim(), userId, centreId, password, networks: splitLines(networks) },
        })
        refresh(listExchangePlatforms)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} htmlFor="platform-name" required>
          <Input
            id="platform-name"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.user} htmlFor="platform-user" required>
          <InputNumber id="platform-user" min={0} max={4_294_967_295} value={userId} onChange={setUser} />
        </Form.Item>
        <Form.Item label={texts.password} htmlFor="platform-password" required extra={texts.passwordHint}>
          <Input
            id="platform-password"
            autoComplete="off"
            maxLength={8}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.centre} htmlFor="platform-centre" required>
          <InputNumber
            id="platform-centre"
            min={0}
            max={4_294_967_295}
            value={centreId}
            onChange={setCentre}
          />
        </Form.Item>
        <Form.Item label={networksLabel} htmlFor="platform-networks" extra={networksHint}>
          <Input.TextArea
            id="platform-networks"
            className="code"
            rows={2}
            value={networks}
            onChange={(event) => setNetworks(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
