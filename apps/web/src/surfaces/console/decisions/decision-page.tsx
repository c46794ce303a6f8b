import { type DecisionMemo, decideMemo, getDecisionMemo, listDecisionMemos } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, DatePicker, Table } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { decisionsTexts } from './decisions.texts.ts'

/** A decision memo: options side by side, the decision, its actions and what came of it. */
export function DecisionPage() {
  const { id = '' } = useParams()
  const texts = useTexts(decisionsTexts)
  const may = useMay()
  const [isDeciding, setDeciding] = useState(false)
  const read = useRead(getDecisionMemo, { params: { id } }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const memo = read.data
  return (
    <Page
      backTo="/console/decisions"
      title={
        <>
          {memo.title}{' '}
          <StateTag tone={memo.state === 'draft' ? 'loud' : 'over'}>{texts.states[memo.state]}</StateTag>
        </>
      }
      under={memo.question}
      acts={
        memo.state === 'draft' && may('indicators.instruct') ? (
          <Button type="primary" onClick={() => setDeciding(true)}>
            {texts.decide}
          </Button>
        ) : null
      }
    >
      <SideBySide memo={memo} />
      {memo.decision ? <Decision decision={memo.decision} /> : null}
      {isDeciding ? <DecideDialog memo={memo} onClose={() => setDeciding(false)} /> : null}
    </Page>
  )
}

interface Row {
  key: string
  title: string
  cells: React.ReactNode[]
}

function SideBySide({ memo }: { memo: DecisionMemo }) {
  const texts = useTexts(decisionsTexts)
  const show = (value: number | null) => formatNumber(value, 1)
  const effects: Row[] = memo.comparison.map((row) => ({
    ...{ key: `${row.title} ${row.unit}`, title: `${row.title}（${row.unit}）` },
    cells: row.cells.map((cell) => (
      <div key={cell.option}>
        <b>{show(cell.value)}</b> <span>{`[${show(cell.low)}, ${show(cell.high)}]`}</span>
        {cell.change ? (
          <div>{`${texts.change} ${cell.change > 0 ? '+' : ''}${show(cell.change)}`}</div>
        ) : null}
        {cell.option === row.best ? (
          <StateTag tone={row.certain ? 'over' : 'loud'}>
            {`${texts.bestOption} · ${row.certain ? texts.certain : texts.uncertain}`}
          </StateTag>
        ) : null}
      </div>
    )),
  }))
  const { options } = memo
  const rows: Row[] = [
    ...effects,
    { key: 'cost', title: texts.cost, cells: options.map((one) => formatNumber(one.costYuan)) },
    {
      ...{ key: 'risk', title: texts.risk },
      cells: options.map((one) => `${texts.risks[one.risk]} · ${one.riskText}`),
    },
    {
      ...{ key: 'assumptions', title: texts.assumptionsShort },
      cells: options.map((one) => one.assumptions.join('；')),
    },
  ]
  return (
    <Section title={texts.sideBySide}>
      <Table<Row>
        size="small"
        rowKey="key"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={rows}
        columns={[
          { title: '', dataIndex: 'title' },
          ...options.map((one, i) => ({
            title: i === 0 ? `${one.name}（${texts.baseline}）` : one.name,
            key: one.name,
            render: (_: unknown, row: Row) => row.cells[i],
          })),
        ]}
      />
      <Quiet>{`${texts.method}：${memo.method}`}</Quiet>
    </Section>
  )
}

function Decision({ decision }: { decision: NonNullable<DecisionMemo['decision']> }) {
  const texts = useTexts(decisionsTexts)
  const met = (value: boolean | null) => (value === null ? 'none' : value ? 'yes' : 'no')
  return (
    <>
      <Section
        title={`${texts.decision}：${decision.option}`}
        extra={`${decision.byName} ${formatTime(decision.time)}`}
      >
        <p>{decision.reason}</p>
      </Section>
      <Section title={texts.actions}>
        {decision.actions.length === 0 ? <Quiet>{texts.noActions}</Quiet> : null}
        <Lines>
          {decision.actions.map((one) => (
            <Line
              key={one.instructionId}
              to={`/console/instructions?id=${one.instructionId}`}
              title={one.text}
              note={`${one.organisationName} · ${texts.due} ${formatTime(one.dueTime)} · ${
                one.overdue ? texts.overdue : (texts.actionStates[one.state] ?? one.state)
              }`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.tracked}>
        {decision.tracked.length === 0 ? <Quiet>{texts.noTracked}</Quiet> : null}
        <Table
          size="small"
          rowKey="title"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={decision.tracked}
          columns={[
            { title: texts.indicator, render: (_, one) => `${one.title}（${one.unit}）` },
            { title: texts.before, align: 'right', render: (_, one) => formatNumber(one.before, 1) },
            { title: texts.expected, align: 'right', render: (_, one) => formatNumber(one.expected, 1) },
            { title: texts.now, align: 'right', render: (_, one) => formatNumber(one.now, 1) },
            { title: texts.dataTime, render: (_, one) => (one.dataTime ? formatTime(one.dataTime) : '—') },
            { title: texts.state, render: (_, one) => texts.met[met(one.met)] },
          ]}
        />
      </Section>
    </>
  )
}

interface Decided {
  option: string
  reason: string
  action?: string
  organisationId?: string
  due?: Dayjs
}

function DecideDialog({ memo, onClose }: { memo: DecisionMemo; onClose: () => void }) {
  const texts = useTexts(decisionsTexts)
  const options = memo.options.map((one) => ({ value: one.name, label: one.name }))
  return (
    <FormDialog<Decided>
      title={texts.decide}
      why={texts.decideWhy}
      fields={[
        { name: 'option', label: texts.option, kind: 'choice', options, required: true },
        { name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 1000 },
        { name: 'action', label: texts.action, kind: 'area', maxLength: 1000 },
        {
          name: 'organisationId',
          label: texts.unitInCharge,
          kind: 'custom',
          control: <OrganisationSelect />,
        },
        { name: 'due', label: texts.due, kind: 'custom', control: <DatePicker showTime /> },
      ]}
      act={async ({ option, reason, action, organisationId, due }) => {
        const actions =
          action && organisationId && due
            ? [{ text: action, organisationId, dueTime: due.toISOString() }]
            : []
        await client.call(decideMemo, { params: { id: memo.id }, body: { option, reason, actions } })
        refresh(getDecisionMemo, listDecisionMemos)
      }}
      onClose={onClose}
    />
  )
}
