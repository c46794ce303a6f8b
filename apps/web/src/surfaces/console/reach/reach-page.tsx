import {
  getReachRun,
  type ReachInput,
  type ReachResult,
  type ReachRun,
  type SiteInput,
  type SiteResult,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { lazy, Suspense } from 'react'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, type Fact, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import styles from './reach.module.css'
import { reachTexts } from './reach.texts.ts'
import { bandColours } from './reach-colours.ts'
import { useFacilityTypes } from './type-names.ts'

const ReachMap = lazy(() => import('./reach-map.tsx').then((m) => ({ default: m.ReachMap })))

/** One computed map with what it says and what it was computed from. */
export function ReachPage() {
  const { id = '' } = useParams()
  const texts = useTexts(reachTexts)
  const read = useRead(getReachRun, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const run = read.data
  return (
    <Page
      backTo="/console/reach"
      title={run.title}
      under={`${texts.kinds[run.kind]} · ${run.divisionName} · ${run.byName} ${formatTime(run.time)}`}
    >
      <Columns
        main={
          <>
            <Section title={texts.map}>
              <div className={styles.map}>
                <Suspense fallback={<Loading />}>
                  <ReachMap run={run} />
                </Suspense>
              </div>
              <Legend run={run} />
            </Section>
            {run.kind === 'reach' ? (
              <Communities result={run.result as ReachResult} input={run.input as ReachInput} />
            ) : (
              <BestSites run={run} />
            )}
          </>
        }
        side={<Basis run={run} />}
      />
    </Page>
  )
}

function Legend({ run }: { run: ReachRun }) {
  const texts = useTexts(reachTexts)
  const colours = bandColours(run.kind, run.result.bands.length)
  return (
    <ul className={styles.legend}>
      {run.result.bands.map((band, i) => (
        <li key={band.upTo}>
          <span className={styles.swatch} style={{ background: colours[i] }} />
          {run.kind === 'reach'
            ? texts.within(formatNumber(band.upTo))
            : texts.scoreUpTo(formatNumber(band.upTo - 20), formatNumber(band.upTo))}
          {` · ${texts.bandArea(formatNumber(band.areaKm2, 1))}`}
        </li>
      ))}
    </ul>
  )
}

const percent = (part: number, whole: number) =>
  whole > 0 ? `${formatNumber((part / whole) * 100, 1)}%` : '—'

type Community = ReachResult['communities'][number]

function Communities({ result, input }: { result: ReachResult; input: ReachInput }) {
  const texts = useTexts(reachTexts)
  const bounds = [...new Set(input.minutes)].sort((a, b) => a - b)
  return (
    <Section title={texts.communities} extra={formatNumber(result.communities.length)}>
      <Table<Community>
        size="small"
        rowKey="code"
        scroll={{ x: 'max-content' }}
        dataSource={result.communities}
        pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: texts.community, dataIndex: 'name' },
          {
            ...{ title: texts.population, align: 'right' },
            ...{
              sorter: (a, b) => a.population - b.population,
              render: (_, one) => formatNumber(one.population),
            },
          },
          ...bounds.map((bound, i) => ({
            ...{ title: texts.within(formatNumber(bound)), align: 'right' as const, key: bound },
            sorter: (a: Community, b: Community) =>
              (a.covered[i] ?? 0) / a.population - (b.covered[i] ?? 0) / b.population,
            render: (_: unknown, one: Community) => percent(one.covered[i] ?? 0, one.population),
          })),
          { title: texts.mean, align: 'right', render: (_, one) => formatNumber(one.meanMinutes, 1) },
        ]}
      />
    </Section>
  )
}

function useCriterionName() {
  const texts = useTexts(reachTexts)
  const { nameOf } = useFacilityTypes()
  return ({ kind, types = [] }: SiteInput['criteria'][number]) =>
    [texts.criterionKinds[kind], types.map(nameOf).join('、')].filter(Boolean).join(' ')
}

function BestSites({ run }: { run: ReachRun }) {
  const texts = useTexts(reachTexts)
  const { best } = run.result as SiteResult
  const { criteria } = run.input as SiteInput
  const nameOf = useCriterionName()
  return (
    <Section title={texts.best}>
      <Table<SiteResult['best'][number]>
        size="small"
        rowKey="rank"
        scroll={{ x: 'max-content' }}
        dataSource={best}
        pagination={false}
        columns={[
          { title: texts.rank, dataIndex: 'rank', align: 'right' },
          { title: texts.place, dataIndex: 'name' },
          { title: texts.score, align: 'right', render: (_, one) => <b>{formatNumber(one.score, 1)}</b> },
          ...criteria.map((criterion, i) => ({
            ...{ title: nameOf(criterion), key: `${i}`, align: 'right' as const },
            render: (_: unknown, one: SiteResult['best'][number]) => {
              const part = one.parts[i]
              return `${formatNumber(part?.value ?? null)} → ${formatNumber(part?.score ?? null, 1)}（+${formatNumber(part?.share ?? null, 1)}）`
            },
          })),
        ]}
      />
    </Section>
  )
}

function Basis({ run }: { run: ReachRun }) {
  const texts = useTexts(reachTexts)
  const { nameOf } = useFacilityTypes()
  const criterionName = useCriterionName()
  const facts: Fact[] = [
    { label: texts.pace, value: texts.paces[run.input.pace] },
    { label: texts.cell, value: texts.metres(formatNumber(run.result.cellM)) },
    { label: texts.dataTime, value: run.dataTime ? formatTime(run.dataTime) : '—' },
  ]
  if (run.kind === 'reach') {
    const result = run.result as ReachResult
    facts.unshift({ label: texts.facilities, value: formatNumber(result.facilities) })
    facts.push({
      ...{ label: texts.types, whole: true },
      value: (run.input as ReachInput).types.map(nameOf).join('、'),
    })
  } else
    facts.push({
      ...{ label: texts.criteria, whole: true },
      value: (
        <ul>
          {(run.input as SiteInput).criteria.map((one) => (
            <li
              key={JSON.stringify(one)}
            >{`${criterionName(one)} · ${texts.weight} ${formatNumber(one.weight)}`}</li>
          ))}
        </ul>
      ),
    })
  return (
    <>
      {run.kind === 'reach' ? <Coverage result={run.result as ReachResult} /> : null}
      <Section title={texts.facts}>
        <Facts facts={facts} />
        <Quiet>{`${texts.method}：${run.method}`}</Quiet>
        <Quiet>{`${texts.limits}：${run.limits}`}</Quiet>
      </Section>
    </>
  )
}

function Coverage({ result }: { result: ReachResult }) {
  const texts = useTexts(reachTexts)
  return (
    <Section title={texts.covered} extra={texts.people(formatNumber(result.population))}>
      <Facts
        facts={result.bands.map((band, i) => ({
          label: texts.within(formatNumber(band.upTo)),
          value: `${percent(result.covered[i] ?? 0, result.population)} · ${texts.people(formatNumber(result.covered[i] ?? 0))}`,
        }))}
      />
    </Section>
  )
}
