import { type DeviceModel, listModels } from '@civitas/sdk'
import { formatNumber, formatTime, usePick, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType, Tabs } from 'antd'
import { useRef } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { modelsTexts } from './models.texts.ts'
import { PackList } from './pack-list.tsx'

const names = ['source'] as const

/** Device models of domains, packs and administrators. */
export function ModelListPage() {
  const texts = useTexts(modelsTexts)
  const may = useMay()
  const navigate = useNavigate()
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page
      title={texts.title}
      acts={
        may('sensing.models') ? (
          <Button type="primary" onClick={() => navigate('/console/models/new')}>
            {texts.create}
          </Button>
        ) : null
      }
    >
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'models'}
        onChange={(tab) => setParameters(tab === 'models' ? {} : { tab })}
        items={[
          { key: 'models', label: texts.tabs.models, children: <Models /> },
          { key: 'packs', label: texts.tabs.packs, children: <PackList /> },
        ]}
      />
    </Page>
  )
}

function Models() {
  const texts = useTexts(modelsTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listModels,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        source: query.filters.source as DeviceModel['source'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        filters={[
          {
            name: 'source',
            label: texts.columns.source,
            options: Object.entries(texts.sources).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(model) => model.id}
        to={(model) => `/console/models/${encodeURIComponent(model.id)}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
    </>
  )
}

function useColumns(): TableColumnsType<DeviceModel> {
  const texts = useTexts(modelsTexts)
  const pick = usePick()
  const { columns } = texts
  return [
    {
      title: columns.title,
      key: 'title',
      render: (_, model) => (
        <>
          <RowLink to={`/console/models/${encodeURIComponent(model.id)}`}>
            {pick(model.definition.title)}
          </RowLink>
          <small className="code">{model.id}</small>
        </>
      ),
    },
    { title: columns.source, key: 'source', render: (_, model) => texts.sources[model.source] },
    { title: columns.version, key: 'version', align: 'right', render: (_, model) => `V${model.version}` },
    {
      title: columns.state,
      key: 'state',
      render: (_, model) => (
        <StateTag tone={model.state === 'draft' ? 'loud' : undefined}>{texts.states[model.state]}</StateTag>
      ),
    },
    {
      title: columns.properties,
      key: 'properties',
      align: 'right',
      render: (_, model) => model.definition.properties.length,
    },
    {
      title: columns.commands,
      key: 'commands',
      align: 'right',
      render: (_, model) => model.definition.commands.length,
    },
    {
      title: columns.things,
      key: 'things',
      align: 'right',
      render: (_, model) => formatNumber(model.things),
    },
    {
      title: columns.changed,
      key: 'changed',
      render: (_, model) =>
        model.changedTime ? `${formatTime(model.changedTime)} ${model.changedBy ?? ''}` : '—',
    },
  ]
}
