import { applySealed, listDatasets, listSealed, type SealedProject } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { ResultList } from './result-list.tsx'
import { sealedTexts } from './sealed.texts.ts'
import { SealedDrawer } from './sealed-drawer.tsx'

const names = ['tab'] as const

/** 受控计算: projects, their code and what was let out (PLT-069). */
export function SealedPage() {
  const texts = useTexts(sealedTexts)
  const [params, setParams] = useSearchParams()
  const [applying, setApplying] = useState(false)
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        <Button type="primary" onClick={() => setApplying(true)}>
          {texts.apply}
        </Button>
      }
    >
      <Tabs
        destroyOnHidden
        activeKey={params.get('tab') ?? 'projects'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: 'projects', label: texts.tabs.projects, children: <ProjectList /> },
          { key: 'results', label: texts.tabs.results, children: <ResultList /> },
        ]}
      />
      {applying ? <Apply onClose={() => setApplying(false)} /> : null}
    </Page>
  )
}

function ProjectList() {
  const texts = useTexts(sealedTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [openedId, setOpenedId] = useState<string | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listSealed,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  const opened = read.data?.items.find((one) => one.id === openedId)
  return (
    <>
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<SealedProject>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={(each) => setOpenedId(each.id)}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => (
              <Button type="link" size="small" onClick={() => setOpenedId(each.id)}>
                {each.title}
              </Button>
            ),
          },
          { title: texts.dataset, dataIndex: 'datasetName' },
          { title: texts.by, dataIndex: 'userName' },
          { title: texts.budget, render: (_, each) => `${each.spent} / ${each.budget}` },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag
                tone={each.state === 'suspended' ? 'bad' : each.state === 'asked' ? 'loud' : undefined}
              >
                {texts.states[each.state]}
              </StateTag>
            ),
          },
        ]}
      />
      {opened ? <SealedDrawer project={opened} onClose={() => setOpenedId(null)} /> : null}
    </>
  )
}

interface ApplyValues {
  title: string
  purpose: string
  team: string[]
  plan: string
  datasetId: string
  columns: string[]
}

function Apply({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sealedTexts)
  const [words, setWords] = useState('')
  const [datasetId, setDatasetId] = useState<string>()
  const found = useRead(
    listDatasets,
    { query: { limit: 20, state: 'published', search: words || undefined } },
    { keepPrevious: true },
  )
  const dataset = found.data?.items.find((one) => one.id === datasetId)
  return (
    <FormDialog<ApplyValues>
      title={texts.apply}
      fields={[
        { kind: 'text', name: 'title', label: texts.name, required: true },
        { kind: 'area', name: 'purpose', label: texts.purpose, required: true },
        { kind: 'choices', name: 'team', label: texts.team, required: true, options: [], tags: true },
        { kind: 'area', name: 'plan', label: texts.plan, required: true },
        {
          ...{ kind: 'choice', name: 'datasetId', label: texts.dataset, required: true, onSearch: setWords },
          options: found.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [],
        },
        {
          ...{ kind: 'choices', name: 'columns', label: texts.columns, required: true },
          options:
            dataset?.fields.map(({ name, title }) => ({ value: name, label: `${title}（${name}）` })) ?? [],
        },
      ]}
      onChange={(values) => setDatasetId(values.datasetId)}
      act={async (body) => {
        await client.call(applySealed, { body })
        refresh(listSealed)
      }}
      onClose={onClose}
    />
  )
}
