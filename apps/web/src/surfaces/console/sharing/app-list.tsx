import {
  createAppKey,
  createDataApp,
  type DataApp,
  listDataApps,
  revokeAppKey,
  suspendDataApp,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { App, Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'

const names = ['tab'] as const

/** Applications that call the gateway, and their keys. */
export function AppList() {
  const all = useTexts(sharingTexts)
  const texts = all.gateway
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [issuing, setIssuing] = useState<DataApp | null>(null)
  const page = { limit: query.limit, offset: query.offset }
  const read = useRead(listDataApps, { query: page }, { keepPrevious: true })
  return (
    <>
      <FilterBar noSearch query={query} searchBox={box}>
        {may('data.apply') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.newApp}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<DataApp>
        label={texts.tabs.apps}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          { title: texts.app, dataIndex: 'name' },
          { title: all.unit, dataIndex: 'organisationName' },
          { title: texts.contact, dataIndex: 'contact' },
          { title: texts.keys, render: (_, each) => <Keys app={each} /> },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, app) => (
              <Space>
                {may('data.apply') ? (
                  <Button size="small" onClick={() => setIssuing(app)}>
                    {texts.newKey}
                  </Button>
                ) : null}
                {may('data.operate') ? (
                  <Button
                    size="small"
                    onClick={async () => {
                      await client.call(suspendDataApp, {
                        params: { id: app.id },
                        body: { isSuspended: !app.isSuspended },
                      })
                      refresh(listDataApps)
                    }}
                  >
                    {app.isSuspended ? texts.resume : texts.suspend}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {isMaking ? (
        <FormDialog<{ name: string; contact?: string }>
          title={texts.newApp}
          fields={[
            { name: 'name', label: texts.app, kind: 'text', required: true },
            { name: 'contact', label: texts.contact, kind: 'text' },
          ]}
          act={async ({ name, contact = '' }) => {
            await client.call(createDataApp, { body: { name, contact } })
            refresh(listDataApps)
          }}
          onClose={() => setMaking(false)}
        />
      ) : null}
      {issuing ? <IssueKey app={issuing} onClose={() => setIssuing(null)} /> : null}
    </>
  )
}

function Keys({ app }: { app: DataApp }) {
  const texts = useTexts(sharingTexts).gateway
  return (
    <Space direction="vertical" size={2}>
      {app.keys.map((key) => (
        <span key={key.id}>
          <span className="code">{key.id}</span> — {formatTime(key.revokedTime ?? key.expiresTime)}{' '}
          {key.revokedTime ? null : (
            <Button
              size="small"
              type="link"
              danger
              onClick={async () => {
                await client.call(revokeAppKey, { params: { key: key.id } })
                refresh(listDataApps)
              }}
            >
              {texts.revoke}
            </Button>
          )}
        </span>
      ))}
    </Space>
  )
}

function IssueKey({ app, onClose }: { app: DataApp; onClose: () => void }) {
  const texts = useTexts(sharingTexts).gateway
  const { modal } = App.useApp()
  return (
    <FormDialog<{ days: number; networks?: string }>
      title={texts.newKey}
      why={app.name}
      first={{ days: 365 }}
      fields={[
        { name: 'days', label: texts.days, kind: 'number', min: 1, max: 1100, required: true },
        { name: 'networks', label: texts.networks, kind: 'area' },
      ]}
      act={async ({ days, networks = '' }) => {
        const lines = networks.split(/\s+/).filter(Boolean)
        const made = await client.call(createAppKey, {
          params: { id: app.id },
          body: { days, networks: lines },
        })
        refresh(listDataApps)
        modal.success({
          title: texts.secret,
          width: 640,
          content: (
            <>
              <pre className="code">{`${made.keyId}.${made.secret}`}</pre>
              <p>{texts.how}</p>
            </>
          ),
        })
      }}
      onClose={onClose}
    />
  )
}
