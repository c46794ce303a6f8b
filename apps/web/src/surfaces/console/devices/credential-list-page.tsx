import { type Credential, listCredentials, revokeCredential } from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { devicesTexts } from './devices.texts.ts'
import { IssueDialog } from './issue-dialog.tsx'

const none: string[] = []

/** The credentials devices and gateways sign in with. */
export function CredentialListPage() {
  const texts = useTexts(devicesTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isIssuing, setIssuing] = useState(false)
  const [revoking, setRevoking] = useState<string | null>(null)
  const read = useRead(
    listCredentials,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  const issue = (
    <Button type="primary" onClick={() => setIssuing(true)}>
      {texts.issue}
    </Button>
  )
  return (
    <Page title={texts.credentials}>
      <FilterBar query={query} placeholder={texts.credentialSearch} searchBox={box}>
        {issue}
      </FilterBar>
      <ListTable
        label={texts.credentials}
        read={read}
        query={query}
        columns={useColumns(setRevoking)}
        rowKey={(each) => each.name}
        searchBox={box}
        empty={{ title: texts.noCredentials, why: texts.noCredentialsWhy, act: issue }}
      />
      {isIssuing ? <IssueDialog onClose={() => setIssuing(false)} /> : null}
      {revoking ? (
        <ActDialog
          title={texts.revoke}
          why={texts.revokeWhy(revoking)}
          danger
          comment="none"
          act={() => client.call(revokeCredential, { params: { name: revoking } })}
          onClose={() => {
            setRevoking(null)
            refresh(listCredentials)
          }}
        />
      ) : null}
    </Page>
  )
}

function useColumns(onRevoke: (name: string) => void): TableColumnsType<Credential> {
  const texts = useTexts(devicesTexts)
  const shell = useTexts(consoleTexts)
  const { credentialColumns: columns } = texts
  return [
    { title: columns.name, key: 'name', render: (_, each) => <span className="code">{each.name}</span> },
    { title: columns.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    { title: columns.things, key: 'things', align: 'right', render: (_, each) => formatNumber(each.things) },
    { title: columns.created, key: 'created', render: (_, each) => formatTime(each.createdTime) },
    { title: columns.used, key: 'used', render: (_, each) => <RelativeTime time={each.lastUsedTime} /> },
    {
      title: columns.state,
      key: 'state',
      render: (_, each) =>
        each.revokedTime ? (
          <StateTag tone="over">{texts.revoked}</StateTag>
        ) : (
          <StateTag>{texts.valid}</StateTag>
        ),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, each) =>
        each.revokedTime ? null : (
          <Button size="small" danger onClick={() => onRevoke(each.name)}>
            {texts.revoke}
          </Button>
        ),
    },
  ]
}
