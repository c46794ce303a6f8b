import {
  getIndicator,
  getIndicatorHistory,
  type Indicator,
  type IndicatorRow,
  listIndicatorRows,
} from '@civitas/sdk'
import {
  Button,
  Drawer,
  formatNumber,
  formatTime,
  formatWithUnit,
  Loading,
  precisionFor,
  usePick,
  useTexts,
} from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useState } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { useTimeWindow } from '../../app/time-window.ts'
import { DivisionBars } from './division-bars.tsx'
import styles from './indicators.module.css'
import { RowDetail } from './row-detail.tsx'
import { screenTexts } from './screen.texts.ts'

const STEP = 50

/** A figure opened: how it is computed, its past, its districts, and the rows behind it down to the case or reading. */
export function IndicatorDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const pick = usePick()
  const read = useRead(getIndicator, { params: { id } })
  const indicator = read.data?.indicator
  return (
    <Drawer title={indicator ? pick(indicator.title) : ''} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {indicator ? <IndicatorDetail indicator={indicator} /> : null}
    </Drawer>
  )
}

function IndicatorDetail({ indicator }: { indicator: Indicator }) {
  const pick = usePick()
  const texts = useTexts(screenTexts)
  const { current } = indicator
  return (
    <div className={styles.drawer}>
      <section>
        <h3>
          {texts.value} {formatWithUnit(current.value, indicator.unitLabel, indicator.precision)}
        </h3>
        <p>
          {formatTime(current.time)} · {current.note ?? texts.rows(formatNumber(current.rows))}
        </p>
        <p>{pick(indicator.description)}</p>
      </section>
      <section>
        <h3>{texts.formula}</h3>
        <p className={styles.formula}>{pick(indicator.formulaText)}</p>
      </section>
      <History indicator={indicator} />
      <section>
        <h3>{texts.byDivision}</h3>
        <DivisionBars indicator={indicator} />
      </section>
      <Rows indicator={indicator} />
    </div>
  )
}

function History({ indicator }: { indicator: Indicator }) {
  const pick = usePick()
  const texts = useTexts(screenTexts)
  const { range } = useTimeWindow()
  const read = useRead(
    getIndicatorHistory,
    { params: { id: indicator.id }, query: range },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const points = (read.data?.points ?? []).map((point): [number, number | null] => [
    Date.parse(point.time),
    point.value,
  ])
  return (
    <Chart
      title={texts.history}
      unit={indicator.unitLabel}
      precision={indicator.precision}
      source={texts.indicatorSource}
      time={read.data?.points.at(-1)?.time}
      series={[{ name: pick(indicator.title), kind: 'step', points }]}
      from={range.from}
      to={range.to}
    />
  )
}

function Rows({ indicator }: { indicator: Indicator }) {
  const texts = useTexts(screenTexts)
  const [limit, setLimit] = useState(STEP)
  const [open, setOpen] = useState<string | null>(null)
  const read = useRead(
    listIndicatorRows,
    { params: { id: indicator.id }, query: { limit } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items, total } = read.data
  return (
    <section>
      <h3>
        {texts.rowsTitle} {formatNumber(total)}
      </h3>
      {items.length === 0 ? <p>{texts.noRows}</p> : null}
      {items.map((row) => {
        const key = `${row.part}/${row.kind}/${row.id}`
        return (
          <div key={key}>
            <RowLine row={row} onOpen={canOpen(row) ? () => setOpen(open === key ? null : key) : undefined} />
            {open === key ? (
              <div className={styles.detail}>
                <RowDetail row={row} />
              </div>
            ) : null}
          </div>
        )
      })}
      {items.length < total && limit < 500 ? (
        <Button wide onClick={() => setLimit(Math.min(500, limit + 3 * STEP))}>
          {texts.more}
        </Button>
      ) : null}
    </section>
  )
}

function canOpen(row: IndicatorRow): boolean {
  return row.kind !== 'indicator' && row.kind !== 'dataset' && row.kind !== 'record'
}

function RowLine({ row, onOpen }: { row: IndicatorRow; onOpen?: () => void }) {
  const texts = useTexts(screenTexts)
  const content = (
    <>
      <span className={styles.kind}>{texts.rowKinds[row.kind]}</span>
      <span>{row.title}</span>
      <span className="number">
        {row.value === null ? '' : formatWithUnit(row.value, row.unitLabel, precisionFor(row.value))}
      </span>
      <span className={styles.sub}>
        {formatTime(row.time)} · {row.part}
      </span>
    </>
  )
  return onOpen ? (
    <button type="button" className={styles.row} onClick={onOpen}>
      {content}
    </button>
  ) : (
    <div className={styles.row}>{content}</div>
  )
}
