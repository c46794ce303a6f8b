import {
  exportRobotBatch,
  listRobotBatches,
  listRobotRowSteps,
  listRobotRows,
  listRobots,
  type RobotBatch,
  type RobotRow,
  type RobotRowState,
  settleRobotRow,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Drawer, Select, Space, Table, type TableColumnsType, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'
import { StepView } from './robot-pages.tsx'
import { robotsTexts } from './robots.texts.ts'

const pageSize = 20

/** Files robots went through; one is opened line by line. */
export function Batches({ opened, onOpen }: { opened: string | null; onOpen: (id: string | null) => void }) {
  const texts = useTexts(robotsTexts)
  const shared = useTexts(caseRulesTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const read = useRead(
    listRobotBatches,
    { query: { limit: pageSize, offset: (page - 1) * pageSize } },
    { keepPrevious: true, everyMs: 5_000 },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const columns: TableColumnsType<RobotBatch> = [
    { title: texts.file, dataIndex: 'fileName' },
    {
      title: shared.robot,
      key: 'robot',
      render: (_, one) => `${one.robotName} ${shared.version(formatNumber(one.version))}`,
    },
    { title: texts.from, key: 'from', render: (_, one) => one.startedName ?? texts.fromFolder },
    { title: texts.started, key: 'started', render: (_, one) => formatTime(one.startedTime) },
    {
      title: texts.ended,
      key: 'ended',
      render: (_, one) => (one.endedTime ? formatTime(one.endedTime) : <StateTag>{texts.running}</StateTag>),
    },
    { title: texts.counts, key: 'counts', render: (_, one) => one.fault ?? countsIn(texts, one) },
    {
      key: 'acts',
      render: (_, one) =>
        may('cases.robots') && one.rows > 0 ? (
          <Button size="small" onClick={() => onOpen(one.id)}>
            {texts.rows}
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <Table
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: texts.noFiles }}
        pagination={{
          ...{ current: page, pageSize, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, onChange: setPage },
        }}
      />
      {opened ? <BatchDrawer id={opened} onClose={() => onOpen(null)} /> : null}
    </>
  )
}

function countsIn(
  texts: { countWords: (done: string, left: string, others: string) => string },
  one: RobotBatch,
) {
  const { done, left, ...others } = one.counts
  const rest = Object.values(others).reduce((sum, n) => sum + n, 0)
  return texts.countWords(formatNumber(done), formatNumber(left), formatNumber(rest))
}

function BatchDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(robotsTexts)
  const [state, setState] = useState<RobotRowState | undefined>()
  const [page, setPage] = useState(1)
  const [settling, setSettling] = useState<{ number: number; act: 'by-hand' | 'again' } | null>(null)
  const read = useRead(
    listRobotRows,
    {
      params: { id },
      query: { limit: pageSize, offset: (page - 1) * pageSize, ...(state ? { state } : {}) },
    },
    { keepPrevious: true, everyMs: 5_000 },
  )
  const states = Object.entries(texts.states).map(([value, label]) => ({ value, label }))
  const download = () =>
    void client
      .call(exportRobotBatch, { params: { id } })
      .then((bytes) => saveFile(new Blob([new Uint8Array(bytes)], { type: 'text/csv' }), `${texts.rows}.csv`))
  return (
    <Drawer open size={1000} title={texts.rows} onClose={onClose}>
      <Space style={{ marginBottom: 12 }}>
        <Select
          allowClear
          placeholder={texts.all}
          aria-label={texts.counts}
          style={{ width: 160 }}
          value={state}
          options={states}
          onChange={(value?: RobotRowState) => {
            setState(value)
            setPage(1)
          }}
        />
        <Button onClick={download}>{texts.download}</Button>
      </Space>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Table
        size="small"
        rowKey="number"
        columns={useRowColumns((number, act) => setSettling({ number, act }))}
        dataSource={read.data?.items ?? []}
        expandable={{
          rowExpandable: (one) => one.steps > 0,
          expandedRowRender: (one) => <RowSteps id={id} number={one.number} />,
        }}
        pagination={{
          ...{ current: page, pageSize, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, onChange: setPage },
        }}
      />
      {settling ? (
        <ActDialog
          title={settling.act === 'again' ? texts.again : texts.byHand}
          comment="required"
          act={(comment) =>
            client.call(settleRobotRow, {
              params: { id, number: settling.number },
              body: { act: settling.act, comment },
            })
          }
          onClose={() => {
            setSettling(null)
            refresh(listRobotRows, listRobotBatches, listRobots)
          }}
        />
      ) : null}
    </Drawer>
  )
}

function useRowColumns(
  onSettle: (number: number, act: 'by-hand' | 'again') => void,
): TableColumnsType<RobotRow> {
  const texts = useTexts(robotsTexts)
  return [
    { title: texts.line, dataIndex: 'number', width: 64 },
    {
      title: texts.content,
      key: 'content',
      render: (_, one) => (
        <Tooltip title={wordsOf(one, '：', '\n')} styles={{ root: { whiteSpace: 'pre-line' } }}>
          <span>{Object.values(one.cells).filter(Boolean).slice(0, 4).join(' · ')}</span>
        </Tooltip>
      ),
    },
    {
      title: texts.counts,
      key: 'state',
      width: 110,
      render: (_, one) => (
        <StateTag tone={one.state === 'left' ? 'bad' : one.state === 'done' ? 'over' : undefined}>
          {texts.states[one.state]}
        </StateTag>
      ),
    },
    { title: texts.made, key: 'made', width: 170, render: (_, one) => <Subject one={one} /> },
    { title: texts.reason, dataIndex: 'reason' },
    {
      key: 'acts',
      width: 210,
      render: (_, one) =>
        one.state === 'left' ? (
          <Space>
            <Button size="small" onClick={() => onSettle(one.number, 'by-hand')}>
              {texts.byHand}
            </Button>
            <Button size="small" onClick={() => onSettle(one.number, 'again')}>
              {texts.again}
            </Button>
          </Space>
        ) : null,
    },
  ]
}

function wordsOf({ cells }: RobotRow, between: string, after: string): string {
  return Object.entries(cells)
    .map(([name, value]) => `${name}${between}${value}`)
    .join(after)
}

function Subject({ one: { subject } }: { one: RobotRow }): ReactNode {
  if (!subject) return null
  const to = subject.kind === 'case' ? '/console/cases' : '/console/events'
  return <Link to={`${to}/${subject.id}`}>{subject.reference}</Link>
}

function RowSteps({ id, number }: { id: string; number: number }) {
  const read = useRead(listRobotRowSteps, { params: { id, number } })
  return (
    <>
      {(read.data?.items ?? []).map((one) => (
        <StepView key={one.number} of={{ batch: id, row: number }} one={one} />
      ))}
    </>
  )
}
