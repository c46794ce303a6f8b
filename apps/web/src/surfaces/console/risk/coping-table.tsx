import { type OperationInput, rateCoping } from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Button, Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { riskTexts } from './risk.texts.ts'

interface Props {
  query: OperationInput<typeof rateCoping>['query']
  onOpen: (division: string) => void
}

/** Who could come to each area, what is in store and how soon; the weakest first. */
export function CopingTable({ query, onOpen }: Props) {
  const texts = useTexts(riskTexts)
  const read = useRead(rateCoping, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { areas, time, method, limits } = read.data
  return (
    <>
      <Section title={texts.copingChart} extra={formatTime(time)}>
        <div style={{ position: 'relative', height: '14rem' }}>
          <KitChart
            kind="bar"
            label={texts.copingChart}
            data={{
              items: areas.map((one) => ({ name: one.name, value: one.index })),
              unit: '',
              precision: 1,
            }}
          />
        </div>
      </Section>
      <Section title={texts.coping}>
        <Table
          size="small"
          rowKey="division"
          scroll={{ x: 'max-content' }}
          dataSource={areas}
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
            {
              title: texts.first,
              render: (_, one) =>
                one.firstMinutes === null
                  ? texts.nobody
                  : texts.firstBy(one.firstName ?? '', formatNumber(one.firstMinutes, 1)),
            },
            { title: texts.units, align: 'right', render: (_, one) => formatNumber(one.units) },
            {
              ...{ title: texts.people, align: 'right' },
              render: (_, one) => `${formatNumber(one.people)}（${formatNumber(one.peopleRate, 1)}）`,
            },
            {
              title: texts.short,
              render: (_, one) => (one.short.length > 0 ? one.short.join('、') : texts.enough),
            },
            {
              ...{ title: texts.scores, align: 'right' },
              render: (_, { scores }) =>
                [scores.time, scores.people, scores.stock].map((score) => formatNumber(score, 0)).join(' / '),
            },
            { title: texts.index, align: 'right', render: (_, one) => <b>{formatNumber(one.index, 1)}</b> },
            {
              title: texts.level,
              render: (_, one) => (one.level ? <LevelTag level={one.level} /> : texts.ready),
            },
          ]}
        />
        <Quiet>{`${texts.method}：${method}`}</Quiet>
        <Quiet>{`${texts.limits}：${limits}`}</Quiet>
      </Section>
    </>
  )
}
