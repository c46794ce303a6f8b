import { assignTask, type Dispatch, listDispatches, type Task } from '@civitas/sdk'
import { formatNumber, formatTime, usePick, useTexts } from '@civitas/ui'
import { App, Button, Space, Table, type TableColumnsType } from 'antd'
import { type RefObject, useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { useListKeys } from '../list/use-list-keys.ts'
import { Columns, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { CaseCounts } from './case-counts.tsx'
import styles from './cases.module.css'
import { dispatchTexts } from './dispatch.texts.ts'

const pageSize = 30

/** The desk of dispatchers: what waits for a unit, oldest first, with the unit the duty list proposes. */
export function DispatchPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(dispatchTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const [keys, setKeys] = useState<string[]>([])
  const [other, setOther] = useState<Task | null>(null)
  const query = { limit: pageSize, offset: (page - 1) * pageSize }
  const read = useRead(listDispatches, { query }, { keepPrevious: true, everyMs: 30_000 })
  const rows = read.data?.items ?? []
  const { take, takeMany, busy } = useTaking()
  const noSearch: RefObject<HTMLElement | null> = useRef(null)
  const [marked, setMarked] = useListKeys({
    rows: rows.length,
    search: noSearch,
    onOpen: (index) => rows[index] && void take(rows[index]),
  })
  const columns = useDispatchColumns({ take, busy, onOther: setOther })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const ticked = rows.filter((row) => keys.includes(row.task.id) && row.suggestion)
  const position = (rows[marked] ?? rows[0])?.task.position ?? null
  return (
    <Page title={shell.pages.dispatch} under={texts.keys}>
      <CaseCounts />
      <Columns
        main={
          <Section
            title={texts.list}
            extra={
              <Button
                type="primary"
                disabled={ticked.length === 0 || busy}
                onClick={() => void takeMany(ticked).then(() => setKeys([]))}
              >
                {texts.takeAll(formatNumber(ticked.length))}
              </Button>
            }
          >
            <Table
              size="small"
              rowKey={(row) => row.task.id}
              columns={columns}
              dataSource={rows}
              loading={read.isPending}
              locale={{ emptyText: read.isPending ? ' ' : texts.empty }}
              rowSelection={{ selectedRowKeys: keys, onChange: (all) => setKeys(all.map(String)) }}
              rowClassName={(_, index) => (index === marked ? (styles.chosen ?? '') : '')}
              onRow={(_, index) => ({ onClick: () => setMarked(index ?? -1) })}
              pagination={{
                ...{ current: page, pageSize, total: read.data?.total ?? 0, showSizeChanger: false },
                onChange: setPage,
              }}
            />
          </Section>
        }
        side={
          <Section title={texts.map}>
            {position && may('maps.read') ? (
              <div className={styles.deskMap}>
                <LazyPlaceMap position={position} />
              </div>
            ) : (
              <Quiet>{texts.noPlace}</Quiet>
            )}
          </Section>
        }
      />
      {other ? (
        <AssignDialog
          task={other}
          onClose={() => {
            setOther(null)
            refresh(listDispatches)
          }}
        />
      ) : null}
    </Page>
  )
}

/** Takes suggestions, one or many, and says what came of it. */
function useTaking() {
  const texts = useTexts(dispatchTexts)
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const give = ({ task, suggestion }: Dispatch) =>
    client.call(assignTask, {
      params: { id: task.id },
      body: {
        ...{ organisationId: suggestion?.organisationId ?? '', version: task.version },
        comment: texts.byDuty,
      },
    })
  const take = async (row: Dispatch) => {
    if (busy || !row.suggestion) return
    setBusy(true)
    try {
      await give(row)
      void message.success(texts.taken(row.task.caseTitle, row.suggestion.organisationName))
    } catch (error) {
      void message.error((error as Error).message)
    }
    setBusy(false)
    refresh(listDispatches)
  }
  const takeMany = async (rows: readonly Dispatch[]) => {
    setBusy(true)
    const failed: string[] = []
    for (const row of rows)
      await give(row).catch((error: Error) => failed.push(`${row.task.caseTitle}：${error.message}`))
    setBusy(false)
    refresh(listDispatches)
    const words = texts.done(formatNumber(rows.length - failed.length), formatNumber(failed.length))
    void (failed.length > 0 ? message.warning([words, ...failed].join('；')) : message.success(words))
  }
  return { take, takeMany, busy }
}

interface ColumnsNeed {
  take: (row: Dispatch) => Promise<void>
  busy: boolean
  onOther: (task: Task) => void
}

function useDispatchColumns({ take, busy, onOther }: ColumnsNeed): TableColumnsType<Dispatch> {
  const texts = useTexts(dispatchTexts)
  const pick = usePick()
  return [
    {
      title: texts.clock,
      key: 'clock',
      width: 150,
      render: (_, { task, since }) => (
        <>
          <CaseClock lamp={task.lamp} dueTime={task.dueTime} />
          <br />
          <small>
            {texts.since} {formatTime(since)}
          </small>
        </>
      ),
    },
    {
      title: texts.case,
      key: 'case',
      render: (_, { task }) => (
        <>
          <Link to={`/console/cases/${task.caseId}`}>{task.caseTitle}</Link>
          <br />
          <small>
            <span className="code">{task.caseReference}</span> · {pick(task.title)}
          </small>
        </>
      ),
    },
    {
      title: texts.place,
      key: 'place',
      width: 160,
      render: (_, { task, divisionName }) => (
        <>
          {divisionName ?? '—'}
          <br />
          <small className="code">{task.position ? formatPosition(task.position) : ''}</small>
        </>
      ),
    },
    { title: texts.unit, key: 'unit', render: (_, { suggestion }) => <Suggested suggestion={suggestion} /> },
    {
      key: 'acts',
      width: 190,
      render: (_, row) => (
        <Space>
          {row.suggestion ? (
            <Button size="small" type="primary" disabled={busy} onClick={() => void take(row)}>
              {texts.take}
            </Button>
          ) : null}
          <Button size="small" onClick={() => onOther(row.task)}>
            {texts.other}
          </Button>
        </Space>
      ),
    },
  ]
}

function Suggested({ suggestion }: Pick<Dispatch, 'suggestion'>) {
  const texts = useTexts(dispatchTexts)
  const pick = usePick()
  if (!suggestion) return <Quiet>{texts.nobody}</Quiet>
  return (
    <>
      <b>{suggestion.organisationName}</b>{' '}
      {suggestion.basis === 'elsewhere' ? <StateTag tone="loud">{texts.elsewhere}</StateTag> : null}
      <br />
      <small>{pick(suggestion.why)}</small>
    </>
  )
}
