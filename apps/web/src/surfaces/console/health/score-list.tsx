import {
  computeQuality,
  listForecasts,
  listQualityScores,
  type QualityScore,
  qualityTests,
} from '@civitas/sdk'
import { formatNumber, Stat, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, DatePicker, Drawer, type TableColumnsType } from 'antd'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { toDay } from '../parts/form-dialog.tsx'
import { Lines, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { DeviceLink } from './device-link.tsx'
import { healthTexts } from './health.texts.ts'

const names = ['day', 'model', 'failed'] as const

/** Scores of one day, the worst first, with the tests that failed. */
export function ScoreList() {
  const all = useTexts(healthTexts)
  const { scores: texts } = all
  const { message } = App.useApp()
  const may = useMay()
  const titles = useModelTitles()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<QualityScore | null>(null)
  const day = query.filters.day ?? toDay(dayjs().subtract(1, 'day'))
  const read = useRead(
    listQualityScores,
    {
      query: {
        day,
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        type: query.filters.model,
        failed: query.filters.failed,
      },
    },
    { keepPrevious: true },
  )
  const compute = useMutation({
    mutationFn: () => client.call(computeQuality, { body: { day } }),
    onSuccess: ({ scored, forecasts }) => {
      refresh(listQualityScores, listForecasts)
      void message.info(texts.computed(formatNumber(scored), formatNumber(forecasts)))
    },
  })
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        <Stat
          label={texts.mean}
          value={read.data?.meanScore == null ? '—' : formatNumber(read.data.meanScore, 1)}
        />
        {qualityTests.map((test) => (
          <Stat
            key={test}
            label={`${texts.failed}：${test}`}
            value={formatNumber(read.data?.byTest[test] ?? 0)}
          />
        ))}
      </div>
      <div>
        <FilterBar
          query={query}
          placeholder={all.search}
          searchBox={box}
          filters={[
            {
              name: 'model',
              label: all.density.model,
              options: [...titles].map(([value, label]) => ({ value, label })),
            },
            {
              name: 'failed',
              label: texts.test,
              options: qualityTests.map((value) => ({ value, label: value })),
            },
          ]}
          more={
            <DatePicker
              aria-label={all.day}
              allowClear={false}
              value={dayjs(day)}
              onChange={(chosen) => chosen && query.set({ day: toDay(chosen) })}
            />
          }
        >
          {may('sensing.models') ? (
            <Button loading={compute.isPending} onClick={() => compute.mutate()}>
              {texts.compute}
            </Button>
          ) : null}
        </FilterBar>
        <ProblemNote error={compute.error} />
        <ListTable
          label={all.tabs.scores}
          read={read}
          query={query}
          columns={useColumns()}
          rowKey={(each) => each.thingId}
          onOpen={setShown}
          searchBox={box}
          empty={{ title: texts.empty, why: texts.emptyWhy }}
        />
      </div>
      <Drawer
        open={shown !== null}
        size={520}
        title={`${texts.tests} · ${shown?.thingName ?? ''}`}
        onClose={() => setShown(null)}
      >
        <ScoreTests score={shown} />
      </Drawer>
    </div>
  )
}

function useColumns(): TableColumnsType<QualityScore> {
  const all = useTexts(healthTexts)
  const titles = useModelTitles()
  const { scores: texts } = all
  return [
    { title: all.device, key: 'device', render: (_, each) => <DeviceLink of={each} tab="quality" /> },
    {
      title: all.density.model,
      key: 'model',
      render: (_, each) => titles.get(each.thingType) ?? each.thingType,
    },
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
      render: (_, each) => `${formatNumber(each.completeness, 2)}%`,
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

function ScoreTests({ score }: { score: QualityScore | null }) {
  return (
    <Lines>
      {(score?.tests ?? []).map((test) => (
        <div key={`${test.test} ${test.property}`}>
          <StateTag tone={test.passed ? undefined : 'bad'}>{test.test}</StateTag>
          <span style={{ flex: 1 }}>
            {test.property ? <span className="code">{test.property} </span> : null}
            {test.evidence}
          </span>
        </div>
      ))}
    </Lines>
  )
}
