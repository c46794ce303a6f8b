import { type Batch, decideBatch, listBatches } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Progress, Space } from 'antd'
import { useRef } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { collectTexts } from './collect.texts.ts'
import { BatchState, countsOf } from './load-results.tsx'

const filters = ['state', 'dataset', 'source'] as const

/** Deliveries as they come, with what is to be decided about them. */
export function BatchPanel() {
  const texts = useTexts(collectTexts)
  const query = useListQuery([...filters, 'tab'])
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const { tab: _, ...given } = query.filters
  const read = useRead(
    listBatches,
    { query: { limit, offset, search: search || undefined, ...(given as object) } },
    { keepPrevious: true, everyMs: 2_000, staleMs: 0 },
  )
  const decide = useMutation({
    mutationFn: ({ id, act }: { id: string; act: 'accept' | 'resend' | 'retry' }) =>
      client.call(decideBatch, { params: { id }, body: { act } }),
    onSettled: () => refresh(listBatches),
  })
  return (
    <>
      <ProblemNote error={decide.error} />
      <FilterBar
        query={query}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable<Batch>
        label={texts.batch}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/datasets/${one.datasetId}`}
        searchBox={box}
        empty={{ title: texts.noBatches, why: texts.noBatchesWhy }}
        columns={[
          {
            title: texts.dataset,
            render: (_, one) => (
              <>
                <RowLink to={`/console/datasets/${one.datasetId}`}>{one.datasetName}</RowLink>
                <div className="code">{one.fileName ?? one.sourceName}</div>
              </>
            ),
          },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.mode, render: (_, one) => texts.modes[one.mode] },
          {
            title: texts.state,
            render: (_, one) => (
              <>
                <BatchState batch={one} />
                {one.state === 'running' ? (
                  <Progress
                    percent={Math.round(one.progress * 100)}
                    size="small"
                    aria-label={texts.progress}
                  />
                ) : null}
              </>
            ),
          },
          {
            title: texts.rows,
            align: 'right',
            render: (_, one) =>
              one.rowsRejected ? (
                <Link to={`/console/rejects?batch=${one.id}`}>{countsOf(one)}</Link>
              ) : (
                countsOf(one)
              ),
          },
          { title: texts.note, dataIndex: 'note' },
          { title: texts.sender, dataIndex: 'userName' },
          { title: texts.received, render: (_, one) => formatTime(one.receivedTime) },
          {
            title: '',
            key: 'acts',
            render: (_, one) => (
              <BatchActs
                batch={one}
                busy={decide.isPending}
                onAct={(act) => decide.mutate({ id: one.id, act })}
              />
            ),
          },
        ]}
      />
    </>
  )
}

interface BatchActsProps {
  batch: Batch
  busy: boolean
  onAct: (act: 'accept' | 'resend' | 'retry') => void
}

function BatchActs({ batch, busy, onAct }: BatchActsProps) {
  const texts = useTexts(collectTexts)
  const may = useMay()
  if (!may('data.collect')) return null
  if (batch.state === 'count-mismatch' || batch.state === 'quarantined')
    return (
      <Space>
        <Button size="small" disabled={busy} onClick={() => onAct('resend')}>
          {texts.resend}
        </Button>
        <Button size="small" disabled={busy} onClick={() => onAct('accept')}>
          {texts.accept}
        </Button>
      </Space>
    )
  if (batch.state === 'failed' || batch.state === 'over-quota')
    return (
      <Button size="small" disabled={busy} onClick={() => onAct('retry')}>
        {texts.retry}
      </Button>
    )
  return null
}
