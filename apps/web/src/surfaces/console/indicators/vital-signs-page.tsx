import { getVitalSigns, type OperationOutput } from '@civitas/sdk'
import { formatNumber, formatTime, formatWithUnit, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { useMemo } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { IndicatorStatusTag } from './indicator-status-tag.tsx'
import styles from './indicators.module.css'
import { registryTexts } from './registry.texts.ts'

type Signs = OperationOutput<typeof getVitalSigns>

/** City vital signs: scores with their formula, and what is abnormal, worsening or missing. */
export function VitalSignsPage() {
  const texts = useTexts(registryTexts)
  const read = useRead(getVitalSigns, { query: {} }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page title={texts.signs}>
      <Columns main={<Scores signs={read.data} />} side={<Trouble signs={read.data} />} />
    </Page>
  )
}

function Scores({ signs }: { signs: Signs }) {
  const texts = useTexts(registryTexts)
  const { city, fields } = signs
  const data = useMemo(
    () => ({
      items: fields.map((one) => ({ name: one.title, value: one.value })),
      unit: texts.score,
      precision: 1,
    }),
    [fields, texts],
  )
  return (
    <>
      <Section title={texts.health} extra={city ? texts.coverage(formatNumber(city.coverage, 1)) : null}>
        <p className={styles.big}>{formatNumber(city?.value, 1)}</p>
        <Quiet>{city?.formula}</Quiet>
        <Lines>
          {city?.contributions.map((one) => (
            <Line
              key={one.indicator}
              to={`/console/indicators/${one.indicator}`}
              title={one.title}
              note={
                one.contribution === null
                  ? one.note
                  : `${texts.contribution(String(one.weight), formatNumber(one.score, 1))} = ${formatNumber(one.contribution, 2)}`
              }
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.fields}>
        <div className={styles.chart}>
          <KitChart kind="horizontal-bar" data={data} label={texts.fields} />
        </div>
      </Section>
    </>
  )
}

function Trouble({ signs }: { signs: Signs }) {
  const texts = useTexts(registryTexts)
  return (
    <>
      <Section title={texts.abnormal} extra={String(signs.abnormal.length)}>
        {signs.abnormal.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Lines>
          {signs.abnormal.map((one) => (
            <Line
              key={`${one.indicatorId}${one.division}`}
              to={`/console/indicators/${one.indicatorId}?division=${one.division}`}
              before={<IndicatorStatusTag status={one.state === 'alarm' ? 'alarm' : 'attention'} />}
              title={`${one.title} · ${one.divisionName}`}
              note={`${formatWithUnit(one.value, one.unitLabel, 2)} · ${formatTime(one.time).slice(11)}`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.worsening} extra={String(signs.worsening.length)}>
        {signs.worsening.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Lines>
          {signs.worsening.map((one) => (
            <Line
              key={one.indicatorId}
              to={`/console/indicators/${one.indicatorId}`}
              title={one.title}
              note={`${formatNumber(one.change, 1)} %`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.missing} extra={String(signs.missing.length)}>
        {signs.missing.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Lines>
          {signs.missing.map((one) => (
            <Line
              key={one.indicatorId}
              to={`/console/indicators/${one.indicatorId}`}
              title={one.title}
              note={`${one.why} · ${one.owner}`}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}
