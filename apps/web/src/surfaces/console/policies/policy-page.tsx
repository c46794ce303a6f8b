import { getPolicyComparison } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts, useTheme } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { policiesTexts } from './policies.texts.ts'

/** One comparison: both series, the effect with its interval, and what it rests on. */
export function PolicyPage() {
  const { id = '' } = useParams()
  const texts = useTexts(policiesTexts)
  const { palette } = useTheme()
  const read = useRead(getPolicyComparison, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { comparison: one, points } = read.data
  const show = (value: number | null) => formatNumber(value, 2)
  const series = (side: 'treated' | 'control', name: string, color: string) => ({
    ...{ name, color },
    points: points.map((point): [number, number | null] => [
      Date.parse(`${point.day}T12:00:00+08:00`),
      point[side],
    ]),
  })
  const sides = (side: typeof one.before) =>
    one.controlName ? texts.sides(show(side.treated), show(side.control)) : show(side.treated)
  return (
    <Page
      backTo="/console/policies"
      title={one.title}
      under={`${one.indicatorTitle} · ${texts.day} ${one.policyDay}`}
    >
      <Columns
        main={
          <Section title={texts.curve}>
            <Chart
              title={one.conclusion}
              source={texts.platform}
              time={one.computedTime}
              unit={one.unit}
              precision={1}
              series={[
                series('treated', one.divisionName, palette.accent),
                ...(one.controlName ? [series('control', one.controlName, palette.muted)] : []),
              ]}
            />
          </Section>
        }
        side={
          <Section title={texts.conclusion}>
            <p>{one.conclusion}</p>
            <Facts
              facts={[
                { label: texts.effect, value: `${show(one.effect)} ${one.unit}` },
                {
                  label: texts.interval,
                  value: one.low === null ? '—' : texts.to(show(one.low), show(one.high)),
                },
                { label: texts.before, value: sides(one.before) },
                { label: texts.after, value: sides(one.after) },
                { label: texts.controlShort, value: one.controlName ?? texts.noControl },
                {
                  label: texts.parallel,
                  value:
                    one.isParallel === null ? '—' : one.isParallel ? texts.isParallel : texts.notParallel,
                },
                { label: texts.seasonal, value: one.seasonal === null ? '—' : show(one.seasonal) },
                { label: texts.by, value: `${one.byName} ${formatTime(one.computedTime)}` },
              ]}
            />
            <Quiet>{`${texts.method}：${one.method}`}</Quiet>
            <Quiet>{`${texts.limits}：${one.limits}`}</Quiet>
          </Section>
        }
      />
    </Page>
  )
}
