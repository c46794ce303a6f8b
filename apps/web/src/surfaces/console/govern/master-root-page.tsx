import { getMasterRoot, type MasterRecord, mergeMasterRoots, splitMasterRoot } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Page, Section } from '../parts/page.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'

/** One root: which value survived and why, the records it is made of, merging and splitting. */
export function MasterRootPage() {
  const { id = '' } = useParams()
  const { master, common } = useTexts(governTexts)
  const go = useNavigate()
  const [splitting, setSplitting] = useState<MasterRecord | null>(null)
  const [isMerging, setMerging] = useState(false)
  const read = useRead(getMasterRoot, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const root = read.data
  return (
    <Page
      backTo="/console/master-data"
      title={<span className="code">{root.id}</span>}
      acts={<Button onClick={() => setMerging(true)}>{master.merge}</Button>}
    >
      <Section title={master.golden}>
        <Table
          size="small"
          aria-label={master.golden}
          dataSource={root.golden}
          rowKey="attribute"
          pagination={false}
          columns={[
            { title: common.field, dataIndex: 'title' },
            { title: master.golden, render: (_, row) => row.value ?? '—' },
            { title: master.why, render: (_, row) => <span className={styles.words}>{row.why}</span> },
            {
              title: master.alternatives,
              render: (_, row) =>
                row.alternatives
                  .map((one) => `${one.value}（${one.datasetName} ${formatTime(one.time)}）`)
                  .join('；') || '—',
            },
          ]}
        />
      </Section>
      <Section title={master.sources}>
        <Table
          size="small"
          aria-label={master.sources}
          dataSource={root.records}
          rowKey={(row) => `${row.datasetId} ${row.sourceId}`}
          pagination={false}
          columns={[
            { title: common.dataset, dataIndex: 'datasetName' },
            { title: master.source, render: (_, row) => <span className="code">{row.sourceId}</span> },
            {
              title: master.golden,
              render: (_, row) => Object.values(row.values).filter(Boolean).join(' · '),
            },
            {
              title: common.act,
              render: (_, row) =>
                root.records.length > 1 ? (
                  <Button size="small" onClick={() => setSplitting(row)}>
                    {master.split}
                  </Button>
                ) : (
                  '—'
                ),
            },
          ]}
        />
      </Section>
      <Section title={master.moves}>
        <Lines>
          {root.moves.map((move) => (
            <Line
              key={move.id}
              title={`${move.act === 'merged' ? master.merged : master.wasSplit}${move.isUndone ? `（${master.undone}）` : ''} ${move.fromRoot} → ${move.toRoot}`}
              note={`${move.userName} · ${move.reason} · ${formatTime(move.time)}`}
            />
          ))}
        </Lines>
      </Section>
      {splitting ? (
        <ActDialog
          title={master.split}
          comment="required"
          act={async (reason) => {
            const { datasetId, sourceId } = splitting
            const made = await client.call(splitMasterRoot, {
              params: { id: root.id },
              body: { datasetId, sourceId, reason },
            })
            refresh(getMasterRoot)
            go(`/console/master-data/${made.id}`)
          }}
          onClose={() => setSplitting(null)}
        />
      ) : null}
      {isMerging ? (
        <FormDialog<{ mergedId: string; reason: string }>
          title={master.merge}
          fields={[
            { name: 'mergedId', label: master.mergedId, kind: 'code', required: true },
            { name: 'reason', label: common.reason, kind: 'area', required: true },
          ]}
          act={async (body) => {
            await client.call(mergeMasterRoots, { params: { id: root.id }, body })
            refresh(getMasterRoot)
          }}
          onClose={() => setMerging(false)}
        />
      ) : null}
    </Page>
  )
}
