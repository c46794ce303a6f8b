import {
  enterPoints,
  getOpennessRule,
  listEventTypes,
  listPoints,
  type OpennessRule,
  type PointEntry,
  saveOpennessRule,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, usePick, useTexts } from '@civitas/ui'
import { Button, Space, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { AdoptionSection } from './adoption-section.tsx'
import { opennessConsoleTexts } from './openness-console.texts.ts'
import { ReporterBlocks } from './reporter-blocks.tsx'

const pageSize = 20

/** What of citizens’ reports is public, what they are worth, and the ledger of points. */
export function OpennessConsolePage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(opennessConsoleTexts)
  const may = useMay()
  const [act, setAct] = useState<'rule' | 'enter' | null>(null)
  const rule = useRead(getOpennessRule, {})
  if (rule.isError) return <ProblemView error={rule.error} onRetry={() => void rule.refetch()} />
  if (!rule.data) return <Loading />
  return (
    <Page title={shell.pages.openness} acts={<Link to="/portal/openness">{texts.look}</Link>}>
      <Section title={texts.rule} extra={<Button onClick={() => setAct('rule')}>{texts.change}</Button>}>
        <Quiet>{rule.data.version === 0 ? texts.noRule : texts.why}</Quiet>
        <Rule rule={rule.data} />
      </Section>
      <Section
        title={texts.ledger}
        extra={
          <Space>
            <Button onClick={() => setAct('enter')}>{texts.enter}</Button>
          </Space>
        }
      >
        <Ledger />
      </Section>
      <AdoptionSection />
      {may('events.handle') ? <ReporterBlocks /> : null}
      {act === 'rule' ? <RuleDialog rule={rule.data} onClose={() => setAct(null)} /> : null}
      {act === 'enter' ? <EnterDialog onClose={() => setAct(null)} /> : null}
    </Page>
  )
}

function useTypeNames() {
  const pick = usePick()
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 }).data ?? []
  return types.map((one) => ({ value: one.id, label: pick(one.title) }))
}

function Rule({ rule }: { rule: OpennessRule }) {
  const texts = useTexts(opennessConsoleTexts)
  const types = useTypeNames()
  const named = rule.eventTypes.map((id) => types.find((one) => one.value === id)?.label ?? id).join('、')
  return (
    <Facts
      facts={[
        { label: texts.types, value: named || texts.nothing, whole: true },
        { label: texts.blur, value: formatNumber(rule.blurMetres) },
        { label: texts.delay, value: formatNumber(rule.delayHours) },
        { label: texts.least, value: formatNumber(rule.leastInSquare) },
        { label: texts.each, value: formatNumber(rule.pointsEach) },
        { label: texts.daily, value: formatNumber(rule.dailyCap) },
        { label: texts.monthly, value: formatNumber(rule.monthlyCap) },
        {
          label: texts.by,
          value: rule.version === 0 ? '—' : `${rule.changedBy} ${formatTime(rule.changedTime)}`,
        },
      ]}
    />
  )
}

function RuleDialog({ rule, onClose }: { rule: OpennessRule; onClose: () => void }) {
  const texts = useTexts(opennessConsoleTexts)
  const types = useTypeNames()
  const { changedBy: _, changedTime: __, ...first } = rule
  const number = (name: string, label: string, min: number, max: number) => ({
    ...{ kind: 'number' as const, name, label, required: true, min, max, precision: 0 },
  })
  return (
    <FormDialog<Omit<typeof first, 'version'>>
      title={texts.change}
      why={texts.why}
      first={first}
      fields={[
        { kind: 'choices', name: 'eventTypes', label: texts.types, options: types },
        number('blurMetres', texts.blur, 100, 5000),
        number('delayHours', texts.delay, 0, 720),
        number('leastInSquare', texts.least, 1, 20),
        number('pointsEach', texts.each, 0, 1000),
        number('dailyCap', texts.daily, 0, 100_000),
        number('monthlyCap', texts.monthly, 0, 1_000_000),
      ]}
      act={async (values) => {
        await client.call(saveOpennessRule, { body: { ...values, version: rule.version } })
        refresh(getOpennessRule)
      }}
      onClose={onClose}
    />
  )
}

function Ledger() {
  const texts = useTexts(opennessConsoleTexts)
  const [page, setPage] = useState(1)
  const query = { limit: pageSize, offset: (page - 1) * pageSize }
  const read = useRead(listPoints, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Table<PointEntry>
      size="small"
      rowKey="id"
      scroll={{ x: true }}
      loading={read.isPending}
      dataSource={read.data?.items ?? []}
      locale={{ emptyText: <Quiet>{texts.none}</Quiet> }}
      pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
      columns={[
        { title: texts.time, key: 'time', render: (_, one) => formatTime(one.time) },
        { title: texts.user, key: 'user', render: (_, one) => one.userName ?? '—' },
        { title: texts.points, key: 'points', align: 'right', render: (_, one) => formatNumber(one.points) },
        { title: texts.reason, dataIndex: 'reason' },
        { title: texts.reference, key: 'event', render: (_, one) => one.eventReference ?? '—' },
        { title: texts.entered, key: 'by', render: (_, one) => one.by ?? texts.byRule },
      ]}
    />
  )
}

function EnterDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(opennessConsoleTexts)
  return (
    <FormDialog<{ userId: string; points: number; reason: string }>
      title={texts.enter}
      why={texts.enterWhy}
      fields={[
        { kind: 'custom', name: 'userId', label: texts.user, required: true, control: <UserSelect /> },
        {
          ...{ kind: 'number', name: 'points', label: texts.points, required: true },
          ...{ min: -100_000, max: 100_000, precision: 0 },
        },
        { kind: 'text', name: 'reason', label: texts.reason, required: true, maxLength: 300 },
      ]}
      act={async (body) => {
        await client.call(enterPoints, { body })
        refresh(listPoints)
      }}
      onClose={onClose}
    />
  )
}
