import { getSocialRisk, type OperationInput, type SocialRiskArea } from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Button, Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { riskTexts } from './risk.texts.ts'

interface Props {
  query: OperationInput<typeof getSocialRisk>['query']
  onOpen: (division: string) => void
}

/** The index of each area with its parts, formula and limits. */
export function SocialRiskTable({ query, onOpen }: Props) {
  const texts = useTexts(riskTexts)
  const read = useRead(getSocialRisk, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { areas, from, to, unassigned, method, limits } = read.data
  const part = (name: 'complaints' | 'disputes' | 'order') => ({
    ...{ title: texts[name], align: 'right' as const, key: name },
    render: (_: unknown, one: SocialRiskArea) => (
      <>
        <b>{formatNumber(one[name].score, 0)}</b>
        <br />
        <small>{texts.counts(formatNumber(one[name].count), formatNumber(one[name].rate, 2))}</small>
      </>
    ),
  })
  return (
    <>
      <Section title={texts.chart} extra={`${texts.span} ${formatTime(from)} – ${formatTime(to)}`}>
        <div style={{ position: 'relative', height: '14rem' }}>
          <KitChart
            kind="bar"
            label={texts.chart}
            data={{
              items: areas.map((one) => ({ name: one.name, value: one.index })),
              unit: '',
              precision: 1,
            }}
          />
        </div>
      </Section>
      <Section title={texts.social}>
        <Table
          size="small"
          rowKey="division"
          scroll={{ x: 'max-content' }}
          dataSource={[...areas].sort((a, b) => (b.index ?? -1) - (a.index ?? -1))}
          pagination={{ pageSize: 20, hideOnSinglePage: true }}
          locale={{ emptyText: texts.empty }}
          columns={[
            {
              title: texts.area,
              render: (_, one) => (
                <Button type="link" size="small" onClick={() => onOpen(one.division)}>
                  {one.name}
                </Button>
              ),
            },
            { title: texts.population, align: 'right', render: (_, one) => formatNumber(one.population) },
            part('complaints'),
            part('disputes'),
            part('order'),
            { title: texts.index, align: 'right', render: (_, one) => <b>{formatNumber(one.index, 1)}</b> },
            { title: texts.change, align: 'right', render: (_, one) => changeOf(one) },
            {
              title: texts.level,
              render: (_, one) => (one.level ? <LevelTag level={one.level} /> : texts.none),
            },
          ]}
        />
        {unassigned > 0 ? <Quiet>{texts.unassigned(formatNumber(unassigned))}</Quiet> : null}
        <Quiet>{`${texts.method}：${method}`}</Quiet>
        <Quiet>{`${texts.limits}：${limits}`}</Quiet>
      </Section>
    </>
  )
}

function changeOf({ index, before }: SocialRiskArea): string {
  if (index === null || before === null) return '—'
  const change = index - before
  return `${change > 0 ? '+' : ''}${formatNumber(change, 1)}`
}
