import {
  addLineage,
  endLineage,
  getDataset,
  getImpact,
  getLineage,
  getMetadataCompleteness,
  type LineageNode,
  listLineageHubs,
  listSchemaChanges,
  traceValue,
} from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, DatePicker, Input, Select, Table, Tabs } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { LineageGraph } from './lineage-graph.tsx'
import { ActButton, DatasetSelect, pageSize, Rows } from './parts.tsx'

type Kind = LineageNode['kind']

/** 数据血缘: where data come from and go to, what a change would touch, where a value came from (PLT-060). */
export function LineagePage() {
  const texts = useTexts(governTexts)
  const { lineage, common } = texts
  const [search, setSearch] = useSearchParams()
  const [isAdding, setAdding] = useState(false)
  const kind = (search.get('kind') ?? 'dataset') as Kind
  // Opened without asking for anything, the page shows where most comes together.
  const hubs = useRead(listLineageHubs, {}, { enabled: kind === 'dataset' }).data ?? []
  const hub = kind === 'dataset' && !search.has('kind') ? (hubs[0]?.id ?? '') : ''
  const [id, field, asOf] = [search.get('id') ?? hub, search.get('field') ?? '', search.get('asOf') ?? '']
  const set = (change: Record<string, string>) =>
    setSearch(
      Object.fromEntries(Object.entries({ kind, id, field, asOf, ...change }).filter(([, value]) => value)),
      { replace: true },
    )
  const dataset = useRead(getDataset, { params: { id } }, { enabled: kind === 'dataset' && id !== '' })
  const kinds = (['dataset', 'indicator', 'api', 'batch'] as const).map((value) => ({
    value,
    label: texts.lineageKinds[value],
  }))
  const fields = (dataset.data?.fields ?? []).map((one) => ({ value: one.name, label: one.title }))
  return (
    <Page title={lineage.title} acts={<Button onClick={() => setAdding(true)}>{lineage.add}</Button>}>
      <div className={styles.bar}>
        <Select
          aria-label={lineage.kind}
          style={{ width: 130 }}
          value={kind}
          options={kinds}
          onChange={(next) => set({ kind: next, id: '', field: '' })}
        />
        {kind === 'dataset' ? (
          <DatasetSelect
            width={280}
            value={id || undefined}
            onChange={(next) => set({ id: next ?? '', field: '' })}
          />
        ) : (
          <Input.Search
            aria-label={lineage.id}
            placeholder={lineage.targetId}
            style={{ width: 280 }}
            defaultValue={id}
            onSearch={(next) => set({ id: next })}
          />
        )}
        {kind === 'dataset' ? (
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={common.field}
            placeholder={common.field}
            style={{ width: 180 }}
            value={field || undefined}
            options={fields}
            onChange={(next) => set({ field: next ?? '' })}
          />
        ) : null}
        <DatePicker
          aria-label={lineage.asOf}
          placeholder={lineage.asOf}
          onChange={(day: Dayjs | null) => set({ asOf: day ? day.endOf('day').toISOString() : '' })}
        />
      </div>
      {kind === 'dataset' && hubs.length > 1 ? (
        <nav className={styles.bar} aria-label={lineage.hubs}>
          <span>{lineage.hubs}</span>
          {hubs.map((one) => (
            <Button key={one.id} size="small" type="link" onClick={() => set({ id: one.id, field: '' })}>
              {one.name}
            </Button>
          ))}
        </nav>
      ) : null}
      <Tabs
        key={id ? 'of' : 'all'}
        items={[
          ...(id
            ? [
                { key: 'graph', label: lineage.graph, children: <Graph ask={{ kind, id, field, asOf }} /> },
                {
                  key: 'impact',
                  label: lineage.impact,
                  children: <Impact ask={{ kind, id, field, asOf }} />,
                },
                { key: 'trace', label: lineage.trace, children: <Trace kind={kind} id={id} /> },
              ]
            : []),
          { key: 'changes', label: lineage.changes, children: <Changes /> },
          { key: 'complete', label: lineage.complete, children: <Completeness /> },
        ]}
      />
      {isAdding ? <EdgeDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

interface Ask {
  kind: Kind
  id: string
  field: string
  asOf: string
}

const toQuery = ({ kind, id, field, asOf }: Ask) => ({
  kind,
  id,
  ...(field ? { field } : {}),
  ...(asOf ? { asOf } : {}),
})

function Graph({ ask }: { ask: Ask }) {
  const texts = useTexts(governTexts)
  const { lineage, common } = texts
  const may = useMay()
  const read = useRead(getLineage, { query: toQuery(ask) })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { nodes, edges } = read.data
  if (edges.length === 0) return <EmptyState title={lineage.empty} />
  const names = new Map(
    nodes.map((node) => [
      `${node.kind} ${node.id} ${node.field}`,
      `${node.name}${node.field ? ` · ${node.fieldTitle ?? node.field}` : ''}`,
    ]),
  )
  const nameOf = (end: { kind: string; id: string; field: string }) =>
    names.get(`${end.kind} ${end.id} ${end.field}`) ?? end.id
  return (
    <>
      <LineageGraph nodes={nodes} edges={edges} label={lineage.graph} />
      <Section title={lineage.list}>
        <Table
          size="small"
          aria-label={lineage.list}
          dataSource={edges}
          rowKey="id"
          scroll={{ x: 'max-content' }}
          pagination={{ pageSize, hideOnSinglePage: true }}
          columns={[
            { title: lineage.from, render: (_, row) => nameOf(row.from) },
            { title: lineage.to, render: (_, row) => nameOf(row.to) },
            {
              title: lineage.via,
              render: (_, row) => `${row.via}${row.isManual ? `（${lineage.manual}）` : ''}`,
            },
            { title: lineage.version, render: (_, row) => row.ruleVersion ?? '—' },
            {
              title: lineage.run,
              render: (_, row) =>
                row.lastRun ? `${row.lastRun.runId}（${formatTime(row.lastRun.time)}）` : '—',
            },
            {
              title: common.act,
              render: (_, row) =>
                row.isManual && may('data.own') ? (
                  <ActButton<typeof endLineage>
                    act={() => client.call(endLineage, { params: { id: row.id } })}
                    touches={[getLineage, getImpact]}
                  >
                    {lineage.end}
                  </ActButton>
                ) : (
                  '—'
                ),
            },
          ]}
        />
      </Section>
    </>
  )
}

function Impact({ ask }: { ask: Ask }) {
  const { lineage, common } = useTexts(governTexts)
  const read = useRead(getImpact, { query: toQuery(ask) })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { datasets, apis, indicators, reports } = read.data
  return (
    <>
      <Section title={`${lineage.tables} ${formatNumber(datasets.length)}`}>
        <Table
          size="small"
          aria-label={lineage.tables}
          dataSource={datasets}
          rowKey="id"
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: common.name, dataIndex: 'name' },
            { title: common.unit, dataIndex: 'organisationName' },
            {
              title: common.field,
              render: (_, row) => row.fields.map((name) => row.fieldTitles[name] ?? name).join('、'),
            },
            { title: lineage.apis, render: (_, row) => <span className="code">{row.apis.join(' ')}</span> },
          ]}
        />
      </Section>
      {[
        [lineage.apis, apis] as const,
        [lineage.indicators, indicators] as const,
        [lineage.reports, reports] as const,
      ].map(([title, list]) =>
        list.length > 0 ? (
          <Section key={title} title={`${title} ${formatNumber(list.length)}`}>
            <Lines>
              {list.map((one) => (
                <Line key={one.id} title={one.name} note={one.id} />
              ))}
            </Lines>
          </Section>
        ) : null,
      )}
    </>
  )
}

function Trace({ kind, id }: { kind: Kind; id: string }) {
  const texts = useTexts(governTexts)
  const { lineage } = texts
  const [state, setState] = useState('')
  const read = useRead(traceValue, { query: { kind, id, ...(state ? { state } : {}) } })
  return (
    <>
      <div className={styles.bar}>
        <Input.Search
          aria-label={lineage.period}
          placeholder={lineage.period}
          style={{ width: 280 }}
          enterButton={lineage.show}
          onSearch={setState}
        />
      </div>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Lines>
        {(read.data?.steps ?? []).map((step) => (
          <Line
            key={`${step.kind}-${step.id}-${step.state}`}
            before={<span style={{ paddingLeft: step.depth * 20 }}>{step.depth > 0 ? '← ' : ''}</span>}
            title={`${texts.lineageKinds[step.kind]}：${step.name} ${step.state}`}
            note={[
              step.via,
              step.ruleVersion,
              step.runId ? `${lineage.run} ${step.runId}` : null,
              step.runTime ? formatTime(step.runTime) : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
      </Lines>
    </>
  )
}

function Changes() {
  const { lineage, common } = useTexts(governTexts)
  const [at, set] = useState(1)
  const read = useRead(
    listSchemaChanges,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <Rows
      label={lineage.changes}
      read={read}
      rowKey={(row) => row.id}
      page={{ at, set }}
      columns={[
        { title: common.dataset, dataIndex: 'datasetName' },
        { title: common.time, render: (_, row) => formatTime(row.time) },
        {
          title: lineage.changes,
          render: (_, row) =>
            row.changes
              .map(
                (one) =>
                  `${lineage.what[one.what]} ${one.field}${one.before && one.after ? `：${one.before} → ${one.after}` : ''}`,
              )
              .join('；'),
        },
      ]}
    />
  )
}

function Completeness() {
  const { lineage, common, quality } = useTexts(governTexts)
  const read = useRead(getMetadataCompleteness, {})
  return (
    <Rows
      label={lineage.complete}
      read={read}
      rowKey={(row) => row.organisationId}
      columns={[
        { title: common.unit, dataIndex: 'organisationName' },
        { title: quality.resources, align: 'right', dataIndex: 'datasets' },
        {
          title: lineage.complete,
          align: 'right',
          render: (_, row) =>
            `${formatNumber(row.share * 100, 1)}%（${formatNumber(row.filled)}/${formatNumber(row.expected)}）`,
        },
      ]}
    />
  )
}

interface EdgeForm {
  fromDataset: string
  fromField?: string
  toKind: Kind
  toId: string
  toField?: string
  toName?: string
  note: string
}

function EdgeDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(governTexts)
  const { lineage, common } = texts
  const kinds = (['dataset', 'indicator', 'api', 'report'] as const).map((value) => ({
    value,
    label: texts.lineageKinds[value] ?? value,
  }))
  return (
    <FormDialog<EdgeForm>
      title={lineage.add}
      first={{ toKind: 'indicator' }}
      fields={[
        {
          name: 'fromDataset',
          label: lineage.from,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        { name: 'fromField', label: `${lineage.from} ${common.field}`, kind: 'code' },
        { name: 'toKind', label: lineage.kind, kind: 'choice', options: kinds, required: true },
        { name: 'toId', label: lineage.targetId, kind: 'code', required: true },
        { name: 'toField', label: `${lineage.to} ${common.field}`, kind: 'code' },
        { name: 'toName', label: common.name, kind: 'text' },
        { name: 'note', label: common.note, kind: 'area', required: true },
      ]}
      act={async (values) => {
        await client.call(addLineage, {
          body: {
            from: { kind: 'dataset', id: values.fromDataset, field: values.fromField ?? '' },
            to: {
              kind: values.toKind,
              id: values.toId,
              field: values.toField ?? '',
              ...(values.toName ? { name: values.toName } : {}),
            },
            note: values.note,
          },
        })
        refresh(getLineage, getImpact)
      }}
      onClose={onClose}
    />
  )
}
