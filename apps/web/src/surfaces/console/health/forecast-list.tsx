import { type HealthForecast, listForecasts } from '@civitas/sdk'
import { formatNumber, Stat, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { DeviceLink } from './device-link.tsx'
import { healthTexts } from './health.texts.ts'
import { OrderDialog } from './order-dialog.tsx'

const names = ['kind'] as const

/** What is expected to fail, by what hangs on it, and how often such forecasts came true. */
export function ForecastList() {
  const all = useTexts(healthTexts)
  const { forecasts: texts } = all
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [ordering, setOrdering] = useState<HealthForecast | null>(null)
  const read = useRead(
    listForecasts,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        kind: query.filters.kind as HealthForecast['kind'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  const rate = read.data?.hitRate ?? null
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        <Stat label={texts.total} value={formatNumber(read.data?.total)} />
        <Stat
          label={texts.hitRate}
          value={rate === null ? '—' : formatNumber(rate * 100, 1)}
          unit={rate === null ? undefined : '%'}
        />
        <Stat label={texts.judged} value={formatNumber(read.data?.judged)} />
      </div>
      <Quiet>
        {texts.rankWhy} {read.data && rate === null ? texts.noRate : ''}
      </Quiet>
      <div>
        <FilterBar
          query={query}
          placeholder={all.search}
          searchBox={box}
          filters={[
            {
              name: 'kind',
              label: all.kind,
              options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
            },
          ]}
        />
        <ListTable
          label={all.tabs.forecasts}
          read={read}
          query={query}
          columns={useColumns(setOrdering)}
          rowKey={(each) => each.id}
          to={(each) => `/console/devices/${each.thingId}?tab=quality`}
          searchBox={box}
          empty={{ title: texts.empty, why: texts.emptyWhy }}
        />
      </div>
      {ordering ? (
        <OrderDialog thingId={ordering.thingId} forecast={ordering} onClose={() => setOrdering(null)} />
      ) : null}
    </div>
  )
}

function useColumns(onOrder: (forecast: HealthForecast) => void): TableColumnsType<HealthForecast> {
  const all = useTexts(healthTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  const { forecasts: texts } = all
  return [
    { title: all.device, key: 'device', render: (_, each) => <DeviceLink of={each} tab="quality" /> },
    { title: all.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    { title: texts.predicted, key: 'predicted', render: (_, each) => each.predictedDate ?? '—' },
    {
      title: texts.rank,
      key: 'rank',
      align: 'right',
      render: (_, each) => <b>{formatNumber(each.rank, 2)}</b>,
    },
    {
      title: texts.risk,
      key: 'risk',
      align: 'right',
      render: (_, each) => `${formatNumber(each.risk * 100)}%`,
    },
    { title: texts.impact, key: 'impact', align: 'right', render: (_, each) => formatNumber(each.impact) },
    {
      title: texts.evidence,
      key: 'evidence',
      ellipsis: true,
      width: 260,
      render: (_, each) => each.evidence,
    },
    { title: texts.made, key: 'made', render: (_, each) => each.madeDay },
    {
      title: texts.outcome,
      key: 'outcome',
      render: (_, each) =>
        each.outcome ? (
          <StateTag tone={each.outcome === 'miss' ? 'over' : undefined}>
            {texts.outcomes[each.outcome]}
          </StateTag>
        ) : (
          texts.waiting
        ),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, each) =>
        may('sensing.write') && each.outcome === null ? (
          <Button size="small" onClick={() => onOrder(each)}>
            {all.orders.act}
          </Button>
        ) : null,
    },
  ]
}
