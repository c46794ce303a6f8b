import {
  acknowledgeCorrection,
  compareItemSources,
  decideErrorReport,
  type ErrorReport,
  getErrorStatistics,
  listComparisons,
  listErrorReports,
  listItemSources,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Tabs } from 'antd'
import { useContext, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Page, Section, StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { DifferenceList } from './difference-list.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ItemSourceDialog } from './item-source-dialog.tsx'
import { ActButton, pageSize, Rows } from './parts.tsx'

/** 一数一源、多元校核与容错反馈: doubts and their corrections, sources compared (PLT-059). */
export function FeedbackPage() {
  const { feedback } = useTexts(governTexts)
  const [search] = useSearchParams()
  return (
    <Page title={feedback.title}>
      <Tabs
        defaultActiveKey={search.get('item') ? 'sources' : 'reports'}
        items={[
          { key: 'reports', label: feedback.reports, children: <ReportList /> },
          { key: 'sources', label: feedback.sources, children: <SourceList first={search.get('item')} /> },
          { key: 'statistics', label: feedback.statistics, children: <Statistics /> },
        ]}
      />
    </Page>
  )
}

type Act = 'accept' | 'correct' | 'keep'

function ReportList() {
  const texts = useTexts(governTexts)
  const { feedback, common } = texts
  const may = useMay()
  const [at, set] = useState(1)
  const [deciding, setDeciding] = useState<{ report: ErrorReport; act: Act } | null>(null)
  const read = useRead(
    listErrorReports,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const me = useContext(MeContext)
  const acts = (report: ErrorReport): Act[] =>
    !may('data.govern') && me?.user.organisationId !== report.organisationId
      ? []
      : report.state === 'waiting'
        ? ['accept', 'correct', 'keep']
        : report.state === 'accepted'
          ? ['correct', 'keep']
          : []
  return (
    <>
      <Rows
        label={feedback.reports}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        columns={[
          {
            title: common.dataset,
            render: (_, row) => (
              <Link to={`/console/datasets/${row.datasetId}?tab=rows`}>{row.datasetName}</Link>
            ),
          },
          { title: feedback.key, render: (_, row) => <span className="code">{row.recordKey}</span> },
          { title: common.field, dataIndex: 'fieldTitle' },
          {
            title: feedback.evidence,
            render: (_, row) => <span className={styles.words}>{row.evidence}</span>,
          },
          { title: feedback.reporters, align: 'right', dataIndex: 'reporters' },
          {
            title: common.state,
            render: (_, row) => (
              <StateTag tone={row.state === 'waiting' || row.state === 'accepted' ? 'loud' : 'over'}>
                {texts.states[row.state]} {row.decidedTime ? formatTime(row.decidedTime) : ''}
              </StateTag>
            ),
          },
          { title: feedback.notices, render: (_, row) => <Notices report={row} /> },
          {
            title: common.act,
            render: (_, report) =>
              may('data.own') ? (
                <div className={styles.bar}>
                  {acts(report).map((act) => (
                    <Button key={act} size="small" onClick={() => setDeciding({ report, act })}>
                      {feedback[act]}
                    </Button>
                  ))}
                </div>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {deciding ? <DecideDialog {...deciding} onClose={() => setDeciding(null)} /> : null}
    </>
  )
}

function Notices({ report }: { report: ErrorReport }) {
  const { feedback } = useTexts(governTexts)
  const me = useContext(MeContext)
  return (
    <Lines>
      {report.notices.map((notice) => (
        <div key={`${notice.organisationId}-${notice.system}`} className={styles.bar}>
          {notice.system}
          {notice.acknowledgedTime ? (
            `（${feedback.acknowledged}）`
          ) : notice.organisationId !== me?.user.organisationId ? (
            `（${feedback.notAcknowledged}）`
          ) : (
            <ActButton<typeof acknowledgeCorrection>
              act={() =>
                client.call(acknowledgeCorrection, {
                  params: { id: report.id },
                  body: { system: notice.system },
                })
              }
              touches={[listErrorReports]}
            >
              {feedback.acknowledge}
            </ActButton>
          )}
        </div>
      ))}
    </Lines>
  )
}

function DecideDialog({ report, act, onClose }: { report: ErrorReport; act: Act; onClose: () => void }) {
  const { feedback, common } = useTexts(governTexts)
  const value: DialogField[] =
    act === 'correct' ? [{ name: 'value', label: feedback.value, kind: 'text', required: true }] : []
  return (
    <FormDialog<{ value?: string; reason: string }>
      title={feedback[act]}
      first={report.suggested ? { value: report.suggested } : {}}
      fields={[...value, { name: 'reason', label: common.reason, kind: 'area', required: true }]}
      act={async (values) => {
        await client.call(decideErrorReport, { params: { id: report.id }, body: { act, ...values } })
        refresh(listErrorReports, getErrorStatistics)
      }}
      onClose={onClose}
    />
  )
}

function SourceList({ first }: { first: string | null }) {
  const { feedback, common } = useTexts(governTexts)
  const may = useMay()
  const [chosen, setChosen] = useState(first)
  const [isAdding, setAdding] = useState(false)
  const read = useRead(listItemSources, { query: { limit: 200 } })
  return (
    <>
      {may('data.govern') ? (
        <div className={styles.bar}>
          <Button size="small" type="primary" onClick={() => setAdding(true)}>
            {feedback.addSource}
          </Button>
        </div>
      ) : null}
      <Rows
        label={feedback.sources}
        read={read}
        rowKey={(row) => row.id}
        columns={[
          { title: common.dataset, dataIndex: 'datasetName' },
          { title: common.unit, dataIndex: 'organisationName' },
          { title: common.field, dataIndex: 'field' },
          { title: feedback.checker, align: 'right', render: (_, row) => formatNumber(row.checkers.length) },
          {
            title: common.act,
            render: (_, row) => (
              <div className={styles.bar}>
                <Button size="small" onClick={() => setChosen(row.id)}>
                  {feedback.groups}
                </Button>
                {may('data.govern') ? (
                  <ActButton<typeof compareItemSources>
                    act={() => client.call(compareItemSources, { params: { id: row.id } })}
                    touches={[listComparisons]}
                    onDone={() => setChosen(row.id)}
                  >
                    {feedback.compare}
                  </ActButton>
                ) : null}
              </div>
            ),
          },
        ]}
      />
      {chosen ? <Comparisons id={chosen} /> : null}
      {isAdding ? <ItemSourceDialog onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function Comparisons({ id }: { id: string }) {
  const texts = useTexts(governTexts)
  const { feedback } = texts
  const [opened, setOpened] = useState<string | null>(null)
  const { data } = useRead(listComparisons, { params: { id }, query: { limit: 5 } })
  return data?.items.map((one) => (
    <Section
      key={one.id}
      title={`${formatTime(one.time)} · ${feedback.compared} ${formatNumber(one.compared)} · ${feedback.differing} ${formatNumber(one.differing)}`}
      extra={
        one.differing > 0 ? (
          <Button size="small" onClick={() => setOpened(opened === one.id ? null : one.id)}>
            {opened === one.id ? feedback.hideRecords : feedback.showRecords}
          </Button>
        ) : null
      }
    >
      <Lines>
        {one.groups.map((group) => (
          <Line
            key={`${group.checkerId}-${group.kind}`}
            title={`${texts.differences[group.kind]} ${formatNumber(group.records)}（${formatNumber(group.share * 100, 2)}%）`}
            note={`${group.checkerName} · ${group.organisationName}`}
          />
        ))}
      </Lines>
      {opened === one.id ? <DifferenceList comparison={one} /> : null}
    </Section>
  ))
}

function Statistics() {
  const texts = useTexts(governTexts)
  const { feedback, common } = texts
  const read = useRead(getErrorStatistics, {})
  return (
    <Rows
      label={feedback.statistics}
      read={read}
      rowKey={(row) => row.organisationId}
      columns={[
        { title: common.unit, dataIndex: 'organisationName' },
        { title: feedback.reports, align: 'right', dataIndex: 'reports' },
        { title: texts.states.corrected, align: 'right', dataIndex: 'corrected' },
        { title: texts.states.kept, align: 'right', dataIndex: 'kept' },
        { title: texts.states.open, align: 'right', dataIndex: 'open' },
        { title: feedback.repeated, align: 'right', dataIndex: 'repeated' },
        {
          title: feedback.hours,
          align: 'right',
          render: (_, row) => (row.meanHours === null ? '—' : formatNumber(row.meanHours, 1)),
        },
      ]}
    />
  )
}
