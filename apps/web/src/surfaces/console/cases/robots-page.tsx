import {
  decideRobot,
  listRobotRuns,
  listRobots,
  pauseRobot,
  type Robot,
  type RobotRun,
  tryRobot,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { App, Button, Flex, Space, Table, type TableColumnsType, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { caseRulesTexts } from './case-rules.texts.ts'
import { Batches } from './robot-batches.tsx'
import { RobotDialog } from './robot-dialog.tsx'
import { FileActs } from './robot-files.tsx'
import { PageRobotDialog, RobotSites, RunDrawer } from './robot-pages.tsx'
import { Savings } from './robot-savings.tsx'
import { robotsTexts } from './robots.texts.ts'
import { RowRobotDialog } from './row-robot-dialog.tsx'

/** Robots with their versions, and what each run did and why. */
export function RobotsPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const words = useTexts(robotsTexts)
  const [creating, setCreating] = useState<'dispatch' | 'pages' | 'rows' | null>(null)
  const [address, setAddress] = useSearchParams()
  const open = (tab: string, batch?: string | null) => setAddress({ tab, ...(batch ? { batch } : {}) })
  const tabs = [
    {
      ...{ key: 'robots', label: words.tabs.robots },
      children: (
        <Flex vertical gap={16}>
          <Robots onGiven={(batch) => open('files', batch)} />
          <RobotSites />
        </Flex>
      ),
    },
    {
      ...{ key: 'files', label: words.tabs.files },
      children: <Batches opened={address.get('batch')} onOpen={(batch) => open('files', batch)} />,
    },
    { key: 'runs', label: words.tabs.runs, children: <Runs /> },
    { key: 'savings', label: words.tabs.savings, children: <Savings /> },
  ]
  return (
    <Page
      title={shell.pages.robots}
      acts={
        may('cases.robots') ? (
          <Space wrap>
            <Button onClick={() => setCreating('rows')}>{words.createRows}</Button>
            <Button onClick={() => setCreating('pages')}>{texts.createPages}</Button>
            <Button type="primary" onClick={() => setCreating('dispatch')}>
              {texts.create}
            </Button>
          </Space>
        ) : null
      }
    >
      <Tabs activeKey={address.get('tab') ?? 'robots'} onChange={(tab) => open(tab)} items={tabs} />
      {creating === 'dispatch' ? <RobotDialog onClose={() => setCreating(null)} /> : null}
      {creating === 'rows' ? <RowRobotDialog onClose={() => setCreating(null)} /> : null}
      {creating === 'pages' ? <PageRobotDialog onClose={() => setCreating(null)} /> : null}
    </Page>
  )
}

function Robots({ onGiven }: { onGiven: (batch: string) => void }) {
  const texts = useTexts(caseRulesTexts)
  const words = useTexts(robotsTexts)
  const read = useRead(listRobots, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const columns: TableColumnsType<Robot> = [
    { title: texts.robot, dataIndex: 'name' },
    {
      title: texts.kind,
      key: 'kind',
      render: (_, one) => (one.versions[0] ? texts.kinds[one.versions[0].definition.kind] : '—'),
    },
    {
      title: texts.threshold,
      key: 'threshold',
      render: (_, one) => {
        const definition = one.versions[0]?.definition
        return definition?.kind === 'rows' ? '—' : formatNumber(definition?.threshold ?? 0, 2)
      },
    },
    {
      title: words.runsWhen,
      key: 'when',
      render: (_, one) => <When one={one} />,
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, one) =>
        one.versions.map((each) => (
          <StateTag key={each.version} tone={each.version === one.activeVersion ? 'over' : undefined}>
            {texts.version(formatNumber(each.version))} {texts.states[each.state]}
          </StateTag>
        )),
    },
    {
      title: texts.runs,
      key: 'runs',
      render: (_, { runs, rows, versions }) =>
        versions[0]?.definition.kind === 'rows'
          ? words.rowRuns(formatNumber(rows.done), formatNumber(rows.left))
          : texts.runWords(
              formatNumber(runs.acted),
              formatNumber(runs.suggested),
              formatNumber(runs.stopped),
            ),
    },
    { key: 'acts', render: (_, one) => <RobotActs one={one} onGiven={onGiven} /> },
  ]
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={read.data?.items ?? []}
      pagination={false}
    />
  )
}

/** When a robot looks for work: as it comes, or at set times with the next and the last. */
function When({ one }: { one: Robot }) {
  const words = useTexts(robotsTexts)
  const times = one.versions[0]?.definition.times
  if (!times) return words.asTheyCome
  const next = one.nextTime ? words.nextAt(formatTime(one.nextTime)) : null
  const last = one.lastFired ? words.lastAt(formatTime(one.lastFired)) : null
  return (
    <>
      {words.dayKinds[times.days]} {times.at.join('、')}
      <Quiet>{[next, last].filter(Boolean).join(' · ')}</Quiet>
    </>
  )
}

function RobotActs({ one, onGiven }: { one: Robot; onGiven: (batch: string) => void }) {
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [deciding, setDeciding] = useState<boolean | null>(null)
  const [isRevising, setRevising] = useState(false)
  const [last] = one.versions
  const params = { id: one.id, version: last?.version ?? 1 }
  const tryIt = () =>
    void client.call(tryRobot, { params }).then(
      (answer) => {
        const tried = texts.tried(formatNumber(answer.cases), formatNumber(answer.acts))
        const { rehearsal } = answer
        if (rehearsal && !rehearsal.sound) void message.error(texts.rehearsed(rehearsal.message))
        else void message.info(rehearsal ? `${tried}；${texts.rehearsed(rehearsal.message)}` : tried)
        refresh(listRobots)
      },
      (error: Error) => void message.error(error.message),
    )
  const pause = () =>
    void client
      .call(pauseRobot, { params: { id: one.id }, body: { paused: !one.paused } })
      .then(() => refresh(listRobots))
  return (
    <Space wrap>
      {may('cases.robots') ? (
        <>
          {last?.definition.kind === 'rows' ? (
            <FileActs robot={one} onGiven={onGiven} />
          ) : (
            <Button size="small" onClick={tryIt}>
              {texts.tryIt}
            </Button>
          )}
          <Button size="small" onClick={() => setRevising(true)}>
            {texts.revise}
          </Button>
          <Button size="small" onClick={pause}>
            {one.paused ? texts.start : texts.pause}
          </Button>
        </>
      ) : null}
      {last?.state === 'draft' && may('cases.supervise') ? (
        <>
          <Button size="small" type="primary" onClick={() => setDeciding(true)}>
            {texts.approve}
          </Button>
          <Button size="small" onClick={() => setDeciding(false)}>
            {texts.refuse}
          </Button>
        </>
      ) : null}
      {isRevising && last?.definition.kind === 'web' ? (
        <PageRobotDialog robot={one} onClose={() => setRevising(false)} />
      ) : null}
      {isRevising && last?.definition.kind === 'rows' ? (
        <RowRobotDialog robot={one} onClose={() => setRevising(false)} />
      ) : null}
      {isRevising && last?.definition.kind !== 'web' && last?.definition.kind !== 'rows' ? (
        <RobotDialog robot={one} onClose={() => setRevising(false)} />
      ) : null}
      {deciding === null ? null : (
        <ActDialog
          title={deciding ? texts.approve : texts.refuse}
          comment="required"
          act={(comment) => client.call(decideRobot, { params, body: { approve: deciding, comment } })}
          onClose={() => {
            setDeciding(null)
            refresh(listRobots)
          }}
        />
      )}
    </Space>
  )
}

function Runs() {
  const texts = useTexts(caseRulesTexts)
  const [page, setPage] = useState(1)
  const [opened, setOpened] = useState<string | null>(null)
  const read = useRead(
    listRobotRuns,
    { query: { limit: 20, offset: (page - 1) * 20 } },
    { keepPrevious: true },
  )
  const columns: TableColumnsType<RobotRun> = [
    { title: texts.time, key: 'time', render: (_, one) => formatTime(one.time) },
    { title: texts.robot, dataIndex: 'robotName' },
    {
      title: texts.case,
      key: 'case',
      render: (_, one) => (
        <Link to={`/console/cases/${one.caseId}`}>
          {one.caseReference} {one.caseTitle}
        </Link>
      ),
    },
    { title: texts.outcome, key: 'outcome', render: (_, one) => texts.outcomes[one.outcome] },
    { title: texts.confidence, key: 'confidence', render: (_, one) => formatNumber(one.confidence, 2) },
    { title: texts.why, dataIndex: 'reason' },
    {
      key: 'steps',
      render: (_, one) => (
        <Button size="small" onClick={() => setOpened(one.id)}>
          {texts.openRun}
        </Button>
      ),
    },
  ]
  return (
    <>
      <Table
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={read.data?.items ?? []}
        pagination={{
          current: page,
          pageSize: 20,
          total: read.data?.total ?? 0,
          showSizeChanger: false,
          onChange: setPage,
        }}
      />
      {opened ? <RunDrawer id={opened} onClose={() => setOpened(null)} /> : null}
    </>
  )
}
