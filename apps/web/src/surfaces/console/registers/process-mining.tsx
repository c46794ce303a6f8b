import { getOfficeScores, mineProcess, type OperationOutput, searchServiceItems } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Empty, Input, List, Select, Table } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { SendFinding } from './improvement-list.tsx'
import { oversightTexts } from './oversight.texts.ts'

type Process = OperationOutput<typeof mineProcess>
const days = (value: number | null) => (value === null ? '—' : value.toFixed(1))

/** 流程分析: where the applications of an item wait, the longest first (SOC-013). */
export function ProcessMining() {
  const texts = useTexts(oversightTexts)
  const [words, setWords] = useState('')
  const [id, setId] = useState<string>()
  const found = useRead(
    searchServiceItems,
    { query: { limit: 20, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  return (
    <>
      <Select
        aria-label={texts.item}
        placeholder={texts.item}
        showSearch={{ filterOption: false, onSearch: setWords }}
        style={{ width: 320, maxWidth: '100%', marginBottom: 12 }}
        options={(found.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))}
        value={id}
        onChange={setId}
      />
      {id ? <Mined id={id} /> : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={texts.pick} />}
    </>
  )
}

function Mined({ id }: { id: string }) {
  const texts = useTexts(oversightTexts)
  const read = useRead(mineProcess, { params: { id }, query: {} })
  if (read.error) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const one = read.data
  if (!one) return null
  if (one.cases === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={texts.noCases} />
  const slowest = one.steps.toSorted((a, b) => (b.waitDays ?? 0) - (a.waitDays ?? 0))
  return (
    <>
      <Facts
        facts={[
          { label: texts.cases, value: one.cases },
          { label: texts.median, value: days(one.medianDays) },
          { label: texts.total, value: days(one.totalDays) },
          {
            label: texts.onTime,
            value: one.onTimeRate === null ? '—' : `${(one.onTimeRate * 100).toFixed(1)}%`,
          },
        ]}
      />
      <Table<Process['steps'][number]>
        size="small"
        aria-label={texts.tabs.process}
        dataSource={slowest}
        rowKey="step"
        pagination={false}
        columns={[
          { title: texts.step, dataIndex: 'title' },
          { title: texts.cases, align: 'right', dataIndex: 'cases' },
          { title: texts.wait, align: 'right', render: (_, row) => <b>{days(row.waitDays)}</b> },
          { title: texts.work, align: 'right', render: (_, row) => days(row.workDays) },
        ]}
      />
      <Section title={texts.variants}>
        <Table<Process['variants'][number]>
          size="small"
          aria-label={texts.variants}
          dataSource={one.variants}
          rowKey={(row) => row.path.join()}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: texts.path, render: (_, row) => row.path.join(' → ') },
            { title: texts.cases, align: 'right', dataIndex: 'cases' },
          ]}
        />
      </Section>
      <Section title={texts.findings}>
        <List
          size="small"
          dataSource={one.findings}
          locale={{ emptyText: texts.none }}
          renderItem={(each) => (
            <List.Item actions={[<SendFinding key="send" itemId={id} text={each.text} />]}>
              <span>
                <StateTag>{texts.findingKinds[each.kind]}</StateTag> {each.text}
              </span>
            </List.Item>
          )}
        />
      </Section>
    </>
  )
}

/** 单位得分 of a month: limits kept and cards shown (SOC-012). */
export function OfficeScores() {
  const texts = useTexts(oversightTexts)
  const [month, setMonth] = useState('')
  const isMonth = /^\d{4}-\d{2}$/.test(month)
  const read = useRead(getOfficeScores, { query: isMonth ? { month } : {} })
  return (
    <>
      <Input
        type="month"
        aria-label={texts.month}
        style={{ width: 180, marginBottom: 12 }}
        value={month}
        onChange={(event) => setMonth(event.target.value)}
      />
      <ProblemNote error={read.error} />
      <Table<OperationOutput<typeof getOfficeScores>['items'][number]>
        size="small"
        aria-label={texts.tabs.scores}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        rowKey="organisationName"
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.applications, align: 'right', dataIndex: 'applications' },
          {
            title: texts.onTime,
            align: 'right',
            render: (_, row) => (row.onTimeRate === null ? '—' : `${(row.onTimeRate * 100).toFixed(1)}%`),
          },
          { title: texts.yellow, align: 'right', dataIndex: 'yellow' },
          { title: texts.red, align: 'right', dataIndex: 'red' },
          { title: texts.score, align: 'right', render: (_, row) => <b>{row.score}</b> },
        ]}
      />
    </>
  )
}
