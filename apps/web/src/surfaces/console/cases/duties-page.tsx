import {
  type CaseClassInfo,
  type DutyLine,
  importDutyFile,
  listCaseClasses,
  listDuties,
  type OperationOutput,
  reviewDuties,
  saveCaseClass,
} from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { App, Button, Form, InputNumber, Select, Table, type TableColumnsType, Tabs, Upload } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { caseRulesTexts } from './case-rules.texts.ts'
import { DutyDialog, type DutyStart } from './duty-dialog.tsx'

/** Who answers for what, where nobody does, and how long each small class may take. */
export function DutiesPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  return (
    <Page
      title={shell.pages.duties}
      acts={
        may('cases.manage') ? (
          <>
            <Button onClick={() => setAdding(true)}>{texts.addLine}</Button> <ImportButton />
          </>
        ) : null
      }
    >
      {isAdding ? <DutyDialog onClose={() => setAdding(false)} /> : null}
      <Tabs
        items={[
          { key: 'lines', label: texts.lines, children: <Lines /> },
          { key: 'review', label: texts.review, children: <Review /> },
          { key: 'classes', label: texts.classes, children: <Classes /> },
        ]}
      />
    </Page>
  )
}

type ImportAnswer = OperationOutput<typeof importDutyFile>

function ImportButton() {
  const texts = useTexts(caseRulesTexts)
  const { message } = App.useApp()
  const [seen, setSeen] = useState<{ answer: ImportAnswer; fileName: string; content: string } | null>(null)
  const read = async (file: File) => {
    const given = { fileName: file.name, content: await toBase64(file) }
    try {
      setSeen({ answer: await client.call(importDutyFile, { body: { ...given, commit: false } }), ...given })
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  return (
    <>
      <Upload
        accept=".xlsx,.csv"
        showUploadList={false}
        beforeUpload={(file) => {
          void read(file)
          return false
        }}
      >
        <Button type="primary">{texts.importFile}</Button>
      </Upload>
      {seen ? (
        <ActDialog
          title={texts.importFile}
          comment="none"
          why={texts.importWhy(
            formatNumber(seen.answer.rows),
            formatNumber(seen.answer.added),
            formatNumber(seen.answer.changed),
          )}
          isReady={seen.answer.problems.length === 0}
          act={() =>
            client.call(importDutyFile, {
              body: { fileName: seen.fileName, content: seen.content, commit: true },
            })
          }
          onClose={() => {
            setSeen(null)
            refresh(listDuties, reviewDuties)
          }}
        >
          {seen.answer.problems.slice(0, 20).map((one) => (
            <p key={`${one.row} ${one.column}`}>
              {texts.problemAt(formatNumber(one.row), one.column)} {one.message}
            </p>
          ))}
        </ActDialog>
      ) : null}
    </>
  )
}

function Lines() {
  const texts = useTexts(caseRulesTexts)
  const pick = usePick()
  const [page, setPage] = useState(1)
  const read = useRead(listDuties, { query: { limit: 50, offset: (page - 1) * 50 } }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const columns: TableColumnsType<DutyLine> = [
    { title: texts.item, key: 'item', render: (_, one) => pick(one.itemTitle) },
    { title: texts.division, key: 'division', render: (_, one) => one.divisionName ?? one.divisionCode },
    { title: texts.unit, dataIndex: 'organisationName' },
    { title: texts.from, dataIndex: 'fromDate' },
    { title: texts.to, key: 'to', render: (_, one) => one.toDate ?? '—' },
  ]
  return (
    <Table
      size="small"
      rowKey={(one) => `${one.item} ${one.divisionCode} ${one.fromDate}`}
      columns={columns}
      dataSource={read.data?.items ?? []}
      pagination={{
        current: page,
        pageSize: 50,
        total: read.data?.total ?? 0,
        showSizeChanger: false,
        onChange: setPage,
      }}
    />
  )
}

function Review() {
  const texts = useTexts(caseRulesTexts)
  const pick = usePick()
  const may = useMay()
  const [filled, setFilled] = useState<DutyStart | null>(null)
  const read = useRead(reviewDuties, { query: {} })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const { gaps = [], conflicts = [] } = read.data ?? {}
  const rows = [
    ...conflicts.map((one) => ({
      key: `c ${one.item} ${one.divisionCode} ${one.fromDate}`,
      kind: texts.conflict,
      item: pick(one.itemTitle),
      division: one.divisionName ?? one.divisionCode,
      units: one.organisations.join('、'),
      start: null,
    })),
    ...gaps.map((one) => ({
      key: `g ${one.item} ${one.divisionCode}`,
      kind: texts.gap,
      item: pick(one.itemTitle),
      division: one.divisionName,
      units: '—',
      start: { item: one.item, divisionCode: one.divisionCode } as DutyStart | null,
    })),
  ]
  if (read.data && rows.length === 0) return <Quiet>{texts.whole}</Quiet>
  return (
    <>
      <Table
        size="small"
        columns={[
          { title: texts.kind, dataIndex: 'kind' },
          { title: texts.item, dataIndex: 'item' },
          { title: texts.division, dataIndex: 'division' },
          { title: texts.unit, dataIndex: 'units' },
          {
            key: 'acts',
            render: (_, { start }) =>
              start && may('cases.manage') ? (
                <Button size="small" onClick={() => setFilled(start)}>
                  {texts.fillGap}
                </Button>
              ) : null,
          },
        ]}
        dataSource={rows}
        pagination={{ pageSize: 50, showSizeChanger: false }}
      />
      {filled ? <DutyDialog first={filled} onClose={() => setFilled(null)} /> : null}
    </>
  )
}

function Classes() {
  const texts = useTexts(caseRulesTexts)
  const pick = usePick()
  const may = useMay()
  const [edited, setEdited] = useState<CaseClassInfo | null>(null)
  const read = useRead(listCaseClasses, { query: { type: 'urban-management.urban-case' } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const limitWords = ({ limit }: CaseClassInfo) =>
    'days' in limit
      ? texts.days(formatNumber(limit.days), texts.clocks[limit.clock])
      : texts.hours(formatNumber(limit.minutes / 60), texts.clocks[limit.clock])
  const columns: TableColumnsType<CaseClassInfo> = [
    {
      title: texts.code,
      key: 'code',
      render: (_, one) => <span className="code">{one.code.slice(-4)}</span>,
    },
    { title: texts.bigClass, key: 'big', render: (_, one) => pick(one.bigClass) },
    { title: texts.smallClass, key: 'title', render: (_, one) => pick(one.title) },
    { title: texts.filing, dataIndex: 'filing' },
    { title: texts.closing, dataIndex: 'closing' },
    { title: texts.limit, key: 'limit', render: (_, one) => limitWords(one) },
    {
      key: 'acts',
      render: (_, one) =>
        may('cases.manage') ? (
          <Button size="small" onClick={() => setEdited(one)}>
            {texts.change}
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <Table
        size="small"
        rowKey="code"
        columns={columns}
        dataSource={read.data?.items ?? []}
        pagination={{ pageSize: 50, showSizeChanger: false }}
      />
      {edited ? <LimitDialog of={edited} onClose={() => setEdited(null)} /> : null}
    </>
  )
}

type MinuteClock = 'working' | 'urgent' | 'natural'
type DayClock = 'working-day' | 'natural-day'

function isDays(clock: MinuteClock | DayClock): clock is DayClock {
  return clock === 'working-day' || clock === 'natural-day'
}

function LimitDialog({ of, onClose }: { of: CaseClassInfo; onClose: () => void }) {
  const texts = useTexts(caseRulesTexts)
  const [clock, setClock] = useState<MinuteClock | DayClock>(of.limit.clock)
  const [amount, setAmount] = useState('days' in of.limit ? of.limit.days : of.limit.minutes / 60)
  const { calendar } = of.limit
  return (
    <ActDialog
      title={texts.change}
      comment="none"
      act={() =>
        client.call(saveCaseClass, {
          params: { type: of.caseType, code: of.code },
          body: {
            limit: isDays(clock)
              ? { days: amount, clock, calendar }
              : { minutes: Math.round(amount * 60), clock, calendar },
            filing: of.filing,
            closing: of.closing,
          },
        })
      }
      onClose={() => {
        onClose()
        refresh(listCaseClasses)
      }}
    >
      <Form layout="vertical">
        <Form.Item label={texts.clock}>
          <Select
            value={clock}
            aria-label={texts.clock}
            onChange={setClock}
            options={Object.entries(texts.clocks).map(([value, label]) => ({
              value: value as MinuteClock | DayClock,
              label,
            }))}
          />
        </Form.Item>
        <Form.Item label={isDays(clock) ? texts.inDays : texts.inHours}>
          <InputNumber
            min={1}
            max={1000}
            value={amount}
            aria-label={texts.limit}
            onChange={(value) => setAmount(value ?? 1)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
