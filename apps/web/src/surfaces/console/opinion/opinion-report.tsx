import { getOpinionReport } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, DatePicker, Segmented, Space, Table } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { evidenceTexts } from './evidence.texts.ts'
import { opinionTexts } from './opinion.texts.ts'
import { ReportButton } from './topic-evidence.tsx'

type Kind = 'day' | 'week'

/** 日报与周报 of what was said, to be read and printed (PLT-104). */
export function OpinionReportPanel() {
  const texts = useTexts(opinionTexts)
  const { documentOf: document } = useTexts(evidenceTexts)
  const [kind, setKind] = useState<Kind>('day')
  const [day, setDay] = useState<Dayjs>(() => dayjs())
  const read = useRead(getOpinionReport, { query: { kind, day: day.format('YYYY-MM-DD') } })
  const report = read.data
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <Segmented<Kind>
          value={kind}
          onChange={setKind}
          options={[
            { value: 'day', label: texts.reports.day },
            { value: 'week', label: texts.reports.week },
          ]}
        />
        <DatePicker
          aria-label={texts.reports.until}
          allowClear={false}
          value={day}
          onChange={(value) => setDay(value ?? dayjs())}
        />
        <Button onClick={() => print()}>{texts.reports.print}</Button>
        <ReportButton kind={kind} day={day.format('YYYY-MM-DD')} label={document} />
      </Space>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {report ? (
        <Section title={report.title}>
          <Quiet>
            {formatTime(report.from)} – {formatTime(report.to)}
          </Quiet>
          <p style={{ whiteSpace: 'pre-line', marginBlockEnd: 12 }}>{report.text}</p>
          <Table
            size="small"
            rowKey={(one) => one.topic.id}
            pagination={false}
            scroll={{ x: true }}
            dataSource={report.topics}
            columns={[
              {
                title: texts.columns.topic,
                render: (_, one) => <Link to={`/console/opinion/${one.topic.id}`}>{one.topic.title}</Link>,
              },
              { title: texts.columns.area, render: (_, one) => one.topic.divisionName ?? '—' },
              { title: texts.columns.heat, align: 'right', render: (_, one) => formatNumber(one.texts) },
              { title: texts.acts, align: 'right', render: (_, one) => formatNumber(one.acts.length) },
            ]}
          />
        </Section>
      ) : null}
    </>
  )
}
