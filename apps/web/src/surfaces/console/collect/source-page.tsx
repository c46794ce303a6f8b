import {
  changeSource,
  getSource,
  listDutyViolations,
  listReconciliations,
  listSourceChanges,
  listSources,
  type Source,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Space, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { Facts, Page, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { collectTexts } from './collect.texts.ts'
import { SourceDialog } from './source-dialog.tsx'
import { SourceActs } from './source-panel.tsx'

/** A source: how it is reached and what it owes, what was taken from it change by change, how both sides compare (PLT-044). */
export function SourcePage() {
  const { id = '' } = useParams()
  const texts = useTexts(collectTexts)
  const [isChanging, setChanging] = useState(false)
  const read = useRead(getSource, { params: { id } }, { everyMs: 5_000, staleMs: 0 })
  const turn = useMutation({
    mutationFn: (isEnabled: boolean) => client.call(changeSource, { params: { id }, body: { isEnabled } }),
    onSettled: () => refresh(getSource, listSources),
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const source = read.data
  return (
    <Page
      backTo="/console/collect?tab=sources"
      title={
        <>
          {source.name} {source.isEnabled ? null : <StateTag tone="over">{texts.stopped}</StateTag>}
        </>
      }
      under={`${source.organisationName} · ${texts.kinds[source.kind]}`}
      acts={
        <Space wrap>
          <SourceActs source={source} />
          <Button onClick={() => setChanging(true)}>{texts.changeSource}</Button>
          <Button loading={turn.isPending} onClick={() => turn.mutate(!source.isEnabled)}>
            {source.isEnabled ? texts.stop : texts.start}
          </Button>
        </Space>
      }
    >
      <ProblemNote error={turn.error} />
      <Section title={texts.source}>
        <About source={source} />
      </Section>
      <Tabs
        destroyOnHidden
        items={[
          ...(source.mode === 'changes'
            ? [{ key: 'changes', label: texts.changeLog, children: <Changes id={id} /> }]
            : []),
          { key: 'reconciliations', label: texts.reconciliations, children: <Reconciliations id={id} /> },
          { key: 'violations', label: texts.tabs.duties, children: <Violations id={id} /> },
        ]}
      />
      {isChanging ? <SourceDialog source={source} onClose={() => setChanging(false)} /> : null}
    </Page>
  )
}

function About({ source }: { source: Source }) {
  const texts = useTexts(collectTexts)
  const { lastTest } = source
  return (
    <Facts
      facts={[
        {
          label: texts.dataset,
          value: <Link to={`/console/datasets/${source.datasetId}`}>{source.datasetName}</Link>,
        },
        {
          label: texts.collectMode,
          value: `${texts.collectModes[source.mode]} · ${texts.modes[source.load]}`,
        },
        { label: texts.schedule, value: source.schedule ?? '—' },
        { label: texts.dueTime, value: source.dueTime ?? '—' },
        { label: texts.position, value: <span className="code">{source.position ?? '—'}</span> },
        {
          label: texts.lastTest,
          value: lastTest ? `${lastTest.message} · ${formatTime(lastTest.time)}` : '—',
        },
        { label: texts.legalBasis, value: source.legalBasis || '—' },
        { label: texts.secret, value: source.hasSecret ? texts.isKept : '—' },
        {
          label: texts.connection,
          value: (
            <span className="code">
              {Object.entries(source.connection)
                .map(([name, value]) => `${name}=${value}`)
                .join('  ') || '—'}
            </span>
          ),
          whole: true,
        },
      ]}
    />
  )
}

function usePage() {
  const [at, set] = useState(1)
  return { page: { at, set }, query: { limit: pageSize, offset: (at - 1) * pageSize } }
}

/** 变更流水: what was changed at the source, in the order it was applied. */
function Changes({ id }: { id: string }) {
  const texts = useTexts(collectTexts)
  const { page, query } = usePage()
  const read = useRead(listSourceChanges, { params: { id }, query }, { keepPrevious: true, everyMs: 5_000 })
  return (
    <Rows
      label={texts.changeLog}
      read={read}
      rowKey={(row) => String(row.ordinal)}
      page={page}
      none={{ title: texts.noChanges, why: texts.noChangesWhy }}
      columns={[
        { title: texts.ordinal, align: 'right', render: (_, row) => formatNumber(row.ordinal) },
        { title: texts.operation, render: (_, row) => texts.operations[row.operation] },
        {
          title: texts.key,
          render: (_, row) =>
            Object.entries(row.key)
              .map(([name, value]) => `${name}=${value ?? ''}`)
              .join('，'),
        },
        { title: texts.position, render: (_, row) => <span className="code">{row.position}</span> },
        { title: texts.batch, render: (_, row) => <span className="code">{row.batchId}</span> },
      ]}
    />
  )
}

function Reconciliations({ id }: { id: string }) {
  const texts = useTexts(collectTexts)
  const { page, query } = usePage()
  const read = useRead(listReconciliations, { params: { id }, query }, { keepPrevious: true })
  return (
    <Rows
      label={texts.reconciliations}
      read={read}
      rowKey={(row) => row.id}
      page={page}
      none={{ title: texts.noReconciliations, why: texts.noReconciliationsWhy }}
      columns={[
        { title: texts.time, render: (_, row) => formatTime(row.time) },
        {
          title: texts.state,
          render: (_, row) => (
            <StateTag tone={row.isEqual ? undefined : 'bad'}>
              {row.isEqual ? texts.equal : texts.differs}
            </StateTag>
          ),
        },
        {
          title: texts.figure,
          render: (_, row) =>
            row.figures.map((one) => (
              <div key={one.name}>
                {one.name}：{texts.atSource} {one.source ?? '—'}，{texts.here} {one.target ?? '—'}
              </div>
            )),
        },
      ]}
    />
  )
}

function Violations({ id }: { id: string }) {
  const texts = useTexts(collectTexts)
  const { page, query } = usePage()
  const read = useRead(listDutyViolations, { query: { ...query, source: id } }, { keepPrevious: true })
  return (
    <Rows
      label={texts.tabs.duties}
      read={read}
      rowKey={(row) => row.id}
      page={page}
      none={{ title: texts.noViolations, why: texts.noViolationsWhy }}
      columns={[
        { title: texts.due, render: (_, row) => formatTime(row.dueTime) },
        { title: texts.reason, dataIndex: 'reason' },
      ]}
    />
  )
}
