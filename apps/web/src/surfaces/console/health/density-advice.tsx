import { getDensityAdvice, type RedundantDevice } from '@civitas/sdk'
import { EmptyState, formatNumber, Stat, useTexts } from '@civitas/ui'
import { Button, InputNumber, Select, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { DeviceLink } from './device-link.tsx'
import { healthTexts } from './health.texts.ts'
import { OrderDialog } from './order-dialog.tsx'

const names = ['model', 'metres', 'division'] as const
const usualMetres = 200

/** Devices that stand closer to better ones of their model than their value deserves. */
export function DensityAdvice() {
  const all = useTexts(healthTexts)
  const { density: texts } = all
  const titles = useModelTitles()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [ordering, setOrdering] = useState<RedundantDevice | null>(null)
  const { model, division } = query.filters
  const metres = Number(query.filters.metres) || usualMetres
  const read = useRead(
    getDensityAdvice,
    {
      query: {
        model: model ?? '',
        metres,
        division,
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
      },
    },
    { enabled: model !== undefined, keepPrevious: true },
  )
  const columns = useColumns(setOrdering)
  const { data } = read
  return (
    <div className={styles.stack}>
      <FilterBar
        query={query}
        placeholder={all.search}
        searchBox={box}
        division
        more={
          <>
            <Select
              aria-label={texts.model}
              placeholder={texts.model}
              style={{ width: 180 }}
              showSearch={{ optionFilterProp: 'label' }}
              value={model}
              options={[...titles].map(([value, label]) => ({ value, label }))}
              onChange={(value) => query.set({ model: value })}
            />
            <InputNumber
              aria-label={texts.metres}
              min={1}
              max={10_000}
              precision={0}
              prefix={texts.metres}
              style={{ width: 220 }}
              value={metres}
              onChange={(value) => query.set({ metres: value })}
            />
          </>
        }
      />
      {model === undefined ? (
        <EmptyState title={texts.choose} why={texts.chooseWhy} />
      ) : (
        <>
          <div className={styles.stats}>
            <Stat label={texts.things} value={formatNumber(data?.things)} />
            <Stat
              label={texts.perArea}
              value={data?.perSquareKilometre == null ? '—' : formatNumber(data.perSquareKilometre, 2)}
            />
            <Stat label={texts.move} value={formatNumber(data?.move)} />
            <Stat label={texts.remove} value={formatNumber(data?.remove)} />
          </div>
          <Quiet>{texts.why}</Quiet>
          <ListTable
            label={all.tabs.density}
            read={read}
            query={query}
            columns={columns}
            rowKey={(each) => each.thingId}
            searchBox={box}
            empty={{ title: texts.none, why: texts.noneWhy }}
          />
        </>
      )}
      {ordering ? (
        <OrderDialog
          thingId={ordering.thingId}
          kind="relocation"
          reason={`${texts.advices[ordering.advice]}${ordering.targetName ? `：${ordering.targetName}` : ''}。${ordering.evidence}`}
          onClose={() => setOrdering(null)}
        />
      ) : null}
    </div>
  )
}

function useColumns(onOrder: (device: RedundantDevice) => void): TableColumnsType<RedundantDevice> {
  const all = useTexts(healthTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  const { density: texts } = all
  return [
    { title: all.device, key: 'device', render: (_, each) => <DeviceLink of={each} /> },
    {
      title: texts.advice,
      key: 'advice',
      render: (_, each) => (
        <StateTag tone={each.advice === 'remove' ? 'bad' : 'loud'}>{texts.advices[each.advice]}</StateTag>
      ),
    },
    {
      title: texts.nearest,
      key: 'nearest',
      render: (_, each) => (
        <>
          <Link to={`/console/devices/${each.nearestId}`}>{each.nearestName}</Link>{' '}
          <small>{texts.metresAway(formatNumber(each.nearestMetres))}</small>
        </>
      ),
    },
    {
      title: texts.value,
      key: 'value',
      align: 'right',
      render: (_, each) => `${formatNumber(each.value, 2)} / ${formatNumber(each.bestValue, 2)}`,
    },
    {
      title: texts.target,
      key: 'target',
      render: (_, each) =>
        each.target ? (
          <Link to={`/map?c=${each.target[0]},${each.target[1]},15`}>{each.targetName}</Link>
        ) : (
          '—'
        ),
    },
    {
      title: all.forecasts.evidence,
      key: 'evidence',
      ellipsis: true,
      width: 300,
      render: (_, each) => each.evidence,
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, each) =>
        may('sensing.write') ? (
          <Button size="small" onClick={() => onOrder(each)}>
            {all.orders.act}
          </Button>
        ) : null,
    },
  ]
}
