import {
  getSource,
  listReconciliations,
  listSources,
  type Reconciliation,
  reconcileSource,
  runSource,
  type Source,
  testSource,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Modal, Space, Table } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { collectTexts } from './collect.texts.ts'
import { SourceDialog } from './source-dialog.tsx'

/** Sources with their duty, how far they were collected, and how that went. */
export function SourcePanel() {
  const texts = useTexts(collectTexts)
  const query = useListQuery(['kind', 'tab'])
  const box = useRef<HTMLDivElement>(null)
  const [adding, setAdding] = useState(false)
  const { limit, offset, search } = query
  const { tab: _, ...given } = query.filters
  const read = useRead(
    listSources,
    { query: { limit, offset, search: search || undefined, ...(given as object) } },
    { keepPrevious: true, everyMs: 3_000, staleMs: 0 },
  )
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar
        query={query}
        filters={[{ name: 'kind', label: texts.kind, options: kinds }]}
        searchBox={box}
      >
        <Button type="primary" onClick={() => setAdding(true)}>
          {texts.addSource}
        </Button>
      </FilterBar>
      <ListTable<Source>
        label={texts.source}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/collect/sources/${one.id}`}
        searchBox={box}
        empty={{ title: texts.noSources, why: texts.noSourcesWhy }}
        columns={[
          {
            title: texts.source,
            render: (_, one) => (
              <>
                <RowLink to={`/console/collect/sources/${one.id}`}>{one.name}</RowLink>
                <div className="code">{one.datasetName}</div>
              </>
            ),
          },
          { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
          { title: texts.collectMode, render: (_, one) => texts.collectModes[one.mode] },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.schedule, render: (_, one) => <span className="code">{one.schedule ?? '—'}</span> },
          { title: texts.dueTime, render: (_, one) => one.dueTime ?? '—' },
          { title: texts.state, render: (_, one) => <SourceState source={one} /> },
          { title: texts.position, render: (_, one) => <span className="code">{one.position ?? '—'}</span> },
          { title: texts.changes, align: 'right', render: (_, one) => formatNumber(one.changes) },
          { title: texts.violations, align: 'right', render: (_, one) => formatNumber(one.violations) },
          {
            title: '',
            key: 'acts',
            render: (_, one) => <SourceActs source={one} isSmall />,
          },
        ]}
      />
      {adding ? <SourceDialog onClose={() => setAdding(false)} /> : null}
    </>
  )
}

/** Try the connection, collect now, compare both sides. */
export function SourceActs({ source, isSmall }: { source: Source; isSmall?: boolean }) {
  const texts = useTexts(collectTexts)
  const { message } = App.useApp()
  const [report, setReport] = useState<Reconciliation>()
  const act = useMutation({
    mutationFn: async (what: 'test' | 'run' | 'reconcile') => {
      const params = { params: { id: source.id } }
      if (what === 'run') return void (await client.call(runSource, params))
      if (what === 'reconcile') return setReport(await client.call(reconcileSource, params))
      const look = await client.call(testSource, params)
      void (look.ok ? message.success(look.message) : message.error(look.message))
    },
    onError: (error) => void message.error(error.message),
    onSettled: () => refresh(listSources, getSource, listReconciliations),
  })
  if (source.kind === 'file') return null
  const isDatabase = source.kind === 'postgres' || source.kind === 'mysql'
  return (
    <Space>
      {(['test', 'run', 'reconcile'] as const)
        .filter((what) => what !== 'reconcile' || isDatabase)
        .map((what) => (
          <Button
            key={what}
            size={isSmall ? 'small' : 'middle'}
            loading={act.isPending && act.variables === what}
            disabled={act.isPending}
            onClick={() => act.mutate(what)}
          >
            {texts[what]}
          </Button>
        ))}
      {report ? <ReportDialog report={report} onClose={() => setReport(undefined)} /> : null}
    </Space>
  )
}

function SourceState({ source }: { source: Source }) {
  const texts = useTexts(collectTexts)
  if (source.lastTest && !source.lastTest.ok) return <StateTag tone="bad">{source.lastTest.message}</StateTag>
  const state = source.lastBatchState as keyof typeof texts.states | null
  if (!state) return <>—</>
  const tone = state === 'loaded' ? undefined : state === 'waiting' || state === 'running' ? 'loud' : 'bad'
  return (
    <>
      <StateTag tone={tone}>{texts.states[state]}</StateTag>
      {source.lastBatchTime ? <div className="code">{formatTime(source.lastBatchTime)}</div> : null}
    </>
  )
}

function ReportDialog({ report, onClose }: { report: Reconciliation; onClose: () => void }) {
  const texts = useTexts(collectTexts)
  return (
    <Modal open title={texts.reconciled} footer={null} onCancel={onClose}>
      <StateTag tone={report.isEqual ? undefined : 'bad'}>
        {report.isEqual ? texts.equal : texts.differs}
      </StateTag>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={report.figures}
        columns={[
          { title: texts.figure, dataIndex: 'name' },
          { title: texts.atSource, dataIndex: 'source', align: 'right' },
          { title: texts.here, dataIndex: 'target', align: 'right' },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.isEqual ? undefined : 'bad'}>
                {one.isEqual ? texts.equal : texts.differs}
              </StateTag>
            ),
          },
        ]}
      />
    </Modal>
  )
}
