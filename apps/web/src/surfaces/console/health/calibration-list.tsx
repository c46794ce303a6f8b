import { type Calibration, listCalibrations } from '@civitas/sdk'
import { formatNumber, Stat, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { toDay } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { CalibrationDialog } from './calibration-dialog.tsx'
import { DeviceLink } from './device-link.tsx'
import { healthTexts } from './health.texts.ts'
import { OrderDialog } from './order-dialog.tsx'

const names = ['due', 'metrology'] as const

/** Calibrations by the day they are due. */
export function CalibrationList() {
  const all = useTexts(healthTexts)
  const { calibration: texts } = all
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [noting, setNoting] = useState<Calibration | null>(null)
  const [ordering, setOrdering] = useState<Calibration | null>(null)
  const { due, metrology } = query.filters
  const before = due === 'overdue' ? dayjs() : due === 'soon' ? dayjs().add(30, 'day') : null
  const read = useRead(
    listCalibrations,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        ...(before ? { dueBefore: toDay(before) } : {}),
        ...(metrology ? { metrology: metrology === 'yes' } : {}),
      },
    },
    { keepPrevious: true },
  )
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        <Stat label={all.tabs.calibrations} value={formatNumber(read.data?.total)} />
        <Stat
          label={texts.overdueCount}
          value={formatNumber(read.data?.overdue)}
          tone={read.data && read.data.overdue > 0 ? 'attention' : 'normal'}
        />
      </div>
      <div>
        <FilterBar
          query={query}
          placeholder={all.search}
          searchBox={box}
          filters={[
            {
              name: 'due',
              label: texts.due,
              options: [
                { value: 'overdue', label: texts.dueAll },
                { value: 'soon', label: texts.dueSoon },
              ],
            },
            {
              name: 'metrology',
              label: texts.metrologyShort,
              options: [{ value: 'yes', label: texts.metrologyShort }],
            },
          ]}
        />
        <ListTable
          label={all.tabs.calibrations}
          read={read}
          query={query}
          columns={useColumns(setNoting, setOrdering)}
          rowKey={(each) => each.thingId}
          searchBox={box}
          empty={{ title: texts.empty, why: texts.emptyWhy }}
        />
      </div>
      {noting ? (
        <CalibrationDialog thingId={noting.thingId} known={noting} onClose={() => setNoting(null)} />
      ) : null}
      {ordering ? (
        <OrderDialog thingId={ordering.thingId} kind="calibration" onClose={() => setOrdering(null)} />
      ) : null}
    </div>
  )
}

function useColumns(
  onNote: (calibration: Calibration) => void,
  onOrder: (calibration: Calibration) => void,
): TableColumnsType<Calibration> {
  const all = useTexts(healthTexts)
  const shell = useTexts(consoleTexts)
  const titles = useModelTitles()
  const may = useMay()
  const { calibration: texts } = all
  return [
    { title: all.device, key: 'device', render: (_, each) => <DeviceLink of={each} tab="care" /> },
    {
      title: all.density.model,
      key: 'model',
      render: (_, each) => titles.get(each.thingType) ?? each.thingType,
    },
    {
      title: texts.due,
      key: 'due',
      render: (_, each) => (
        <>
          {each.dueDate} {each.overdue ? <StateTag tone="bad">{texts.overdue}</StateTag> : null}
        </>
      ),
    },
    { title: texts.done, key: 'done', render: (_, each) => each.doneDate ?? '—' },
    {
      title: texts.result,
      key: 'result',
      render: (_, each) => (each.result ? texts.results[each.result] : '—'),
    },
    {
      title: texts.certificate,
      key: 'certificate',
      render: (_, each) => <span className="code">{each.certificate ?? '—'}</span>,
    },
    {
      title: texts.metrologyShort,
      key: 'metrology',
      render: (_, each) =>
        each.metrology ? (
          <StateTag tone={each.valid ? undefined : 'bad'}>
            {each.valid ? texts.valid : texts.invalid}
          </StateTag>
        ) : (
          '—'
        ),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, each) =>
        may('sensing.write') ? (
          <span className={styles.row}>
            <Button size="small" onClick={() => onNote(each)}>
              {texts.act}
            </Button>
            <Button size="small" onClick={() => onOrder(each)}>
              {all.orders.act}
            </Button>
          </span>
        ) : null,
    },
  ]
}
