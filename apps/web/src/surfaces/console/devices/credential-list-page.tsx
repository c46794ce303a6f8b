import { type Credential, credentialMethods, listCredentials } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page } from '../parts/page.tsx'
import { CredentialActs, useCredentialActs, useCredentialColumns } from './credential-acts.tsx'
import { devicesTexts } from './devices.texts.ts'
import { IssueDialog } from './issue-dialog.tsx'

const names = ['method'] as const

/** The credentials devices and gateways sign in with. */
export function CredentialListPage() {
  const texts = useTexts(devicesTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isIssuing, setIssuing] = useState(false)
  const [act, setAct] = useCredentialActs()
  const read = useRead(
    listCredentials,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        method: query.filters.method as Credential['method'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  const issue = (
    <Button type="primary" onClick={() => setIssuing(true)}>
      {texts.issue}
    </Button>
  )
  return (
    <Page title={texts.credentials}>
      <FilterBar
        query={query}
        placeholder={texts.credentialSearch}
        searchBox={box}
        filters={[
          {
            name: 'method',
            label: texts.credentialColumns.method,
            options: credentialMethods.map((value) => ({ value, label: texts.methods[value] })),
          },
        ]}
      >
        {issue}
      </FilterBar>
      <ListTable
        label={texts.credentials}
        read={read}
        query={query}
        columns={useCredentialColumns(setAct)}
        rowKey={(each) => each.name}
        searchBox={box}
        empty={{ title: texts.noCredentials, why: texts.noCredentialsWhy, act: issue }}
      />
      {isIssuing ? <IssueDialog onClose={() => setIssuing(false)} /> : null}
      <CredentialActs act={act} onClose={() => setAct(null)} />
    </Page>
  )
}
