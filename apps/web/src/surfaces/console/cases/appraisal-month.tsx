import { type Appeal, type AppraisalRule, listAppeals, listAppraisals } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Space, Table } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { appraisalTexts } from './appraisal.texts.ts'
import { AppealDialog, RuleDialog, RulingDialog, ValueDialog, VetoDialog } from './appraisal-acts.tsx'

type MonthAct = 'new' | 'edit' | 'value' | 'veto' | 'appeal'

/** What is done to an appraisal: its rule, entered values and appeals. */
export function AppraisalActs({ rule, period }: { rule: AppraisalRule | undefined; period: string }) {
  const texts = useTexts(appraisalTexts)
  const may = useMay()
  const [act, setAct] = useState<MonthAct | null>(null)
  const read = useRead(
    listAppraisals,
    { query: { ruleId: rule?.id, period, limit: 1 } },
    { enabled: rule !== undefined },
  )
  const latest = read.data?.items[0]
  const close = () => setAct(null)
  const isGiven = rule?.indicators.some((one) => one.formula.kind === 'given')
  return (
    <Space wrap style={{ display: 'flex', marginBottom: 12 }}>
      {may('cases.appraise') ? (
        <>
          <Button onClick={() => setAct('new')}>{texts.newRule}</Button>
          {rule ? <Button onClick={() => setAct('edit')}>{texts.editRule}</Button> : null}
          {rule && isGiven && latest ? (
            <Button onClick={() => setAct('value')}>{texts.giveValue}</Button>
          ) : null}
          {rule?.vetoes?.length && latest ? (
            <Button onClick={() => setAct('veto')}>{texts.giveVeto}</Button>
          ) : null}
        </>
      ) : null}
      {rule && latest && may('cases.work') ? (
        <Button onClick={() => setAct('appeal')}>{texts.appeal}</Button>
      ) : null}
      {latest?.appealUntil ? <Quiet>{texts.appealUntil(formatTime(latest.appealUntil))}</Quiet> : null}
      {act === 'new' ? <RuleDialog rule={null} onClose={close} /> : null}
      {act === 'edit' && rule ? <RuleDialog rule={rule} onClose={close} /> : null}
      {act === 'value' && rule ? (
        <ValueDialog rule={rule} period={period} latest={latest} onClose={close} />
      ) : null}
      {act === 'veto' && rule ? (
        <VetoDialog rule={rule} period={period} latest={latest} onClose={close} />
      ) : null}
      {act === 'appeal' && rule ? (
        <AppealDialog rule={rule} period={period} latest={latest} onClose={close} />
      ) : null}
    </Space>
  )
}

/** Appeals of a month with what each changed. */
export function Appeals({ ruleId, period }: { ruleId: string; period: string }) {
  const texts = useTexts(appraisalTexts)
  const may = useMay()
  const [ruling, setRuling] = useState<Appeal | null>(null)
  const read = useRead(listAppeals, { query: { ruleId, period, limit: 100 } })
  return (
    <Section title={texts.appeals}>
      <Table<Appeal>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.none}</Quiet> }}
        columns={[
          { title: texts.ground, key: 'ground', render: (_, one) => texts.grounds[one.ground] },
          { title: texts.reason, key: 'reason', render: (_, one) => one.reason },
          {
            title: texts.count,
            key: 'count',
            align: 'right',
            render: (_, one) => formatNumber(one.caseIds.length),
          },
          {
            title: texts.asked,
            key: 'asked',
            render: (_, one) => `${one.askedName} ${formatTime(one.askedTime)}`,
          },
          {
            title: texts.state,
            key: 'state',
            render: (_, one) =>
              one.state === 'open' && may('cases.appraise') ? (
                <Button size="small" onClick={() => setRuling(one)}>
                  {texts.rule}
                </Button>
              ) : (
                texts.states[one.state]
              ),
          },
          { title: texts.ruledBy, key: 'ruled', render: (_, one) => one.ruledName ?? '—' },
          {
            title: texts.change,
            key: 'change',
            render: (_, one) =>
              one.oldScore === null || one.newScore === null
                ? '—'
                : texts.scores(one.oldScore.toFixed(2), one.newScore.toFixed(2)),
          },
        ]}
      />
      {ruling ? <RulingDialog appeal={ruling} onClose={() => setRuling(null)} /> : null}
    </Section>
  )
}
