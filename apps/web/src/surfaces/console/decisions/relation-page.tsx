import { getRelation, type OperationOutput } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts, useTheme } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { decisionsTexts } from './decisions.texts.ts'

type Read = OperationOutput<typeof getRelation>

/** One analysis: the correlation at each lag, both series, method, time of data and uncertainty. */
export function RelationPage() {
  const { id = '' } = useParams()
  const texts = useTexts(decisionsTexts)
  const read = useRead(getRelation, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { cause, effect } = read.data.relation
  return (
    <Page backTo="/console/relations" title={`${cause.title} → ${effect.title}`} under={texts.relationsUnder}>
      <Columns
        main={
          <>
            <ByLag relation={read.data.relation} />
            <Both read={read.data} />
          </>
        }
        side={<Finding relation={read.data.relation} />}
      />
    </Page>
  )
}

function ByLag({ relation }: { relation: Read['relation'] }) {
  const texts = useTexts(decisionsTexts)
  const items = relation.lags.map((one) => ({ name: formatNumber(one.lag), value: one.correlation }))
  return (
    <Section title={texts.byLag} extra={`${texts.lag}（${texts.steps[relation.step]}）`}>
      <div style={{ position: 'relative', height: '18rem' }}>
        <KitChart kind="bar" data={{ items, unit: '', precision: 2 }} label={texts.byLag} />
      </div>
    </Section>
  )
}

function Both({ read: { relation, points } }: { read: Read }) {
  const texts = useTexts(decisionsTexts)
  const { palette } = useTheme()
  const one = (of: 'cause' | 'effect', color?: string) => (
    <Chart
      title={`${texts[of]}：${relation[of].title}`}
      source={texts.bothSeries}
      time={relation[of].lastTime}
      unit={relation[of].unit}
      precision={1}
      series={[
        {
          name: relation[of].title,
          points: points.map((point) => [Date.parse(point.time), point[of]]),
          ...(color ? { color } : {}),
        },
      ]}
    />
  )
  return (
    <Section title={texts.bothSeries}>
      {one('cause')}
      {one('effect', palette.accent)}
    </Section>
  )
}

function Finding({ relation }: { relation: Read['relation'] }) {
  const texts = useTexts(decisionsTexts)
  const { best, chance } = relation
  const show = (value: number | null | undefined) => formatNumber(value ?? null, 2)
  const span = ({ firstTime, lastTime, count }: Read['relation']['cause']) =>
    firstTime && lastTime
      ? `${formatTime(firstTime)} – ${formatTime(lastTime)}（${formatNumber(count)}）`
      : '—'
  return (
    <Section title={texts.conclusion}>
      <p>{relation.conclusion}</p>
      <Facts
        facts={[
          {
            label: texts.best,
            value: best ? texts.bestValue(formatNumber(best.lag), texts.steps[relation.step]) : '—',
          },
          { label: texts.correlation, value: show(best?.correlation) },
          { label: texts.interval, value: best ? `${show(best.low)} – ${show(best.high)}` : '—' },
          {
            label: texts.pairs,
            value: best ? `${formatNumber(best.pairs)}（${formatNumber(best.effectivePairs)}）` : '—',
          },
          { label: texts.chance, value: show(chance) },
          { label: `${texts.dataTime} · ${texts.cause}`, value: span(relation.cause), whole: true },
          { label: `${texts.dataTime} · ${texts.effect}`, value: span(relation.effect), whole: true },
          {
            label: texts.computed,
            value: `${relation.byName} ${formatTime(relation.computedTime)}`,
            whole: true,
          },
        ]}
      />
      <Quiet>{`${texts.method}：${relation.method}`}</Quiet>
    </Section>
  )
}
