import { type IndicatorVersion, listDefinitions, saveDefinition } from '@civitas/sdk'
import { RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { emptyDefinition } from './empty-definition.ts'
import { registryTexts } from './registry.texts.ts'

const names = ['state'] as const

/** Indicators made in the city. */
export function DefinitionListPage() {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const query = useListQuery(names)
  const navigate = useNavigate()
  const box = useRef<HTMLDivElement>(null)
  const [isNew, setNew] = useState(false)
  const { search, limit, offset } = query
  const state = query.filters.state as IndicatorVersion['state'] | undefined
  const read = useRead(
    listDefinitions,
    { query: { state, search: search || undefined, limit, offset } },
    { keepPrevious: true },
  )
  const states = Object.entries(texts.states).map(([value, label]) => ({ value, label }))
  return (
    <Page
      title={texts.definitions}
      acts={
        may('indicators.manage') ? (
          <Button type="primary" onClick={() => setNew(true)}>
            {texts.make}
          </Button>
        ) : null
      }
    >
      <FilterBar
        query={query}
        filters={[{ name: 'state', label: texts.state, width: 120, options: states }]}
        placeholder={texts.searchDefinitions}
        searchBox={box}
      />
      <ListTable
        label={texts.definitions}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.code}
        to={(one) => `/console/definitions/${one.code}`}
        searchBox={box}
        empty={{ title: texts.noDefinitions, why: texts.noDefinitionsWhy }}
      />
      {isNew ? (
        <FormDialog<{ code: string; title: string }>
          title={texts.make}
          fields={[
            {
              ...{ kind: 'code', name: 'code', label: texts.code, required: true, extra: texts.codeHint },
              pattern: { is: /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/, else: texts.codeWrong },
            },
            { kind: 'text', name: 'title', label: texts.title, required: true },
          ]}
          act={async ({ code, title }) => {
            await client.call(saveDefinition, {
              params: { code },
              body: { definition: emptyDefinition(title) },
            })
            refresh(listDefinitions)
            navigate(`/console/definitions/${code}`)
          }}
          onClose={() => setNew(false)}
        />
      ) : null}
    </Page>
  )
}

function useColumns(): TableColumnsType<IndicatorVersion> {
  const texts = useTexts(registryTexts)
  return [
    {
      title: texts.title,
      key: 'title',
      render: (_, one) => (
        <>
          <RowLink to={`/console/definitions/${one.code}`}>{one.definition.title.zh}</RowLink>
          <small className="code">{one.code}</small>
        </>
      ),
    },
    {
      title: texts.expression,
      key: 'expression',
      render: (_, one) => <span className="code">{one.definition.expression.slice(0, 60)}</span>,
    },
    { title: texts.unit, key: 'unit', render: (_, one) => one.unitLabel },
    { title: texts.owner, key: 'owner', render: (_, one) => one.definition.owner },
    { title: texts.version, key: 'version', align: 'right', render: (_, one) => one.version },
    {
      title: texts.state,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={one.state === 'retired' ? 'over' : one.state === 'draft' ? 'loud' : undefined}>
          {texts.states[one.state]}
        </StateTag>
      ),
    },
    { title: '', key: 'time', render: (_, one) => <RelativeTime time={one.createdTime} /> },
  ]
}
