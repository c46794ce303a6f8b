import {
  type Appraisal,
  type AppraisalIndicator,
  computeAppraisal,
  createAppraisalRule,
  freezeAppraisal,
  listAppraisalLosses,
  listAppraisalRules,
  listAppraisals,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { App, Button, DatePicker, Select, Space, Table, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { Appeals, AppraisalActs } from './appraisal-month.tsx'
import { Publicity } from './appraisal-publicity.tsx'
import { AppraisalRanking } from './appraisal-ranking.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'
import styles from './cases.module.css'

/** The league table of a month, its versions, and each point lost. */
export function AppraisalPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const rules = useRead(listAppraisalRules, {})
  const [ruleId, setRule] = useState<string | undefined>()
  const [month, setMonth] = useState<Dayjs>(() => dayjs())
  const act = useAct(listAppraisals)
  if (rules.isError) return <ProblemView error={rules.error} onRetry={() => void rules.refetch()} />
  if (!rules.data) return <Loading />
  const list = rules.data.items
  const rule = list.find((one) => one.id === ruleId) ?? list[0]
  const period = month.format('YYYY-MM')
  return (
    <Page
      title={shell.pages.appraisal}
      acts={
        <Space>
          {list.length > 0 ? (
            <Select
              aria-label={texts.rule}
              value={rule?.id}
              onChange={setRule}
              options={list.map((one) => ({ value: one.id, label: one.name }))}
              style={{ width: 240 }}
            />
          ) : null}
          <DatePicker
            picker="month"
            aria-label={texts.period}
            allowClear={false}
            value={month}
            onChange={(value) => setMonth(value ?? dayjs())}
          />
          {rule && may('cases.appraise') ? (
            <Button
              type="primary"
              onClick={() => act(() => client.call(computeAppraisal, { body: { ruleId: rule.id, period } }))}
            >
              {texts.compute}
            </Button>
          ) : null}
        </Space>
      }
    >
      <AppraisalActs rule={rule} period={period} />
      {rule ? <Scores ruleId={rule.id} period={period} /> : <NoRule />}
      {rule ? <AppraisalRanking ruleId={rule.id} month={period} /> : null}
      {rule ? <Publicity ruleId={rule.id} period={period} /> : null}
      {rule ? <Appeals ruleId={rule.id} period={period} /> : null}
    </Page>
  )
}

function useAct(reads: Parameters<typeof refresh>[0]) {
  const { message } = App.useApp()
  return (work: () => Promise<unknown>) =>
    void work().then(
      () => refresh(reads),
      (error: Error) => void message.error(error.message),
    )
}

function NoRule() {
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const act = useAct(listAppraisalRules)
  const indicators: AppraisalIndicator[] = [
    {
      ...{ id: 'on-time', group: texts.byCases, title: texts.usual.onTime, weight: 50 },
      formula: { kind: 'share', part: 'on-time', whole: 'due' },
    },
    {
      ...{ id: 'reopen', group: texts.byCases, title: texts.usual.reopen, weight: 30 },
      formula: { kind: 'share', part: 'reopened', whole: 'due', inverted: true },
    },
    {
      ...{ id: 'refused', group: texts.byCases, title: texts.usual.refused, weight: 10 },
      formula: { kind: 'deduction', fact: 'refused', each: 0.5 },
    },
    {
      ...{ id: 'survey', group: texts.byPeople, title: texts.usual.survey, weight: 10 },
      formula: { kind: 'given' },
    },
  ]
  const create = () =>
    client.call(createAppraisalRule, {
      body: {
        ...{ name: texts.usualName, object: 'district', caseTypes: [], indicators },
        fromPeriod: dayjs().format('YYYY-MM'),
      },
    })
  return (
    <Quiet>
      {texts.noRule}{' '}
      {may('cases.appraise') ? <Button onClick={() => act(create)}>{texts.usualRule}</Button> : null}
    </Quiet>
  )
}

function Scores({ ruleId, period }: { ruleId: string; period: string }) {
  const texts = useTexts(caseRulesTexts)
  const read = useRead(listAppraisals, { query: { ruleId, period } })
  const [chosen, setChosen] = useState<string | undefined>()
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const versions = read.data?.items ?? []
  const one = versions.find((each) => each.id === chosen) ?? versions[0]
  if (!read.data) return <Loading />
  if (!one) return <Quiet>{texts.noScore}</Quiet>
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        {versions.map((each) => (
          <Button
            key={each.id}
            size="small"
            type={each.id === one.id ? 'primary' : 'default'}
            onClick={() => setChosen(each.id)}
          >
            {texts.version(formatNumber(each.version))}
          </Button>
        ))}
        {one.frozenTime ? <StateTag tone="loud">{texts.frozen}</StateTag> : <Freeze one={one} />}
        <ReportLink id={one.id} format="xlsx" />
        <ReportLink id={one.id} format="pdf" />
        <Quiet>
          {formatTime(one.computedTime)} · {one.reason} · {texts.excluded(formatNumber(one.excluded))}
        </Quiet>
      </Space>
      <Section title={texts.score}>
        {one.scores.map((score) => (
          <div key={score.object} className={styles.bar}>
            <span>
              {formatNumber(score.place)}. {score.name}
              {score.vetoed.length > 0 ? <Tag color="red">{score.vetoed.join('、')}</Tag> : null}
            </span>
            <i style={{ width: `${score.score}%` }} />
            <b>{score.score.toFixed(2)}</b>
          </div>
        ))}
        <ScoreTable one={one} />
      </Section>
      <Section title={texts.losses}>
        <Losses id={one.id} />
      </Section>
    </>
  )
}

function Freeze({ one }: { one: Appraisal }) {
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const act = useAct(listAppraisals)
  if (!may('cases.appraise')) return null
  return (
    <Button size="small" onClick={() => act(() => client.call(freezeAppraisal, { params: { id: one.id } }))}>
      {texts.freeze}
    </Button>
  )
}

function ReportLink({ id, format }: { id: string; format: 'pdf' | 'xlsx' }) {
  const { message } = App.useApp()
  const load = async () => {
    const token = client.options.token?.()
    const answer = await fetch(`/api/cases/appraisals/${id}/report?format=${format}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    })
    if (!answer.ok) return void message.error(((await answer.json()) as { detail?: string }).detail ?? '')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await answer.blob())
    link.download = `appraisal.${format}`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Button size="small" onClick={() => void load()}>
      {format.toUpperCase()}
    </Button>
  )
}

function ScoreTable({ one }: { one: Appraisal }) {
  const texts = useTexts(caseRulesTexts)
  return (
    <Table
      size="small"
      rowKey="object"
      pagination={false}
      dataSource={one.scores}
      columns={[
        { title: texts.place, dataIndex: 'place' },
        { title: texts.object, dataIndex: 'name' },
        ...one.indicators.map((each) => ({
          title: `${each.title}（${each.weight}）`,
          key: each.id,
          render: (_: unknown, score: Appraisal['scores'][number]) => (score.values[each.id] ?? 0).toFixed(2),
        })),
        { title: texts.due, key: 'due', render: (_, score) => formatNumber(score.facts.due ?? 0) },
        { title: texts.onTime, key: 'on', render: (_, score) => formatNumber(score.facts['on-time'] ?? 0) },
        { title: texts.score, key: 'score', render: (_, score) => <b>{score.score.toFixed(2)}</b> },
      ]}
    />
  )
}

function Losses({ id }: { id: string }) {
  const texts = useTexts(caseRulesTexts)
  const [page, setPage] = useState(1)
  const read = useRead(
    listAppraisalLosses,
    { params: { id }, query: { limit: 20, offset: (page - 1) * 20 } },
    { keepPrevious: true },
  )
  return (
    <Table
      size="small"
      rowKey={(one) => `${one.object} ${one.indicator} ${one.caseId}`}
      dataSource={read.data?.items ?? []}
      pagination={{
        current: page,
        pageSize: 20,
        total: read.data?.total ?? 0,
        showSizeChanger: false,
        onChange: setPage,
      }}
      columns={[
        { title: texts.object, dataIndex: 'name' },
        { title: texts.indicator, dataIndex: 'indicatorTitle' },
        { title: texts.points, key: 'points', render: (_, one) => one.points.toFixed(2) },
        {
          title: texts.case,
          key: 'case',
          render: (_, one) => (
            <Link to={`/console/cases/${one.caseId}`}>
              {one.caseReference} {one.caseTitle}
            </Link>
          ),
        },
      ]}
    />
  )
}
