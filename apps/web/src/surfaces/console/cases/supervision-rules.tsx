import {
  decideSupervisionRule,
  listSupervisionRules,
  listSupervisions,
  pauseSupervisionRule,
  type RuledOrder,
  runSupervisionRules,
  type SupervisionRule,
  tryOutSupervisionRule,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { App, Button, Modal, Space, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { SupervisionRuleDialog } from './supervision-rule-dialog.tsx'
import { supervisionRulesTexts } from './supervision-rules.texts.ts'

type Open = { rule: SupervisionRule | null; act: 'write' | 'approve' | 'refuse' }

/** Rules that issue supervision orders by themselves, with who wrote and approved each. */
export function SupervisionRules() {
  const texts = useTexts(supervisionRulesTexts)
  const { message } = App.useApp()
  const [open, setOpen] = useState<Open | null>(null)
  const [found, setFound] = useState<RuledOrder[] | null>(null)
  const read = useRead(listSupervisionRules, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const close = () => {
    setOpen(null)
    refresh(listSupervisionRules)
  }
  const run = () =>
    void client.call(runSupervisionRules).then(
      ({ issued }) => {
        void message.success(texts.ran(formatNumber(issued.length)))
        refresh(listSupervisionRules, listSupervisions)
      },
      (error: Error) => void message.error(error.message),
    )
  return (
    <Section
      title={texts.title}
      extra={
        <Space wrap>
          <Button onClick={run}>{texts.run}</Button>
          <Button type="primary" onClick={() => setOpen({ rule: null, act: 'write' })}>
            {texts.create}
          </Button>
        </Space>
      }
    >
      <Quiet>{texts.why}</Quiet>
      <Rules rules={read.data?.items ?? []} loading={read.isPending} onOpen={setOpen} onTry={setFound} />
      {open?.act === 'write' ? <SupervisionRuleDialog rule={open.rule} onClose={close} /> : null}
      {open?.rule && open.act !== 'write' ? (
        <Decide rule={open.rule} approve={open.act === 'approve'} onClose={close} />
      ) : null}
      {found ? <FoundOrders orders={found} onClose={() => setFound(null)} /> : null}
    </Section>
  )
}

interface RulesProps {
  rules: SupervisionRule[]
  loading: boolean
  onOpen: (open: Open) => void
  onTry: (orders: RuledOrder[]) => void
}

function Rules({ rules, loading, onOpen, onTry }: RulesProps) {
  const texts = useTexts(supervisionRulesTexts)
  const when = ({ trigger }: SupervisionRule['content']) =>
    trigger.kind === 'late'
      ? texts.lateFor(formatNumber(trigger.hours))
      : texts.marked(texts.marks[trigger.mark], formatNumber(trigger.times))
  const tones = { draft: 'loud', active: 'over', paused: undefined, refused: 'bad' } as const
  return (
    <Table<SupervisionRule>
      size="small"
      rowKey="id"
      scroll={{ x: true }}
      loading={loading}
      pagination={false}
      dataSource={rules}
      locale={{ emptyText: <Quiet>{texts.none}</Quiet> }}
      columns={[
        {
          title: texts.name,
          key: 'name',
          render: (_, one) => (
            <>
              {one.content.name} <small>{texts.version(formatNumber(one.version))}</small>
            </>
          ),
        },
        { title: texts.trigger, key: 'when', render: (_, one) => when(one.content) },
        { title: texts.level, key: 'level', render: (_, one) => one.divisionName },
        { title: texts.reason, key: 'reason', render: (_, one) => one.content.reason },
        {
          title: texts.state,
          key: 'state',
          render: (_, one) => <StateTag tone={tones[one.state]}>{texts.states[one.state]}</StateTag>,
        },
        {
          title: texts.by,
          key: 'by',
          render: (_, one) => (
            <>
              {one.writtenName} {formatTime(one.writtenTime)}
              <br />
              {one.decidedName ? `${one.decidedName}：${one.decision}` : '—'}
            </>
          ),
        },
        { title: texts.issued, key: 'issued', align: 'right', render: (_, one) => formatNumber(one.issued) },
        { key: 'acts', render: (_, one) => <RuleActs one={one} onOpen={onOpen} onTry={onTry} /> },
      ]}
    />
  )
}

function RuleActs({ one, onOpen, onTry }: { one: SupervisionRule } & Pick<RulesProps, 'onOpen' | 'onTry'>) {
  const texts = useTexts(supervisionRulesTexts)
  const { message } = App.useApp()
  const params = { id: one.id }
  const fail = (error: Error) => void message.error(error.message)
  const tryIt = () =>
    void client.call(tryOutSupervisionRule, { params }).then(({ items }) => onTry(items), fail)
  const pause = (paused: boolean) =>
    void client
      .call(pauseSupervisionRule, { params, body: { paused } })
      .then(() => refresh(listSupervisionRules), fail)
  return (
    <Space wrap size={4}>
      <Button size="small" onClick={tryIt}>
        {texts.tryIt}
      </Button>
      <Button size="small" onClick={() => onOpen({ rule: one, act: 'write' })}>
        {texts.revise}
      </Button>
      {one.state === 'draft' ? (
        <>
          <Button size="small" type="primary" onClick={() => onOpen({ rule: one, act: 'approve' })}>
            {texts.approve}
          </Button>
          <Button size="small" onClick={() => onOpen({ rule: one, act: 'refuse' })}>
            {texts.refuse}
          </Button>
        </>
      ) : null}
      {one.state === 'active' ? (
        <Button size="small" onClick={() => pause(true)}>
          {texts.pause}
        </Button>
      ) : null}
      {one.state === 'paused' ? (
        <Button size="small" onClick={() => pause(false)}>
          {texts.goOn}
        </Button>
      ) : null}
    </Space>
  )
}

function Decide({
  rule,
  approve,
  onClose,
}: {
  rule: SupervisionRule
  approve: boolean
  onClose: () => void
}) {
  const texts = useTexts(supervisionRulesTexts)
  return (
    <ActDialog
      title={approve ? texts.approve : texts.refuse}
      why={rule.content.name}
      comment="required"
      act={(comment) =>
        client.call(decideSupervisionRule, {
          params: { id: rule.id },
          body: { version: rule.version, approve, comment },
        })
      }
      onClose={onClose}
    />
  )
}

function FoundOrders({ orders, onClose }: { orders: RuledOrder[]; onClose: () => void }) {
  const texts = useTexts(supervisionRulesTexts)
  return (
    <Modal
      open
      title={orders.length > 0 ? texts.tried(formatNumber(orders.length)) : texts.triedNone}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{texts.close}</Button>}
    >
      {orders.map((one) => (
        <p key={`${one.caseId} ${one.organisationName}`}>
          <Link to={`/console/cases/${one.caseId}`}>
            {one.caseReference} {one.caseTitle}
          </Link>
          <br />
          <small>
            {one.organisationName}：{one.reason}
          </small>
        </p>
      ))}
    </Modal>
  )
}
