import { ageHistory, getHistoryStatus, type HistoryStatus, listRetentionClasses } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, Stat, useTexts } from '@civitas/ui'
import { App, Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { historyTexts } from './history.texts.ts'
import { RetentionTable } from './retention-table.tsx'

/** Where the readings of the city lie, how much room they take and how long they are kept. */
export function HistoryPage() {
  const texts = useTexts(historyTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [isMoving, setMoving] = useState(false)
  const read = useRead(getHistoryStatus, {}, { everyMs: 15_000 })
  return (
    <Page
      title={texts.title}
      acts={may('platform.operate') ? <Button onClick={() => setMoving(true)}>{texts.move}</Button> : null}
    >
      <div className={styles.stack}>
        {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
        {read.isPending ? <Loading /> : null}
        {read.data ? <Status status={read.data} /> : null}
        <RetentionTable />
      </div>
      {isMoving ? (
        <ActDialog
          title={texts.move}
          why={texts.moveWhy}
          comment="none"
          act={async () => {
            const { hoursSummed, moved } = await client.call(ageHistory, { body: {} })
            refresh(getHistoryStatus, listRetentionClasses)
            void message.info(texts.moved(formatNumber(hoursSummed), formatNumber(moved.length)))
          }}
          onClose={() => setMoving(false)}
        />
      ) : null}
    </Page>
  )
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A size in bytes as number and unit. */
function toSize(bytes: number): { value: string; unit: string } {
  const step = Math.min(sizes.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0)
  const value = bytes / 1000 ** step
  return { value: formatNumber(value, step > 0 && value < 100 ? 1 : 0), unit: sizes[step] ?? '' }
}

function Status({ status }: { status: HistoryStatus }) {
  const texts = useTexts(historyTexts)
  const { counts, units } = texts
  const count = (value: number, unit: string) => ({ value: formatNumber(value), unit })
  const perRow = (bytes: number, rows: number) => (rows > 0 ? bytes / rows : 0)
  const inFile = perRow(status.fileBytes, status.fileRows)
  const inDatabase = perRow(status.hotBytes, status.hotRows)
  return (
    <Section title={texts.title}>
      <Quiet>{texts.why}</Quiet>
      <div className={styles.stats}>
        <Stat label={counts.hotRows} {...count(status.hotRows, units.rows)} />
        <Stat label={counts.hotBytes} {...toSize(status.hotBytes)} />
        <Stat label={counts.hotDays} {...count(status.hotDays, units.days)} />
        <Stat label={counts.files} {...count(status.files, units.files)} />
        <Stat label={counts.fileRows} {...count(status.fileRows, units.rows)} />
        <Stat label={counts.fileBytes} {...toSize(status.fileBytes)} />
        <Stat label={counts.rollupBytes} {...toSize(status.rollupBytes)} />
        <Stat label={counts.hoursToSum} {...count(status.hoursToSum, units.hours)} />
      </div>
      <Quiet>
        {status.oldestTime ? texts.oldest(formatTime(status.oldestTime)) : texts.noOldest}{' '}
        {inFile > 0 && inDatabase > inFile ? texts.ratio(formatNumber(inDatabase / inFile)) : ''}
      </Quiet>
    </Section>
  )
}
