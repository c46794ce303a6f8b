import { type FleetThing, listForecasts, listThingQuality, type QualityScore } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import type { TableColumnsType } from 'antd'
import { Drawer } from 'antd'
import { useRef, useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Columns, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'

const none: string[] = []

/** How good the data of a device are by day, with the tests behind the score, and what is expected of its health. */
export function DeviceQuality({ thing }: { thing: FleetThing }) {
  const { quality: texts } = useTexts(deviceTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<QualityScore | null>(null)
  const read = useRead(
    listThingQuality,
    { params: { id: thing.id }, query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  const columns = useColumns()
  const scores = [...(read.data?.items ?? [])].reverse()
  return (
    <>
      <Columns
        main={
          <>
            {scores.length > 0 ? (
              <Section title={texts.chart}>
                <Chart
                  title={texts.chart}
                  unit=""
                  precision={1}
                  source={texts.source}
                  zero
                  series={[
                    {
                      name: texts.score,
                      kind: 'bar',
                      points: scores.map((each) => [Date.parse(`${each.day}T12:00:00+08:00`), each.score]),
                    },
                  ]}
                />
              </Section>
            ) : null}
            <ListTable
              label={texts.title}
              read={read}
              query={query}
              columns={columns}
              rowKey={(each) => each.day}
              onOpen={setShown}
              searchBox={box}
              empty={{ title: texts.empty, why: texts.emptyWhy }}
            />
          </>
        }
        side={<Forecasts thing={thing} />}
      />
      <Drawer
        open={shown !== null}
        size={520}
        title={`${texts.tests} · ${shown?.day ?? ''}`}
        onClose={() => setShown(null)}
      >
        {shown ? <Tests score={shown} /> : null}
      </Drawer>
    </>
  )
}

function useColumns(): TableColumnsType<QualityScore> {
  const { quality: texts } = useTexts(deviceTexts)
  return [
    { title: texts.day, key: 'day', render: (_, each) => each.day },
    {
      title: texts.score,
      key: 'score',
      align: 'right',
      render: (_, each) => <b>{formatNumber(each.score, 1)}</b>,
    },
    {
      title: texts.completeness,
      key: 'completeness',
      align: 'right',
      render: (_, each) => `${formatNumber(each.completeness, 1)}%`,
    },
    {
      title: texts.received,
      key: 'received',
      align: 'right',
      render: (_, each) => `${formatNumber(each.received)} / ${formatNumber(each.expected)}`,
    },
    {
      title: texts.failed,
      key: 'failed',
      render: (_, each) => (
        <span className={styles.row}>
          {each.failed.length === 0 ? texts.passed : null}
          {each.failed.map((test) => (
            <StateTag key={test} tone="bad">
              {test}
            </StateTag>
          ))}
          {each.valid ? null : <StateTag tone="bad">{texts.invalid}</StateTag>}
        </span>
      ),
    },
  ]
}

function Tests({ score }: { score: QualityScore }) {
  const { quality: texts } = useTexts(deviceTexts)
  return (
    <Lines>
      {score.tests.map((test) => (
        <div key={`${test.test} ${test.property}`}>
          <StateTag tone={test.passed ? undefined : 'bad'}>{test.test}</StateTag>
          <span style={{ flex: 1 }}>
            {test.property ? <span className="code">{test.property} </span> : null}
            {test.evidence || (test.passed ? texts.passed : texts.failed)}
          </span>
        </div>
      ))}
    </Lines>
  )
}

function Forecasts({ thing }: { thing: FleetThing }) {
  const { quality: texts } = useTexts(deviceTexts)
  const read = useRead(listForecasts, { query: { thing: thing.id, limit: 20 } })
  return (
    <Section title={texts.forecasts}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data?.items.length === 0 ? <Quiet>{texts.noForecasts}</Quiet> : null}
      <Lines>
        {(read.data?.items ?? []).map((each) => (
          <Line
            key={each.id}
            title={
              <>
                {texts.kinds[each.kind]} {each.predictedDate ? texts.predicted(each.predictedDate) : ''}{' '}
                <small>{each.evidence}</small>
              </>
            }
            note={
              each.outcome
                ? texts.outcome[each.outcome]
                : `${texts.risk} ${formatNumber(each.risk * 100)}% · ${each.madeDay}`
            }
          />
        ))}
      </Lines>
    </Section>
  )
}
