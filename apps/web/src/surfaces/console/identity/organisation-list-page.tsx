import { listOrganisations, type Organisation } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Page } from '../parts/page.tsx'
import { identityTexts } from './identity.texts.ts'

const names = ['division'] as const

/** The organisations that act in the city. */
export function OrganisationListPage() {
  const texts = useTexts(identityTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listOrganisations,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        division: query.filters.division,
      },
    },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.organisations}>
      <FilterBar query={query} division placeholder={texts.organisationSearch} searchBox={box} />
      <ListTable
        label={texts.organisations}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noOrganisations, why: texts.noOrganisationsWhy }}
      />
    </Page>
  )
}

function useColumns(): TableColumnsType<Organisation> {
  const { orgColumns: columns, kinds } = useTexts(identityTexts)
  return [
    { title: columns.name, key: 'name', render: (_, each) => <b>{each.name}</b> },
    { title: columns.short, key: 'short', render: (_, each) => each.shortName },
    { title: columns.kind, key: 'kind', render: (_, each) => kinds[each.kind] ?? each.kind },
    { title: columns.code, key: 'code', render: (_, each) => <span className="code">{each.code}</span> },
    {
      title: columns.division,
      key: 'division',
      render: (_, each) => <DivisionName code={each.divisionCode} />,
    },
  ]
}
