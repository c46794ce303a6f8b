import { listSituationReports, type SituationReport } from '@civitas/sdk'
import { formatTime, LevelTag, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { tellingTexts } from '../command/telling.texts.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'

/** 信息专报收发台账: what was told to other levels of incidents, and what they told. */
export function SituationReports() {
  const texts = useTexts(tellingTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listSituationReports,
    { query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <ListTable
      label={texts.tab}
      read={read}
      query={query}
      columns={useColumns()}
      rowKey={(one) => one.id}
      searchBox={box}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}

function useColumns(): TableColumnsType<SituationReport> {
  const texts = useTexts(tellingTexts)
  return [
    {
      title: texts.direction,
      key: 'direction',
      width: 80,
      render: (_, one) => texts.directions[one.direction],
    },
    { title: texts.peer, key: 'peer', render: (_, one) => one.peerName },
    {
      ...{ title: texts.incident, key: 'incident' },
      render: (_, { report }) => (
        <>
          {report.level ? <LevelTag level={report.level} /> : null} {report.title}
          <small>
            <span className="code">{report.reference}</span> · {report.kindTitle} · {report.place ?? ''}
          </small>
        </>
      ),
    },
    {
      ...{ title: texts.report, key: 'report' },
      render: (_, { report }) => texts.version(String(report.version), texts.kinds[report.reportKind]),
    },
    {
      ...{ title: texts.facts, key: 'facts' },
      render: (_, { report }) => [...report.facts, report.text].join('；'),
    },
    {
      ...{ title: texts.told, key: 'told' },
      render: (_, one) => (
        <>
          {formatTime(one.toldTime)} {one.isLate ? <StateTag tone="bad">{texts.late}</StateTag> : null}
        </>
      ),
    },
    {
      title: texts.arrived,
      key: 'arrived',
      render: (_, one) => one.refusal ?? formatTime(one.deliveredTime),
    },
  ]
}
