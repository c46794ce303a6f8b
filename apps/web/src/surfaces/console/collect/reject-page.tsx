import { fixReject, listRejects, type Reject, replayRejects } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { collectTexts } from './collect.texts.ts'

const filters = ['state', 'batch', 'run', 'dataset'] as const

/** 问题行: rows that did not pass, corrected here and replayed (PLT-044, PLT-045). */
export function RejectPage() {
  const texts = useTexts(collectTexts)
  const { message } = App.useApp()
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [fixing, setFixing] = useState<Reject>()
  const { limit, offset, search } = query
  const read = useRead(
    listRejects,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    // A replay is done a little later, by the queue.
    { keepPrevious: true, everyMs: 3_000 },
  )
  const fixed = (read.data?.items ?? []).find((one) => one.state === 'fixed')
  const replay = useMutation({
    mutationFn: (one: Reject) =>
      client.call(replayRejects, {
        body: one.batchId ? { batchId: one.batchId } : { runId: one.runId as string },
      }),
    onSuccess: (done) => message.success(texts.replayed(formatNumber(done.rows))),
    onSettled: () => refresh(listRejects),
  })
  return (
    <Page
      title={texts.rejectsTitle}
      under={texts.rejectsUnder}
      acts={
        <Button
          type="primary"
          disabled={!fixed}
          loading={replay.isPending}
          onClick={() => fixed && replay.mutate(fixed)}
        >
          {texts.replay}
        </Button>
      }
    >
      <ProblemNote error={replay.error} />
      <FilterBar
        query={query}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.rejectStates).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.searchRejects}
        searchBox={box}
      />
      <ListTable<Reject>
        label={texts.rejectsTitle}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/datasets/${one.datasetId}`}
        searchBox={box}
        empty={{ title: texts.noRejects, why: texts.noRejectsWhy }}
        columns={[
          { title: texts.row, align: 'right', render: (_, one) => one.row ?? '—' },
          { title: texts.reason, dataIndex: 'reason' },
          { title: texts.raw, render: (_, one) => <RawRow reject={one} /> },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.state === 'open' ? 'bad' : one.state === 'fixed' ? 'loud' : 'over'}>
                {texts.rejectStates[one.state]}
              </StateTag>
            ),
          },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              one.state === 'open' || one.state === 'fixed' ? (
                <Button size="small" onClick={() => setFixing(one)}>
                  {texts.fix}
                </Button>
              ) : null,
          },
        ]}
      />
      {fixing ? <FixDialog reject={fixing} onClose={() => setFixing(undefined)} /> : null}
    </Page>
  )
}

function RawRow({ reject }: { reject: Reject }) {
  const cells = Object.entries({ ...reject.raw, ...reject.fixed })
  return (
    <span className="code">
      {cells
        .map(([name, value]) => `${name}=${value ?? ''}`)
        .join('；')
        .slice(0, 160)}
    </span>
  )
}

function FixDialog({ reject, onClose }: { reject: Reject; onClose: () => void }) {
  const texts = useTexts(collectTexts)
  const names = Object.keys(reject.raw)
  // A name may hold what the path of a form field may not: fields are known by their place.
  const first = Object.fromEntries(
    names.map((name, at) => [`f${at}`, String(reject.fixed?.[name] ?? reject.raw[name] ?? '')]),
  )
  return (
    <FormDialog<Record<string, string>>
      title={texts.fix}
      why={reject.reason}
      first={first}
      fields={names.map((name, at) => ({ name: `f${at}`, label: name, kind: 'text' }))}
      act={async (values) => {
        const fixed = Object.fromEntries(names.map((name, at) => [name, values[`f${at}`] || null]))
        await client.call(fixReject, { params: { id: reject.id }, body: { fixed } })
        refresh(listRejects)
      }}
      onClose={onClose}
    />
  )
}
