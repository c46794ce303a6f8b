import { type OperationOutput, rankAppraisals } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Segmented, Table } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { appraisalTexts } from './appraisal.texts.ts'

type Row = OperationOutput<typeof rankAppraisals>['rows'][number]

/** The league table of the quarter or year a month lies in (GOV-061). */
export function AppraisalRanking({ ruleId, month }: { ruleId: string; month: string }) {
  const texts = useTexts(appraisalTexts)
  const [span, setSpan] = useState<'quarter' | 'year'>('quarter')
  const [year = '', number = '1'] = month.split('-')
  const period = span === 'year' ? year : `${year}-Q${Math.ceil(Number(number) / 3)}`
  const read = useRead(rankAppraisals, { query: { ruleId, period } }, { keepPrevious: true })
  const months = (read.data?.months ?? []).map((one) =>
    one.frozen ? one.period : `${one.period}（${texts.running}）`,
  )
  return (
    <Section
      title={`${texts.ranking} ${period}`}
      extra={
        <Segmented
          size="small"
          aria-label={texts.ranking}
          value={span}
          options={(['quarter', 'year'] as const).map((value) => ({ value, label: texts.rankingOf[value] }))}
          onChange={setSpan}
        />
      }
    >
      {months.length > 0 ? <Quiet>{texts.rankingWhy(months.join('、'))}</Quiet> : null}
      <Table<Row>
        size="small"
        rowKey="object"
        loading={read.isPending}
        dataSource={read.data?.rows ?? []}
        pagination={(read.data?.rows.length ?? 0) > 20 ? { pageSize: 20 } : false}
        locale={{ emptyText: <Quiet>{texts.noRanking}</Quiet> }}
        columns={[
          { title: texts.place, dataIndex: 'place', width: 80 },
          { title: texts.object, dataIndex: 'name' },
          {
            ...{ title: texts.months, dataIndex: 'months', align: 'right' },
            render: (n: number) => formatNumber(n),
          },
          {
            ...{ title: texts.mean, dataIndex: 'score', align: 'right' },
            render: (score: number) => score.toFixed(2),
          },
        ]}
      />
    </Section>
  )
}
