import { type ConnectionCoverage, getConnectionCoverage } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { coverageTexts } from './coverage.texts.ts'

/** How far other levels and systems are connected, and what passed in a day (PLT-089). */
export function Coverage() {
  const texts = useTexts(coverageTexts)
  const read = useRead(getConnectionCoverage, {}, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { data } = read
  const { divisions } = data
  const channels: Record<string, string> = texts.channels
  return (
    <>
      <Section
        title={texts.systems}
        extra={`${texts.share} ${data.share === null ? '—' : `${formatNumber(data.share * 100, 1)}%`}`}
      >
        <Table<ConnectionCoverage['kinds'][number]>
          size="small"
          rowKey="kind"
          scroll={{ x: 'max-content' }}
          pagination={false}
          dataSource={data.kinds}
          columns={[
            { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
            { title: texts.registered, align: 'right', render: (_, one) => formatNumber(one.registered) },
            { title: texts.active, align: 'right', render: (_, one) => formatNumber(one.active) },
            { title: texts.heard, align: 'right', render: (_, one) => formatNumber(one.heard) },
            { title: texts.silent, render: (_, one) => one.silent.join('、') || texts.none },
          ]}
        />
        <Quiet>{data.method}</Quiet>
      </Section>
      <Section
        title={texts.divisions}
        extra={texts.covered(formatNumber(divisions.covered), formatNumber(divisions.total))}
      >
        <Facts
          facts={[
            { label: texts.missing, value: divisions.missing.join('、') || texts.none, whole: true },
            { label: texts.in, value: formatNumber(data.in24h) },
            { label: texts.out, value: formatNumber(data.out24h) },
            { label: texts.waiting, value: formatNumber(data.waiting) },
            { label: texts.time, value: formatTime(data.time) },
          ]}
        />
      </Section>
      <Section title={texts.byChannel}>
        {data.byChannel.length === 0 ? <Quiet>{texts.noReports}</Quiet> : null}
        <Lines>
          {data.byChannel.map((one) => (
            <Line
              key={one.source}
              title={channels[one.source] ?? one.source}
              note={formatNumber(one.events)}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}
