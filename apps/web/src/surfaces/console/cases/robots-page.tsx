import {
  createRobot,
  decideRobot,
  listRobotRuns,
  listRobots,
  pauseRobot,
  type Robot,
  type RobotRun,
  tryRobot,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { App, Button, Form, Input, InputNumber, Space, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { caseRulesTexts } from './case-rules.texts.ts'
import { PageRobotDialog, RobotSites, RunDrawer } from './robot-pages.tsx'

/** Robots with their versions, and what each run did and why. */
export function RobotsPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const [creating, setCreating] = useState<'dispatch' | 'pages' | null>(null)
  return (
    <Page
      title={shell.pages.robots}
      acts={
        may('cases.robots') ? (
          <Space wrap>
            <Button onClick={() => setCreating('pages')}>{texts.createPages}</Button>
            <Button type="primary" onClick={() => setCreating('dispatch')}>
              {texts.create}
            </Button>
          </Space>
        ) : null
      }
    >
      <Robots />
      <RobotSites />
      <Section title={texts.log}>
        <Runs />
      </Section>
      {creating === 'dispatch' ? <CreateDialog onClose={() => setCreating(null)} /> : null}
      {creating === 'pages' ? <PageRobotDialog onClose={() => setCreating(null)} /> : null}
    </Page>
  )
}

function Robots() {
  const texts = useTexts(caseRulesTexts)
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
      render: (_, one) => formatNumber(one.versions[0]?.definition.threshold ?? 0, 2),
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
      render: (_, { runs }) =>
        texts.runWords(formatNumber(runs.acted), formatNumber(runs.suggested), formatNumber(runs.stopped)),
    },
    { key: 'acts', render: (_, one) => <RobotActs one={one} /> },
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

function RobotActs({ one }: { one: Robot }) {
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [deciding, setDeciding] = useState<boolean | null>(null)
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
    <Space>
      {may('cases.robots') ? (
        <>
          <Button size="small" onClick={tryIt}>
            {texts.tryIt}
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

/** Words of a title, one a line; “井盖 0.72” says how much it counts, the others share what is left. */
function readSignals(words: string): { value: string; weight: number }[] {
  const lines = words
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [, value, weight] = line.match(/^(.+?)\s+([01](?:\.\d+)?)$/) ?? []
      return value ? { value, weight: Number(weight) } : { value: line, weight: null }
    })
  const given = lines.reduce((sum, one) => sum + (one.weight ?? 0), 0)
  const open = lines.filter((one) => one.weight === null).length
  const share = open > 0 ? Math.max(0, 1 - given) / open : 0
  return lines.map(({ value, weight }) => ({ value, weight: weight ?? share }))
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(caseRulesTexts)
  const [name, setName] = useState('')
  const [words, setWords] = useState('')
  const [unit, setUnit] = useState<string | undefined>()
  const [threshold, setThreshold] = useState(0.9)
  const values = readSignals(words)
  const signals = values.map(({ value, weight }) => ({
    ...{ field: 'title' as const, op: 'contains' as const, value },
    weight,
  }))
  return (
    <ActDialog
      title={texts.create}
      comment="none"
      isReady={name.trim().length > 1 && values.length > 0 && unit !== undefined}
      act={() =>
        client.call(createRobot, {
          body: {
            name,
            definition: {
              ...{ kind: 'dispatch', caseType: 'urban-management.urban-case', task: 'dispatch-case' },
              ...{ signals, threshold, organisationId: unit },
            },
          },
        })
      }
      onClose={() => {
        onClose()
        refresh(listRobots)
      }}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} required>
          <Input
            value={name}
            maxLength={60}
            aria-label={texts.name}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.words} required>
          <Input.TextArea
            rows={4}
            value={words}
            aria-label={texts.words}
            onChange={(event) => setWords(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.unit} required>
          <OrganisationSelect value={unit} onChange={setUnit} />
        </Form.Item>
        <Form.Item label={texts.threshold} required>
          <InputNumber
            min={0}
            max={1}
            step={0.05}
            value={threshold}
            aria-label={texts.threshold}
            onChange={(value) => setThreshold(value ?? 0.9)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
