import {
  getSensingStatus,
  listRejections,
  type Rejection,
  rejectionReasons,
  type SensingStatus,
} from '@civitas/sdk'
import { formatNumber, Stat, useTexts } from '@civitas/ui'
import { Drawer } from 'antd'
import { useRef, useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, Section } from '../parts/page.tsx'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { RejectionView, useRejectionColumns } from './rejection-view.tsx'

const names = ['reason'] as const

/** How readings come in, and what was refused or set aside. */
export function IngestPage() {
  const texts = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Rejection | null>(null)
  const status = useRead(getSensingStatus, {}, { everyMs: 5_000 })
  const read = useRead(
    listRejections,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        reason: query.filters.reason,
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const counted = (reason: string) => status.data?.rejectedByReason[reason] ?? 0
  return (
    <Page title={texts.ingest}>
      {status.isError ? <ProblemView error={status.error} /> : null}
      {status.data ? <Counts status={status.data} /> : null}
      <div style={{ height: 16 }} />
      <FilterBar
        query={query}
        placeholder={texts.ingestSearch}
        searchBox={box}
        filters={[
          {
            name: 'reason',
            label: texts.byReason,
            width: 200,
            options: rejectionReasons.map((value) => ({
              value,
              label: `${words.reasons[value]} · ${formatNumber(counted(value))}`,
            })),
          },
        ]}
      />
      <ListTable
        label={texts.rejections}
        read={read}
        query={query}
        columns={useRejectionColumns()}
        rowKey={(each) => String(each.id)}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noRejections, why: texts.noRejectionsWhy }}
      />
      <Drawer open={shown !== null} size={560} title={texts.rejections} onClose={() => setShown(null)}>
        {shown ? <RejectionView rejection={shown} /> : null}
      </Drawer>
    </Page>
  )
}

function Counts({ status }: { status: SensingStatus }) {
  const texts = useTexts(devicesTexts)
  const stats = [
    { name: 'storedPerSecond', unit: texts.perSecond, precision: 1 },
    { name: 'received', unit: texts.readings, precision: 0 },
    { name: 'stored', unit: texts.readings, precision: 0 },
    { name: 'repeated', unit: texts.readings, precision: 0 },
    { name: 'rejected', unit: texts.readings, precision: 0 },
    { name: 'waiting', unit: texts.readings, precision: 0 },
    { name: 'lagSeconds', unit: texts.seconds, precision: 1 },
    { name: 'mqttClients', unit: texts.clients, precision: 0 },
  ] as const
  return (
    <Section title={texts.since}>
      <div className={styles.stats}>
        {stats.map(({ name, unit, precision }) => (
          <Stat
            key={name}
            label={texts.counts[name]}
            value={formatNumber(status[name], precision)}
            unit={unit}
            tone={name === 'rejected' && status.rejected > 0 ? 'attention' : 'normal'}
          />
        ))}
      </div>
    </Section>
  )
}
