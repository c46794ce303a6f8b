import { listRiskOutcomes } from '@civitas/sdk'
import { formatNumber, Loading, usePick, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { riskTexts } from './risk.texts.ts'

/** How warnings of risks among people fared: hits, misses, and what that says of where their threshold lies. */
export function RiskOutcomes({ division }: { division: string | undefined }) {
  const texts = useTexts(riskTexts)
  const pick = usePick()
  const read = useRead(listRiskOutcomes, { query: division ? { division } : {} }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const right = { align: 'right' as const }
  const share = (value: number | null) => (value === null ? '—' : `${formatNumber(value, 1)}%`)
  return (
    <Section title={texts.outcomes}>
      <Table
        size="small"
        rowKey="type"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={read.data.items}
        columns={[
          {
            title: texts.warning,
            render: (_, one) => <Link to={`/console/events?type=${one.type}`}>{pick(one.title)}</Link>,
          },
          { title: texts.rule, render: (_, one) => one.rule },
          ...(['raised', 'confirmed', 'unconfirmed', 'waiting'] as const).map((key) => ({
            ...{ ...right, key, title: texts[key] },
            render: (_: unknown, one: (typeof read.data.items)[number]) => formatNumber(one[key]),
          })),
          { ...right, title: texts.hitRate, render: (_, one) => share(one.hitRate) },
          { ...right, title: texts.precision, render: (_, one) => <b>{share(one.precision)}</b> },
          {
            title: texts.byCount,
            render: (_, one) =>
              one.byCount
                .map(({ count, confirmed, looked }) =>
                  texts.byCountOf(formatNumber(count), formatNumber(confirmed), formatNumber(looked)),
                )
                .join('，') || '—',
          },
        ]}
      />
      <Quiet>{texts.outcomesWhy}</Quiet>
      <Quiet>{`${texts.method}：${read.data.method}`}</Quiet>
    </Section>
  )
}
